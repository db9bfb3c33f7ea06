#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <variant>

#include "process/child.h"
#include "process/child_result.h"
#include "process/launch_request.h"

namespace baton {

class SupervisorPool;

// Starts scripts. Three kinds of processes stand behind it:
//
//   executor --+-- launcher ---- supervisor ---- script ---- its children ...
//              |       `-------- supervisor ---- script ...
//
// The launcher is forked from the executor first thing in main, while that is small (forking a grown
// process is slow), and only makes supervisors. A supervisor is the parent of one running script at
// a time and the subreaper of everything below it: what it cannot wait for does not exist. An idle
// supervisor serves the next step, so an ordinary step costs a message and a vfork.
//
// When the executor dies, however, every supervisor sees the end of its socket and stops its script.
// When a supervisor dies, its orphans fall to the launcher, which kills them. When the launcher dies,
// running steps go on and the next launch() makes a new one.
class Launcher {
 public:
  // Forks. Call it before the process has threads, and best before anything is allocated. The new
  // process closes every descriptor but its socket and overwrites its copy of the environment and
  // of the command line, which may hold passwords. Throws std::system_error when it cannot fork.
  Launcher();

  // Ends the launcher and waits for it. All Children must be gone; scripts of Children that had
  // not finished are stopped first, which takes up to 3 s.
  ~Launcher();

  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  // Starts a script, without waiting for it to run: that exec failed (a missing interpreter, say) is
  // told by the Child's result. NotStarted is returned for what is known at once. Does not throw.
  using Launched = std::variant<std::unique_ptr<Child>, NotStarted>;
  Launched launch(const LaunchRequest& request);

  // Of the current launcher process; for tests and logs.
  pid_t pid() const;

 private:
  std::uint64_t
      descriptor_limit_;  // of scripts; our own and the launcher's is raised before it is forked
  std::shared_ptr<SupervisorPool> pool_;
};

}  // namespace baton
