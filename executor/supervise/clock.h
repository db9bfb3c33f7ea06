#pragma once

#include <poll.h>
#include <signal.h>

#include <cstdint>
#include <limits>

namespace baton {

// What launcher and supervisors measure by: milliseconds of a clock that nobody sets.
std::int64_t now_ms();

inline constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();

// poll() until a time of now_ms(). Signals are blocked everywhere but here, where only `blocked`
// are.
int wait_with(const sigset_t& blocked, pollfd* fds, nfds_t count, std::int64_t deadline);

}  // namespace baton
