// The clocks of the executor. Monotonic: setting the machine's time moves no deadline.
#pragma once

#include <time.h>

#include <chrono>

namespace baton {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Milliseconds = std::chrono::milliseconds;

inline constexpr TimePoint kNever = TimePoint::max();

// Counts also while the machine is suspended, during which scripts do not run but the lease does.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};
using BootTime = BootClock::time_point;

// `since` is not after `now`; rounds down.
inline Milliseconds elapsed(TimePoint since, TimePoint now) {
  return std::chrono::duration_cast<Milliseconds>(now - since);
}

}  // namespace baton
