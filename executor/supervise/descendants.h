#pragma once

#include <sys/types.h>

#include <cstddef>

#include "supervise/wire.h"

namespace baton {

// Finds and signals the processes below the calling one. Runs in launcher and supervisors, between fork
// and exec as it were: no allocation from the heap, no exceptions.
//
// The calling process must be a subreaper with a single thread. Signals reach only its descendants,
// never a stranger that got a reused pid: a direct child stays a zombie until we reap it, so its pid
// and its process group can't be reused; any other process is signalled through a pidfd, after a look
// that it still has the parent we found it under.
class Descendants {
 public:
  enum class Look {
    kChildrenFiles,  // /proc/PID/task/TID/children, where the kernel has them
    kScan,           // the parents of all processes: slower, works everywhere
  };
  explicit Descendants(Look look = Look::kChildrenFiles) : look_(look) {}
  ~Descendants();
  Descendants(const Descendants&) = delete;
  Descendants& operator=(const Descendants&) = delete;

  // A direct child that must not be touched, nor what is below it.
  using Spare = bool (*)(pid_t child, const void* context);
  void spare(Spare spared, const void* context) {
    spare_ = spared;
    spare_context_ = context;
  }

  // Sends `signal` to every descendant and to the process groups of direct children. Returns how many
  // processes were found.
  std::size_t signal_all(int signal);

  // Stops all until a look finds no more than the one before, then kills all: so a script that forks
  // for ever is frozen first. Returns how many were found; one pass need not be enough, so
  // call it again until wait() says that there is no child left.
  std::size_t freeze_and_kill();

  // Of the processes that the last call found, those that it was not allowed to signal.
  bool was_refused(pid_t pid) const;

  // Writes down the first that are alive now, as many as fit; returns how many there are.
  std::size_t describe(wire::Survivor* into, std::size_t room);

  // A direct child that is not spared; 0 if there is none.
  pid_t first_child();

 private:
  struct Entry {
    pid_t pid;
    pid_t parent;
    bool refused = false;
  };

  void collect();
  void collect_children(pid_t parent);
  void collect_children_of_task(pid_t parent, const char* path);
  void collect_by_scan();
  void add(pid_t pid, pid_t parent);
  static bool send(const Entry& entry, int signal);  // false: not allowed

  Look look_;
  Entry* entries_ = nullptr;  // an anonymous mapping
  std::size_t count_ = 0;
  std::size_t capacity_ = 0;
  Spare spare_ = nullptr;
  const void* spare_context_ = nullptr;
};

}  // namespace baton
