#include "sql_step.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace baton {

namespace {

SqlStepCall call_of(const ClaimedAttempt& attempt, const StepSpec& spec) {
  return {spec.sql, attempt.job_id, attempt.n, attempt.token, attempt.document, spec.timeout};
}

}  // namespace

SqlStep::SqlStep(AttemptId id, std::shared_ptr<const StepSpec> spec, const ClaimedAttempt& attempt,
                 const SqlServer& server, TimePoint now)
    : id_(std::move(id)),
      spec_(std::move(spec)),
      started_at_(now),
      session_(server.connection, server.place, call_of(attempt, *spec_), now) {}

void SqlStep::watch(Poller& poller, std::uint64_t tag) {
  poller_ = &poller;
  tag_ = tag;
  watch_socket();
}

void SqlStep::watch_socket() {
  if (poller_ == nullptr || finished() || session_.socket() < 0) return;
  const std::uint32_t writing = session_.wants_write() ? EPOLLOUT : 0U;
  const std::uint32_t reading = session_.is_connecting() && writing != 0 ? 0U : EPOLLIN;
  poller_->watch(session_.socket(), tag_, reading | writing);
}

void SqlStep::on_event(std::uint64_t, TimePoint now) {
  session_.advance(true, now);
  watch_socket();
}

void SqlStep::stop(StopReason reason, Milliseconds, TimePoint now) {
  if (!stop_reason_ || reason == StopReason::kLost) stop_reason_ = reason;
  session_.cancel(now);
}

void SqlStep::on_deadline(TimePoint now) {
  if (now < session_.deadline()) return;
  session_.advance(false, now);
  watch_socket();  // it may try the next host
}

Ending SqlStep::take_ending(TimePoint now) {
  const auto* failed = std::get_if<SqlStepFailed>(&*session_.end());
  if (failed == nullptr) return {std::nullopt, "completed"};
  if (stop_reason_ == StopReason::kLost) return {std::nullopt, "lost"};
  const DatabaseError& error = failed->error;
  const bool ran_out = error.sqlstate == "57014" && elapsed(started_at_, now) >= spec_->timeout;
  nlohmann::json facts = {{"ended", "sql_failed"}};
  if (ran_out) facts["ended"] = name_of(StopReason::kTimeout);
  if (stop_reason_) facts["ended"] = name_of(*stop_reason_);
  // Without an answer it is a connection failure, by the name that SQL has for it.
  facts["sqlstate"] = error.sqlstate.empty() ? "08006" : error.sqlstate;
  facts["message"] = {{"type", "error"}, {"message", error.message}};
  std::string summary =
      facts["ended"].get<std::string>() + " " + facts["sqlstate"].get<std::string>();
  return {make_report(id_, facts, now), std::move(summary)};
}

}  // namespace baton
