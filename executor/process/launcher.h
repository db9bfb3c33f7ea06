#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "process/child.h"
#include "process/child_result.h"
#include "process/launch_request.h"

namespace baton {

class SupervisorPool;

// Where baton-supervise is: beside this program, or in ../libexec/baton of it once it is installed.
std::string supervise_program();

// Starts scripts. Three kinds of processes stand behind it:
//
//   executor --+-- launcher ---- supervisor ---- script ---- its children ...
//              |       `-------- supervisor ---- script ...
//
// The launcher is a small program of its own, baton-supervise: a copy of the executor would be slow
// to make once that has grown, and would hold its passwords. It only makes supervisors. A
// supervisor is the parent of one running script at a time and the subreaper of everything below
// it: what it cannot wait for does not exist. An idle supervisor serves the next step, so an
// ordinary step costs a message and a vfork.
//
// When the executor dies, however, every supervisor sees the end of its socket and stops its script.
// When a supervisor dies, its orphans fall to the launcher, which kills them. When the launcher dies,
// running steps go on and the next launch() makes a new one.
class Launcher {
 public:
  // Starts `program`; nothing of this process's memory, environment, command line or descriptors
  // gets there. Throws std::system_error when that is impossible.
  explicit Launcher(const std::string& program = supervise_program());

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
      descriptor_limit_;  // of scripts; our own and the launcher's is raised before it is started
  std::shared_ptr<SupervisorPool> pool_;
};

}  // namespace baton
