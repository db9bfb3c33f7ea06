#include "running_steps.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "command_step.h"
#include "logging.h"
#include "sql_step.h"

namespace baton {

namespace {

constexpr std::uint64_t kTagStep = Child::kChannelMask + 1;

// Only a script that takes a while is heard of before its end: most are over sooner.
constexpr Milliseconds kNewsDelay{1'000};
// Of one call of append_output; what is left goes with the next.
constexpr std::size_t kNewsBytes = 2 * 1024 * 1024;

Refusal unstartable(const std::string& text) {
  const auto error = nlohmann::json::parse(text, nullptr, false);
  if (!error.is_object()) return {"CONFIGURATION", "The database says that it cannot be started."};
  return {error.value("code", "CONFIGURATION"), error.value("message", "")};
}

void append_member(std::string& array, const std::string& member) {
  array += array.empty() ? "[" : ",";
  array += member;
}

std::string ids(const AttemptId& id) {
  return "{\"job_id\":" + std::to_string(id.job_id) + ",\"n\":" + std::to_string(id.n) +
         ",\"token\":\"" + id.token + "\"";
}

void log_stop(const Step& step, StopReason reason) {
  log_event(LogLevel::kInfo, "stopping",
            {{"job", step.id().job_id},
             {"step", step.id().step},
             {"attempt", step.id().attempt},
             {"reason", name_of(reason)}});
}

}  // namespace

RunningSteps::RunningSteps(Poller& poller, Launcher& launcher, Workplace workplace, SqlServer sql)
    : poller_(poller),
      launcher_(launcher),
      workplace_(std::move(workplace)),
      sql_(std::move(sql)) {}

std::vector<std::string> RunningSteps::tokens() const {
  std::vector<std::string> tokens;
  tokens.reserve(steps_.size());
  for (const auto& [tag, step] : steps_) tokens.push_back(step->id().token);
  return tokens;
}

std::optional<Report> RunningSteps::start(ClaimedAttempt attempt, TimePoint now) {
  Started started = make_step(attempt, now);
  if (const auto* refusal = std::get_if<Refusal>(&started)) {
    log_event(LogLevel::kWarning, "not started",
              {{"job", attempt.job_id},
               {"n", attempt.n},
               {"attempt", attempt.attempt},
               {"code", refusal->code},
               {"message", refusal->message}});
    return not_started(id_of(attempt, {}), *refusal, now);
  }
  auto& step = std::get<std::unique_ptr<Step>>(started);
  log_event(
      LogLevel::kDebug, "started",
      {{"job", step->id().job_id}, {"step", step->id().step}, {"attempt", step->id().attempt}});
  note_deadline(*step);
  ++counts_[static_cast<std::size_t>(step->spec().on_disconnect)];
  steps_.emplace(next_tag_, std::move(step));
  next_tag_ += kTagStep;
  return std::nullopt;
}

RunningSteps::Started RunningSteps::make_step(ClaimedAttempt& attempt, TimePoint now) {
  if (attempt.unstartable) return unstartable(*attempt.unstartable);
  auto found = specs_.get(attempt.spec);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  auto spec = std::get<std::shared_ptr<const StepSpec>>(std::move(found));
  AttemptId id = id_of(attempt, spec->key);
  if (attempt.kind == "sql") {
    auto step = std::make_unique<SqlStep>(std::move(id), std::move(spec), attempt, sql_, now);
    step->watch(poller_, next_tag_);
    return step;
  }
  return make_command(attempt, std::move(id), std::move(spec), now);
}

RunningSteps::Started RunningSteps::make_command(ClaimedAttempt& attempt, AttemptId id,
                                                 std::shared_ptr<const StepSpec> spec,
                                                 TimePoint now) {
  auto request = prepare(attempt, *spec, workplace_);
  if (auto* refusal = std::get_if<Refusal>(&request)) return std::move(*refusal);
  auto launched = launcher_.launch(std::get<LaunchRequest>(request));
  if (const auto* failure = std::get_if<NotStarted>(&launched)) return refusal_of(*failure);
  auto step = std::make_unique<CommandStep>(
      std::move(id), std::move(spec), std::get<std::unique_ptr<Child>>(std::move(launched)), now);
  try {
    step->watch(poller_.fd(), next_tag_);
  } catch (const std::system_error& error) {  // fs.epoll.max_user_watches: the script is stopped
    return refusal_of({NotStarted::Reason::kNoResources, error.code().value(),
                       std::string("The script cannot be watched: ") + error.what() + "."});
  }
  return step;
}

void RunningSteps::on_event(std::uint64_t tag, TimePoint now) {
  const auto found = steps_.find(tag & ~Child::kChannelMask);
  if (found == steps_.end()) return;  // it ended earlier in this round
  Step& step = *found->second;
  if (step.finished()) return;
  step.on_event(tag & Child::kChannelMask, now);
  if (step.finished()) {
    finished_.push_back(found->first);
  } else if (step.has_news()) {
    with_checkpoint_.push_back(found->first);
    news_at_ = std::min(news_at_, std::max(now, step.started_at() + kNewsDelay));
  }
  note_deadline(step);
}

Step* RunningSteps::find(const std::string& token) {
  for (auto& [tag, step] : steps_) {
    if (step->id().token == token) return step.get();
  }
  return nullptr;
}

void RunningSteps::stop(const std::string& token, StopReason reason, TimePoint now) {
  Step* step = find(token);
  if (step == nullptr || step->finished()) return;
  // The database asks again at each renewal until it has the report.
  if (step->stopping() && step->stopping() != StopReason::kInterrupted &&
      (reason != StopReason::kLost || step->stopping() == StopReason::kLost)) {
    return;
  }
  log_stop(*step, reason);
  step->stop(reason, step->spec().grace, now);
  deadline_ = now;  // a SQL step may have ended with that
}

void RunningSteps::stop_all(StopReason reason, Milliseconds grace, TimePoint now) {
  stop_if([](const Step&) { return true; }, reason, grace, now);
}

std::size_t RunningSteps::stop_if(const std::function<bool(const Step&)>& chosen, StopReason reason,
                                  Milliseconds grace, TimePoint now) {
  std::size_t stopped = 0;
  for (auto& [tag, step] : steps_) {
    if (step->finished() || !chosen(*step)) continue;
    step->stop(reason, grace, now);
    ++stopped;
  }
  deadline_ = now;
  return stopped;
}

void RunningSteps::note_deadline(const Step& step) {
  deadline_ = std::min(deadline_, step.deadline());
}

void RunningSteps::check_deadlines(TimePoint now) {
  if (now < deadline_) return;
  deadline_ = kNever;
  for (auto& [tag, step] : steps_) {
    const bool was_finished = std::find(finished_.begin(), finished_.end(), tag) != finished_.end();
    if (!was_finished && !step->finished()) {
      const bool was_stopping = step->stopping().has_value();
      step->on_deadline(now);
      if (!was_stopping && step->stopping()) log_stop(*step, *step->stopping());
    }
    if (!was_finished && step->finished()) finished_.push_back(tag);
    note_deadline(*step);
  }
}

std::vector<RunningSteps::Ended> RunningSteps::take_ended(TimePoint now) {
  std::vector<Ended> ended;
  for (const std::uint64_t tag : std::exchange(finished_, {})) {
    const auto found = steps_.find(tag);
    if (found == steps_.end()) continue;
    Step& step = *found->second;
    if (is_draining_) step.note_drain();
    if (step.is_suspect(now)) {
      finished_.push_back(tag);
      note_deadline(step);
      continue;
    }
    ended.push_back({step.id(), step.take_ending(now), elapsed(step.started_at(), now)});
    --counts_[static_cast<std::size_t>(step.spec().on_disconnect)];
    steps_.erase(found);
  }
  return ended;
}

RunningSteps::Gathered RunningSteps::gather_news(TimePoint now) {
  news_at_ = kNever;
  Gathered gathered;
  for (auto& [tag, step] : steps_) {
    if (!step->has_news() || step->finished()) continue;
    with_checkpoint_.push_back(tag);
    const bool is_young = now < step->started_at() + kNewsDelay;
    if (is_young || gathered.pieces.size() > kNewsBytes) {
      news_at_ = std::min(news_at_, std::max(now, step->started_at() + kNewsDelay));
      continue;
    }
    const News news = step->take_news();
    for (const StreamPiece& piece : news.pieces) {
      append_member(gathered.pieces, ids(step->id()) + ",\"stream\":\"" +
                                         (piece.stream == Stream::kStdout ? "stdout" : "stderr") +
                                         "\",\"start\":" + std::to_string(piece.start) +
                                         ",\"end\":" + std::to_string(piece.end) +
                                         ",\"text\":" + print_json(piece.text) + "}");
    }
    if (news.progress) {
      append_member(gathered.progress,
                    ids(step->id()) + (news.progress->empty() ? "" : ",") + *news.progress + "}");
    }
  }
  if (!gathered.pieces.empty()) gathered.pieces += ']';
  if (!gathered.progress.empty()) gathered.progress += ']';
  return gathered;
}

std::vector<std::pair<AttemptId, std::string>> RunningSteps::take_checkpoints(TimePoint now) {
  std::vector<std::pair<AttemptId, std::string>> checkpoints;
  for (const std::uint64_t tag : std::exchange(with_checkpoint_, {})) {
    const auto found = steps_.find(tag);
    if (found == steps_.end() || found->second->finished()) continue;
    if (auto checkpoint = found->second->take_checkpoint(now)) {
      checkpoints.emplace_back(found->second->id(), std::move(*checkpoint));
    } else if (found->second->has_news()) {
      news_at_ = std::min(news_at_, now + kNewsDelay / 4);  // too soon after the last one
    }
  }
  return checkpoints;
}

}  // namespace baton
