// The one clock of the executor. Monotonic: setting the machine's time moves no deadline.
#pragma once

#include <chrono>

namespace baton {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Milliseconds = std::chrono::milliseconds;

inline constexpr TimePoint kNever = TimePoint::max();

// `since` is not after `now`; rounds down.
inline Milliseconds elapsed(TimePoint since, TimePoint now) {
  return std::chrono::duration_cast<Milliseconds>(now - since);
}

}  // namespace baton
