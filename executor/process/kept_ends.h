#pragma once

#include <poll.h>

#include <array>
#include <cstddef>

#include "process/wire.h"

namespace baton {

// The pipe ends that a supervisor keeps open while its script runs: the writing end of the event channel,
// because $BATON_EVENTS leads to it, and all reading ends, in case the executor dies. Then nobody else
// reads what the script writes while it cleans up, and it would get SIGPIPE or wait for ever.
class KeptEnds {
 public:
  // Out of the packet; the others stay there: they are the script's alone, so that the executor sees when
  // it closes them.
  void take(wire::Packet& packet);
  void close_all();

  // What to poll for, and what to do with it, when the executor is gone.
  void fill(pollfd* polled) const;
  void discard_readable(const pollfd* polled);

 private:
  int events_ = -1;
  std::array<int, wire::kReaders> readers_{};
};

}  // namespace baton
