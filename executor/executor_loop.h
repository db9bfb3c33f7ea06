// Private to executor.cpp and run_executor.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dialogue.h"
#include "lease_guard.h"
#include "monitor.h"
#include "orphans.h"
#include "poller.h"
#include "running_steps.h"
#include "setup.h"
#include "signals.h"
#include "succession.h"
#include "survivors.h"
#include "waiting_attempts.h"

namespace baton {

// The loop itself.
class Executor {
 public:
  // Without `monitor` nobody looks; it must outlive this object, as the others must.
  Executor(const ExecutorOptions& options, Launcher& launcher, Signals& signals, Disk& disk,
           Monitor* monitor);
  int run();

 private:
  enum class Phase { kWorking, kDraining, kStopping };

  void wait_for_something();
  void dispatch(std::span<const epoll_event> events, TimePoint now);
  void heed_signals(TimePoint now);
  void follow(const std::vector<Instruction>& instructions, TimePoint now);
  void follow(const StartAttempt& start, TimePoint now);
  void follow(const StopAttempt& stop, TimePoint now);
  void follow(const LoseAttempt& lose, TimePoint now);
  void follow(const LoseEverything&, TimePoint now);
  void watch_the_time(TimePoint now);
  void hand_in_what_ended(TimePoint now);
  void fill_slots(TimePoint now);
  void start(ClaimedAttempt attempt, TimePoint now);
  void hand_back(const ClaimedAttempt& attempt, TimePoint now);
  void pass_on_news(TimePoint now);
  void speak_with_the_database(TimePoint now);
  void begin_drain(TimePoint now);
  std::vector<std::string> tokens_held() const;
  TimePoint deadline() const;
  std::optional<int> exit_status(TimePoint now) const;
  std::string why_unwell() const;
  ProcessFigures figures(TimePoint now) const;

  std::size_t slots_;
  Milliseconds drain_limit_;
  Poller poller_;
  Signals& signals_;
  const Launcher& launcher_;
  Orphans orphans_;
  LeaseGuard guard_;
  RunDirectory& run_directory_;
  Spool& spool_;
  Monitor* monitor_;
  RunningSteps steps_;
  WaitingAttempts waiting_;
  Dialogue dialogue_;
  Succession succession_{dialogue_};
  Survivors survivors_;

  Phase phase_ = Phase::kWorking;
  int stop_requests_ = 0;
  TimePoint drain_until_ = kNever;    // then what still runs is stopped
  TimePoint confirm_until_ = kNever;  // then we end without the database
  bool database_is_ready_ = false;
  DatabaseWatch database_watch_;
};

}  // namespace baton
