#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace baton {

// A program that `baton dev` runs besides itself, in a session of its own, so that Ctrl-C at the terminal does not
// reach it. Not for scripts of steps: those are the launcher's.
class Spawned {
 public:
  struct Program {
    std::vector<std::string> arguments;    // [0] is looked up in PATH
    std::vector<std::string> environment;  // NAME=value, all of it
    std::filesystem::path input = "/dev/null";
    std::filesystem::path log;  // stdout and stderr, appended
  };

  // Throws Failure (kInternal) when it cannot be started.
  explicit Spawned(const Program& program);
  // Kills and reaps it if it still runs.
  ~Spawned();
  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number);

  // The wait status, once it has ended; none when it still runs after `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);

 private:
  pid_t pid_ = -1;
  int pidfd_ = -1;
  std::optional<int> status_;
};

}  // namespace baton
