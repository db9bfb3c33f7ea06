#include "secret_requests.h"

#include <algorithm>
#include <utility>

namespace baton {

void SecretRequests::append_tokens(std::vector<std::string>& tokens) const {
  for (const Waiting& waiting : waiting_) tokens.push_back(waiting.attempt.token);
}

std::deque<SecretRequests::Waiting>::iterator SecretRequests::find(const std::string& token) {
  return std::find_if(waiting_.begin(), waiting_.end(),
                      [&](const Waiting& waiting) { return waiting.attempt.token == token; });
}

std::optional<ClaimedAttempt> SecretRequests::take(const std::string& token) {
  const auto found = find(token);
  if (found == waiting_.end()) return std::nullopt;
  ClaimedAttempt attempt = std::move(found->attempt);
  waiting_.erase(found);
  return attempt;
}

std::vector<ClaimedAttempt> SecretRequests::take_all() {
  std::vector<ClaimedAttempt> attempts;
  for (Waiting& waiting : waiting_) attempts.push_back(std::move(waiting.attempt));
  waiting_.clear();
  return attempts;
}

TimePoint SecretRequests::due_at() const {
  const bool is_due = std::any_of(waiting_.begin(), waiting_.end(),
                                  [](const Waiting& waiting) { return !waiting.is_under_way; });
  return is_due ? again_at_ : kNever;
}

void SecretRequests::send(Session& session, TimePoint now) {
  for (Waiting& waiting : waiting_) {
    if (std::exchange(waiting.is_under_way, true)) continue;
    const ClaimedAttempt& attempt = waiting.attempt;
    session.attempt_secrets(attempt.job_id, attempt.n, attempt.token, now);
    under_way_.push_back(attempt.token);
  }
}

std::string SecretRequests::take_answered() {
  if (under_way_.empty()) return {};
  std::string token = std::move(under_way_.front());
  under_way_.pop_front();
  return token;
}

std::optional<ClaimedAttempt> SecretRequests::answer(const JobSecrets& secrets) {
  backoff_.reset();
  auto attempt = take(take_answered());
  if (attempt) attempt->secrets = secrets.values;
  return attempt;
}

std::optional<ClaimedAttempt> SecretRequests::refuse(const DatabaseError& error, TimePoint now) {
  const std::string token = take_answered();
  const bool may_pass = is_transient(error);
  if (is_not_held(error) || (!may_pass && !is_about_the_call(error))) return take(token);
  again_at_ = now + (may_pass ? backoff_.next() : kAfterPermanent);
  if (const auto found = find(token); found != waiting_.end()) found->is_under_way = false;
  return std::nullopt;
}

void SecretRequests::disconnect() {
  for (Waiting& waiting : waiting_) waiting.is_under_way = false;
  under_way_.clear();
  again_at_ = {};
}

}  // namespace baton
