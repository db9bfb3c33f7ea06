#include "waiting_attempts.h"

#include <gtest/gtest.h>

namespace baton {
namespace {

const TimePoint kOrigin{std::chrono::hours(1)};

ClaimedAttempt attempt(const std::string& token) {
  ClaimedAttempt claimed;
  claimed.token = token;
  return claimed;
}

std::vector<std::string> tokens_of(const std::vector<ClaimedAttempt>& attempts) {
  std::vector<std::string> tokens;
  for (const ClaimedAttempt& claimed : attempts) tokens.push_back(claimed.token);
  return tokens;
}

TEST(WaitingAttempts, NothingIsClaimedAheadWhereNothingHasJustEnded) {
  WaitingAttempts waiting;
  EXPECT_EQ(waiting.room(kOrigin), 0U);
  waiting.note_end(Milliseconds(1), kOrigin);
  EXPECT_EQ(waiting.room(kOrigin + WaitingAttempts::kMoment + Milliseconds(1)), 0U);
}

TEST(WaitingAttempts, AsManyAreClaimedAheadAsHaveJustEnded) {
  WaitingAttempts waiting;
  for (int i = 0; i < 10; ++i) waiting.note_end(Milliseconds(1), kOrigin + Milliseconds(2 * i));
  EXPECT_EQ(waiting.room(kOrigin + WaitingAttempts::kMoment + Milliseconds(3)), 8U)
      << "the first two ended too long ago";
}

TEST(WaitingAttempts, TheEndOfALongScriptIsNoReasonToClaimAhead) {
  WaitingAttempts waiting;
  waiting.note_end(WaitingAttempts::kPatience + Milliseconds(1), kOrigin);
  EXPECT_EQ(waiting.room(kOrigin), 0U);
}

TEST(WaitingAttempts, HoweverManyEndTheRoomIsBounded) {
  WaitingAttempts waiting;
  for (int i = 0; i < 1000; ++i) waiting.note_end(Milliseconds(1), kOrigin);
  EXPECT_EQ(waiting.room(kOrigin), WaitingAttempts::kMost);
}

TEST(WaitingAttempts, TheFirstToComeIsTheFirstToStart) {
  WaitingAttempts waiting;
  waiting.add(attempt("a"), kOrigin);
  waiting.add(attempt("b"), kOrigin);
  EXPECT_EQ(waiting.take_next().token, "a");
  EXPECT_EQ(waiting.size(), 1U);
}

TEST(WaitingAttempts, OneIsTakenOutByItsToken) {
  WaitingAttempts waiting;
  waiting.add(attempt("a"), kOrigin);
  waiting.add(attempt("b"), kOrigin);
  EXPECT_EQ(waiting.take("b")->token, "b");
  EXPECT_FALSE(waiting.take("b"));
  std::vector<std::string> tokens{"running"};
  waiting.append_tokens(tokens);
  EXPECT_EQ(tokens, (std::vector<std::string>{"running", "a"}));
}

TEST(WaitingAttempts, WhatHasWaitedTooLongIsOverdue) {
  WaitingAttempts waiting;
  EXPECT_EQ(waiting.deadline(), kNever);
  waiting.add(attempt("a"), kOrigin);
  waiting.add(attempt("b"), kOrigin + Milliseconds(10));
  EXPECT_EQ(waiting.deadline(), kOrigin + WaitingAttempts::kPatience);
  EXPECT_EQ(tokens_of(waiting.take_overdue(kOrigin + WaitingAttempts::kPatience)),
            std::vector<std::string>{"a"});
  EXPECT_EQ(tokens_of(waiting.take_overdue(kNever)), std::vector<std::string>{"b"});
  EXPECT_TRUE(waiting.empty());
}

}  // namespace
}  // namespace baton
