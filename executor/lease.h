#pragma once

#include "clock.h"

namespace baton {

// The executor's right to its attempts, as far as it can know it from here: counted from when a
// renewal that succeeded was sent, never from when its answer came.
class Lease {
 public:
  void set_lengths(Milliseconds lease, Milliseconds tick) {
    lease_ = lease;
    tick_ = tick;
  }

  void set_tick(Milliseconds tick) { tick_ = tick; }
  // Where the database is on this machine, it cannot be alive while we are cut off from it.
  void set_local(bool is_local) { is_local_ = is_local; }
  bool is_local() const { return is_local_; }

  void begin_renewal(TimePoint now) {
    sent_at_ = now;
    is_under_way_ = true;
    renew_at_ = now + tick_;
  }
  void confirm() {
    is_under_way_ = false;
    confirmed_at_ = sent_at_;
  }
  // Refused, or its answer is lost.
  void fail(TimePoint now) {
    is_under_way_ = false;
    renew_at_ = now + tick_ / 10;
  }
  void renew_now(TimePoint now) { renew_at_ = now; }

  TimePoint renew_at() const { return is_under_way_ ? kNever : renew_at_; }
  Milliseconds tick() const { return tick_; }

  // From when on a script on a machine of its own must be stopped, so that it is dead before the
  // database gives its step to somebody else: missed ticks may pass in one tick less than the lease,
  // and stopping takes half a tick.
  TimePoint fence_at() const { return confirmed_at_ + lease_ - tick_ * 3 / 2; }
  Milliseconds fence_grace() const { return tick_ / 2; }

 private:
  Milliseconds lease_{30'000};
  Milliseconds tick_{10'000};
  TimePoint sent_at_{};
  TimePoint confirmed_at_{};
  TimePoint renew_at_{};
  bool is_under_way_ = false;
  bool is_local_ = false;
};

}  // namespace baton
