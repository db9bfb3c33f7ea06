#include "process/messages.h"

#include <sstream>

#include <gmock/gmock.h>

#include "allocations.h"
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

  // The line must be noted, once, and change nothing.
  std::string problem(std::string_view line) {
    MessageReader reader;
    EXPECT_EQ(reader.feed(Source::kEvents, line), Change::kNothing) << line;
    reader.finish();
    EXPECT_EQ(reader.notes().count, 1U) << line;
    return reader.notes().first.empty() ? "" : reader.notes().first[0];
  }

  json outputs() { return json::parse(print_members(reader_.outputs())); }
  json checkpoint() { return json::parse(print_members(reader_.checkpoint().value())); }

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
    EXPECT_THAT(reader.notes().first.at(0), StartsWith("done is not a whole number from 0")) << bad;
    EXPECT_EQ(reader.progress()->items, json::object()) << bad;
    EXPECT_EQ(reader.progress()->message, "x") << "only what is wrong is left out";
  }
}

TEST_F(Messages, ACompletionMayCountItemsToo) {
  feed(R"({"type":"completion","done":148,"total":150,"failed":2,"menu":"m1"})");
  EXPECT_EQ(reader_.progress()->items, json::parse(R"({"done":148,"total":150,"failed":2})"));
  EXPECT_EQ(outputs(), json::parse(R"({"done":148,"total":150,"failed":2,"menu":"m1"})"));
  MessageReader other;
  other.feed(MessageReader::Source::kEvents, R"({"type":"completion","total":"12.50"})");
  EXPECT_FALSE(other.progress().has_value()) << "a total of something else is an output";
  EXPECT_EQ(other.notes().count, 0U);
}

TEST_F(Messages, CheckpointIsTheInlineKeysOrData) {
  EXPECT_EQ(feed(R"({"type":"checkpoint","last_step":5,"file":"a"})"), Change::kCheckpoint);
  EXPECT_EQ(checkpoint(), json::parse(R"({"last_step":5,"file":"a"})"));
  feed(R"({"type":"checkpoint","data":{"last_step":6}})");
  EXPECT_EQ(checkpoint(), json::parse(R"({"last_step":6,"file":"a"})"))
      << "what is not named stays";
  feed(R"({"type":"checkpoint","file":null})");
  EXPECT_EQ(checkpoint(), json::parse(R"({"last_step":6,"file":null})"))
      << "the database removes it: an earlier attempt may have saved it";
  feed(R"({"type":"checkpoint","data":{"x":1},"last_step":7})");
  EXPECT_EQ(checkpoint(), json::parse(R"({"data":{"x":1},"last_step":7,"file":null})"));
  feed(R"({"type":"checkpoint","data":7})");
  EXPECT_EQ(checkpoint()["data"], 7);
  EXPECT_THAT(problem(R"({"type":"checkpoint","x":")" + std::string(300'000, 'x') + "\"}"),
              HasSubstr("256 KB"));
}

TEST_F(Messages, OutputsAreNameAndValueOrInlineKeys) {
  EXPECT_EQ(feed(R"({"type":"output","name":"items","value":3})"), Change::kOutput);
  EXPECT_EQ(feed(R"({"type":"output","sets":[1,2],"name":"x"})"), Change::kOutput);
  EXPECT_EQ(outputs(), json::parse(R"({"items":3,"sets":[1,2],"name":"x"})"));
  feed(R"({"type":"output","items":4})");
  EXPECT_EQ(outputs()["items"], 4) << "the last value counts";
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
  EXPECT_THAT(reader_.notes().first.at(0), StartsWith("the output \"b\" was not kept"));
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
  EXPECT_THAT(reader_.notes().first.at(0), StartsWith("retry_after is not a number"));
}

TEST_F(Messages, CompletionCarriesOutputs) {
  EXPECT_EQ(
      feed(
          R"({"type":"completion","status":"success","subdomain":"joes","restaurantId":"RESabc"})"),
      Change::kCompletion);
  EXPECT_EQ(outputs(), json::parse(R"({"subdomain":"joes","restaurantId":"RESabc"})"));
  EXPECT_EQ(*reader_.verdict(), json::parse(R"({"type":"completion","status":"success"})"));
  EXPECT_EQ(feed(R"({"type":"completion"})"), Change::kCompletion);
  EXPECT_EQ(reader_.completion()->status, Completion::Status::kSuccess);
}

TEST_F(Messages, FailedCompletionCarriesAnErrorToo) {
  feed(
      R"({"type":"completion","status":"failed","code":"X","message":"no","retry_after":1,"step":4})");
  EXPECT_EQ(outputs(), json::parse(R"({"step":4})"));
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

TEST_F(Messages, WhatWasNotTakenIsCountedAndTheFirstAreKept) {
  feed("oops");
  feed(R"({"type":"progress","percent":50})");
  feed("[1,2]");
  EXPECT_EQ(reader_.notes().count, 2U);
  EXPECT_EQ(reader_.notes().first,
            (std::vector<std::string>{"not valid JSON: oops", "not an object: [1,2]"}));
  EXPECT_EQ(reader_.progress()->percent, 50.0);
  EXPECT_EQ(feed("   "), Change::kNothing);
  EXPECT_EQ(reader_.notes().count, 2U) << "empty lines are fine";
  for (int i = 0; i < 10'000; ++i) feed("{'type':'output'}");
  EXPECT_EQ(reader_.notes().count, 10'002U);
  EXPECT_EQ(reader_.notes().first.size(), MessageNotes::kKept) << "a flood is counted only";
}

TEST_F(Messages, WhatIsBadIsSaid) {
  EXPECT_THAT(problem("[]"), StartsWith("not an object"));
  EXPECT_THAT(problem("{}"), StartsWith("without a type"));
  EXPECT_THAT(problem(R"({"type":3})"), StartsWith("of an unknown type"));
  EXPECT_THAT(problem(R"({"type":"progres"})"), StartsWith("of an unknown type"));
  EXPECT_THAT(problem(R"({"type":"output","x"})"), StartsWith("not valid JSON"));
  EXPECT_THAT(problem(R"({"type":"output","x":)"), StartsWith("it breaks off"));
  EXPECT_LE(problem(std::string(5000, '{')).size(), 260U);
}

TEST_F(Messages, NumbersKeepTheirDigits) {
  for (const char* number :
       {"1234567890123456789012345", "0.10", "1.0", "1", "-0", "1e400", "1E-400",
        "3.141592653589793238462643", "18446744073709551616", "-9223372036854775809", "1e+2"}) {
    MessageReader reader;
    reader.feed(Source::kEvents, std::string(R"({"type":"output","n":)") + number +
                                     ",\"l\":[{\"n\":" + number + "}]}");
    reader.feed(Source::kEvents, std::string(R"({"type":"checkpoint","n":)") + number + "}");
    EXPECT_EQ(reader.outputs().at("n").text, number);
    EXPECT_EQ(reader.outputs().at("l").text, std::string("[{\"n\":") + number + "}]");
    EXPECT_EQ(reader.checkpoint()->at("n").text, number);
    EXPECT_EQ(reader.notes().count, 0U);
  }
  const std::string thousand(1000, '7');
  feed(R"({"type":"error","code":)" + thousand + "}");
  EXPECT_EQ(reader_.error()->code, thousand);
}

TEST_F(Messages, NumbersThatTheDatabaseCannotStoreAreNullAndNoted) {
  for (const char* number : {"1e131072", "1e999999999999999999999", "1e-16384", "-1e200000"}) {
    MessageReader reader;
    reader.feed(Source::kEvents, std::string(R"({"type":"output","n":)") + number + ",\"m\":2}");
    EXPECT_EQ(print_members(reader.outputs()), R"({"m":2,"n":null})");
    EXPECT_THAT(reader.notes().first.at(0), HasSubstr("send it as text")) << number;
  }
  EXPECT_EQ(feed(R"({"type":"output","n":1e131071,"m":1e-16383})"), Change::kOutput);
  EXPECT_EQ(reader_.notes().count, 0U);
}

TEST_F(Messages, ShortNumbersThatAreLongInTheDatabaseCountAsLong) {
  std::string list = "[1e100000";
  for (int i = 0; i < 10; ++i) list += ",1e100000";
  EXPECT_EQ(feed(R"({"type":"output","n":)" + list + "]}"), Change::kNothing) << "1.1 MB of zeros";
  EXPECT_THAT(reader_.notes().first.at(0), StartsWith("the output \"n\" was not kept"));
  EXPECT_EQ(feed(R"({"type":"checkpoint","n":[1e130000,1e130000,1e9999]})"), Change::kNothing);
}

TEST_F(Messages, WordsThatAreNoValuesAreNullAndNoted) {
  for (const char* word : {"NaN", "Infinity", "-Infinity", "nan", "inf", "None", "True",
                           "undefined", "0x1F", "01", "+5", ".5", "5.", "1_000", "-"}) {
    MessageReader reader;
    reader.feed(Source::kEvents, std::string(R"({"type":"output","n":)") + word + ",\"l\":[1," +
                                     word + "],\"m\":2}");
    EXPECT_EQ(print_members(reader.outputs()), R"({"l":[1,null],"m":2,"n":null})") << word;
    EXPECT_THAT(reader.notes().first.at(0), StartsWith(std::string(word) + " is no JSON value"));
  }
}

TEST_F(Messages, AVerdictCountsWhateverItsDecoration) {
  for (const std::string& decoration :
       {R"("r":NaN)"s, R"("r":[1,-Infinity])"s, R"("r":"caf)"s + '\xe9' + "\"", R"("r":"\ud800")"s,
        R"("r":"\u0000")"s, R"("r":"a)"s + '\0' + "b\"", R"("r":"C:\Users\x")"s, R"("r":1e999999)"s,
        R"("r":)" + std::string(500, '[') + std::string(500, ']'), R"("a":1,"a":2)"s,
        R"("status":"failed")"s, "\"r\":\"two\nlines\""s, R"("r":1,)"s,
        R"("r":")" + std::string(1'000'000, 'x') + '"', R"("done":NaN)"s,
        R"("retry_after":"soon")"s, R"("code":{"a":1})"s, R"("message":Infinity)"s}) {
    MessageReader reader;
    EXPECT_EQ(reader.feed(Source::kEvents,
                          R"({"type":"completion","status":"failed",)" + decoration + "}"),
              Change::kCompletion)
        << decoration.substr(0, 100);
    EXPECT_EQ(reader.verdict().value()["status"], "failed");
    EXPECT_EQ(reader.unreadable_verdict(), "");
    EXPECT_EQ(reader.feed(Source::kStdout, R"({"type":"error",)" + decoration + "}"),
              Change::kError);
    EXPECT_EQ(reader.verdict().value()["type"], "error");
  }
}

TEST_F(Messages, WhatIsInFrontOfAMessageIsPassedOver) {
  for (const std::string& front :
       {"\xef\xbb\xbf"s, " \t"s, "\v\f"s, "\xc2\xa0"s, "\033[0m\033[1;31m "s, "\0"s, "\r"s,
        "\xef\xbb\xbf \xef\xbb\xbf"s, "10 %\r 20 %\r"s}) {
    for (const Source source : {Source::kEvents, Source::kStdout}) {
      for (const char* first : {"", R"({"type":"progress","percent":1})"}) {
        MessageReader reader;
        reader.feed(source, first);
        EXPECT_EQ(reader.feed(source, front + R"({"type":"error"})"), Change::kError) << front;
        EXPECT_EQ(reader.notes().count, 0U) << front;
      }
    }
  }
}

TEST_F(Messages, TextBesideAMessageIsNotedAndTheMessageCounts) {
  EXPECT_EQ(feed(R"(...{"type":"completion","status":"failed"})"), Change::kCompletion);
  EXPECT_THAT(reader_.notes().first.at(0), StartsWith("text before a message"));
  for (const Source source : {Source::kEvents, Source::kStdout}) {
    MessageReader reader;
    EXPECT_EQ(reader.feed(source, R"({"type":"completion","status":"failed"} # done)"),
              Change::kCompletion);
    EXPECT_THAT(reader.notes().first.at(0), StartsWith("text after a message: # done"));
  }
  EXPECT_EQ(feed(R"([{"type":"error","code":"X"}])"), Change::kError);
}

TEST_F(Messages, AVerdictBehindOtherTextOnStdoutCountsAsUnreadableWhereThereIsNoOther) {
  EXPECT_EQ(feed_stdout(R"(sent {"type":"completion","status":"success"})"), Change::kNothing);
  EXPECT_THAT(reader_.notes().first.at(0), StartsWith("a message has to begin its line"));
  EXPECT_EQ(reader_.unreadable_verdict(), "") << "it exits with 0, or fails";
  EXPECT_EQ(feed_stdout(R"(working...{"type":"completion","status":"failed"})"), Change::kNothing);
  EXPECT_THAT(reader_.unreadable_verdict(), StartsWith("a message has to begin its line"));
  feed_stdout(R"({"type":"completion"})");
  feed_stdout(R"(sent {"type":"error"})");
  EXPECT_EQ(reader_.unreadable_verdict(), "") << "many programs quote in their logs";
}

TEST_F(Messages, SeveralObjectsOnALineAreSeveralMessages) {
  for (const Source source : {Source::kEvents, Source::kStdout}) {
    for (const char* between : {"", " ", ",", " , ", "\r"}) {
      MessageReader reader;
      const std::string line = R"({"type":"output","a":1})" + std::string(between) +
                               R"({"type":"checkpoint","b":2})" + between +
                               R"({"type":"completion","status":"partial"})";
      EXPECT_EQ(reader.feed(source, line), Change::kCompletion);
      EXPECT_EQ(print_members(reader.outputs()), R"({"a":1})");
      EXPECT_TRUE(reader.take_checkpoint_changed());
      EXPECT_FALSE(reader.take_checkpoint_changed());
      EXPECT_EQ(reader.notes().count, 0U) << between;
    }
  }
}

TEST_F(Messages, AnObjectMayGoOverSeveralLines) {
  const json message = {{"type", "completion"},
                        {"status", "failed"},
                        {"list", {{{"type", "error"}, {"code", "X"}}, {{"a", "} {"}}}}};
  for (const Source source : {Source::kEvents, Source::kStdout}) {
    for (const int indent : {0, 1, 2, 4}) {
      MessageReader reader;
      Change change = Change::kNothing;
      std::istringstream lines(message.dump(indent));
      for (std::string line; std::getline(lines, line);) change = reader.feed(source, line);
      EXPECT_EQ(change, Change::kCompletion) << indent;
      EXPECT_EQ(reader.verdict().value()["status"], "failed");
      EXPECT_EQ(reader.outputs().at("list").text, message["list"].dump());
      EXPECT_EQ(reader.notes().count, 0U);
    }
  }
}

TEST_F(Messages, ALineMayEndInABackslash) {
  feed(R"({"type":"error","message":"in C:\)");
  EXPECT_EQ(feed(R"("})"), Change::kError);
  EXPECT_EQ(reader_.error()->message, "in C:\\\n");
}

TEST_F(Messages, ABrokenOffObjectDoesNotSwallowTheNextMessage) {
  for (const Source source : {Source::kEvents, Source::kStdout}) {
    MessageReader reader;
    reader.feed(source, R"({"type":"progress","message":"cut)");
    EXPECT_EQ(reader.feed(source, R"({"type":"completion","status":"failed"})"),
              Change::kCompletion);
    EXPECT_THAT(reader.notes().first.at(0), StartsWith("it breaks off"));
  }
}

TEST_F(Messages, WhatAFailureSaidBeforeItBrokeOffCounts) {
  feed(R"({"type":"completion","status":"failed","code":"RATE_LIMIT","rows":[1,)");
  reader_.finish();
  EXPECT_EQ(*reader_.verdict(),
            json::parse(R"({"type":"completion","status":"failed","code":"RATE_LIMIT"})"));
  EXPECT_EQ(reader_.outputs().size(), 0U) << "half of it is nothing to go on with";
  EXPECT_EQ(reader_.notes().count, 1U);
  EXPECT_EQ(feed(R"({"type":"error","code":"B" "message":"no comma"})"), Change::kError);
  EXPECT_EQ(reader_.error()->code, "B");
}

TEST_F(Messages, ASuccessThatBrokeOffLeavesItToTheExitStatus) {
  feed(R"({"type":"completion","status":"success","rows":[1,)");
  reader_.finish();
  EXPECT_FALSE(reader_.verdict().has_value());
  EXPECT_EQ(reader_.unreadable_verdict(), "");
  EXPECT_EQ(reader_.notes().count, 1U);
}

TEST_F(Messages, AnUnreadableVerdictIsToldUntilAReadableOneComes) {
  for (const std::string& line :
       {R"({"type":"completion","status":)"s, R"({'type': 'error', 'code': 'X'})"s,
        R"({"type":"completion","status":"FAILED"})"s, R"({"type":"completion","status":null})"s,
        R"({"type":"completion","status":failed})"s, R"({"type":"completion","status":1})"s,
        R"({"type":"Completion","status":"failed"})"s, R"({"type":"ERROR"})"s,
        R"({"type":"error "})"s, R"({"type":"completion","status":"failed","status":"success"})"s,
        R"({"type":"completion","type":"output","status":"failed"})"s,
        R"({type: "completion", status: "failed"})"s, R"({"status":"failed" "type":"completion"})"s,
        R"({"type":"output","x":{"type":"completion","status":"failed"})"s,
        "\xff\xfe{\0\"\0t\0y\0p\0e\0\"\0:\0\"\0e\0r\0r\0o\0r\0\"\0}\0"s}) {
    for (const Source source : {Source::kEvents, Source::kStdout}) {
      MessageReader reader;
      EXPECT_EQ(reader.feed(source, line), Change::kNothing) << line;
      reader.finish();
      EXPECT_NE(reader.unreadable_verdict(), "") << line;
      EXPECT_EQ(reader.notes().count, 1U) << line;
      EXPECT_FALSE(reader.verdict().has_value());
      for (const char* verdict : {R"({"type":"completion"})", R"({"type":"error"})"}) {
        reader.feed(source, verdict);
        EXPECT_EQ(reader.unreadable_verdict(), "") << "the script has said it anew";
        reader.feed(source, line);
        reader.finish();
        EXPECT_NE(reader.unreadable_verdict(), "") << "the last word counts, read or not";
      }
    }
  }
  for (const char* line :
       {R"("{\"type\":\"completion\",\"status\":\"failed\"}")",
        R"({"Type":"completion","Status":"failed"})", R"({"type":["completion"]})",
        R"({"baton":{"type":"completion","status":"failed"}})",
        "{\xe2\x80\x9ctype\xe2\x80\x9d:\xe2\x80\x9c"
        "completion\xe2\x80\x9d}"}) {
    MessageReader reader;
    reader.feed(Source::kEvents, line);
    reader.finish();
    EXPECT_NE(reader.unreadable_verdict(), "") << line << ", where nothing but messages is written";
  }
}

TEST_F(Messages, OtherUnreadableLinesAreNoVerdicts) {
  for (const char* line : {"oops", "{\"type\":\"progress\"", "{\"type\":\"output\",\"error\":}",
                           "error: type", "{\"error\":true}", "{\"type\":\"errors\"}",
                           "{\"type\":\"output\",\"status\":\"a\",\"status\":\"b\"}"}) {
    feed(line);
    reader_.finish();
    EXPECT_EQ(reader_.unreadable_verdict(), "") << line;
  }
}

TEST_F(Messages, DepthOf64IsTakenAndWhatIsDeeperIsNull) {
  EXPECT_EQ(feed(R"({"type":"output","x":)" + std::string(63, '[') + std::string(63, ']') + "}"),
            Change::kOutput);
  EXPECT_EQ(
      feed(
          R"({"type":"output","y":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})"),
      Change::kOutput);
  EXPECT_EQ(reader_.notes().count, 0U);
  EXPECT_EQ(feed(R"({"type":"output","z":)" + std::string(400'000, '[') +
                 std::string(400'000, ']') + ",\"after\":1}"),
            Change::kOutput);
  EXPECT_EQ(reader_.outputs().at("z").text, std::string(63, '[') + "null" + std::string(63, ']'));
  EXPECT_EQ(outputs()["after"], 1);
  EXPECT_THAT(reader_.notes().first.at(0), StartsWith("it is nested more than 64 deep"));
  EXPECT_THAT(problem(std::string(1'000'000, '[')), StartsWith("not an object"));
}

// Counts the bytes that are allocated, for claims about work that no clock decides.
TEST_F(Messages, SavingACheckpointCostsWhatTheMessageHasNotWhatIsSavedAlready) {
  const auto allocated = [](std::size_t saved) {
    MessageReader reader;
    reader.feed(Source::kEvents,
                R"({"type":"checkpoint","list":")" + std::string(saved, 'x') + "\"}");
    const std::size_t before = allocated_bytes();
    for (int i = 0; i < 100; ++i) {
      reader.feed(Source::kEvents, R"({"type":"checkpoint","row":)" + std::to_string(i) + "}");
      EXPECT_TRUE(reader.take_checkpoint_changed());
    }
    return allocated_bytes() - before;
  };
  EXPECT_LT(allocated(200'000), 2 * allocated(10) + 100'000)
      << "200,000 bytes were not copied once";
}

TEST_F(Messages, BadLinesCostWhatGoodOnesDo) {
  const auto allocated = [](const std::string& line) {
    MessageReader reader;
    const std::size_t before = allocated_bytes();
    for (int i = 0; i < 1000; ++i) reader.feed(Source::kEvents, line);
    return allocated_bytes() - before;
  };
  const std::string words(2000, 'w');
  const std::size_t good = allocated(R"({"type":"output","x":")" + words + "\"}");
  for (const std::string& bad :
       {R"({"type":"output","x":")" + words + "\"", R"({"type":"output",')" + words + "'}",
        R"({"type":"nonsense","x":")" + words + "\"}", R"({"type":"output","x":)" + words + "}",
        "{'" + words + "'}", words, std::string(2000, '{'), std::string(2000, '[')}) {
    EXPECT_LT(allocated(bad), 2 * good + 100'000) << bad.substr(0, 40);
  }
}

TEST_F(Messages, TextThatJsonbRefusesIsCleaned) {
  feed(R"({"type":"output","a\u0000b":["x\u0000y"]})");
  EXPECT_EQ(print_members(reader_.outputs()), R"({"a\\x00b":["x\\x00y"]})");
}

TEST_F(Messages, BrokenTextInStringsIsMended) {
  EXPECT_EQ(feed("{\"type\":\"output\",\"a\":\"caf\xe9\"}"), Change::kOutput);
  EXPECT_EQ(outputs()["a"], "caf\\xe9");
  EXPECT_EQ(feed("{\"type\":\"output\",\"b\":\"x\0\ty\"}"s), Change::kOutput);
  EXPECT_EQ(outputs()["b"], "x\\x00\ty");
  EXPECT_EQ(feed(R"({"type":"output","c":"cut \ud83c","d":"\udf55 \ud83c\udf55"})"),
            Change::kOutput);
  EXPECT_EQ(outputs()["c"], "cut \xef\xbf\xbd");
  EXPECT_EQ(outputs()["d"], "\xef\xbf\xbd \xf0\x9f\x8d\x95");
  EXPECT_EQ(feed("{\"type\":\"output\",\"e\":\"\xe9 \xc3\xa4\xc3\xa4\\\\\"}"), Change::kOutput)
      << "escapes stay in step";
  EXPECT_EQ(outputs()["e"], "\\xe9 \xc3\xa4\xc3\xa4\\");
  EXPECT_EQ(reader_.notes().count, 0U);
}

TEST_F(Messages, OrdinaryOutputOnStdoutIsNotBad) {
  EXPECT_EQ(feed_stdout("STEP 5: something"), Change::kNothing);
  EXPECT_EQ(feed_stdout("{"), Change::kNothing);
  EXPECT_EQ(feed_stdout(R"({"level":"info","type":"log"})"), Change::kNothing);
  EXPECT_EQ(feed_stdout(R"({"a":1})"), Change::kNothing);
  EXPECT_EQ(reader_.notes().count, 0U);
  EXPECT_EQ(feed_stdout(R"({"type":"completion","subdomain":"joes"})"), Change::kCompletion);
  reader_.finish();
  EXPECT_EQ(reader_.notes().count, 0U);
  EXPECT_EQ(feed_stdout(R"({"type":"output","x":y z})"), Change::kNothing);
  EXPECT_EQ(reader_.notes().count, 1U) << "a message that can't be read is";
}

TEST_F(Messages, LongMessagesForPeopleAreCut) {
  feed(R"({"type":"error","message":")" + std::string(100'000, 'x') + "\"}");
  EXPECT_EQ(reader_.error()->message->size(), MessageReader::kMaxText);
}

}  // namespace
}  // namespace baton
