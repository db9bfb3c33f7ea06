#include "process/rules.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "process/text.h"

namespace baton {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

std::shared_ptr<const Rules> parse(const char* text) {
  auto parsed = Rules::parse(json::parse(text));
  if (auto* error = std::get_if<RuleError>(&parsed)) throw std::runtime_error(error->message);
  return std::get<std::shared_ptr<const Rules>>(parsed);
}

RuleError error_of(const char* text) {
  return std::get<RuleError>(Rules::parse(json::parse(text)));
}

// The rules of the old scripts (the registration example's table).
constexpr const char* kOldScripts = R"json([
  {"match": "stdout", "pattern": "Subdomain:\\s*(\\S+)", "output": "subdomain", "default": "{{parameters.slug}}"},
  {"match": "stdout", "pattern": "RESTAURANT REGISTRATION COMPLETED", "required": true},
  {"match": "stdout", "pattern": "STEP (\\d+):", "checkpoint": "last_step"},
  {"match": "stdout", "pattern": "Head code injection added", "outcome": "partial"},
  {"match": "stderr", "pattern": "already registered", "error": "STATE_CONFLICT"}])json";

TEST(Rules, OldScriptsAreUnderstood) {
  RuleMatcher matcher(parse(kOldScripts));
  EXPECT_THAT(matcher.findings().missing_required,
              ElementsAre("RESTAURANT REGISTRATION COMPLETED"));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "STEP 4: log in"), SizeIs(1));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "  Subdomain: joes.pumpd.co.nz "), IsEmpty());
  EXPECT_THAT(matcher.feed(Stream::kStdout, "Head code injection added"), IsEmpty());
  EXPECT_THAT(matcher.feed(Stream::kStderr, "joes is already registered"), IsEmpty());
  EXPECT_THAT(matcher.feed(Stream::kStdout, "** RESTAURANT REGISTRATION COMPLETED **"), IsEmpty());
  const RuleFindings found = matcher.findings();
  EXPECT_THAT(found.outputs, ElementsAre(Pair("subdomain", "joes.pumpd.co.nz")));
  EXPECT_THAT(found.checkpoint, ElementsAre(Pair("last_step", "4")));
  EXPECT_TRUE(found.partial);
  EXPECT_EQ(found.error_code, "STATE_CONFLICT");
  EXPECT_THAT(found.missing_required, IsEmpty());
}

TEST(Rules, RuleReadsItsStreamOnly) {
  const auto rules = parse(kOldScripts);
  EXPECT_TRUE(rules->reads(Stream::kStdout));
  EXPECT_TRUE(rules->reads(Stream::kStderr));
  RuleMatcher matcher(rules);
  matcher.feed(Stream::kStderr, "Subdomain: joes");
  matcher.feed(Stream::kStdout, "already registered");
  EXPECT_THAT(matcher.findings().outputs, IsEmpty());
  EXPECT_FALSE(matcher.findings().error_code.has_value());
  EXPECT_FALSE(parse(R"json([{"pattern": "x", "output": "y"}])json")->reads(Stream::kStderr));
}

TEST(Rules, LastMatchWins) {
  RuleMatcher matcher(
      parse(R"json([{"match": "stdout", "pattern": "Imported: (\\d+)", "output": "items"}])json"));
  matcher.feed(Stream::kStdout, "Imported: 1");
  matcher.feed(Stream::kStdout, "Imported: 2 \r Imported: 3 \r Imported: x");
  EXPECT_THAT(matcher.findings().outputs, ElementsAre(Pair("items", "3")));
}

TEST(Rules, ValueIsGroupOneOrTheWholeMatch) {
  RuleMatcher matcher(parse(R"json([{"match": "stdout", "pattern": "RES\\w+", "output": "id"},
                                {"match": "stdout", "pattern": "a(b)?(c)", "output": "optional"},
                                {"match": "stdout", "pattern": "x*$", "output": "empty"}])json"));
  matcher.feed(Stream::kStdout, "id RESabc_1, ac");
  EXPECT_THAT(
      matcher.findings().outputs,
      UnorderedElementsAre(Pair("id", "RESabc_1"), Pair("optional", ""), Pair("empty", "")));
}

constexpr const char* kTyped = R"json([
  {"match": "stdout", "pattern": "n=(.*)", "output": "n", "type": "number"},
  {"match": "stdout", "pattern": "b=(.*)", "output": "b", "type": "boolean"},
  {"match": "stdout", "pattern": "j=(.*)", "output": "j", "type": "json"},
  {"match": "stdout", "pattern": "c=(.*)", "checkpoint": "c", "type": "number"},
  {"match": "stdout", "pattern": "s=(.*)", "output": "s", "type": "string"}])json";

// The text of an output as JSON, or what was noted instead.
std::string typed(const std::string& line) {
  RuleMatcher matcher(parse(kTyped));
  matcher.feed(Stream::kStdout, line);
  const RuleFindings found = matcher.findings();
  std::string text;
  for (const auto& [name, value] : found.outputs) text += name + " " + value.text;
  for (const std::string& note : found.notes.first) text += note;
  return text;
}

TEST(Rules, ValuesAreOfTheirType) {
  EXPECT_EQ(typed("n=17"), "n 17");
  EXPECT_EQ(typed("n= -0.10 \t"), "n -0.10") << "digit for digit";
  EXPECT_EQ(typed("n=1234567890123456789012345"), "n 1234567890123456789012345");
  EXPECT_EQ(typed("n=1e3"), "n 1e3");
  EXPECT_EQ(typed("b=True"), "b true");
  EXPECT_EQ(typed("b=FALSE "), "b false");
  EXPECT_EQ(typed(R"(j={"a": [1, 0.10, null]})"), R"(j {"a":[1,0.10,null]})");
  EXPECT_EQ(typed(R"(j="x")"), R"(j "x")");
  EXPECT_EQ(typed("j=null"), "j null");
  EXPECT_EQ(typed("s=17"), "s \"17\"");
}

TEST(Rules, ATextThatIsNothingOfItsTypeIsNoted) {
  for (const char* text : {"n/a", "", "017", "+1", ".5", "1,000", "0x10", "1 2", "Infinity",
                           "\"1\"", "1}, {\"v\": 2", "1,"}) {
    EXPECT_THAT(typed("n=" + std::string(text)), StartsWith("rule 1 (output n): not a number"))
        << text;
  }
  EXPECT_EQ(typed("b=yes"), "rule 2 (output b): neither true nor false: yes");
  for (const char* text : {"", "{", "[1", "\"a", "1 2", "1}", "1,\"w\":2", "{} {}", "\\"}) {
    EXPECT_THAT(typed("j=" + std::string(text)), StartsWith("rule 3 (output j): not JSON")) << text;
  }
  EXPECT_THAT(typed("j=[NaN]"), HasSubstr("j [null]rule 3 (output j): "))
      << "as in messages, null and a note";
}

TEST(Rules, AnEarlierValueStaysWhereTheLastCannotBeRead) {
  RuleMatcher matcher(parse(kTyped));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "c=1"), SizeIs(1));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "c=unknown"), IsEmpty());
  matcher.feed(Stream::kStdout, "n=5");
  for (int i = 0; i < 10; ++i) matcher.feed(Stream::kStdout, "n=?");
  const RuleFindings found = matcher.findings();
  EXPECT_EQ(found.outputs.at("n").text, "5");
  EXPECT_EQ(found.checkpoint.at("c").text, "1");
  EXPECT_EQ(found.notes.count, 11U);
  EXPECT_THAT(found.notes.first, SizeIs(RuleNotes::kKept));
  EXPECT_EQ(found.notes.first[0], "rule 4 (checkpoint c): not a number: unknown");
}

constexpr const char* kBetween = R"json([
  {"match": "stdout", "between": ["^BEGIN$", "^END$"], "output": "j", "type": "json"},
  {"match": "stdout", "between": ["^BEGIN$", "^END$"], "output": "s"}])json";

RuleFindings between(const std::vector<std::string>& lines) {
  RuleMatcher matcher(parse(kBetween));
  for (const std::string& line : lines) matcher.feed(Stream::kStdout, line);
  matcher.finish();
  return matcher.findings();
}

TEST(Rules, LinesBetweenTwoPatternsAreOneValue) {
  const RuleFindings found = between({"x", "BEGIN", "{", "  \"items\": 3", "}", "END", "y"});
  EXPECT_EQ(found.outputs.at("j").text, R"({"items":3})");
  EXPECT_EQ(found.outputs.at("s"), "{\n  \"items\": 3\n}");
  EXPECT_EQ(found.notes.count, 0U);
  EXPECT_EQ(between({"BEGIN", "1", "END", "BEGIN", "2", "END"}).outputs.at("j").text, "2")
      << "the last";
  EXPECT_EQ(between({"BEGIN", "1", "BEGIN", "2", "END"}).outputs.at("j").text, "2") << "begun anew";
  EXPECT_EQ(between({"BEGIN", "END"}).outputs.at("s"), "");
  EXPECT_THAT(between({"1", "END"}).outputs, IsEmpty()) << "nothing began";
}

TEST(Rules, APieceWithoutItsEndOrTooLongIsNoted) {
  const RuleFindings open = between({"BEGIN", "1"});
  EXPECT_THAT(open.outputs, IsEmpty());
  EXPECT_THAT(open.notes.first,
              ElementsAre("rule 1 (output j): the line that ends it did not come: 1\n",
                          "rule 2 (output s): the line that ends it did not come: 1\n"));
  std::vector<std::string> lines{"BEGIN"};
  for (int i = 0; i < 300; ++i) lines.emplace_back(1024, 'x');
  lines.insert(lines.end(), {"END", "BEGIN", "2", "END"});
  const RuleFindings found = between(lines);
  EXPECT_EQ(found.outputs.at("j").text, "2") << "what comes after it counts";
  EXPECT_THAT(found.notes.first[0], HasSubstr("rule 1 (output j): longer than 256 KB: xxx"));
  EXPECT_EQ(found.notes.count, 2U);
}

TEST(Rules, PartsOfALongLineAreOneLineOfAPiece) {
  RuleMatcher matcher(parse(kBetween));
  matcher.feed(Stream::kStdout, "BEGIN");
  matcher.feed(Stream::kStdout, "[12", RuleMatcher::LineEnd::kContinues);
  matcher.feed(Stream::kStdout, "34]");
  matcher.feed(Stream::kStdout, "END");
  EXPECT_EQ(matcher.findings().outputs.at("j").text, "[1234]");
}

TEST(Rules, OutputsAreBoundedTogether) {
  std::string rules = "[";
  for (int i = 0; i < 6; ++i) {
    rules += (i > 0 ? "," : "") + std::string(R"({"between": ["B)") + std::to_string(i) +
             R"(", "E"], "output": "o)" + std::to_string(i) + "\"}";
  }
  RuleMatcher matcher(parse((rules + "]").c_str()));
  for (int i = 0; i < 6; ++i) {
    matcher.feed(Stream::kStdout, "B" + std::to_string(i));
    for (int n = 0; n < 200; ++n) matcher.feed(Stream::kStdout, std::string(1024, 'x'));
    matcher.feed(Stream::kStdout, "E");
  }
  const RuleFindings found = matcher.findings();
  EXPECT_THAT(found.outputs, SizeIs(5));
  EXPECT_THAT(found.notes.first, ElementsAre(HasSubstr("the outputs of rules are over 1 MB")));
}

TEST(Rules, TypesAndPairsOfPatternsAreChecked) {
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "output": "x", "type": "int"}])json").message,
              HasSubstr("\"type\" is none of"));
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "required": true, "type": "json"}])json").message,
              HasSubstr("belong to an output or a checkpoint"));
  EXPECT_THAT(error_of(R"json([{"between": ["a", "b"], "error": "X"}])json").message,
              HasSubstr("belong to an output or a checkpoint"));
  EXPECT_THAT(error_of(R"json([{"between": ["a"], "output": "x"}])json").message,
              HasSubstr("not an array of two patterns"));
  EXPECT_THAT(error_of(R"json([{"between": ["a", "("], "output": "x"}])json").message,
              HasSubstr("Rule 1 is not valid"));
  EXPECT_THAT(
      error_of(R"json([{"between": ["a", "b"], "pattern": "c", "output": "x"}])json").message,
      HasSubstr("has both"));
}

TEST(Rules, CheckpointIsToldOnlyWhenItChanges) {
  RuleMatcher matcher(
      parse(R"json([{"match": "stdout", "pattern": "STEP (\\d+)", "checkpoint": "step"}])json"));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "STEP 1"), SizeIs(1));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "STEP 1"), IsEmpty());
  EXPECT_THAT(matcher.feed(Stream::kStdout, "STEP 2"), SizeIs(1));
}

TEST(Rules, OnlyChangedCheckpointValuesAreTold) {
  RuleMatcher matcher(
      parse(R"json([{"match": "stdout", "pattern": "STEP (\\d+)", "checkpoint": "step"},
                    {"match": "stdout", "pattern": "FILE (\\w+)", "checkpoint": "file"}])json"));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "STEP 1 FILE a"),
              ElementsAre(Pair("file", "a"), Pair("step", "1")));
  EXPECT_THAT(matcher.feed(Stream::kStdout, "STEP 2 FILE a"), ElementsAre(Pair("step", "2")));
}

TEST(Rules, ACheckpointIsVerifiedByAnyRuleThatSaysSo) {
  RuleMatcher silent(parse(R"json([{"pattern": "STEP (\\d+)", "checkpoint": "step"}])json"));
  EXPECT_EQ(silent.findings().checkpoint_verified, std::nullopt) << "no rule verifies";
  RuleMatcher matcher(parse(R"json([{"pattern": "Head added", "verifies": "checkpoint"},
                                    {"pattern": "Body added", "verifies": "checkpoint"}])json"));
  EXPECT_EQ(matcher.findings().checkpoint_verified, false);
  EXPECT_THAT(matcher.feed(Stream::kStdout, "Body added"), IsEmpty());
  EXPECT_EQ(matcher.findings().checkpoint_verified, true);
  EXPECT_THAT(error_of(R"json([{"pattern": "x", "verifies": "outputs"}])json").message,
              HasSubstr("\"verifies\" can only be \"checkpoint\""));
}

TEST(Rules, ValuesAreCleanText) {
  RuleMatcher matcher(
      parse(R"json([{"match": "stdout", "pattern": "name: (.*)", "output": "name"}])json"));
  matcher.feed(Stream::kStdout, std::string_view("name: caf\xe9\0!", 12));
  EXPECT_THAT(matcher.findings().outputs, ElementsAre(Pair("name", "caf\\xe9\\x00!")));
}

TEST(Rules, LateRuleOfTheSameNameWins) {
  RuleMatcher matcher(parse(R"json([{"match": "stdout", "pattern": "A (\\d)", "error": "A"},
                                {"match": "stdout", "pattern": "B (\\d)", "error": "B"}])json"));
  matcher.feed(Stream::kStdout, "A 1 B 1");
  EXPECT_EQ(matcher.findings().error_code, "B");
  matcher.feed(Stream::kStdout, "A 2");
  EXPECT_EQ(matcher.findings().error_code, "A");
}

TEST(Rules, NoRulesMatchNothing) {
  RuleMatcher none(nullptr);
  EXPECT_THAT(none.feed(Stream::kStdout, "x"), IsEmpty());
  EXPECT_THAT(none.findings().missing_required, IsEmpty());
  EXPECT_FALSE(parse("null")->reads(Stream::kStdout));
  EXPECT_FALSE(parse("[]")->reads(Stream::kStdout));
}

TEST(Rules, EqualRulesAreCompiledOnce) {
  const auto first = parse(kOldScripts);
  EXPECT_EQ(first, parse(kOldScripts));
  EXPECT_NE(first, parse("[]"));
}

TEST(Rules, BadPatternNamesRuleAndPattern) {
  const RuleError error = error_of(
      R"json([{"pattern": "fine", "output": "x"}, {"pattern": "a(b", "output": "y"}])json");
  EXPECT_EQ(error.number, 2U);
  EXPECT_EQ(error.pattern, "a(b");
  EXPECT_THAT(error.message, HasSubstr("Rule 2 (pattern \"a(b\") is not valid: missing ): a(b"));
}

TEST(Rules, WhatIsWrongWithARuleIsSaid) {
  EXPECT_THAT(error_of("{}").message, HasSubstr("not an array"));
  EXPECT_THAT(error_of("[1]").message, HasSubstr("Rule 1 is not valid: it is not an object"));
  EXPECT_THAT(error_of(R"json([{"output": "x"}])json").message,
              HasSubstr("\"pattern\" is missing"));
  EXPECT_THAT(error_of(R"json([{"pattern": 3, "output": "x"}])json").message,
              HasSubstr("\"pattern\" is not a text"));
  EXPECT_THAT(error_of(R"json([{"pattern": "a"}])json").message, HasSubstr("none of output"));
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "output": "x", "error": "Y"}])json").message,
              HasSubstr("more than one"));
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "outcome": "whole"}])json").message,
              HasSubstr("only be \"partial\""));
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "match": "stdin", "output": "x"}])json").message,
              HasSubstr("\"match\""));
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "ouput": "x"}])json").message,
              HasSubstr("unknown key \"ouput\""));
  EXPECT_THAT(error_of(R"json([{"pattern": "a", "required": "yes"}])json").message,
              HasSubstr("neither true nor false"));
}

TEST(Rules, PatternThatBacktracksElsewhereIsFast) {
  RuleMatcher matcher(
      parse(R"json([{"match": "stdout", "pattern": "(a*)*b$", "output": "x"}])json"));
  matcher.feed(Stream::kStdout, std::string(16000, 'a') + "c");
  EXPECT_THAT(matcher.findings().outputs, IsEmpty());
}

}  // namespace
}  // namespace baton
