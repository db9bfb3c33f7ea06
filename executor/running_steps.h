// The steps that run in this executor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "clock.h"
#include "database/replies.h"
#include "poller.h"
#include "preparation.h"
#include "process/launcher.h"
#include "spec.h"
#include "sql_step.h"
#include "step.h"

namespace baton {

class RunningSteps {
 public:
  // Epoll tags from here on are this class's; the low bits are a step's channel.
  static constexpr std::uint64_t kFirstTag = 1024;

  RunningSteps(Poller& poller, Launcher& launcher, Workplace workplace, SqlServer sql);

  // Where the executor's own session is by now.
  void note_place(const Place& place) {
    if (sql_.is_ours) sql_.place = place;
  }

  std::size_t size() const { return steps_.size(); }
  bool empty() const { return steps_.empty(); }
  // How many of them are to behave so when the database is away.
  std::size_t count(OnDisconnect mode) const { return counts_[static_cast<std::size_t>(mode)]; }
  std::vector<std::string> tokens() const;

  // Starts an attempt; the report where it cannot be started.
  std::optional<Report> start(ClaimedAttempt attempt, TimePoint now);

  void on_event(std::uint64_t tag, TimePoint now);

  // What is not running any more is passed over: its report is on its way.
  void stop(const std::string& token, StopReason reason, TimePoint now);
  void stop_all(StopReason reason, Milliseconds grace, TimePoint now);
  // Those that `chosen` picks; returns how many.
  std::size_t stop_if(const std::function<bool(const Step&)>& chosen, StopReason reason,
                      Milliseconds grace, TimePoint now);

  // The executor was told to end: what was ended by a signal like ours was interrupted.
  void note_drain() { is_draining_ = true; }

  // When a timeout may have passed, at the earliest.
  TimePoint deadline() const { return deadline_; }
  void check_deadlines(TimePoint now);

  // Takes out what has finished; the reports, without those that must not be told.
  struct Ended {
    AttemptId id;
    Ending ending;
    Milliseconds ran{0};
  };
  std::vector<Ended> take_ended(TimePoint now);

  // Live output and progress, as the JSON arrays of append_output and record_progress.
  struct Gathered {
    std::string pieces;
    std::string progress;
  };
  TimePoint news_at() const { return news_at_; }
  Gathered gather_news(TimePoint now);
  std::vector<std::pair<AttemptId, std::string>> take_checkpoints(TimePoint now);

 private:
  using Started = std::variant<std::unique_ptr<Step>, Refusal>;

  Started make_step(ClaimedAttempt& attempt, TimePoint now);
  Started make_command(ClaimedAttempt& attempt, AttemptId id, std::shared_ptr<const StepSpec> spec,
                       TimePoint now);
  Step* find(const std::string& token);
  void note_deadline(const Step& step);

  Poller& poller_;
  Launcher& launcher_;
  Workplace workplace_;
  SqlServer sql_;
  SpecCache specs_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Step>> steps_;  // by tag
  std::array<std::size_t, 3> counts_{};                             // by OnDisconnect
  std::uint64_t next_tag_ = kFirstTag;
  std::vector<std::uint64_t> finished_;
  bool is_draining_ = false;
  TimePoint deadline_ = kNever;
  TimePoint news_at_ = kNever;
  std::vector<std::uint64_t> with_checkpoint_;
};

}  // namespace baton
