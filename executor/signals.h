#pragma once

#include "base/unique_fd.h"

namespace baton {

// SIGTERM and SIGINT as something to read in the loop. SIGHUP and SIGPIPE are ignored meanwhile.
class Signals {
 public:
  Signals();

  int fd() const { return fd_.get(); }
  // How many requests to stop have come since the last call.
  int take_stop_requests();

 private:
  UniqueFd fd_;
};

}  // namespace baton
