#include "boot_alarm.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace baton {

BootAlarm::BootAlarm() : fd_(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (!fd_.valid()) throw std::system_error(errno, std::generic_category(), "timerfd_create");
}

void BootAlarm::set(BootTime at) {
  if (at == at_) return;
  at_ = at;
  // On a machine that is up for a minute, an hour ago lies before its boot; the kernel refuses
  // that.
  const auto since_boot = std::max(at.time_since_epoch(), BootTime::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
  itimerspec time{};
  time.it_value.tv_sec = static_cast<time_t>(seconds.count());
  // Not zero, which would turn it off.
  time.it_value.tv_nsec = static_cast<long>((since_boot - seconds).count()) | 1;
  if (::timerfd_settime(fd_.get(), TFD_TIMER_ABSTIME, &time, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "timerfd_settime");
  }
}

void BootAlarm::heed() {
  std::uint64_t expirations = 0;
  // It may have been set to a later time since epoll saw it: then there is nothing to read.
  if (::read(fd_.get(), &expirations, sizeof expirations) < 0 && errno != EAGAIN) {
    throw std::system_error(errno, std::generic_category(), "timerfd");
  }
}

}  // namespace baton
