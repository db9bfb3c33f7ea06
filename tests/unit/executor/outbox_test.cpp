#include "outbox.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

namespace baton {
namespace {

const TimePoint kBegin{std::chrono::hours(1)};

Report report_of(const std::string& token, TimePoint at = kBegin) {
  return make_report({token, 7, 1, 1, "a"},
                     {{"ended", "exited"}, {"exit_code", 0}, {"outputs", {{"x", 1}}}}, at);
}

std::vector<std::string> tokens_in(const std::string& text) {
  std::vector<std::string> tokens;
  if (text.empty()) return tokens;
  for (const auto& report : nlohmann::json::parse(text)) tokens.push_back(report["token"]);
  return tokens;
}

std::vector<std::string> batch(Outbox& outbox, TimePoint now) {
  outbox.begin_batch(now);
  return tokens_in(outbox.text(now));
}

using Tokens = std::vector<std::string>;

TEST(Outbox, SaysHowLongAgoEachAttemptEndedWheneverItIsSent) {
  Outbox outbox;
  outbox.add(report_of("t1", kBegin));
  outbox.begin_batch(kBegin + Milliseconds(5));
  EXPECT_EQ(nlohmann::json::parse(outbox.text(kBegin + Milliseconds(5)))[0]["ended_ms_ago"], 5);
  EXPECT_EQ(nlohmann::json::parse(outbox.text(kBegin + Milliseconds(900)))[0]["ended_ms_ago"], 900);
}

TEST(Outbox, RepeatsTheSameBatchUntilItIsAnswered) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  EXPECT_EQ(batch(outbox, kBegin), Tokens{"t1"});
  outbox.add(report_of("t2"));
  EXPECT_EQ(tokens_in(outbox.text(kBegin)), Tokens{"t1"}) << "a repeated call has the same reports";
  outbox.confirm({{"t1", "recorded"}}, kBegin);
  EXPECT_EQ(batch(outbox, kBegin), Tokens{"t2"});
}

TEST(Outbox, KeepsWhatTheAnswerDidNotName) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.add(report_of("t2"));
  outbox.begin_batch(kBegin);
  const auto answered = outbox.confirm({{"t2", "stale: attempt 2 holds the step now"}}, kBegin);
  ASSERT_EQ(answered.size(), 1U);
  EXPECT_EQ(answered[0].report.id.token, "t2");
  EXPECT_FALSE(outbox.empty());
  EXPECT_GT(outbox.ready_at(), kBegin) << "it is not repeated without a pause";
  EXPECT_EQ(batch(outbox, outbox.ready_at()), Tokens{"t1"});
}

TEST(Outbox, SendsWhatTheDatabaseHasSetAsideAgainLaterAndDoesNotCountItOnceItIsOnDisk) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.add(report_of("t2"));
  outbox.begin_batch(kBegin);
  const auto answered =
      outbox.confirm({{"t1", "set aside: P0001 poison"}, {"t2", "recorded"}}, kBegin);
  EXPECT_EQ(answered.size(), 2U);
  EXPECT_GT(outbox.ready_at(), kBegin) << "it is not repeated without a pause";
  EXPECT_FALSE(outbox.is_only_set_aside()) << "it is nowhere but here";
  outbox.note_spooled("t1");
  EXPECT_TRUE(outbox.is_only_set_aside());
  EXPECT_EQ(batch(outbox, outbox.ready_at()), Tokens{"t1"});
  outbox.confirm({{"t1", "recorded"}}, kBegin);
  EXPECT_TRUE(outbox.empty());
}

// The report that cannot be stored must end up alone while the others go through.
TEST(Outbox, IsolatesABadReportByHalving) {
  Outbox outbox;
  for (int i = 0; i < 8; ++i) outbox.add(report_of("t" + std::to_string(i)));
  TimePoint now = kBegin;
  Tokens recorded;
  bool bad_was_alone = false;
  for (int calls = 0; recorded.size() < 7 && calls < 20; ++calls) {
    const Tokens sent = batch(outbox, now);
    ASSERT_FALSE(sent.empty());
    if (std::find(sent.begin(), sent.end(), "t5") != sent.end()) {
      bad_was_alone |= sent.size() == 1;
      outbox.refuse(Outbox::Cause::kTransient, Milliseconds(0), now);
    } else {
      std::vector<ReportResult> results;
      for (const auto& token : sent) results.push_back({token, "recorded"});
      outbox.confirm(results, now);
      recorded.insert(recorded.end(), sent.begin(), sent.end());
    }
  }
  EXPECT_EQ(recorded.size(), 7U);
  EXPECT_TRUE(bad_was_alone);
  now = outbox.ready_at();
  EXPECT_EQ(batch(outbox, now), Tokens{"t5"}) << "it is never dropped";
}

TEST(Outbox, SendsAReportThatIsRefusedForGoodWithoutWhatTheScriptSaid) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.begin_batch(kBegin);
  outbox.refuse(Outbox::Cause::kPermanent, Milliseconds(0), kBegin);
  outbox.begin_batch(outbox.ready_at());
  const auto again = nlohmann::json::parse(outbox.text(kBegin))[0];
  EXPECT_FALSE(again.contains("outputs"));
  EXPECT_EQ(again["token"], "t1");
  EXPECT_EQ(again["ended"], "exited");
  EXPECT_EQ(again["exit_code"], 0);
}

TEST(Outbox, WaitsLongerAfterEachRefusalOfAReportThatIsAlone) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  TimePoint now = kBegin;
  Clock::duration last{0};
  for (int i = 0; i < 4; ++i) {
    outbox.begin_batch(now);
    outbox.refuse(Outbox::Cause::kTransient, Milliseconds(0), now);
    const auto pause = outbox.ready_at() - now;
    EXPECT_GT(pause, last);
    EXPECT_LE(pause, Outbox::kLastDelay);
    last = pause;
    now = outbox.ready_at();
  }
}

// Its job was locked: nobody's fault, so it goes with others and does not make batches smaller.
TEST(Outbox, SendsWhatTheDatabasePassedOverAgainAmongOthers) {
  Outbox outbox;
  for (const char* token : {"t1", "t2"}) outbox.add(report_of(token));
  outbox.begin_batch(kBegin);
  const auto answered = outbox.confirm(
      {{"t1", "not_yet: its job or circuit breaker is locked"}, {"t2", "recorded"}}, kBegin);
  ASSERT_EQ(answered.size(), 1U);
  EXPECT_EQ(answered[0].report.id.token, "t2");
  EXPECT_EQ(outbox.ready_at(), kBegin + Outbox::kFirstMoment);
  outbox.add(report_of("t3", outbox.ready_at()));
  EXPECT_EQ(batch(outbox, outbox.ready_at()), (Tokens{"t1", "t3"}));
  EXPECT_FALSE(outbox.is_doubtful());
  std::vector<std::string> tokens;
  outbox.append_tokens(tokens);
  EXPECT_EQ(tokens.size(), 2U) << "it holds its attempt";
}

TEST(Outbox, AsksLessAndLessOftenForAJobThatStaysLocked) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  TimePoint now = kBegin;
  Clock::duration last{0};
  for (int i = 0; i < 12; ++i) {
    outbox.begin_batch(now);
    outbox.confirm({{"t1", "not_yet: its job or circuit breaker is locked"}}, now);
    const auto pause = outbox.ready_at() - now;
    EXPECT_TRUE(pause > last || pause == Outbox::kLastDelay);
    last = pause;
    now = outbox.ready_at();
  }
  EXPECT_EQ(last, Outbox::kLastDelay);
}

TEST(Outbox, GivesReportsThatAreRefusedAloneAThirdOfTheTimeAtMost) {
  Outbox outbox;
  for (const char* token : {"t1", "t2", "t3", "t4"}) outbox.add(report_of(token));
  TimePoint now = kBegin;
  Clock::duration refusing{0};
  const Milliseconds took(3'000);  // each waits for a lock as long as it may
  while (now < kBegin + Milliseconds(100'000)) {
    outbox.begin_batch(now);
    if (outbox.has_batch()) {
      const bool is_alone = outbox.batch_size() == 1;
      now += took;
      if (is_alone && now > kBegin + Milliseconds(20'000)) refusing += took;
      outbox.refuse(Outbox::Cause::kTransient, took, now);
    }
    if (outbox.ready_at() > now) now = outbox.ready_at();
  }
  EXPECT_LT(refusing, Milliseconds(80'000) / 3 + took);
}

TEST(Outbox, KnowsWhatItTakesInMemory) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  const std::size_t one = outbox.bytes();
  EXPECT_GT(one, report_of("t1").body.size());
  outbox.add(report_of("t2"));
  outbox.add(report_of("t3"));
  outbox.begin_batch(kBegin);
  outbox.confirm({{"t1", "recorded"},
                  {"t2", "not_yet: its job or circuit breaker is locked"},
                  {"t3", "recorded"}},
                 kBegin);
  EXPECT_EQ(outbox.bytes(), one);
  outbox.drop("t2");
  EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(Outbox, BoundsABatchByItsSize) {
  Outbox outbox;
  const std::string large(Outbox::kMaxBytes / 2, 'x');
  for (const char* token : {"t1", "t2", "t3"}) {
    outbox.add(make_report({token, 7, 1, 1, "a"}, {{"outputs", large}}, kBegin));
  }
  EXPECT_EQ(batch(outbox, kBegin).size(), 1U);
}

TEST(Outbox, ForgetsWhatIsLostButNotWhatIsUnderWay) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.begin_batch(kBegin);
  outbox.add(report_of("t2"));
  outbox.drop("t1");
  outbox.drop("t2");
  EXPECT_EQ(tokens_in(outbox.text(kBegin)), Tokens{"t1"});
  EXPECT_EQ(outbox.size(), 1U);
}

TEST(Outbox, NamesEveryTokenThatIsNotConfirmed) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.begin_batch(kBegin);
  outbox.add(report_of("t2"));
  std::vector<std::string> tokens = {"running"};
  outbox.append_tokens(tokens);
  EXPECT_EQ(tokens, (Tokens{"running", "t1", "t2"}));
}

TEST(Outbox, PutsAsideWhatIsRefusedForGoodTwice) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.begin_batch(kBegin);
  EXPECT_TRUE(outbox.refuse(Outbox::Cause::kPermanent, Milliseconds(0), kBegin).empty())
      << "once more, reduced";
  const TimePoint then = outbox.ready_at();
  outbox.begin_batch(then);
  const auto aside = outbox.refuse(Outbox::Cause::kPermanent, Milliseconds(0), then);
  ASSERT_EQ(aside.size(), 1U);
  EXPECT_NE(aside[0].body.find("outputs"), std::string::npos) << "whole, for whoever tries again";
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.ready_at(), kNever);
  std::vector<std::string> tokens;
  outbox.append_tokens(tokens);
  EXPECT_EQ(tokens, Tokens{"t1"}) << "not to be handed back and run again";
  EXPECT_EQ(outbox.unspooled(then).size(), 1U) << "to be kept on disk";
}

TEST(Outbox, AReducedReportKeepsItsVerdict) {
  const Report report = make_report(
      {"t1", 7, 1, 1, "a"},
      {{"ended", "exited"},
       {"exit_code", 0},
       {"message",
        {{"type", "completion"}, {"status", "failed"}, {"code", "X"}, {"message", "words"}}},
       {"missing_required", {"DONE"}},
       {"unreadable_verdict", "cut"},
       {"details", {{"notes", {"a"}}}}},
      kBegin, {{"outputs", {"{\"n\":1e400}", 0}}});
  EXPECT_EQ(nlohmann::json::parse("{" + reduced(report).body + "}"), nlohmann::json::parse(R"({
    "job_id": 7, "n": 1, "token": "t1", "ended": "exited", "exit_code": 0,
    "message": {"type": "completion", "status": "failed", "code": "X"},
    "missing_required": ["DONE"], "unreadable_verdict": "cut"})"));
}

TEST(Outbox, NeverPutsAsideWhatIsOnlyHeldUp) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  TimePoint now = kBegin;
  for (int i = 0; i < 20; ++i) {
    outbox.begin_batch(now);
    EXPECT_TRUE(outbox.refuse(Outbox::Cause::kTransient, Milliseconds(0), now).empty());
    now = outbox.ready_at();
  }
  EXPECT_EQ(batch(outbox, now), Tokens{"t1"});
}

TEST(Outbox, ReportsForAPredecessorWithoutHoldingItsAttempts) {
  Outbox outbox;
  outbox.inherit(report_of("old"));
  outbox.add(report_of("new"));
  EXPECT_TRUE(outbox.has_inherited());
  std::vector<std::string> tokens;
  outbox.append_tokens(tokens);
  EXPECT_EQ(tokens, Tokens{"new"});
  outbox.begin_batch(kBegin);
  EXPECT_TRUE(outbox.has_inherited()) << "under way is not settled";
  outbox.confirm({{"old", "recorded"}, {"new", "recorded"}}, kBegin);
  EXPECT_FALSE(outbox.has_inherited());
}

TEST(Outbox, HoldsNothingAnyMoreWhenTheLeaseHasEnded) {
  Outbox outbox;
  outbox.add(report_of("t1"));
  outbox.disown();
  std::vector<std::string> tokens;
  outbox.append_tokens(tokens);
  EXPECT_TRUE(tokens.empty());
  EXPECT_EQ(batch(outbox, kBegin), Tokens{"t1"}) << "whether it counts is for the database to say";
}

TEST(Outbox, KnowsWhatIsNotOnDisk) {
  Outbox outbox;
  outbox.add(report_of("t1", kBegin));
  outbox.begin_batch(kBegin);
  outbox.add(report_of("t2", kBegin + Milliseconds(500)));
  outbox.inherit(report_of("old", kBegin - Milliseconds(500)));
  EXPECT_EQ(outbox.unspooled_at(Milliseconds(1'000)), kBegin + Milliseconds(1'000));
  ASSERT_EQ(outbox.unspooled(kBegin).size(), 1U);
  EXPECT_EQ(outbox.unspooled(kBegin)[0]->id.token, "t1");
  outbox.note_spooled("t1");
  EXPECT_EQ(outbox.unspooled_at(Milliseconds(1'000)), kBegin + Milliseconds(1'500));
  outbox.note_spooled("t2");
  EXPECT_EQ(outbox.unspooled_at(Milliseconds(1'000)), kNever);
}

}  // namespace
}  // namespace baton
