#include "dead_mans_switch.h"

#include <signal.h>

#include <cerrno>
#include <chrono>
#include <system_error>

namespace baton {

namespace {

void set_time(timer_t timer, BootTime at) {
  const auto since_boot = at.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
  itimerspec time{};  // all zero turns it off
  time.it_value.tv_sec = static_cast<time_t>(seconds.count());
  time.it_value.tv_nsec = static_cast<long>((since_boot - seconds).count());
  if (::timer_settime(timer, TIMER_ABSTIME, &time, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "timer_settime");
  }
}

}  // namespace

DeadMansSwitch::DeadMansSwitch() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGKILL;  // the only signal that a stopped process heeds
  if (::timer_create(CLOCK_BOOTTIME, &event, &timer_) != 0) {
    throw std::system_error(errno, std::generic_category(), "timer_create");
  }
}

DeadMansSwitch::~DeadMansSwitch() { ::timer_delete(timer_); }

void DeadMansSwitch::set(BootTime at) {
  if (at == at_) return;
  set_time(timer_, at);
  at_ = at;
}

void DeadMansSwitch::clear() {
  if (at_ == BootTime{}) return;
  set_time(timer_, BootTime{});
  at_ = {};
}

}  // namespace baton
