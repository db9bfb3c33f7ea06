#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/definition_diff.h"
#include "cli/definition_file.h"
#include "cli/failure.h"

namespace baton {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string refusal(std::string_view text) {
  try {
    parse_definitions("a.json", text);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), kBadInput);
    return failure.what();
  }
  return "";
}

TEST(DefinitionFile, KeepsEveryDigit) {
  EXPECT_THAT(parse_definitions("x.json", R"([{"a": 0.10, "b": 12345678901234567890123}])"),
              ElementsAre(R"({"a":0.10,"b":12345678901234567890123})"));
}

TEST(DefinitionFile, HoldsOneDefinitionOrAnArray) {
  EXPECT_THAT(parse_definitions("a.json", R"({"job_type": "a"})"),
              ElementsAre(R"({"job_type":"a"})"));
  EXPECT_EQ(parse_definitions("a.json", R"([{"job_type": "a"}, {"job_type": "b"}])").size(), 2u);
}

TEST(DefinitionFile, ASyntaxErrorHasLineAndColumn) {
  EXPECT_THAT(refusal("{\n  \"job_type\": \"a\",\n  \"steps\": [}\n"),
              StartsWith("a.json:3:13: this is not JSON"));
  EXPECT_THAT(refusal(""), StartsWith("a.json:1:1:"));
  // Columns are characters, not bytes.
  EXPECT_THAT(refusal("{\"é\" 1}"), StartsWith("a.json:1:6:"));
}

TEST(DefinitionFile, AKeyGivenTwiceIsRefused) {
  EXPECT_THAT(refusal(R"({"steps": [{"key": "a", "timeout": "1 s", "timeout": "2 s"}]})"),
              HasSubstr("\"timeout\" twice"));
  EXPECT_EQ(refusal(R"([{"a": 1}, {"a": 1}])"), "");
}

TEST(DefinitionFile, AnEmptyArrayIsRefused) {
  EXPECT_THAT(refusal("[]"), HasSubstr("no definition"));
}

TEST(DefinitionFile, AFileThatIsNotThereIsAnError) {
  EXPECT_THROW(read_definitions("/nonexistent/a.json"), Failure);
  EXPECT_THROW(read_definitions("/tmp"), Failure);
}

TEST(DefinitionDiff, NamesStepsThatComeGoAndChange) {
  const json before = json::parse(R"({"job_type": "a", "description": "old", "steps": [
    {"key": "fetch", "command": ["fetch"], "timeout": "1 minute"}, {"key": "fax", "command": ["fax"]}]})");
  const json after = json::parse(R"({"job_type": "a", "description": "new", "steps": [
    {"key": "fetch", "command": ["fetch", "-v"], "retries": 2}, {"key": "mail", "manual": "Send it"}]})");
  EXPECT_THAT(diff_definitions(Terminal{}, before, after),
              ElementsAre("~ description: old -> new", "~ step fetch",
                          "~   command: [\"fetch\"] -> [\"fetch\",\"-v\"]", "+   retries: 2",
                          "-   timeout: 1 minute", "+ step mail  (manual: Send it)", "- step fax"));
}

TEST(DefinitionDiff, OfEqualDefinitionsIsEmpty) {
  const json definition =
      json::parse(R"({"job_type": "a", "steps": [{"key": "x", "command": ["x"]}]})");
  EXPECT_THAT(diff_definitions(Terminal{}, definition, definition), IsEmpty());
}

TEST(DefinitionDiff, AgainstNothingEverythingIsNew) {
  const json definition =
      json::parse(R"({"job_type": "a", "steps": [{"key": "x", "command": ["x"]}]})");
  EXPECT_THAT(diff_definitions(Terminal{}, json(), definition),
              ElementsAre("+ step x  (command: [\"x\"])"));
}

}  // namespace
}  // namespace baton
