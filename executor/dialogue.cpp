#include "dialogue.h"

#include <algorithm>
#include <utility>

#include "logging.h"

namespace baton {

namespace {
// A report that the database has not confirmed for so long goes to disk; at once where there is no
// connection. Nearly none waits so long, so that in normal running nothing is written.
constexpr Milliseconds kSpoolAfter{1'000};
// A disk that is full may have room again.
constexpr Milliseconds kSpoolAgain{5'000};
// Nothing more is claimed while so much waits to be confirmed.
constexpr std::size_t kMostUnconfirmed = 64 * 1024 * 1024;
}  // namespace

Dialogue::Dialogue(const std::string& connection, Registration registration, Spool& spool,
                   std::function<std::vector<std::string>()> tokens_running,
                   std::function<std::string()> unkillable)
    : session_(connection, "baton executor " + registration.name),
      registration_(std::move(registration)),
      tokens_running_(std::move(tokens_running)),
      unkillable_(std::move(unkillable)),
      spool_(spool) {}

void Dialogue::report(Report report) {
  const Milliseconds patience = is_connected() ? kSpoolAfter : Milliseconds(0);
  spool_at_ = std::min(spool_at_, report.ended_at + patience);
  outbox_.add(std::move(report));
}

void Dialogue::keep_on_disk(TimePoint now) {
  const Milliseconds patience = is_connected() ? kSpoolAfter : Milliseconds(0);
  // Those that would have to follow soon go along: a file and two fsyncs for each would stall us.
  const std::vector<const Report*> due = outbox_.unspooled(now - patience / 2);
  const std::size_t kept = due.empty() ? 0 : spool_.keep(due, database_, now);
  for (std::size_t i = 0; i < kept; ++i) outbox_.note_spooled(due[i]->id.token);
  spool_at_ = kept < due.size() ? now + kSpoolAgain : outbox_.unspooled_at(patience);
}

// A connection string can lead to another database than before (several hosts). What ended under the
// one before is for that one: it stays on disk, and is found when we come back there, or by whoever
// has our name there.
void Dialogue::leave_results(TimePoint now) {
  const std::vector<const Report*> due = outbox_.unspooled(TimePoint::max());
  const std::size_t kept = due.empty() ? 0 : spool_.keep(due, database_, now);
  for (std::size_t i = 0; i < kept; ++i) outbox_.note_spooled(due[i]->id.token);
  const std::size_t left = outbox_.leave_spooled();
  if (left == 0) return;
  log_event(LogLevel::kWarning, "this is another database; results of the one before wait on disk",
            {{"count", static_cast<std::int64_t>(left)}});
}

// What an executor before us could not report any more; or what we left there ourselves, and hold still.
void Dialogue::inherit(TimePoint now, bool is_ours) {
  std::vector<Report> reports = spool_.load(database_, now);
  if (reports.empty()) return;
  log_event(LogLevel::kInfo, "results found on disk are reported",
            {{"count", static_cast<std::int64_t>(reports.size())}});
  for (Report& report : reports) {
    const std::string token = report.id.token;
    if (is_ours) {
      outbox_.add(std::move(report));
      outbox_.note_spooled(token);
    } else {
      outbox_.inherit(std::move(report));
    }
  }
}

void Dialogue::speak(const Offer& offer, TimePoint now) {
  if (now >= spool_at_) keep_on_disk(now);
  is_finished_ = offer.is_finished;
  if (offer.is_draining && !std::exchange(is_draining_, true)) lease_.renew_now(now);
  if (is_draining_) {
    for (const ClaimedAttempt& attempt : secrets_.take_all()) hand_back(attempt, now);
  }
  // What would have to be stopped at once is better not begun.
  const bool may_claim = !offer.is_draining && !is_on_hold_ &&
                         BootClock::now() < lease_.fence_at() && outbox_.bytes() < kMostUnconfirmed;
  wanted_ = may_claim ? offer.wanted : 0;
  capacity_ = offer.capacity;
  if (!session_.is_connected()) {
    if (now >= connect_at_ && !session_.has_connection()) connect(now);
    return;
  }
  if (now >= news_.due_at()) news_.send(session_, now);
  if (now >= secrets_.due_at()) secrets_.send(session_, now);
  if (is_idle_poll(now)) poll(now);
  if (exchange_is_due(now)) exchange(now);
  if (now >= lease_.renew_at()) renew(now);
  if (now >= maintain_at()) maintain(now);
  if (is_finished_ && everything_is_confirmed() && !release_is_under_way_ && now >= release_at_) {
    release_is_under_way_ = true;
    session_.release_executor(now);
  }
}

TimePoint Dialogue::deadline() const {
  if (!session_.is_connected()) {
    return std::min(spool_at_, session_.has_connection() ? session_.deadline() : connect_at_);
  }
  const bool is_to_be_released =
      is_finished_ && everything_is_confirmed() && !release_is_under_way_;
  return std::min({session_.deadline(), exchange_at(), lease_.renew_at(), maintain_at(), spool_at_,
                   news_.due_at(), secrets_.due_at(), is_to_be_released ? release_at_ : kNever});
}

TimePoint Dialogue::maintain_at() const {
  return maintain_is_under_way_ || is_finished_ ? kNever : maintain_at_;
}

void Dialogue::connect(TimePoint now) {
  connect_at_ = kNever;
  lease_.begin_renewal(now, BootClock::now());  // registering renews
  session_.connect(registration_, now);
}

TimePoint Dialogue::exchange_at() const {
  if (exchange_) return kNever;
  const bool asks = wanted_ > 0 && !look_is_under_way_;
  const TimePoint due = std::min(outbox_.ready_at(), asks ? claim_at_ : kNever);
  if (due == kNever) return kNever;
  const bool has_company = wanted_ * 3 >= capacity_ * 2;
  return std::max({due, exchange_not_before_, has_company ? TimePoint{} : company_until_});
}

void Dialogue::exchange(TimePoint now) {
  outbox_.begin_batch(now);
  int wanted = wanted_;
  if (outbox_.is_doubtful()) {
    claimed_last_ = is_claim_turn(now);
    if (claimed_last_) {
      outbox_.put_back();
    } else {
      wanted = 0;
    }
  }
  if (claims_fail_ && outbox_.has_batch()) wanted = 0;
  exchange_ = Asked{++call_, wanted, claims_fail_ && !outbox_.has_batch()};
  exchange_sent_at_ = now;
  send_exchange(now);
}

bool Dialogue::is_claim_turn(TimePoint now) {
  return !claimed_last_ && wanted_ > 0 && !look_is_under_way_ && claim_at_ <= now;
}

bool Dialogue::is_idle_poll(TimePoint now) const {
  return nothing_is_expected_ && exchange_is_due(now) && outbox_.ready_at() == kNever;
}

// What is due anyway takes the poll's place: its answer says whether work waits. So an idle executor asks
// no more than once per interval.
void Dialogue::poll(TimePoint now) {
  const bool renews = lease_.renew_at() != kNever && lease_.renew_at() - now < idle_delay();
  const bool maintains = maintain_at() != kNever && tick_due_at_ <= now;
  if (renews) {
    renew(now);
    if (maintains) tick_due_at_ = maintain_at_ = now + idle_delay();
  } else if (maintains) {
    maintain(now);
  }
  look_is_under_way_ = renews || maintains;
  nothing_is_expected_ = false;
}

void Dialogue::send_exchange(TimePoint now) {
  rang_meanwhile_ = false;
  session_.exchange({exchange_->call, outbox_.text(now), exchange_->wanted, exchange_->carefully},
                    now);
}

void Dialogue::renew(TimePoint now) {
  std::vector<std::string> tokens = tokens_running_();
  outbox_.append_tokens(tokens);
  secrets_.append_tokens(tokens);
  lease_.begin_renewal(now, BootClock::now());
  session_.renew_lease(tokens, answered_call_, is_draining_ ? "draining" : "active", unkillable_(),
                       now);
}

void Dialogue::maintain(TimePoint now) {
  maintain_is_under_way_ = true;
  session_.maintain(now);
}

void Dialogue::hand_back(const ClaimedAttempt& attempt, TimePoint now) {
  report(not_begun(id_of(attempt, {}), now));
}

void Dialogue::lose_everything() {
  secrets_.take_all();
  instructions_.emplace_back(LoseEverything{});
}

bool Dialogue::release_predecessor(std::int64_t executor_id, const std::vector<std::string>& tokens,
                                   TimePoint now) {
  if (!session_.is_connected() || releasing_ || !inherited_is_settled()) return false;
  releasing_ = executor_id;
  session_.release_predecessor(executor_id, tokens, now);
  return true;
}

void Dialogue::ask_for_ended(const std::string& marked, TimePoint now) {
  if (session_.is_connected()) session_.ended_attempts(marked, now);
}

}  // namespace baton
