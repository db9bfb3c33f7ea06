#pragma once

#include "boot_alarm.h"
#include "clock.h"
#include "dead_mans_switch.h"
#include "lease.h"
#include "running_steps.h"

namespace baton {

// Sees to it that no step outlives a lease that it must not outlive: the database may give it to
// somebody else then. Such are those with on_disconnect `kill`, and those with `auto` unless the database
// is on this machine, where it cannot do that while we are cut off from it.
class LeaseGuard {
 public:
  // For epoll, to wake up in time; heed() when it did.
  int fd() const { return alarm_.fd(); }
  void heed() { alarm_.heed(); }

  // Stops what must not go on, when it is time for that.
  void check(const Lease& lease, RunningSteps& steps, TimePoint now);
  // An answer that was long under way: what it gave us may be somebody else's by now.
  static bool comes_too_late(const Lease& lease) { return BootClock::now() >= lease.fence_at(); }
  // A step has begun: what was done before did not hold for it.
  void expect_more() { done_for_ = {}; }
  // Before the loop waits: if it stands still from now on, the switch ends it, and the scripts with it.
  void prepare(const Lease& lease, const RunningSteps& steps);

 private:
  BootAlarm alarm_;
  DeadMansSwitch switch_;
  BootTime done_for_{};  // the fence_at() that was acted on
};

}  // namespace baton
