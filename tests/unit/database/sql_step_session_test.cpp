#include "database/sql_step_session.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "database/decode.h"

namespace baton {
namespace {

TEST(QuotedFunctionName, QuotesBothParts) {
  EXPECT_EQ(quoted_function_name("app.mark_registered"), R"("app"."mark_registered")");
  EXPECT_EQ(quoted_function_name("App.Mark"), R"("app"."mark")")
      << "plain names are folded, as in SQL";
  EXPECT_EQ(quoted_function_name(R"("My App"."do ""it""")"), R"("My App"."do ""it""")");
}

TEST(QuotedFunctionName, RefusesWhatIsNotTwoNames) {
  for (const char* name :
       {"", "f", "a.b.c", "a.", ".b", "a.b()", "a.b; drop table x", "\"a.b", "a.\"\""}) {
    EXPECT_EQ(quoted_function_name(name), "") << name;
  }
}

TEST(ConnectionString, ChangesTheUserAndDropsItsPassword) {
  const std::string changed =
      with_user("host=/tmp user=me password='s3 cr' dbname='it\\'s'", "baton_sql");
  EXPECT_EQ(changed.find("s3"), std::string::npos);
  ConnectionParameters expected = {{"user", "baton_sql"}, {"host", "/tmp"}};
  const auto parsed = parse_connection_string(changed);
  for (const auto& pair : expected) {
    EXPECT_NE(std::find(parsed.begin(), parsed.end(), pair), parsed.end()) << pair.first;
  }
}

TEST(ConnectionString, UnderstandsUris) {
  const auto parsed =
      parse_connection_string(with_user("postgresql://me:pw@db:5433/shop", "other"));
  const std::pair<std::string, std::string> port{"port", "5433"};
  EXPECT_NE(std::find(parsed.begin(), parsed.end(), port), parsed.end());
}

TEST(ConnectionString, SaysWhatIsWrongWithIt) {
  EXPECT_THROW(parse_connection_string("host"), std::invalid_argument);
}

TEST(DatabaseError, KnowsWhatIsWorthRepeating) {
  for (const char* state :
       {"", "08006", "40P01", "53300", "57P01", "57P03", "57014", "55P03", "25006"}) {
    EXPECT_TRUE(is_transient({state, "", ""})) << state;
  }
  for (const char* state : {"22P02", "42501", "BT041", "XX000", "57000"}) {
    EXPECT_FALSE(is_transient({state, "", ""})) << state;
  }
}

TEST(DatabaseError, TellsTheCallFromWhatItBrought) {
  for (const char* state : {"42501", "42883", "3F000", "28000", "BT043"}) {
    EXPECT_TRUE(is_about_the_call({state, "", ""})) << state;
    EXPECT_FALSE(is_transient({state, "", ""})) << state;
  }
  for (const char* state : {"", "22P02", "23505", "P0001", "XX000"}) {
    EXPECT_FALSE(is_about_the_call({state, "", ""})) << state;
  }
}

TEST(DatabaseError, KnowsWhatMayPassInSmallerParts) {
  for (const char* state : {"40P01", "40001", "55P03", "57014"}) {
    EXPECT_TRUE(may_pass_in_parts({state, "", ""})) << state;
  }
  for (const char* state : {"", "53100", "57P01", "08006"}) {
    EXPECT_FALSE(may_pass_in_parts({state, "", ""})) << state;
  }
}

TEST(ArrayLiteral, QuotesEveryElement) {
  EXPECT_EQ(array_literal({}), "{}");
  EXPECT_EQ(array_literal({"a", "b\"c\\d", "e,f"}), R"({"a","b\"c\\d","e,f"})");
}

}  // namespace
}  // namespace baton
