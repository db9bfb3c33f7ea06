#include "supervise/clock.h"

#include <time.h>

#include <algorithm>

namespace baton {

std::int64_t now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

int wait_with(const sigset_t& blocked, pollfd* fds, nfds_t count, std::int64_t deadline) {
  const std::int64_t left = std::max<std::int64_t>(0, deadline - now_ms());
  const timespec timeout{.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1'000'000};
  return ::ppoll(fds, count, deadline == kForEver ? nullptr : &timeout, &blocked);
}

}  // namespace baton
