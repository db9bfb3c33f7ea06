#include "waiting_attempts.h"

#include <algorithm>
#include <utility>

namespace baton {

void WaitingAttempts::note_end(Milliseconds ran, TimePoint now) {
  if (ran > kPatience) return;
  ends_.push_back(now);
  if (ends_.size() > kMost) ends_.pop_front();
}

std::size_t WaitingAttempts::room(TimePoint now) {
  while (!ends_.empty() && ends_.front() + kMoment < now) ends_.pop_front();
  return ends_.size();
}

void WaitingAttempts::add(ClaimedAttempt attempt, TimePoint now) {
  waiting_.push_back({std::move(attempt), now + kPatience});
}

ClaimedAttempt WaitingAttempts::take_next() {
  ClaimedAttempt attempt = std::move(waiting_.front().attempt);
  waiting_.pop_front();
  return attempt;
}

std::optional<ClaimedAttempt> WaitingAttempts::take(const std::string& token) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) {
    return waiting.attempt.token == token;
  });
  if (found == waiting_.end()) return std::nullopt;
  ClaimedAttempt attempt = std::move(found->attempt);
  waiting_.erase(found);
  return attempt;
}

std::vector<ClaimedAttempt> WaitingAttempts::take_overdue(TimePoint now) {
  std::vector<ClaimedAttempt> overdue;
  while (!waiting_.empty() && waiting_.front().until <= now) overdue.push_back(take_next());
  return overdue;
}

TimePoint WaitingAttempts::deadline() const {
  return waiting_.empty() ? kNever : waiting_.front().until;
}

void WaitingAttempts::append_tokens(std::vector<std::string>& tokens) const {
  for (const Waiting& waiting : waiting_) tokens.push_back(waiting.attempt.token);
}

}  // namespace baton
