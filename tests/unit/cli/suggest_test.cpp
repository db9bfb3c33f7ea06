#include "cli/suggest.h"

#include <gtest/gtest.h>

namespace baton {
namespace {

const std::vector<std::string> kCommands{"migrate", "apply", "executor", "jobs", "doctor", "dev"};

TEST(NearestName, FindsALetterTooManyTooFewWrongOrSwapped) {
  EXPECT_EQ(nearest_name("migrrate", kCommands), "migrate");
  EXPECT_EQ(nearest_name("migate", kCommands), "migrate");
  EXPECT_EQ(nearest_name("docter", kCommands), "doctor");
  EXPECT_EQ(nearest_name("jbos", kCommands), "jobs");
}

TEST(NearestName, TakesABeginningForTheWhole) {
  EXPECT_EQ(nearest_name("exec", kCommands), "executor");
}

TEST(NearestName, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("frobnicate", kCommands), std::nullopt);
  EXPECT_EQ(nearest_name("", kCommands), std::nullopt);
  EXPECT_EQ(nearest_name("x", kCommands), std::nullopt);
}

TEST(NearestName, PrefersTheNearer) {
  EXPECT_EQ(nearest_name("slots", {"slot", "slits", "slots"}), "slots");
}

}  // namespace
}  // namespace baton
