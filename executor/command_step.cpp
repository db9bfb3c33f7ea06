#include "command_step.h"

#include <algorithm>
#include <utility>

#include "end_of_command.h"
#include "logging.h"

namespace baton {

namespace {

// It was there when it was looked up: the next look, of the next claim, tells what is there now.
bool has_vanished(const ChildResult& result) {
  const auto* failure = std::get_if<NotStarted>(&result.end);
  return failure != nullptr && failure->reason == NotStarted::Reason::kMissing;
}

}  // namespace

CommandStep::CommandStep(AttemptId id, std::shared_ptr<const StepSpec> spec,
                         std::unique_ptr<Child> child, TimePoint now)
    : id_(std::move(id)),
      spec_(std::move(spec)),
      child_(std::move(child)),
      transcript_({.rules = spec_->rules, .messages_on_stdout = spec_->messages_on_stdout}),
      started_at_(now),
      heard_at_(now) {}

void CommandStep::on_event(std::uint64_t channel, TimePoint now) {
  has_spoken_ = false;
  child_->on_readable(static_cast<Channel>(channel), *this);
  if (has_spoken_) heard_at_ = now;
  progress_changed_ |= transcript_.take_progress_changed();
  if (finished()) note_end(now);
  checkpoint_is_unsaved_ |= transcript_.take_checkpoint_changed();
}

void CommandStep::note_end(TimePoint now) {
  transcript_.finish();
  ended_at_ = now;
  looks_told_to_end_ = looks_told_to_end(child_->result(), transcript_);
}

void CommandStep::on_bytes(Channel channel, std::string_view bytes) {
  has_spoken_ = true;
  transcript_.on_bytes(channel, bytes);
}

void CommandStep::stop(StopReason reason, Milliseconds grace, TimePoint) {
  if (!stop_reason_ || reason == StopReason::kLost) stop_reason_ = reason;
  child_->stop(std::min(grace, spec_->grace));
}

TimePoint CommandStep::deadline() const {
  if (finished()) return looks_told_to_end_ ? ended_at_ + kSuspicion : kNever;
  return std::min(time_limit(), child_->overdue_at());
}

TimePoint CommandStep::time_limit() const {
  if (stop_reason_) return kNever;
  const TimePoint limit = started_at_ + spec_->timeout;
  return spec_->idle_timeout ? std::min(limit, heard_at_ + *spec_->idle_timeout) : limit;
}

void CommandStep::on_deadline(TimePoint now) {
  if (finished()) return;
  if (now >= child_->overdue_at()) {
    log_event(LogLevel::kWarning, "the supervisor of a script does not answer; it is killed",
              {{"job", id_.job_id},
               {"step", id_.step},
               {"attempt", id_.attempt},
               {"supervisor", static_cast<std::int64_t>(child_->supervisor_pid())}});
    child_->end_overdue(*this);
    if (finished()) note_end(now);
  }
  if (finished() || now < time_limit()) return;
  const bool is_over = now >= started_at_ + spec_->timeout;
  stop(is_over ? StopReason::kTimeout : StopReason::kIdleTimeout, spec_->grace, now);
}

bool CommandStep::is_suspect(TimePoint now) const {
  return looks_told_to_end_ && !is_draining_ && !why_stopped() && now < ended_at_ + kSuspicion;
}

// A stop that came after the script had ended by itself is none, however long its clean-up took.
std::optional<StopReason> CommandStep::why_stopped() const {
  if (child_->result().was_stopped) return stop_reason_;
  if (looks_told_to_end_ && is_draining_) return StopReason::kInterrupted;
  return std::nullopt;
}

Ending CommandStep::take_ending(TimePoint) {
  if (stop_reason_ == StopReason::kLost) {
    return {std::nullopt, "lost", child_->result().survivors};
  }
  if (has_vanished(child_->result())) {
    return {not_begun(id_, ended_at_), "not begun: its program was replaced meanwhile", {}};
  }
  if (!child_->result().left_behind.empty()) tell_what_is_left();
  const nlohmann::json facts = facts_of(child_->result(), why_stopped(), transcript_);
  return {make_report(id_, facts, ended_at_, values_of(transcript_)), summary_of(facts),
          child_->result().survivors};
}

void CommandStep::tell_what_is_left() const {
  log_event(LogLevel::kWarning, "a part of a working directory is left",
            {{"job", id_.job_id},
             {"step", id_.step},
             {"attempt", id_.attempt},
             {"why", child_->result().left_behind}});
}

bool CommandStep::has_news() const {
  return transcript_.stdout_stream().has_pending() || transcript_.stderr_stream().has_pending() ||
         progress_changed_ || checkpoint_is_unsaved_;
}

News CommandStep::take_news() {
  News news;
  news.pieces = transcript_.take_pieces();
  if (std::exchange(progress_changed_, false)) news.progress = progress_members();
  return news;
}

std::string CommandStep::progress_members() {
  const auto& progress = transcript_.messages().progress();
  nlohmann::json members = nlohmann::json::object();
  if (progress && progress->percent) members["percent"] = *progress->percent;
  if (progress && progress->message) members["message"] = *progress->message;
  if (progress && !progress->items.empty()) members["items"] = progress->items;
  const std::string text = print_json(members);
  return text.substr(1, text.size() - 2);
}

std::optional<std::string> CommandStep::take_checkpoint(TimePoint now) {
  if (!checkpoint_is_unsaved_ || now < checkpoint_at_ + kCheckpointInterval) return std::nullopt;
  checkpoint_is_unsaved_ = false;
  checkpoint_at_ = now;
  return transcript_.checkpoint();
}

}  // namespace baton
