#pragma once

#include "base/unique_fd.h"
#include "clock.h"

namespace baton {

// Becomes readable at a time of the BootClock. epoll's own time-outs stand still while the machine is
// suspended; this one has passed when it wakes up.
class BootAlarm {
 public:
  BootAlarm();

  int fd() const { return fd_.get(); }
  void set(BootTime at);
  // Makes it silent until it is set to another time.
  void heed();

 private:
  UniqueFd fd_;
  BootTime at_{};
};

}  // namespace baton
