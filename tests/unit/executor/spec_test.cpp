#include "spec.h"

#include <gtest/gtest.h>

namespace baton {
namespace {

const char* const kFull = R"({"key": "websiteConfig", "job_type": "register_restaurant",
  "command": ["configure-website", "--email"], "environment": {"HEADLESS": "true", "PW": {"secret": "admin"}},
  "timeout_ms": 240000, "idle_timeout_ms": 90000, "grace_ms": 5000, "messages": "stdout",
  "on_disconnect": "kill", "rules": [{"match": "stdout", "pattern": "STEP (\\d+):", "checkpoint": "last"}]})";

TEST(Spec, ReadsEveryMember) {
  const auto parsed = parse_spec(kFull);
  ASSERT_TRUE(std::holds_alternative<StepSpec>(parsed)) << std::get<Refusal>(parsed).message;
  const auto& spec = std::get<StepSpec>(parsed);
  EXPECT_EQ(spec.key, "websiteConfig");
  EXPECT_EQ(spec.job_type, "register_restaurant");
  EXPECT_EQ(spec.command, (std::vector<std::string>{"configure-website", "--email"}));
  ASSERT_EQ(spec.environment.size(), 2U);
  EXPECT_FALSE(spec.environment[0].is_secret);
  EXPECT_TRUE(spec.environment[1].is_secret);
  EXPECT_EQ(spec.environment[1].value, "admin");
  EXPECT_EQ(spec.timeout, Milliseconds(240000));
  EXPECT_EQ(spec.idle_timeout, Milliseconds(90000));
  EXPECT_EQ(spec.grace, Milliseconds(5000));
  EXPECT_TRUE(spec.messages_on_stdout);
  EXPECT_EQ(spec.on_disconnect, OnDisconnect::kKill);
  EXPECT_NE(spec.rules, nullptr);
}

TEST(Spec, TakesNullsForWhatIsNotSet) {
  const auto parsed = parse_spec(R"({"key": "a", "job_type": null, "sql": "app.f", "command": null,
      "environment": null, "timeout_ms": 1000, "idle_timeout_ms": null, "rules": null})");
  ASSERT_TRUE(std::holds_alternative<StepSpec>(parsed)) << std::get<Refusal>(parsed).message;
  EXPECT_EQ(std::get<StepSpec>(parsed).sql, "app.f");
  EXPECT_FALSE(std::get<StepSpec>(parsed).idle_timeout.has_value());
}

TEST(Spec, RefusesWhatItCannotReadWithASentence) {
  for (const char* text : {"", "[]", "{\"command\": 5}", "{\"environment\": {\"A\": 5}}",
                           "{\"rules\": [{\"pattern\": \"(\"}]}"}) {
    const auto parsed = parse_spec(text);
    ASSERT_TRUE(std::holds_alternative<Refusal>(parsed)) << text;
    EXPECT_EQ(std::get<Refusal>(parsed).code, "CONFIGURATION");
    EXPECT_FALSE(std::get<Refusal>(parsed).message.empty());
  }
}

std::string spec_of(const std::string& word) {
  return R"({"key": "a", "command": ["say", ")" + word + "\"]}";
}

TEST(SpecCache, GivesTheSameObjectForTheSameText) {
  SpecCache cache;
  const auto first = std::get<0>(cache.get(kFull));
  EXPECT_EQ(std::get<0>(cache.get(kFull)), first);
  EXPECT_NE(std::get<0>(cache.get(spec_of("other"))), first);
}

TEST(SpecCache, NeverGivesOneTextForAnother) {
  SpecCache cache;
  for (const char* word : {"old", "new", "old"}) {
    EXPECT_EQ(std::get<0>(cache.get(spec_of(word)))->command.at(1), word);
  }
}

TEST(SpecCache, ForgetsWhatWasNotUsedForLongest) {
  SpecCache cache;
  const int limit = static_cast<int>(SpecCache::kLimit);
  const auto eldest = std::get<0>(cache.get(spec_of("0")));
  const std::weak_ptr<const StepSpec> second = std::get<0>(cache.get(spec_of("1")));
  for (int n = 2; n < limit; ++n) cache.get(spec_of(std::to_string(n)));
  cache.get(spec_of("0"));
  cache.get(spec_of("one more"));
  EXPECT_EQ(cache.size(), SpecCache::kLimit);
  EXPECT_TRUE(second.expired()) << "1 was the oldest";
  EXPECT_EQ(std::get<0>(cache.get(spec_of("0"))), eldest) << "0 was used again";
}

TEST(SpecCache, DoesNotKeepWhatCannotBeRead) {
  SpecCache cache;
  cache.get("");
  EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace baton
