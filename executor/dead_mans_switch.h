#pragma once

#include <time.h>

#include "clock.h"

namespace baton {

// Kills this process at a time of the BootClock unless that is put off: for a loop that stands still
// (stopped by a signal, stuck in a name look-up or on a disk) while scripts run that must not outlive
// the lease. They die with their executor. The kernel does it; nothing of ours needs to run.
class DeadMansSwitch {
 public:
  DeadMansSwitch();
  ~DeadMansSwitch();
  DeadMansSwitch(const DeadMansSwitch&) = delete;
  DeadMansSwitch& operator=(const DeadMansSwitch&) = delete;

  void set(BootTime at);
  void clear();

 private:
  timer_t timer_{};
  BootTime at_{};  // zero: not set
};

}  // namespace baton
