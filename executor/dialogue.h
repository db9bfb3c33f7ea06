// What the executor and the database have to say to each other, and when.
//
// It keeps the session open (reconnects, registers, takes up where it was), sends reports until they
// are confirmed, asks for work, renews the lease and turns the tick when nobody else does. Nothing in
// here blocks, and nothing in here runs a step: what the database wants done comes out as
// Instructions. The loop calls listen() with what has come, then speak() with what it has to offer;
// deadline() says when to come back at the latest.
//
// An exchange (reports and the wish for new attempts, one transaction) is under way at most once. While
// it is, ended steps gather for the next one: the database's own pace makes the batches. While more
// work waits than there are slots, an exchange also waits a little for company, because most of its
// cost is the same for one step as for ten; else one step's end leaves at once. Reports that were
// refused before (somebody keeps a lock that they need) and claims go in turns: neither waits for
// the other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "backoff.h"
#include "clock.h"
#include "connection_counts.h"
#include "database/session.h"
#include "lease.h"
#include "live_news.h"
#include "outbox.h"
#include "secret_requests.h"
#include "spool.h"

namespace baton {

struct StartAttempt {
  ClaimedAttempt attempt;
};
struct StopAttempt {
  std::string token;
  std::string reason;
};
// Not ours any more: to be stopped, and never reported.
struct LoseAttempt {
  std::string token;
};
struct LoseEverything {};
// Executors of our name before us that the database takes for alive.
struct MeetPredecessors {
  std::vector<Predecessor> found;
  Milliseconds lease;
};
// The release of a predecessor was refused: to be tried again.
struct PredecessorHeld {
  std::int64_t executor_id = 0;
};
// We have just begun: processes may be left from before.
struct LookForStrays {};
using Instruction =
    std::variant<StartAttempt, StopAttempt, LoseAttempt, LoseEverything, MeetPredecessors,
                 PredecessorHeld, PredecessorReleased, LookForStrays, EndedAttempts>;

class Dialogue {
 public:
  // `tokens_running` tells the tokens of all steps that run, `unkillable` what of ended ones lives
  // on (see Survivors); they are called from speak().
  // `spool` must outlive it.
  Dialogue(const std::string& connection, Registration registration, Spool& spool,
           std::function<std::vector<std::string>()> tokens_running,
           std::function<std::string()> unkillable);

  void report(Report report);
  // Something happened that may have made work ready without a report of ours.
  void look_for_work(TimePoint now) {
    claim_at_ = std::min(claim_at_, now);
    look_is_under_way_ = nothing_is_expected_ = false;
  }

  std::vector<Instruction> listen(bool ready, TimePoint now);

  struct Offer {
    int capacity = 0;  // how many attempts may be held
    int wanted = 0;    // how many more
    bool is_draining = false;
    bool is_finished = false;  // nothing runs, nothing will: release when all is reported
  };
  void speak(const Offer& offer, TimePoint now);
  TimePoint deadline() const;

  // Live output and progress, as JSON arrays, empty for none; wants_news() says when the next may come.
  bool wants_news(TimePoint now) const { return now >= news_at(); }
  TimePoint news_at() const { return session_.is_connected() ? news_.wanted_at() : kNever; }
  void tell(std::string pieces, std::string progress, TimePoint now) {
    news_.tell(std::move(pieces), std::move(progress), now);
  }
  void save_checkpoint(const AttemptId& id, std::string checkpoint) {
    news_.save_checkpoint(id, std::move(checkpoint));
  }

  // Asks the database to give up a predecessor's attempts. False: not now, because there is no connection,
  // another is being released, or reports of such attempts (kept on disk) must go first.
  bool release_predecessor(std::int64_t executor_id, const std::vector<std::string>& tokens,
                           TimePoint now);
  // Attempts that are claimed and wait for secrets of their jobs; they become StartAttempts.
  std::size_t awaiting_secrets() const { return secrets_.size(); }
  // Which of these attempts (JSON) have ended; without a connection not asked.
  void ask_for_ended(const std::string& marked, TimePoint now);

  bool is_connected() const { return session_.is_connected(); }
  const Place& place() const { return session_.place(); }
  // A drain does not wait for what the database cannot record and is on disk.
  bool everything_is_confirmed() const {
    return (outbox_.empty() || (is_draining_ && outbox_.is_only_set_aside())) && !exchange_;
  }
  std::size_t unconfirmed() const { return outbox_.size(); }
  // False while results of an executor before us, which were found on disk, are not settled.
  bool inherited_is_settled() const { return was_registered_ && !outbox_.has_inherited(); }
  bool is_released() const { return is_released_; }
  // Set when the first registration was refused for good: the exit status to end with.
  std::optional<int> refused_for_good() const { return refused_for_good_; }
  const Lease& lease() const { return lease_; }
  bool was_registered() const { return was_registered_; }
  const ConnectionCounts& connections() const { return connections_; }

  // For the loop's poller.
  int socket() const { return session_.socket(); }
  bool wants_write() const { return session_.wants_write(); }
  bool is_connecting() const { return session_.is_connecting(); }

 private:
  struct Asked {
    std::int64_t call = 0;
    int wanted = 0;
    bool carefully = false;
  };

  void connect(TimePoint now);
  void exchange(TimePoint now);
  bool is_claim_turn(TimePoint now);
  void send_exchange(TimePoint now);
  void keep_on_disk(TimePoint now);
  void inherit(TimePoint now, bool is_ours);
  void renew(TimePoint now);
  void maintain(TimePoint now);
  bool exchange_is_due(TimePoint now) const { return now >= exchange_at(); }
  TimePoint exchange_at() const;
  TimePoint maintain_at() const;

  bool is_idle_poll(TimePoint now) const;
  void poll(TimePoint now);
  // By how much the tick of an idle executor may be late.
  Milliseconds idle_delay() const { return std::min(idle_poll_, lease_.tick() / 10); }
  void leave_results(TimePoint now);
  void note_tick_due(std::optional<Milliseconds> tick_due, TimePoint now);
  void look_later(std::optional<Milliseconds> next_due, TimePoint now);
  void back_off_from_what_is_due(std::optional<Milliseconds> next_due, TimePoint now);
  void end_look(const std::optional<Outlook>& outlook, TimePoint now);
  TimePoint heed_ring(TimePoint now);

  void take(const Registered& registered, TimePoint now);
  void take(const Exchanged& exchanged, TimePoint now);
  void take(const Renewed& renewed, TimePoint now);
  void take(const Maintained& maintained, TimePoint now);
  void take(const Confirmed& confirmed, TimePoint now);
  void take(const PredecessorReleased& released, TimePoint now);
  void take(const EndedAttempts& ended, TimePoint now);
  void take(const JobSecrets& secrets, TimePoint now);
  void take(const Rang& rang, TimePoint now);
  void take(const Refused& refused, TimePoint now);
  void take(const Disconnected& disconnected, TimePoint now);
  void refuse_exchange(const DatabaseError& error, TimePoint now);
  void refuse_claim(const DatabaseError& error, TimePoint now);
  void put_aside(const std::vector<Report>& reports, const DatabaseError& error, TimePoint now);
  void refuse_registration(const DatabaseError& error, TimePoint now);
  void begin_anew(TimePoint now);
  void share_session(const DatabaseError& error, TimePoint now);
  void reconnect_later(TimePoint now);
  void settle(const std::vector<Outbox::Answered>& answers);
  void refuse_secrets(const DatabaseError& error, TimePoint now);
  void hand_back(const ClaimedAttempt& attempt, TimePoint now);
  void lose_everything();

  Session session_;
  Registration registration_;
  std::function<std::vector<std::string>()> tokens_running_;
  std::function<std::string()> unkillable_;
  Outbox outbox_;
  Spool& spool_;
  TimePoint spool_at_ = kNever;  // when reports may have waited for too long
  std::string database_;         // that we are registered in
  std::set<std::string> been_in_;
  Lease lease_;
  LiveNews news_;
  SecretRequests secrets_;
  Backoff reconnecting_;
  Backoff repeating_;  // an exchange that was refused
  std::vector<Instruction> instructions_;

  TimePoint connect_at_{};
  std::optional<TimePoint> registered_at_;  // of the connection that there is
  bool was_registered_ = false;
  ConnectionCounts connections_;
  bool is_on_hold_ = false;
  bool is_draining_ = false;
  bool is_finished_ = false;
  std::optional<int> refused_for_good_;
  bool is_released_ = false;
  bool release_is_under_way_ = false;
  TimePoint release_at_{};  // after a refusal

  std::int64_t call_ = 0;           // the last number used
  std::int64_t answered_call_ = 0;  // the last whose answer has come
  std::optional<Asked> exchange_;   // under way, or to be repeated after a lost connection
  bool claims_fail_ = false;   // the last one did: the next is careful, and reports go without it
  TimePoint aside_told_at_{};  // the log says at most once a minute what is set aside
  TimePoint claim_at_{};
  bool is_idle_ = false;              // the last claim found nothing: the database rings for us
  bool nothing_is_expected_ = false;  // of the next claim: it only keeps the promise of the poll
  bool look_is_under_way_ = false;    // by a call that has taken the place of an idle poll
  bool claimed_last_ = false;         // while reports and claims go in turns
  TimePoint ring_heeded_at_{};        // the last one, or the next
  bool rang_meanwhile_ = false;       // the doorbell, since the exchange that is under way was sent
  TimePoint exchange_not_before_{};
  TimePoint exchange_sent_at_{};
  TimePoint company_until_{};  // how long the next exchange may wait for more steps to end
  int wanted_ = 0;             // by the last speak()
  int capacity_ = 0;           // likewise
  Milliseconds idle_poll_{1'000};
  Milliseconds vain_pause_{10};  // before the next look at what is due and cannot be had

  std::optional<std::int64_t> releasing_;  // a predecessor

  bool maintain_is_under_way_ = false;
  bool maintenance_is_left_ = false;  // said the last answer
  TimePoint maintain_at_ = kNever;
  TimePoint tick_due_at_ = kNever;  // a little before that
};

}  // namespace baton
