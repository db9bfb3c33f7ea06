#pragma once

#include <algorithm>

#include "clock.h"

namespace baton {

// The executor's right to its attempts, as far as it can know it from here: counted from when a
// renewal that succeeded was sent, never from when its answer came, and also while the machine was
// suspended.
//
// The database ends a lease when a number of ticks has passed since the renewal. The first of them may
// come at once, so what is safe is one tick less. A quarter of that is left to stop scripts in: most
// of it for those that end nicely, the rest to kill the others.
class Lease {
 public:
  // After shorter ones it renews at once: by the old ones the next renewal would come too late.
  void set_lengths(Milliseconds lease, Milliseconds tick) {
    if (lease < lease_ || tick < tick_) renew_at_ = TimePoint{};
    lease_ = lease;
    tick_ = tick;
  }

  // Where the database is on this machine, it cannot be alive while we are cut off from it.
  void set_local(bool is_local) { is_local_ = is_local; }
  bool is_local() const { return is_local_; }

  // `boot_now` is not after the sending.
  void begin_renewal(TimePoint now, BootTime boot_now) {
    sent_at_ = boot_now;
    is_under_way_ = true;
    renew_at_ = now + std::min(tick_, longest_pause());
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
  void renew_now(TimePoint at) { renew_at_ = std::min(renew_at_, at); }

  TimePoint renew_at() const { return is_under_way_ ? kNever : renew_at_; }
  Milliseconds tick() const { return tick_; }
  // Between two tries to reach the database.
  Milliseconds longest_pause() const { return safe() / 2; }

  // From when on what must not outlive the lease is stopped, and how long it may take to end nicely.
  BootTime fence_at() const { return confirmed_at_ + safe() * 3 / 4; }
  Milliseconds fence_grace() const { return safe() / 5; }
  // When an executor that has not even begun with that must be dead, so that its scripts, which die with
  // it, are gone as well.
  BootTime last_moment() const { return fence_at() + std::max(safe() / 20, Milliseconds(500)); }

 private:
  Milliseconds safe() const { return lease_ - tick_; }

  Milliseconds lease_{30'000};
  Milliseconds tick_{10'000};
  BootTime sent_at_{};
  BootTime confirmed_at_{};
  TimePoint renew_at_{};
  bool is_under_way_ = false;
  bool is_local_ = false;
};

}  // namespace baton
