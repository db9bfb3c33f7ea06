#include "cli/retry_parameters.h"

#include <gtest/gtest.h>

#include "cli/failure.h"
#include "database/exact_json.h"

namespace baton {
namespace {

std::string read(const std::vector<std::string>& given) {
  try {
    return print_exact(retry_parameters(given));
  } catch (const Failure& failure) {
    return failure.what();
  }
}

TEST(RetryParameters, AreJsonWhereTheyCanBeReadAsThat) {
  EXPECT_EQ(read({"n=17", "yes=true", "o={\"a\": [1]}"}), R"({"n":17,"o":{"a":[1]},"yes":true})");
  EXPECT_EQ(read({"gone=null"}), R"({"gone":null})");
  EXPECT_EQ(read({"id=1234567890123456789012345"}), R"({"id":1234567890123456789012345})")
      << "every digit";
}

TEST(RetryParameters, AreTextOtherwise) {
  EXPECT_EQ(read({"email=ada@example.com"}), R"({"email":"ada@example.com"})");
  EXPECT_EQ(read({"zip=01234"}), R"({"zip":"01234"})");
  EXPECT_EQ(read({"empty="}), R"({"empty":""})");
  EXPECT_EQ(read({"sum=1+1=2"}), R"({"sum":"1+1=2"})");
  EXPECT_EQ(read({"text=\"17\""}), R"({"text":"17"})") << "a number as text";
}

TEST(RetryParameters, NeedANameEach) {
  EXPECT_EQ(read({}), "null");
  EXPECT_EQ(read({"email"}), "--set takes the name of a parameter and its value.");
  EXPECT_EQ(read({"=1"}), "--set takes the name of a parameter and its value.");
  EXPECT_EQ(read({"a=1", "a=2"}), "Parameter a is set twice.");
}

}  // namespace
}  // namespace baton
