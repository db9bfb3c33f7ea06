#include "process/messages.h"

#include <gmock/gmock.h>

#include "process/json_text.h"
#include "process/text.h"

namespace baton {
namespace {

using namespace std::string_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;
using Change = MessageReader::Change;
using Source = MessageReader::Source;

class Messages : public testing::Test {
 protected:
  Change feed(std::string_view line) { return reader_.feed(Source::kEvents, line); }
  Change feed_stdout(std::string_view line) { return reader_.feed(Source::kStdout, line); }

  // The line must be counted as bad and change nothing.
  std::string problem(std::string_view line) {
    MessageReader reader;
    EXPECT_EQ(reader.feed(Source::kEvents, line), Change::kNothing) << line;
    EXPECT_EQ(reader.notes().bad_lines, 1U) << line;
    return reader.notes().first_bad_line;
  }

  MessageReader reader_;
};

TEST_F(Messages, ProgressIsTakenAndClamped) {
  EXPECT_EQ(feed(R"({"type":"progress","percent":40,"message":"half way"})"), Change::kProgress);
  EXPECT_EQ(reader_.progress()->percent, 40.0);
  EXPECT_EQ(reader_.progress()->message, "half way");
  feed(R"({"type":"progress","percent":140.5})");
  EXPECT_EQ(reader_.progress()->percent, 100.0);
  EXPECT_EQ(reader_.progress()->message, "half way") << "the last value of each counts";
  feed(R"({"type":"progress","percent":-3})");
  EXPECT_EQ(reader_.progress()->percent, 0.0);
  EXPECT_THAT(problem(R"({"type":"progress","percent":"40"})"),
              StartsWith("percent is not a number"));
  EXPECT_THAT(problem(R"({"type":"progress"})"), StartsWith("progress without"));
}

TEST_F(Messages, ItemsAreCounted) {
  EXPECT_EQ(feed(R"({"type":"progress","percent":10,"done":3,"total":150})"), Change::kProgress);
  EXPECT_EQ(reader_.progress()->items, json::parse(R"({"done":3,"total":150})"));
  EXPECT_EQ(reader_.progress()->percent, 10.0) << "given beside the counts, it stands";
  feed(R"({"type":"progress","done":148,"failed":2})");
  EXPECT_EQ(reader_.progress()->items, json::parse(R"({"done":148,"total":150,"failed":2})"));
  EXPECT_FALSE(reader_.progress()->percent.has_value()) << "else it comes from the counts";
}

TEST_F(Messages, CountsAreWholeNumbersFrom0) {
  for (const char* bad : {"-1", "1.5", "\"3\"", "1e30", "true", "[]", "1000000000000000"}) {
    MessageReader reader;
    reader.feed(MessageReader::Source::kEvents,
                std::string(R"({"type":"progress","message":"x","done":)") + bad + "}");
    EXPECT_THAT(reader.notes().first_bad_line, StartsWith("done is not a whole number from 0"))
        << bad;
    EXPECT_EQ(reader.progress()->items, json::object()) << bad;
    EXPECT_EQ(reader.progress()->message, "x") << "only what is wrong is left out";
  }
}

TEST_F(Messages, ACompletionMayCountItemsToo) {
  feed(R"({"type":"completion","done":148,"total":150,"failed":2,"menu":"m1"})");
  EXPECT_EQ(reader_.progress()->items, json::parse(R"({"done":148,"total":150,"failed":2})"));
  EXPECT_EQ(reader_.outputs(), json::parse(R"({"done":148,"total":150,"failed":2,"menu":"m1"})"));
  MessageReader other;
  other.feed(MessageReader::Source::kEvents, R"({"type":"completion","total":"12.50"})");
  EXPECT_FALSE(other.progress().has_value()) << "a total of something else is an output";
  EXPECT_EQ(other.notes().bad_lines, 0U);
}

TEST_F(Messages, CheckpointIsTheInlineKeysOrData) {
  EXPECT_EQ(feed(R"({"type":"checkpoint","last_step":5,"file":"a"})"), Change::kCheckpoint);
  EXPECT_EQ(*reader_.checkpoint(), json::parse(R"({"last_step":5,"file":"a"})"));
  feed(R"({"type":"checkpoint","data":{"last_step":6}})");
  EXPECT_EQ(*reader_.checkpoint(), json::parse(R"({"last_step":6,"file":"a"})"))
      << "what is not named stays";
  feed(R"({"type":"checkpoint","file":null})");
  EXPECT_EQ(*reader_.checkpoint(), json::parse(R"({"last_step":6,"file":null})"))
      << "the database removes it: an earlier attempt may have saved it";
  feed(R"({"type":"checkpoint","data":{"x":1},"last_step":7})");
  EXPECT_EQ(*reader_.checkpoint(), json::parse(R"({"data":{"x":1},"last_step":7,"file":null})"));
  feed(R"({"type":"checkpoint","data":7})");
  EXPECT_EQ((*reader_.checkpoint())["data"], 7);
  EXPECT_THAT(problem(R"({"type":"checkpoint","x":")" + std::string(300'000, 'x') + "\"}"),
              HasSubstr("256 KB"));
}

TEST_F(Messages, OutputsAreNameAndValueOrInlineKeys) {
  EXPECT_EQ(feed(R"({"type":"output","name":"items","value":3})"), Change::kOutput);
  EXPECT_EQ(feed(R"({"type":"output","sets":[1,2],"name":"x"})"), Change::kOutput);
  EXPECT_EQ(reader_.outputs(), json::parse(R"({"items":3,"sets":[1,2],"name":"x"})"));
  feed(R"({"type":"output","items":4})");
  EXPECT_EQ(reader_.outputs()["items"], 4) << "the last value counts";
  EXPECT_THAT(problem(R"({"type":"output"})"), StartsWith("an output without a name"));
}

TEST_F(Messages, OutputsTogetherAreCappedWithANote) {
  const std::string half(600'000, 'x');
  EXPECT_EQ(feed(R"({"type":"output","a":")" + half + "\"}"), Change::kOutput);
  EXPECT_EQ(feed(R"({"type":"output","b":")" + half + "\"}"), Change::kNothing);
  EXPECT_EQ(feed(R"({"type":"output","a":")" + half + "\"}"), Change::kOutput)
      << "what is replaced makes room";
  EXPECT_EQ(feed(R"({"type":"output","c":1})"), Change::kOutput) << "small ones still fit";
  EXPECT_FALSE(reader_.outputs().contains("b"));
  EXPECT_TRUE(reader_.notes().outputs_too_large);
  EXPECT_THAT(reader_.notes().first_bad_line, StartsWith("the output \"b\" was not kept"));
}

TEST_F(Messages, ErrorIsTakenWithWhatIsRightInIt) {
  EXPECT_EQ(feed(R"({"type":"error","code":"RATE_LIMIT","message":"slow down","retry_after":2.5})"),
            Change::kError);
  EXPECT_EQ(reader_.error()->code, "RATE_LIMIT");
  EXPECT_EQ(reader_.error()->retry_after, std::chrono::milliseconds(2500));
  EXPECT_EQ(*reader_.verdict(),
            json::parse(
                R"({"type":"error","code":"RATE_LIMIT","message":"slow down","retry_after":2.5})"));
  EXPECT_EQ(feed(R"({"type":"error","code":429,"retry_after":-1})"), Change::kError);
  EXPECT_EQ(reader_.error()->code, "429");
  EXPECT_FALSE(reader_.error()->retry_after.has_value());
  EXPECT_FALSE(reader_.error()->message.has_value()) << "each replaces the one before";
  EXPECT_THAT(reader_.notes().first_bad_line, StartsWith("retry_after is not a number"));
}

TEST_F(Messages, CompletionCarriesOutputs) {
  EXPECT_EQ(
      feed(
          R"({"type":"completion","status":"success","subdomain":"joes","restaurantId":"RESabc"})"),
      Change::kCompletion);
  EXPECT_EQ(reader_.outputs(), json::parse(R"({"subdomain":"joes","restaurantId":"RESabc"})"));
  EXPECT_EQ(*reader_.verdict(), json::parse(R"({"type":"completion","status":"success"})"));
  EXPECT_EQ(feed(R"({"type":"completion"})"), Change::kCompletion);
  EXPECT_EQ(reader_.completion()->status, Completion::Status::kSuccess);
}

TEST_F(Messages, FailedCompletionCarriesAnErrorToo) {
  feed(
      R"({"type":"completion","status":"failed","code":"X","message":"no","retry_after":1,"step":4})");
  EXPECT_EQ(reader_.outputs(), json::parse(R"({"step":4})"));
  EXPECT_EQ(
      *reader_.verdict(),
      json::parse(
          R"({"type":"completion","status":"failed","code":"X","message":"no","retry_after":1.0})"));
  EXPECT_THAT(problem(R"({"type":"completion","status":"done"})"),
              StartsWith("the status of a completion"));
}

TEST_F(Messages, LaterOfErrorAndCompletionIsTheVerdict) {
  EXPECT_FALSE(reader_.verdict().has_value());
  feed(R"({"type":"error","code":"A"})");
  feed(R"({"type":"completion","status":"success"})");
  EXPECT_EQ(*reader_.verdict(), json::parse(R"({"type":"completion","status":"success"})"));
  feed(R"({"type":"error","code":"B"})");
  EXPECT_EQ(*reader_.verdict(), json::parse(R"({"type":"error","code":"B"})"));
}

TEST_F(Messages, BadLinesAreCountedAndTheFirstIsKept) {
  feed("oops");
  feed(R"({"type":"progress","percent":50})");
  feed("[1,2]");
  EXPECT_EQ(reader_.notes().bad_lines, 2U);
  EXPECT_EQ(reader_.notes().first_bad_line, "not valid JSON: oops");
  EXPECT_EQ(reader_.progress()->percent, 50.0);
  EXPECT_EQ(feed("   "), Change::kNothing);
  EXPECT_EQ(reader_.notes().bad_lines, 2U) << "empty lines are fine";
}

TEST_F(Messages, WhatIsBadIsSaid) {
  EXPECT_THAT(problem("[]"), StartsWith("not an object"));
  EXPECT_THAT(problem("{}"), StartsWith("without a type"));
  EXPECT_THAT(problem(R"({"type":3})"), StartsWith("of an unknown type"));
  EXPECT_THAT(problem(R"({"type":"progres"})"), StartsWith("of an unknown type"));
  EXPECT_THAT(problem(R"({"type":"output","x":1e999})"), StartsWith("a number is too large"));
  EXPECT_THAT(problem(R"({"type":"output","x":NaN})"), StartsWith("not valid JSON"));
  EXPECT_THAT(
      problem(R"({"type":"output","x":)" + std::string(64, '[') + std::string(64, ']') + "}"),
      StartsWith("nested more than 64"));
  EXPECT_THAT(problem(std::string(1'000'000, '[')), StartsWith("nested more than 64"));
  EXPECT_LE(problem(std::string(5000, '{')).size(), 260U);
}

TEST_F(Messages, DepthOf64IsTaken) {
  EXPECT_EQ(feed(R"({"type":"output","x":)" + std::string(63, '[') + std::string(63, ']') + "}"),
            Change::kOutput);
  EXPECT_EQ(
      feed(
          R"({"type":"output","y":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})"),
      Change::kOutput);
}

TEST_F(Messages, TextThatJsonbRefusesIsCleaned) {
  feed(R"({"type":"output","a\u0000b":["x\u0000y"]})");
  EXPECT_EQ(print_json(reader_.outputs()), R"({"a\\x00b":["x\\x00y"]})");
}

TEST_F(Messages, BrokenTextInStringsIsMended) {
  EXPECT_EQ(feed("{\"type\":\"output\",\"a\":\"caf\xe9\"}"), Change::kOutput);
  EXPECT_EQ(reader_.outputs()["a"], "caf\\xe9");
  EXPECT_EQ(feed("{\"type\":\"output\",\"b\":\"x\0\ty\"}"s), Change::kOutput);
  EXPECT_EQ(reader_.outputs()["b"], "x\\x00\ty");
  EXPECT_EQ(feed(R"({"type":"output","c":"cut \ud83c","d":"\udf55 \ud83c\udf55"})"),
            Change::kOutput);
  EXPECT_EQ(reader_.outputs()["c"], "cut \xef\xbf\xbd");
  EXPECT_EQ(reader_.outputs()["d"], "\xef\xbf\xbd \xf0\x9f\x8d\x95");
  EXPECT_EQ(feed("{\"type\":\"output\",\"e\":\"\xe9 \xc3\xa4\xc3\xa4\\\\\"}"), Change::kOutput)
      << "escapes stay in step";
  EXPECT_EQ(reader_.outputs()["e"], "\\xe9 \xc3\xa4\xc3\xa4\\");
  EXPECT_EQ(reader_.notes().bad_lines, 0U);
}

TEST_F(Messages, OrdinaryOutputOnStdoutIsNotBad) {
  EXPECT_EQ(feed_stdout("STEP 5: something"), Change::kNothing);
  EXPECT_EQ(feed_stdout("{"), Change::kNothing);
  EXPECT_EQ(feed_stdout(R"({"level":"info","type":"log"})"), Change::kNothing);
  EXPECT_EQ(feed_stdout(R"({"a":1})"), Change::kNothing);
  EXPECT_EQ(reader_.notes().bad_lines, 0U);
  EXPECT_EQ(feed_stdout(R"( {"type":"completion","subdomain":"joes"})"), Change::kCompletion);
  EXPECT_EQ(feed_stdout(R"({"type":"output","x":1e999})"), Change::kNothing);
  EXPECT_EQ(reader_.notes().bad_lines, 1U) << "a message that can't be read is";
}

TEST_F(Messages, LongMessagesForPeopleAreCut) {
  feed(R"({"type":"error","message":")" + std::string(100'000, 'x') + "\"}");
  EXPECT_EQ(reader_.error()->message->size(), MessageReader::kMaxText);
}

}  // namespace
}  // namespace baton
