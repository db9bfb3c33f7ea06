// How the dialogue goes on when the database refuses a call, or is not there.
#include <algorithm>

#include "dialogue.h"
#include "executor.h"
#include "identity.h"
#include "logging.h"

namespace baton {

namespace {

constexpr const char* kReadOnlyHint =
    "The server is a standby, or default_transaction_read_only is on for this database or role.";

constexpr Milliseconds kStartingPause{500};

// A connection that lasted for so long was a good one.
constexpr Milliseconds kSteady{30'000};

std::optional<int> exit_status_for(const DatabaseError& error) {
  const std::string& state = error.sqlstate;
  if (state.starts_with("28") || state == "42501") return kExitNoPermission;
  if (state == "3D000" || state == "3F000" || state == "42883" || state.starts_with("BT")) {
    return kExitConfiguration;
  }
  return std::nullopt;
}

const char* name_of(Call call) {
  switch (call) {
    case Call::kRegister:
      return "register_executor";
    case Call::kReport:
      return "report_attempts";
    case Call::kClaim:
      return "claim_steps";
    case Call::kRenew:
      return "renew_lease";
    case Call::kMaintain:
      return "maintain";
    case Call::kAppendOutput:
      return "append_output";
    case Call::kRecordProgress:
      return "record_progress";
    case Call::kSaveCheckpoint:
      return "save_checkpoint";
    case Call::kReleasePredecessor:
      return "release_predecessor";
    case Call::kEndedAttempts:
      return "ended_attempts";
    case Call::kAttemptSecrets:
      return "attempt_secrets";
    case Call::kRelease:
      return "release_executor";
  }
  return "";
}

}  // namespace

void Dialogue::take(const Refused& refused, TimePoint now) {
  const DatabaseError& error = refused.error;
  if (is_not_alive(error)) {
    begin_anew(now);
    return;
  }
  if (is_session_shared(error)) {
    share_session(error, now);
    return;
  }
  if (is_read_only(error)) {
    session_.disconnect();
    take(Disconnected{{error.sqlstate, error.message, kReadOnlyHint}}, now);
    return;
  }
  log_event(is_transient(error) ? LogLevel::kWarning : LogLevel::kError, "refused by the database",
            {{"call", name_of(refused.call)},
             {"sqlstate", error.sqlstate},
             {"message", error.message},
             {"hint", error.hint}});
  switch (refused.call) {
    case Call::kRegister:
      refuse_registration(error, now);
      break;
    case Call::kReport:
      refuse_exchange(error, now);
      break;
    case Call::kClaim:
      refuse_claim(error, now);
      break;
    case Call::kRenew:
      lease_.fail(now);
      look_is_under_way_ = false;
      break;
    case Call::kMaintain:
      maintain_is_under_way_ = false;
      look_is_under_way_ = false;
      tick_due_at_ = maintain_at_ = now + lease_.tick() / 2;
      break;
    case Call::kReleasePredecessor:
      instructions_.emplace_back(PredecessorHeld{releasing_.value_or(0)});
      releasing_.reset();
      break;
    case Call::kRelease:
      release_is_under_way_ = false;
      release_at_ = now + repeating_.next();
      break;
    case Call::kAttemptSecrets:
      refuse_secrets(error, now);
      break;
    case Call::kEndedAttempts:
      break;
    default:
      news_.refuse(refused.call, error, now);
  }
}

// An attempt that is not held any more is nobody's business here; one whose secrets cannot be had fails.
void Dialogue::refuse_secrets(const DatabaseError& error, TimePoint now) {
  const auto attempt = secrets_.refuse(error, now);
  if (!attempt || is_not_held(error)) return;
  const Refusal refusal{{}, "The secrets of the job cannot be fetched: " + error.message};
  report(not_started(id_of(*attempt, {}), refusal, now));
}

// The call was not run. From now on nothing is kept in the sessions of the server.
void Dialogue::share_session(const DatabaseError& error, TimePoint now) {
  log_event(LogLevel::kWarning,
            "a pooler in transaction mode is in between; going on as with --poll-only",
            {{"sqlstate", error.sqlstate},
             {"message", error.message},
             {"hint", "Start the executor with --poll-only, or connect it to the server itself."}});
  registration_.poll_only = registration_.is_pooled = true;
  session_.disconnect();
  reconnect_later(now);
}

// The transaction was rolled back, so nothing was claimed under the number, which is not used again.
void Dialogue::refuse_exchange(const DatabaseError& error, TimePoint now) {
  exchange_.reset();
  const bool is_permanent = !is_transient(error);
  const bool is_about_reports = is_permanent ? !is_about_the_call(error) : may_pass_in_parts(error);
  if (is_about_reports && outbox_.batch_size() > 0) {
    const auto cause = is_permanent ? Outbox::Cause::kPermanent : Outbox::Cause::kTransient;
    put_aside(outbox_.refuse(cause, elapsed(exchange_sent_at_, now), now), error, now);
    exchange_not_before_ = now + repeating_.moment();  // a single one waits by itself
    return;
  }
  outbox_.put_back();
  exchange_not_before_ = now + (is_permanent ? kAfterPermanent : repeating_.next());
}

// One step that cannot be claimed fails the whole claim, and takes the reports along that went with
// it. So these go first and alone, and then a careful claim, for which the database finds the
// culprit and sets it aside. Where that fails too, it is not one step's fault.
void Dialogue::refuse_claim(const DatabaseError& error, TimePoint now) {
  const bool was_careful = exchange_ && exchange_->carefully;
  exchange_.reset();
  outbox_.put_back();
  claims_fail_ = true;
  const bool may_be_a_step =
      !is_transient(error) || error.sqlstate == "57014" || error.sqlstate == "53200";
  const bool is_hopeless = was_careful && is_about_the_call(error);
  exchange_not_before_ = now + (is_hopeless                     ? kAfterPermanent
                                : was_careful || !may_be_a_step ? repeating_.next()
                                                                : repeating_.moment());
}

void Dialogue::put_aside(const std::vector<Report>& reports, const DatabaseError& error,
                         TimePoint now) {
  for (const Report& report : reports) {
    log_event(LogLevel::kError, "a result cannot be recorded and waits on disk for the next start",
              {{"job", report.id.job_id},
               {"step", report.id.step},
               {"attempt", report.id.attempt},
               {"sqlstate", error.sqlstate}});
    spool_at_ = now;
  }
}

void Dialogue::refuse_registration(const DatabaseError& error, TimePoint now) {
  if (!was_registered_) refused_for_good_ = exit_status_for(error);
  reconnect_later(now);
  if (!is_transient(error)) connect_at_ = now + kAfterPermanent;
}

void Dialogue::take(const Disconnected& disconnected, TimePoint now) {
  const DatabaseError& error = disconnected.error;
  connections_.note_failure(now);
  if (!was_registered_) refused_for_good_ = exit_status_for(error);
  reconnect_later(now);
  // A server that is starting answers: it will be ready soon, however long it was away.
  if (error.sqlstate == "57P03") connect_at_ = std::min(connect_at_, now + kStartingPause);
  log_event(LogLevel::kWarning, "no connection to the database",
            {{"sqlstate", error.sqlstate},
             {"message", error.message},
             {"hint", error.hint},
             {"next_try_ms", elapsed(now, connect_at_).count()},
             {"unconfirmed", static_cast<std::int64_t>(outbox_.size())}});
}

void Dialogue::begin_anew(TimePoint now) {
  log_event(LogLevel::kWarning, "the lease has ended; what runs is stopped");
  lose_everything();
  session_.disconnect();
  registration_.incarnation = random_uuid();
  reconnect_later(now);
}

void Dialogue::reconnect_later(TimePoint now) {
  lease_.fail(now);
  maintain_is_under_way_ = false;
  release_is_under_way_ = false;
  releasing_.reset();
  news_.disconnect();
  secrets_.disconnect();
  if (registered_at_ && now - *registered_at_ > kSteady) reconnecting_.reset();
  registered_at_.reset();
  // The first time at once, because most connections that break can be made again; and never so late
  // that others, who are back earlier, turn the ticks that end our lease meanwhile.
  connect_at_ = now + std::min(reconnecting_.first_at_once(), lease_.longest_pause());
  if (!outbox_.empty()) spool_at_ = now;
}

}  // namespace baton
