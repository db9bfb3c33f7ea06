#pragma once

#include <poll.h>

#include <array>
#include <cstddef>

#include "supervise/wire.h"

namespace baton {

// Both ends of the script's three pipes, which a supervisor keeps open while the script runs:
//
//   the events' writing end, because $BATON_EVENTS leads to it;
//   the other writing ends, so that the executor is not woken by ends of files: that a step has ended it
//   is told anyway;
//   the reading ends, in case the executor dies. Then nobody else reads what the script writes while it
//   cleans up, and it would get SIGPIPE or wait for ever.
class KeptEnds {
 public:
  // Out of the packet.
  void take(wire::Packet& packet);
  void close_all();

  // What to poll for, and what to do with it, when the executor is gone.
  void fill(pollfd* polled) const;
  void discard_readable(const pollfd* polled);

 private:
  std::array<int, wire::kStringsFd - wire::kStdoutFd> fds_{};
};

}  // namespace baton
