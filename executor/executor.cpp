#include "executor.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "clock.h"
#include "executor_loop.h"
#include "logging.h"

namespace baton {

namespace {

constexpr std::uint64_t kDatabaseTag = 1;
constexpr std::uint64_t kSignalsTag = 2;
constexpr std::uint64_t kLeaseTag = 3;
constexpr std::uint64_t kMonitorTag = 4;
constexpr std::uint64_t kOrphansTag = 5;

// How long an executor that is done waits for a database that is away to confirm what it reports.
constexpr Milliseconds kConfirmLimit{30'000};
// What a second request to stop leaves to scripts that end nicely.
constexpr Milliseconds kHurriedGrace{3'000};

}  // namespace

Executor::Executor(const ExecutorOptions& options, Launcher& launcher, Signals& signals, Disk& disk,
                   Monitor* monitor)
    : drain_limit_(options.drain_limit),
      signals_(signals),
      launcher_(launcher),
      run_directory_(disk.run_directory),
      spool_(disk.spool),
      monitor_(monitor),
      steps_(poller_, launcher, workplace_for(options, disk.run_directory),
             sql_server_for(options)),
      dialogue_(
          options.connection, registration_for(options), spool_, [this] { return tokens_held(); },
          [this] { return survivors_.text(); }),
      database_watch_(kDatabaseTag) {
  slots_ = static_cast<std::size_t>(registration_for(options).slots);
  poller_.watch(signals_.fd(), kSignalsTag, EPOLLIN);
  poller_.watch(guard_.fd(), kLeaseTag, EPOLLIN);
  if (orphans_.fd() >= 0) poller_.watch(orphans_.fd(), kOrphansTag, EPOLLIN);
  if (monitor_ != nullptr) poller_.watch(monitor_->question_fd(), kMonitorTag, EPOLLIN);
}

int Executor::run() {
  for (;;) {
    const TimePoint now = Clock::now();
    follow(dialogue_.listen(std::exchange(database_is_ready_, false), now), now);
    succession_.look(now);
    watch_the_time(now);
    hand_in_what_ended(now);
    fill_slots(now);
    pass_on_news(now);
    speak_with_the_database(now);
    if (const auto status = exit_status(now)) return *status;
    guard_.prepare(dialogue_.lease(), steps_);
    wait_for_something();
  }
}

void Executor::wait_for_something() {
  database_watch_.look(poller_, dialogue_.socket(), dialogue_.wants_write(),
                       dialogue_.is_connecting());
  flush_log();
  const auto events = poller_.wait(deadline());
  dispatch(events, Clock::now());
}

void Executor::dispatch(std::span<const epoll_event> events, TimePoint now) {
  for (const epoll_event& event : events) {
    if (event.data.u64 == kDatabaseTag) {
      database_is_ready_ = true;
    } else if (event.data.u64 == kSignalsTag) {
      heed_signals(now);
    } else if (event.data.u64 == kLeaseTag) {
      guard_.heed();
    } else if (event.data.u64 == kOrphansTag) {
      orphans_.reap(launcher_.pid());
    } else if (event.data.u64 == kMonitorTag) {
      monitor_->answer(figures(now));
    } else {
      steps_.on_event(event.data.u64, now);
    }
  }
}

void Executor::heed_signals(TimePoint now) {
  for (int requests = signals_.take_stop_requests(); requests > 0; --requests) {
    ++stop_requests_;
    if (stop_requests_ == 1) {
      begin_drain(now);
    } else {
      log_event(LogLevel::kWarning, "stopping at once",
                {{"running", static_cast<std::int64_t>(steps_.size())}});
      phase_ = Phase::kStopping;
      const Milliseconds grace = stop_requests_ == 2 ? kHurriedGrace : Milliseconds(0);
      steps_.stop_all(StopReason::kInterrupted, grace, now);
      if (!dialogue_.is_connected()) confirm_until_ = now;
    }
  }
}

void Executor::begin_drain(TimePoint now) {
  log_event(
      LogLevel::kInfo, "draining",
      {{"running", static_cast<std::int64_t>(steps_.size())}, {"limit_ms", drain_limit_.count()}});
  phase_ = Phase::kDraining;
  steps_.note_drain();
  drain_until_ = now + drain_limit_;
}

void Executor::follow(const std::vector<Instruction>& instructions, TimePoint now) {
  for (const Instruction& instruction : instructions) {
    std::visit(
        [&](const auto& order) {
          if constexpr (requires { succession_.follow(order, now); }) {
            succession_.follow(order, now);
          } else {
            follow(order, now);
          }
        },
        instruction);
  }
}

void Executor::follow(const StartAttempt& start, TimePoint now) {
  waiting_.add(start.attempt, now);
}

void Executor::follow(const StopAttempt& stop, TimePoint now) {
  if (const auto attempt = waiting_.take(stop.token)) return hand_back(*attempt, now);
  steps_.stop(stop.token, StopReason::kCancelled, now);
}

void Executor::follow(const LoseAttempt& lose, TimePoint now) {
  waiting_.take(lose.token);
  steps_.stop(lose.token, StopReason::kLost, now);
}

void Executor::follow(const LoseEverything&, TimePoint now) {
  waiting_.take_overdue(kNever);
  steps_.stop_all(StopReason::kLost, kHurriedGrace, now);
}

void Executor::watch_the_time(TimePoint now) {
  steps_.check_deadlines(now);
  if (phase_ == Phase::kDraining && now >= drain_until_ && !steps_.empty()) {
    log_event(LogLevel::kWarning, "the drain limit has passed; what still runs is handed back",
              {{"running", static_cast<std::int64_t>(steps_.size())}});
    phase_ = Phase::kStopping;
    steps_.stop_all(StopReason::kInterrupted, Milliseconds::max(), now);
  }
  guard_.check(dialogue_.lease(), steps_, now);
}

void Executor::hand_in_what_ended(TimePoint now) {
  for (RunningSteps::Ended& ended : steps_.take_ended(now)) {
    waiting_.note_end(ended.ran, now);
    log_event(LogLevel::kInfo, "ended",
              {{"job", ended.id.job_id},
               {"step", ended.id.step},
               {"attempt", ended.id.attempt},
               {"how", ended.ending.summary},
               {"ms", ended.ran.count()}});
    survivors_.add(ended.id, ended.ending.survivors);
    if (ended.ending.report) {
      dialogue_.report(std::move(*ended.ending.report));
    } else {
      dialogue_.look_for_work(now);
    }
  }
}

void Executor::fill_slots(TimePoint now) {
  const bool may_start =
      phase_ == Phase::kWorking && !LeaseGuard::comes_too_late(dialogue_.lease());
  while (may_start && !waiting_.empty() && steps_.size() < slots_) start(waiting_.take_next(), now);
  for (const ClaimedAttempt& late : waiting_.take_overdue(may_start ? now : kNever)) {
    hand_back(late, now);
  }
}

void Executor::start(ClaimedAttempt attempt, TimePoint now) {
  run_directory_.restore();
  steps_.note_place(dialogue_.place());
  if (auto report = steps_.start(std::move(attempt), now)) dialogue_.report(std::move(*report));
  guard_.expect_more();
}

void Executor::hand_back(const ClaimedAttempt& attempt, TimePoint now) {
  dialogue_.report(not_begun(id_of(attempt, {}), now));
}

std::vector<std::string> Executor::tokens_held() const {
  std::vector<std::string> tokens = steps_.tokens();
  waiting_.append_tokens(tokens);
  return tokens;
}

void Executor::pass_on_news(TimePoint now) {
  if (now >= steps_.news_at() && dialogue_.wants_news(now)) {
    auto [pieces, progress] = steps_.gather_news(now);
    dialogue_.tell(std::move(pieces), std::move(progress), now);
  }
  for (const auto& [id, checkpoint] : steps_.take_checkpoints(now)) {
    dialogue_.save_checkpoint(id, checkpoint);
  }
}

void Executor::speak_with_the_database(TimePoint now) {
  const bool is_working = phase_ == Phase::kWorking;
  if (!is_working && steps_.empty() && confirm_until_ == kNever)
    confirm_until_ = now + kConfirmLimit;
  const std::size_t capacity = slots_ + waiting_.room(now);
  const std::size_t held =
      std::min(steps_.size() + waiting_.size() + dialogue_.awaiting_secrets(), capacity);
  dialogue_.speak({.capacity = static_cast<int>(capacity),
                   .wanted = static_cast<int>(capacity - held),
                   .is_draining = !is_working,
                   .is_finished = !is_working && steps_.empty()},
                  now);
}

TimePoint Executor::deadline() const {
  const TimePoint news = std::max(steps_.news_at(), dialogue_.news_at());
  return std::min(
      {dialogue_.deadline(), steps_.deadline(), waiting_.deadline(), succession_.deadline(), news,
       phase_ == Phase::kDraining && !steps_.empty() ? drain_until_ : kNever, confirm_until_});
}

std::optional<int> Executor::exit_status(TimePoint now) const {
  if (dialogue_.refused_for_good()) return dialogue_.refused_for_good();
  if (phase_ == Phase::kWorking || !steps_.empty()) return std::nullopt;
  if (dialogue_.is_released()) return kExitOk;
  const bool may_leave = !dialogue_.is_connected() && dialogue_.everything_is_confirmed();
  if (may_leave) return kExitOk;  // the lease ends by itself
  if (now < confirm_until_) return std::nullopt;
  log_event(
      LogLevel::kError,
      dialogue_.is_connected()
          ? "results could not be recorded until the end, because somebody keeps their jobs "
            "locked; "
            "the next executor of this name reports what is on disk"
          : "the database was away at the end; the next executor of this name reports what is on "
            "disk",
      {{"unconfirmed", static_cast<std::int64_t>(dialogue_.unconfirmed())},
       {"on_disk", static_cast<std::int64_t>(spool_.size())}});
  return kExitUnavailable;
}

// As far as it matters to whoever would start another in its place.
std::string Executor::why_unwell() const {
  if (phase_ != Phase::kWorking) return "The executor ends: it claims nothing more.";
  if (!dialogue_.was_registered()) return "There has been no connection to the database yet.";
  if (LeaseGuard::comes_too_late(dialogue_.lease())) {
    return "The lease could not be renewed: the database is away.";
  }
  return {};
}

ProcessFigures Executor::figures(TimePoint now) const {
  const ConnectionCounts& connections = dialogue_.connections();
  return {.unwell = why_unwell(),
          .slots = slots_,
          .running = steps_.size(),
          .waiting = waiting_.size(),
          .unconfirmed = dialogue_.unconfirmed(),
          .on_disk = spool_.size(),
          .is_draining = phase_ != Phase::kWorking,
          .is_connected = dialogue_.is_connected(),
          .outage = connections.outage(now),
          .connections = connections.made(),
          .connection_failures = connections.failures(),
          .connection_recoveries = connections.recoveries()};
}

}  // namespace baton
