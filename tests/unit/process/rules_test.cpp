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
