#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "base/unique_fd.h"
#include "process/child.h"

namespace baton {

// The executor's side of the launcher and of idle supervisors. Shared by a Launcher and its
// Children, who give back the sockets of supervisors that are free again.
class SupervisorPool {
 public:
  // Starts the launcher, which is `program`; throws std::system_error.
  explicit SupervisorPool(const std::string& program);
  ~SupervisorPool();
  SupervisorPool(const SupervisorPool&) = delete;
  SupervisorPool& operator=(const SupervisorPool&) = delete;

  // A supervisor that waits for a launch, perhaps one that is still being made: that is told
  // through its socket.
  struct Supervisor {
    UniqueFd control;
    UniqueFd process;  // a pidfd; invalid while it is being made
  };
  // errno when there is none to be had.
  std::variant<Supervisor, int> take();

  // Takes back a supervisor whose step has ended.
  void give_back(Supervisor supervisor);

  // For a launcher that does not do its work: the next take() makes another.
  void kill_launcher() const;

  pid_t launcher_pid() const { return launcher_; }

  // For reading pipes; what is in it is only good until the next read.
  std::array<char, Child::kReadLimit>& read_buffer() { return read_buffer_; }

 private:
  void start_launcher();
  void end_launcher(std::chrono::milliseconds patience);
  int request_supervisor(int control);

  // Kept open: the next launcher is the same program, whatever an upgrade has put in its place.
  UniqueFd program_;
  pid_t launcher_ = 0;
  UniqueFd launcher_socket_;
  std::vector<Supervisor> idle_;  // the one used last is taken first: its memory is warm
  std::array<char, Child::kReadLimit> read_buffer_;
};

}  // namespace baton
