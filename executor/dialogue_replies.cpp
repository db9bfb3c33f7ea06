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

// Nobody rings for us before a claim has found nothing at all: until then we come again by
// ourselves, so that those who insert while work keeps coming need not ring. And once after that:
// who began to commit before the database knew us to be idle has not rung. Also, a retry that is
// due but locked by somebody must not make us ask without pause.
constexpr Milliseconds kMoment{10};

// Any login may ring, as often as it likes: after a ring that brought no work, the next waits so
// long.
constexpr Milliseconds kRingPause{20};

constexpr Clock::duration kLongestCompany = Milliseconds(25);

constexpr Milliseconds kTellAgain{60'000};

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
  // A copy that knows us takes what ended at the original: it is another one only where we have been.
  const bool is_another = was_registered_ && registered.database != database_ &&
                          (!registered.resumed || been_in_.contains(registered.database));
  // Another id than before: the lease had ended, and with it the right to all that runs here.
  if (was_registered_ && (!registered.resumed || is_another)) {
    lose_everything();
    outbox_.put_back();
    outbox_.disown();
    exchange_.reset();
    call_ = answered_call_ = registered.last_call;
    news_.forget();
  }
  if (is_another) leave_results(now);
  database_ = registered.database;
  been_in_.insert(database_);
  registration_.seen = registered.position;
  instructions_.emplace_back(MeetPredecessors{registered.predecessors, registered.lease});
  const bool is_first = !std::exchange(was_registered_, true);
  if (is_first || is_another) inherit(now, is_another && registered.resumed);
  if (is_first) {
    instructions_.emplace_back(LookForStrays{});
  }
  is_on_hold_ = registered.on_hold;
  idle_poll_ = registered.idle_poll;
  lease_.set_lengths(registered.lease, registered.tick);
  lease_.set_local(registered.database_is_local);
  lease_.confirm();
  session_.set_tick(registered.tick);
  registered_at_ = now;
  connections_.note_made();
  look_for_work(now);
  is_idle_ = false;
  // One that begins looks at once whether leases have ended; what is found on disk is reported
  // before that.
  tick_due_at_ = maintain_at_ = is_first && inherited_is_settled() ? now : now + registered.tick;
  // In their old order: output before the reports of the attempts that it belongs to.
  news_.send(session_, now);
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
  if (exchange_ && exchange_->carefully) claims_fail_ = false;
  exchange_.reset();
  repeating_.reset();
  settle(outbox_.confirm(exchanged.results, now));
  const bool took_all = wanted > 0 && std::ssize(exchanged.claimed) >= wanted;
  // A doorbell that rang while this was under way may be about work that its claim did not see.
  const bool rang = std::exchange(rang_meanwhile_, false);
  if (!exchanged.claimed.empty()) ring_heeded_at_ = {};
  if (wanted > 0) {
    const bool was_idle = std::exchange(is_idle_, exchanged.claimed.empty());
    if (took_all) {
      look_for_work(now);
    } else if (rang) {
      claim_at_ = heed_ring(now);
      look_is_under_way_ = nothing_is_expected_ = false;
    } else if (was_idle && is_idle_) {
      look_later(exchanged.next_due, now);
      back_off_from_what_is_due(exchanged.next_due, now);
    } else {
      claim_at_ = now + kMoment;
      nothing_is_expected_ = false;
    }
  }
  // Twice as long as the database took: under load it is ours for a third of the time at most.
  company_until_ = took_all ? now + std::min(2 * (now - exchange_sent_at_), kLongestCompany) : now;
  note_tick_due(exchanged.tick_due, now);
  for (const ClaimedAttempt& attempt : exchanged.claimed) {
    if (attempt.needs_secrets) {
      secrets_.add(attempt);
    } else {
      instructions_.emplace_back(StartAttempt{attempt});
    }
  }
}

void Dialogue::note_tick_due(std::optional<Milliseconds> tick_due, TimePoint now) {
  if (!tick_due) return;
  tick_due_at_ = now + *tick_due;
  // Idle, it takes the place of the next poll.
  const TimePoint planned = tick_due_at_ + spread() + (is_idle_ ? idle_delay() : Milliseconds(0));
  // A tick that stays due, and work that is left, are not put off by one answer after the other.
  const bool is_to_come = *tick_due > Milliseconds(0) && !maintenance_is_left_;
  maintain_at_ = is_to_come ? planned : std::min(maintain_at_, planned);
}

void Dialogue::look_later(std::optional<Milliseconds> next_due, TimePoint now) {
  claim_at_ = now + std::max(std::min(next_due.value_or(idle_poll_), idle_poll_), kMoment);
  nothing_is_expected_ = !next_due || *next_due > idle_poll_;
}

// Something was due when the claim looked, and is due still: somebody has it locked. It is not
// asked for without pause.
void Dialogue::back_off_from_what_is_due(std::optional<Milliseconds> next_due, TimePoint now) {
  if (!next_due || *next_due > Milliseconds(0)) {
    vain_pause_ = kMoment;
    return;
  }
  claim_at_ = std::max(claim_at_, now + vain_pause_);
  vain_pause_ = std::min(2 * vain_pause_, idle_poll_);
}

// The answer to something else may also tell whether work waits: so soon after it, nothing need be
// asked. Only for one that the database knows to be idle, and whose next look was not due already.
void Dialogue::end_look(const std::optional<Outlook>& outlook, TimePoint now) {
  const bool was_look = std::exchange(look_is_under_way_, false);
  if (!outlook || !is_idle_ || exchange_ || (claim_at_ <= now && !was_look)) return;
  if (outlook->work_waits) {
    look_for_work(now);
  } else {
    look_later(outlook->next_due, now);
  }
}

void Dialogue::take(const Renewed& renewed, TimePoint now) {
  lease_.confirm();
  registration_.seen = renewed.position;
  if (is_on_hold_ && !renewed.on_hold) look_for_work(now);
  is_on_hold_ = renewed.on_hold;
  if (renewed.lease && renewed.tick) {
    lease_.set_lengths(*renewed.lease, *renewed.tick);
    session_.set_tick(*renewed.tick);
  }
  if (renewed.idle_poll) idle_poll_ = *renewed.idle_poll;
  note_tick_due(renewed.tick_due, now);
  end_look(renewed.outlook, now);
  for (const StopRequest& stop : renewed.stop) {
    if (const auto attempt = secrets_.take(stop.token)) hand_back(*attempt, now);
    instructions_.emplace_back(StopAttempt{stop.token, stop.reason});
  }
  for (const std::string& token : renewed.lost) {
    outbox_.drop(token);
    spool_.remove(token);
    secrets_.take(token);
    instructions_.emplace_back(LoseAttempt{token});
  }
}

void Dialogue::take(const Maintained& maintained, TimePoint now) {
  maintain_is_under_way_ = false;
  maintenance_is_left_ = maintained.more;
  const bool may_wait = maintained.ticked && is_idle_;
  const Milliseconds more = may_wait ? idle_delay() : Milliseconds(0);
  tick_due_at_ = maintain_at_ = now + (maintained.more ? more : lease_.tick());
  end_look(maintained.outlook, now);
  if (maintained.set_aside && now >= aside_told_at_) {
    aside_told_at_ = now + kTellAgain;
    const SetAside& aside = *maintained.set_aside;
    log_event(LogLevel::kWarning, "work that fails is set aside and tried again",
              {{"count", aside.count},
               {"work", aside.work},
               {"job", aside.job_id},
               {"step", aside.step},
               {"sqlstate", aside.sqlstate},
               {"message", aside.message},
               {"hint", "select * from baton.health where name like 'set aside%'"}});
  }
}

void Dialogue::take(const Confirmed& confirmed, TimePoint now) {
  if (confirmed.call == Call::kRelease) {
    is_released_ = true;
  } else {
    news_.confirm(confirmed.call, confirmed.is_done, now);
  }
}

void Dialogue::take(const PredecessorReleased& released, TimePoint now) {
  releasing_.reset();
  if (released.recovered > 0) look_for_work(now);
  instructions_.emplace_back(released);
}

void Dialogue::take(const EndedAttempts& ended, TimePoint) { instructions_.emplace_back(ended); }

void Dialogue::take(const JobSecrets& secrets, TimePoint) {
  if (auto attempt = secrets_.answer(secrets)) {
    instructions_.emplace_back(StartAttempt{std::move(*attempt)});
  }
}

// When a ring that has just come is heeded.
TimePoint Dialogue::heed_ring(TimePoint now) {
  if (ring_heeded_at_ < now) ring_heeded_at_ = std::max(now, ring_heeded_at_ + kRingPause);
  return ring_heeded_at_;
}

void Dialogue::take(const Rang& rang, TimePoint now) {
  const TimePoint at = heed_ring(now);
  if (rang.work) {
    look_for_work(at);
    rang_meanwhile_ = exchange_.has_value();
  }
  if (rang.control) lease_.renew_now(at);
}

void Dialogue::settle(const std::vector<Outbox::Answered>& answers) {
  for (const auto& [report, result] : answers) {
    // One that cannot be recorded now stays here and on disk; maintain() tells of it.
    if (is_set_aside(result)) continue;
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
