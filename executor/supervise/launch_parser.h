#pragma once

#include <sys/types.h>

#include <cstddef>

#include "supervise/wire.h"

namespace baton {

// What execve needs, laid out in memory of its own (one anonymous mapping, unmapped and thereby wiped
// by the destructor: the strings may be secret). Runs in supervisors: no heap.
class LaunchStrings {
 public:
  LaunchStrings() = default;
  ~LaunchStrings();
  LaunchStrings(const LaunchStrings&) = delete;
  LaunchStrings& operator=(const LaunchStrings&) = delete;

  // Copies the strings from the packet, or from the memory file `file` if that is not -1. 0 or errno.
  int read(const wire::LaunchHeader& header, const char* in_packet, int file);

  const char* base_directory() const { return text_; }
  const char* program() const { return after(text_, 1); }
  char** argv() const { return pointers_; }
  char** environment() const { return environment_; }

  // Adds NAME=directory for every directory variable, and BATON_EVENTS: a path by which others reach this
  // process's descriptor `events`.
  void add_variables(const char* directory, int events);

 private:
  char* after(const char* string, std::size_t count) const;

  void* memory_ = nullptr;
  std::size_t memory_size_ = 0;
  char* text_ = nullptr;
  char* spare_ = nullptr;      // room for the variables that the supervisor adds
  char** pointers_ = nullptr;  // argv, null, environment, null
  char** environment_ = nullptr;
  std::size_t environment_count_ = 0;
  char* directory_variables_ = nullptr;
  std::size_t directory_variable_count_ = 0;
};

}  // namespace baton
