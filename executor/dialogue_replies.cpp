// How the dialogue goes on with each kind of answer.
#include <algorithm>
#include <random>
#include <utility>

#include "dialogue.h"
#include "executor.h"
#include "identity.h"
#include "logging.h"

namespace baton {

namespace {

// Executors that find the tick late at the same moment should not all turn it.
Milliseconds spread() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return Milliseconds(std::uniform_int_distribution<int>(0, 200)(random));
}

// A retry that is due but locked by somebody must not make us ask without pause.
constexpr Milliseconds kShortestPoll{10};

constexpr Milliseconds kStartingPause{500};

constexpr Clock::duration kLongestCompany = Milliseconds(25);

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
    case Call::kClaim:
      return "report_attempts and claim_steps";
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
    case Call::kRelease:
      return "release_executor";
  }
  return "";
}

}  // namespace

std::vector<Instruction> Dialogue::listen(bool ready, TimePoint now) {
  for (const Reply& reply : session_.advance(ready, now)) {
    std::visit([&](const auto& answer) { take(answer, now); }, reply);
  }
  return std::exchange(instructions_, {});
}

void Dialogue::take(const Registered& registered, TimePoint now) {
  log_event(LogLevel::kInfo, "registered",
            {{"executor", registered.executor_id},
             {"resumed", registered.resumed ? "yes" : "no"},
             {"on_hold", registered.on_hold ? "yes" : ""}});
  // Another id than before: the lease had ended, and with it the right to all that runs here.
  if (was_registered_ && !registered.resumed) {
    instructions_.emplace_back(LoseEverything{});
    outbox_.put_back();
    outbox_.disown();
    exchange_.reset();
    call_ = answered_call_ = 0;
    pieces_.clear();
    progress_.clear();
  }
  database_ = registered.database;
  instructions_.emplace_back(MeetPredecessors{registered.predecessors, registered.lease});
  const bool is_first = !std::exchange(was_registered_, true);
  if (is_first) {
    inherit(now);
    instructions_.emplace_back(LookForStrays{});
  }
  is_on_hold_ = registered.on_hold;
  idle_poll_ = registered.idle_poll;
  lease_.set_lengths(registered.lease, registered.tick);
  lease_.set_local(registered.database_is_local);
  lease_.confirm();
  backoff_.reset();
  claim_at_ = now;
  // One that begins looks at once whether leases have ended; what is found on disk is reported before that.
  maintain_at_ = is_first && inherited_is_settled() ? now : now + registered.tick;
  // In their old order: output before the reports of the attempts that it belongs to.
  send_news(now);
  if (exchange_) {
    // What it claimed is answered again; a drain that has begun meanwhile wants nothing more.
    if (is_draining_) exchange_->wanted = 0;
    send_exchange(now);
  }
  // Also what to stop may have been missed.
  lease_.renew_now(now);
}

void Dialogue::take(const Exchanged& exchanged, TimePoint now) {
  answered_call_ = exchanged.call;
  const int wanted = exchange_ ? exchange_->wanted : 0;
  exchange_.reset();
  backoff_.reset();
  settle(outbox_.confirm(exchanged.results, now));
  const bool took_all = wanted > 0 && std::ssize(exchanged.claimed) >= wanted;
  const Milliseconds pause =
      std::max(std::min(exchanged.next_due.value_or(idle_poll_), idle_poll_), kShortestPoll);
  // A doorbell that rang while this was under way may be about work that its claim did not see.
  const bool rang = std::exchange(rang_meanwhile_, false);
  if (wanted > 0) claim_at_ = took_all || rang ? now : now + pause;
  // Twice as long as the database took: under load it is ours for a third of the time at most.
  company_until_ = took_all ? now + std::min(2 * (now - exchange_sent_at_), kLongestCompany) : now;
  if (exchanged.tick_due) maintain_at_ = now + *exchanged.tick_due + spread();
  for (const ClaimedAttempt& attempt : exchanged.claimed) {
    instructions_.emplace_back(StartAttempt{attempt});
  }
}

void Dialogue::take(const Renewed& renewed, TimePoint now) {
  lease_.confirm();
  if (is_on_hold_ && !renewed.on_hold) claim_at_ = now;
  is_on_hold_ = renewed.on_hold;
  if (renewed.tick) lease_.set_tick(*renewed.tick);
  if (renewed.idle_poll) idle_poll_ = *renewed.idle_poll;
  if (renewed.tick_due) maintain_at_ = now + *renewed.tick_due + spread();
  for (const StopRequest& stop : renewed.stop) {
    instructions_.emplace_back(StopAttempt{stop.token, stop.reason});
  }
  for (const std::string& token : renewed.lost) {
    outbox_.drop(token);
    spool_.remove(token);
    instructions_.emplace_back(LoseAttempt{token});
  }
}

void Dialogue::take(const Maintained& maintained, TimePoint now) {
  maintain_is_under_way_ = false;
  maintain_at_ = maintained.more ? now : now + lease_.tick();
}

void Dialogue::take(const Confirmed& confirmed, TimePoint) {
  switch (confirmed.call) {
    case Call::kAppendOutput:
      pieces_.clear();
      --news_under_way_;
      break;
    case Call::kRecordProgress:
      progress_.clear();
      --news_under_way_;
      break;
    case Call::kRelease:
      is_released_ = true;
      break;
    default:
      break;
  }
}

void Dialogue::take(const PredecessorReleased& released, TimePoint now) {
  releasing_.reset();
  if (released.recovered > 0) claim_at_ = now;
  instructions_.emplace_back(released);
}

void Dialogue::take(const EndedAttempts& ended, TimePoint) { instructions_.emplace_back(ended); }

void Dialogue::take(const Rang& rang, TimePoint now) {
  if (rang.work) {
    claim_at_ = now;
    rang_meanwhile_ = exchange_.has_value();
  }
  if (rang.control) lease_.renew_now(now);
}

void Dialogue::take(const Refused& refused, TimePoint now) {
  const DatabaseError& error = refused.error;
  if (is_not_alive(error)) {
    begin_anew(now);
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
    case Call::kClaim:
      refuse_exchange(error, now);
      break;
    case Call::kRenew:
      lease_.fail(now);
      break;
    case Call::kMaintain:
      maintain_is_under_way_ = false;
      maintain_at_ = now + lease_.tick() / 2;
      break;
    case Call::kReleasePredecessor:
      instructions_.emplace_back(PredecessorHeld{releasing_.value_or(0)});
      releasing_.reset();
      break;
    case Call::kRelease:
      release_is_under_way_ = false;
      break;
    default:
      take(Confirmed{refused.call}, now);  // it was worth one try; the report has what matters
  }
}

void Dialogue::refuse_exchange(const DatabaseError& error, TimePoint now) {
  exchange_.reset();
  const auto cause = is_transient(error) ? Outbox::Cause::kTransient : Outbox::Cause::kPermanent;
  for (const Report& report : outbox_.refuse(cause, now)) {
    log_event(LogLevel::kError, "a result cannot be recorded and waits on disk for the next start",
              {{"job", report.id.job_id},
               {"step", report.id.step},
               {"attempt", report.id.attempt},
               {"sqlstate", error.sqlstate}});
    spool_at_ = now;
  }
  // The transaction was rolled back, so nothing was claimed under the number, which is not used again.
  exchange_not_before_ = now + backoff_.next();
}

void Dialogue::refuse_registration(const DatabaseError& error, TimePoint now) {
  if (!was_registered_) refused_for_good_ = exit_status_for(error);
  reconnect_later(now);
}

void Dialogue::take(const Disconnected& disconnected, TimePoint now) {
  const DatabaseError& error = disconnected.error;
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
  instructions_.emplace_back(LoseEverything{});
  session_.disconnect();
  registration_.incarnation = random_uuid();
  reconnect_later(now);
}

void Dialogue::reconnect_later(TimePoint now) {
  lease_.fail(now);
  maintain_is_under_way_ = false;
  release_is_under_way_ = false;
  releasing_.reset();
  news_under_way_ = 0;
  connect_at_ = now + backoff_.next();
  if (!outbox_.empty()) spool_at_ = now;
}

void Dialogue::settle(const std::vector<Outbox::Answered>& answers) {
  for (const auto& [report, result] : answers) {
    spool_.remove(report.id.token);
    if (result == "recorded") continue;
    log_event(result == "already_recorded" ? LogLevel::kInfo : LogLevel::kWarning,
              "a report changed nothing",
              {{"job", report.id.job_id},
               {"step", report.id.step},
               {"attempt", report.id.attempt},
               {"result", result}});
  }
}

}  // namespace baton
