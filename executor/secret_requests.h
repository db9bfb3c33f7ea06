// Claimed attempts that may not start yet, because their step names secrets that came with the job: these are asked for
// by the attempt's own token. What is not answered is asked again on the next connection. They are in memory
// only, from here to the script's environment.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "backoff.h"
#include "clock.h"
#include "database/session.h"

namespace baton {

class SecretRequests {
 public:
  void add(ClaimedAttempt attempt) { waiting_.push_back({std::move(attempt), false}); }
  std::size_t size() const { return waiting_.size(); }
  void append_tokens(std::vector<std::string>& tokens) const;
  // Not wanted any more; an answer that still comes is passed over.
  std::optional<ClaimedAttempt> take(const std::string& token);
  std::vector<ClaimedAttempt> take_all();

  // Sends what is due; the session must be connected. due_at() is kNever where nothing is.
  TimePoint due_at() const;
  void send(Session& session, TimePoint now);

  // How the oldest call without an answer was answered: the attempt, ready to start, if it is still wanted.
  std::optional<ClaimedAttempt> answer(const JobSecrets& secrets);
  // The same for a refusal: what cannot be asked again.
  std::optional<ClaimedAttempt> refuse(const DatabaseError& error, TimePoint now);
  // Nothing that was sent will be answered: all of it is due again.
  void disconnect();

 private:
  struct Waiting {
    ClaimedAttempt attempt;
    bool is_under_way = false;
  };

  std::deque<Waiting>::iterator find(const std::string& token);
  std::string take_answered();

  std::deque<Waiting> waiting_;
  std::deque<std::string> under_way_;  // tokens, in the order in which they are answered
  TimePoint again_at_{};               // after a refusal
  Backoff backoff_;
};

}  // namespace baton
