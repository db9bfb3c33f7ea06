// What running scripts have to say, on its way to the database: output, progress and checkpoints. It is
// sent again after a lost connection and after a refusal that may pass, until the database has it or
// refuses it for good; then only the report at the end tells.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "backoff.h"
#include "clock.h"
#include "database/session.h"
#include "report.h"

namespace baton {

class LiveNews {
 public:
  // When the next output and progress may be handed over; kNever while some is on its way.
  TimePoint wanted_at() const;
  // As JSON arrays, empty for none.
  void tell(std::string pieces, std::string progress, TimePoint now);
  // Takes the place of an earlier one of that attempt.
  void save_checkpoint(const AttemptId& id, std::string checkpoint);

  // Sends what is due; the session must be connected. due_at() is kNever where nothing is.
  TimePoint due_at() const;
  void send(Session& session, TimePoint now);

  // How a call that send() made was answered.
  void confirm(Call call, bool is_done, TimePoint now);
  void refuse(Call call, const DatabaseError& error, TimePoint now);
  // Nothing that was sent will be answered: all of it is due again.
  void disconnect();
  // The attempts are not ours any more.
  void forget();

 private:
  // What is sent as one call.
  struct Parcel {
    std::string text;
    bool is_under_way = false;
  };
  struct Checkpoint {
    AttemptId id;
    std::string text;
    std::uint64_t version = 0;
    bool is_under_way = false;
    TimePoint not_before{};  // its attempt was locked
  };
  struct Sent {
    std::string token;
    std::uint64_t version = 0;
  };

  Parcel* parcel_of(Call call);
  void settle_checkpoint(bool is_done, TimePoint again_at);

  Parcel pieces_;
  Parcel progress_;
  std::map<std::string, Checkpoint> checkpoints_;  // by token
  std::deque<Sent> checkpoints_under_way_;         // in the order in which they are answered
  std::uint64_t versions_ = 0;
  TimePoint not_before_{};
  TimePoint again_at_{};  // after a refusal
  Backoff backoff_;
};

}  // namespace baton
