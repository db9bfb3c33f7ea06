#include "cli/step_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "cli/failure.h"
#include "database/exact_json.h"

namespace baton {
namespace {

using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;

JobsEditOptions edit(Words sets, Words outputs = {}, Words resets = {}, bool keep = false) {
  JobsEditOptions options;
  options.sets = std::move(sets);
  options.outputs = std::move(outputs);
  options.resets = std::move(resets);
  options.keep_checkpoint = keep;
  return options;
}

std::string refusal(const JobsEditOptions& options) {
  try {
    return step_changes(options).dump();
  } catch (const Failure& failure) {
    return std::to_string(failure.status()) + ": " + failure.what() + " | " + failure.fix();
  }
}

TEST(StepChanges, OutputsKeepTheirDigits) {
  const auto changes = step_changes(
      edit({"a=completed"}, {R"(a={"id":1234567890123456789012345,"price":0.10,"big":1e400})"}));
  EXPECT_THAT(print_exact(changes),
              HasSubstr(R"({"big":1e400,"id":1234567890123456789012345,"price":0.10})"));
}

TEST(StepChanges, AreWhatTheDatabaseTakes) {
  EXPECT_EQ(step_changes(edit({"a=completed", "b=skipped"}, {R"(a={"x": "1=2"})"}, {"c"}, true)),
            nlohmann::json::parse(R"([{"step": "a", "status": "completed", "outputs": {"x": "1=2"}},
                                      {"step": "b", "status": "skipped"},
                                      {"step": "c", "status": "pending", "keep_checkpoint": true}])"));
}

TEST(StepChanges, AStatusThatPeopleDoNotSetIsRefused) {
  EXPECT_EQ(refusal(edit({"a=complete"})),
            "64: --set a: \"complete\" is no status to set. | Did you mean \"completed\"?");
  EXPECT_EQ(refusal(edit({"a=pending"})),
            "64: --set a: \"pending\" is no status to set. | Write --reset a to run it again.");
  EXPECT_EQ(
      refusal(edit({"a=xyz"})),
      "64: --set a: \"xyz\" is no status to set. | A person sets completed, failed or skipped.");
}

TEST(StepChanges, WhatIsNoPairIsRefused) {
  EXPECT_EQ(refusal(edit({"a"})),
            "64: --set takes a step and a value. | Write --set STEP=completed.");
  EXPECT_EQ(refusal(edit({"=completed"})),
            "64: --set takes a step and a value. | Write --set STEP=completed.");
  EXPECT_EQ(
      refusal(edit({}, {"a"})),
      "64: --outputs takes a step and a value. | Write --outputs 'STEP={\"name\": \"value\"}'.");
}

TEST(StepChanges, AStepIsNamedOnce) {
  EXPECT_EQ(refusal(edit({"a=failed"}, {}, {"a"})),
            "64: Step a is named twice. | Name each step once, with --set or with --reset.");
  EXPECT_EQ(
      refusal(edit({"a=completed"}, {"a={}", "a={}"})),
      "64: --outputs is given twice for step a. | Put all outputs of a step into one object.");
}

TEST(StepChanges, OnlyACompletedStepHasOutputs) {
  for (const JobsEditOptions& options : {edit({"a=failed"}, {"a={}"}), edit({}, {"a={}"})}) {
    EXPECT_EQ(refusal(options),
              "64: Only a step that is marked completed has outputs, and a is not. | Add --set "
              "a=completed, or leave --outputs out.");
  }
}

TEST(StepChanges, OutputsThatAreNoObjectAreRefusedAndNotRepeated) {
  for (const char* value : {"hunter2", "\"hunter2\"", "[\"hunter2\"]", "{\"p\": hunter2}", ""}) {
    const std::string said = refusal(edit({"a=completed"}, {std::string("a=") + value}));
    EXPECT_THAT(said, HasSubstr("64: The outputs of step a are not a JSON object."));
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
  }
}

TEST(StepChanges, NothingToEditIsRefused) {
  EXPECT_EQ(refusal(edit({})),
            "64: There is nothing to edit. | Say what: --set STEP=completed (or failed, skipped), "
            "--reset STEP.");
  EXPECT_THAT(refusal(edit({"a=failed"}, {}, {}, true)),
              HasSubstr("--keep-checkpoint is about the steps of --reset"));
}

}  // namespace
}  // namespace baton
