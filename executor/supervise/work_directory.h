#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>

#include "supervise/remove_tree.h"

namespace baton {

// The private working directory of the step that a supervisor runs. Making and removing a directory on a
// disk costs tens of microseconds, and milliseconds while a database on it syncs; most short scripts never
// write to theirs. So one that nobody has touched is kept for a moment and serves the next step.
// Runs in supervisors: no heap.
class WorkDirectory {
 public:
  // An empty directory of mode 0700 below `base`. 0 or errno.
  int prepare(const char* base);

  const char* path() const { return path_; }

  // The two halves of clear().
  bool keep_if_untouched();

  // After the step: removes the directory with all its contents, unless it is untouched. What
  // could not be removed is named from `base` on.
  Leftover clear();

  // Whether clear() has left an untouched directory; remove() takes that away too.
  bool is_kept() const { return kept_; }
  Leftover remove();

  // Removes the directories that another supervisor, now dead, has left below `base`.
  static Leftover remove_all_of(pid_t supervisor, const char* base);

 private:
  bool is_untouched() const;

  char path_[4200] = {};
  std::size_t base_size_ = 0;  // the part of path_ that is the base
  unsigned made_ = 0;
  bool kept_ = false;
  struct statx as_made_ {};
};

}  // namespace baton
