#include "lease_guard.h"

#include "logging.h"

namespace baton {

namespace {

bool must_go(const Lease& lease, OnDisconnect mode) {
  return mode == OnDisconnect::kKill || (mode == OnDisconnect::kAuto && !lease.is_local());
}

}  // namespace

void LeaseGuard::check(const Lease& lease, RunningSteps& steps, TimePoint now) {
  if (lease.fence_at() == done_for_ || BootClock::now() < lease.fence_at()) return;
  done_for_ = lease.fence_at();
  switch_.clear();
  const std::size_t stopped =
      steps.stop_if([&](const Step& step) { return must_go(lease, step.spec().on_disconnect); },
                    StopReason::kInterrupted, lease.fence_grace(), now);
  if (stopped == 0) return;
  log_event(LogLevel::kWarning, "the lease could not be renewed; what may not go on is stopped",
            {{"stopped", static_cast<std::int64_t>(stopped)}});
}

void LeaseGuard::prepare(const Lease& lease, const RunningSteps& steps) {
  alarm_.set(lease.fence_at());
  if (lease.fence_at() == done_for_) return;
  for (const OnDisconnect mode : {OnDisconnect::kAuto, OnDisconnect::kKill}) {
    if (steps.count(mode) > 0 && must_go(lease, mode)) switch_.set(lease.last_moment());
  }
}

}  // namespace baton
