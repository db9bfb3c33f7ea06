#include "end_of_command.h"

#include <gtest/gtest.h>

#include <csignal>

namespace baton {
namespace {

using nlohmann::json;

json facts(ChildEnd end, const std::string& events = "", const std::string& rules = "[]",
           const std::string& output = "", std::optional<StopReason> stopped = std::nullopt) {
  Transcript transcript({.rules = std::get<0>(Rules::parse(json::parse(rules)))});
  transcript.on_bytes(Channel::kEvents, events);
  transcript.on_bytes(Channel::kStdout, output);
  transcript.finish();
  json all = facts_of({.end = std::move(end)}, stopped, transcript);
  all.update(json::parse(print_members(values_of(transcript))));
  return all;
}

TEST(EndOfCommand, SaysHowItEnded) {
  EXPECT_EQ(facts(Exited{3})["ended"], "exited");
  EXPECT_EQ(facts(Exited{3})["exit_code"], 3);
  EXPECT_EQ(facts(Signaled{SIGSEGV})["ended"], "signaled");
  EXPECT_EQ(facts(Signaled{SIGSEGV})["signal"], SIGSEGV);
  EXPECT_EQ(facts(SupervisorLost{})["ended"], "supervisor_lost");
}

TEST(EndOfCommand, PutsWhatWeDidBeforeWhatTheScriptDid) {
  const json stopped = facts(Signaled{SIGTERM}, "", "[]", "", StopReason::kTimeout);
  EXPECT_EQ(stopped["ended"], "timeout");
  EXPECT_EQ(stopped["signal"], SIGTERM) << "which is still told";
  EXPECT_EQ(facts(Exited{0}, "", "[]", "", StopReason::kCancelled)["ended"], "cancelled");
}

TEST(EndOfCommand, ALongCleanUpIsNoted) {
  Transcript transcript({});
  const json told = facts_of({.clean_up = Milliseconds(5'200)}, std::nullopt, transcript);
  EXPECT_EQ(told["details"]["notes"][0], "cleaning up after the script took 5 s");
  EXPECT_FALSE(facts(Exited{0}).contains("details"));
}

TEST(EndOfCommand, AnEndByASignalThatEndsServicesLooksToldToEnd) {
  const auto looks = [](ChildResult result, const std::string& events = "") {
    Transcript transcript({});
    transcript.on_bytes(Channel::kEvents, events);
    transcript.finish();
    return looks_told_to_end(result, transcript);
  };
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    EXPECT_TRUE(looks({.end = Signaled{signal}}));
    EXPECT_TRUE(looks({.end = Exited{128 + signal}}));
  }
  EXPECT_FALSE(looks({.end = Signaled{SIGKILL}}));
  EXPECT_FALSE(looks({.end = Exited{1}}));
  EXPECT_TRUE(looks({.end = Exited{1}, .was_signaled = true}));
  EXPECT_FALSE(looks({.end = Exited{0}, .was_signaled = true})) << "it finished its work";
  EXPECT_FALSE(looks({.end = Signaled{SIGTERM}}, "{\"type\":\"completion\"}\n")) << "so it did";
  EXPECT_TRUE(looks({.end = Signaled{SIGTERM}}, "{\"type\":\"error\",\"code\":\"X\"}\n"));
}

TEST(EndOfCommand, AScriptThatNeverRanWasNotStoppedEither) {
  const NotStarted missing{NotStarted::Reason::kInterpreterMissing, ENOENT,
                           "The interpreter is missing."};
  const json told = facts(missing, "", "[]", "", StopReason::kTimeout);
  EXPECT_EQ(told["ended"], "not_started");
  EXPECT_EQ(told["message"]["code"], "COMMAND_NOT_FOUND");
  EXPECT_EQ(told["message"]["message"], "The interpreter is missing.");
}

TEST(EndOfCommand, ASuccessfulCompletionIsTheLastWord) {
  const json told =
      facts(Exited{1}, "{\"type\":\"error\",\"code\":\"X\"}\n{\"type\":\"completion\"}\n");
  EXPECT_EQ(told["message"], (json{{"type", "completion"}, {"status", "success"}}));
}

TEST(EndOfCommand, AFailedCompletionBringsItsError) {
  const json told = facts(Exited{0},
                          "{\"type\":\"completion\",\"status\":\"failed\",\"code\":\"RATE_LIMIT\","
                          "\"retry_after\":2.5}\n");
  EXPECT_EQ(told["message"]["status"], "failed");
  EXPECT_EQ(told["message"]["code"], "RATE_LIMIT");
  EXPECT_EQ(told["message"]["retry_after"], 2.5);
}

TEST(EndOfCommand, TellsWhatTheRulesFound) {
  const json told = facts(
      Exited{0}, "",
      R"rules([{"pattern": "id: (\\S+)", "output": "id"}, {"pattern": "DONE", "required": true},
                              {"pattern": "half", "outcome": "partial"}, {"pattern": "taken", "error": "CONFLICT"}])rules",
      "id: 7\nhalf\ntaken\n");
  EXPECT_EQ(told["outputs"], (json{{"id", "7"}}));
  EXPECT_EQ(told["missing_required"], json::array({"DONE"}));
  EXPECT_EQ(told["rule_partial"], true);
  EXPECT_EQ(told["rule_error"], "CONFLICT");
}

TEST(EndOfCommand, AnErrorAfterACompletionIsTheLastWord) {
  const json told =
      facts(Exited{0}, "{\"type\":\"completion\"}\n{\"type\":\"error\",\"code\":\"X\"}\n");
  EXPECT_EQ(told["message"], (json{{"type", "error"}, {"code", "X"}}));
}

TEST(EndOfCommand, TellsCountsAndWhetherTheCheckpointIsVerified) {
  const json told = facts(Exited{1}, R"({"type":"progress","done":3,"total":9})",
                          R"([{"pattern": "saved", "verifies": "checkpoint"}])", "saved\n");
  EXPECT_EQ(told["items"], (json{{"done", 3}, {"total", 9}}));
  EXPECT_EQ(told["checkpoint_verified"], true);
  EXPECT_EQ(facts(Exited{1}, "",
                  R"([{"pattern": "saved", "verifies": "checkpoint"}])")["checkpoint_verified"],
            false);
}

TEST(EndOfCommand, LeavesOutWhatDoesNotApply) {
  const json told = facts(Exited{0});
  for (const char* key : {"signal", "message", "outputs", "output", "checkpoint", "rule_error",
                          "rule_partial", "missing_required", "details", "items",
                          "checkpoint_verified", "warning", "unreadable_verdict"}) {
    EXPECT_FALSE(told.contains(key)) << key;
  }
}

TEST(EndOfCommand, HoldsOutputAsCleanText) {
  const json told = facts(Exited{0}, "", "[]", std::string("a\0b\xff", 4));
  EXPECT_EQ(told["output"][0]["text"], "a\\x00b\\xff");
  EXPECT_EQ(told["output"][0]["start"], 0);
  EXPECT_EQ(told["output"][0]["end"], 4);
  EXPECT_EQ(told["stdout_bytes"], 4);
}

TEST(EndOfCommand, NotesBadMessages) {
  const json told = facts(Exited{0}, "no json\n");
  ASSERT_TRUE(told.contains("details"));
  EXPECT_EQ(told["details"]["notes"].size(), 1U);
}

TEST(EndOfCommand, WarnsOfWhatWasLost) {
  const json told = facts(Exited{0}, R"({"type":"output","x":NaN})");
  EXPECT_EQ(told["warning"],
            "a message was not taken as said: NaN is no JSON value; null was "
            "taken: {\"type\":\"output\",\"x\":NaN}");
  EXPECT_FALSE(told.contains("unreadable_verdict"));
  const json many = facts(Exited{0}, "a\nb\nc\nd\ne\nf\ng\n");
  EXPECT_EQ(many["details"]["notes"].size(), 6U);
  EXPECT_EQ(many["details"]["notes"][5], "and 2 more");
  EXPECT_EQ(many["warning"], "7 messages were not taken as said; the first: not valid JSON: a");
}

TEST(EndOfCommand, TellsOfAVerdictThatCannotBeRead) {
  const json told = facts(Exited{0}, "{'type': 'completion', 'status': 'failed'}");
  EXPECT_EQ(told["unreadable_verdict"],
            "not valid JSON: {'type': 'completion', 'status': 'failed'}");
  EXPECT_FALSE(told.contains("message"));
}

TEST(EndOfCommand, IsShortInTheLog) {
  EXPECT_EQ(summary_of(facts(Exited{2})), "exited 2");
  EXPECT_EQ(summary_of(facts(Signaled{9}, "", "[]", "", StopReason::kTimeout)), "timeout 9");
}

}  // namespace
}  // namespace baton
