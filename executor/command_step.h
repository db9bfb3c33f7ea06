#pragma once

#include <memory>
#include <string_view>

#include <nlohmann/json.hpp>

#include "process/child.h"
#include "process/transcript.h"
#include "step.h"

namespace baton {

// A script that runs: its process, what it says, and its time limits.
class CommandStep : public Step, private ByteSink {
 public:
  CommandStep(AttemptId id, std::shared_ptr<const StepSpec> spec, std::unique_ptr<Child> child,
              TimePoint now);

  void watch(int epoll_fd, std::uint64_t tag) { child_->watch(epoll_fd, tag); }

  const AttemptId& id() const override { return id_; }
  const StepSpec& spec() const override { return *spec_; }
  void on_event(std::uint64_t channel, TimePoint now) override;
  void stop(StopReason reason, Milliseconds grace, TimePoint now) override;
  TimePoint deadline() const override;
  void on_deadline(TimePoint now) override;
  bool is_suspect(TimePoint now) const override;
  void note_drain() override { is_draining_ = true; }
  bool finished() const override { return child_->finished(); }
  Ending take_ending(TimePoint now) override;
  TimePoint started_at() const override { return started_at_; }
  std::optional<StopReason> stopping() const override { return stop_reason_; }
  bool has_news() const override;
  News take_news() override;
  std::optional<std::string> take_checkpoint(TimePoint now) override;

 private:
  // A script that saves after every item must not turn into as many transactions.
  static constexpr Milliseconds kCheckpointInterval{250};
  // What ends all processes of a service one after another may come to us after our script.
  static constexpr Milliseconds kSuspicion{1'000};

  void on_bytes(Channel channel, std::string_view bytes) override;
  void tell_what_is_left() const;
  std::optional<StopReason> why_stopped() const;
  void note_end(TimePoint now);
  TimePoint time_limit() const;
  std::string progress_members();

  AttemptId id_;
  std::shared_ptr<const StepSpec> spec_;
  std::unique_ptr<Child> child_;
  Transcript transcript_;
  TimePoint started_at_;
  TimePoint heard_at_;  // the last output or message
  bool has_spoken_ = false;
  bool progress_changed_ = false;
  std::optional<StopReason> stop_reason_;
  TimePoint ended_at_{};
  bool looks_told_to_end_ = false;
  bool is_draining_ = false;
  bool checkpoint_is_unsaved_ = false;
  TimePoint checkpoint_at_{};  // when one was last to be saved
};

}  // namespace baton
