#include "cli/hidden_arguments.h"

#include <gtest/gtest.h>

namespace baton {
namespace {

std::string hidden(std::string argument) {
  for (const auto& [from, to] : passwords_in(argument)) {
    std::fill(argument.begin() + static_cast<long>(from), argument.begin() + static_cast<long>(to),
              '*');
  }
  return argument;
}

TEST(PasswordsIn, FindsThemInEveryWayToWriteAConnectionString) {
  EXPECT_EQ(hidden("host=db password=geheim user=a"), "host=db password=****** user=a");
  EXPECT_EQ(hidden("password = 'it\\'s secret' host=db"), "password = ************** host=db");
  EXPECT_EQ(hidden("password=a\\ b host=db"), "password=**** host=db");
  EXPECT_EQ(hidden("--database=host=db password=x"), "--database=host=db password=*");
  EXPECT_EQ(hidden("-dpassword=x"), "-dpassword=*");
  EXPECT_EQ(hidden("sslpassword=x password=yy"), "sslpassword=* password=**");
  EXPECT_EQ(hidden("postgresql://app:geheim@db:5432/app"), "postgresql://app:******@db:5432/app");
  EXPECT_EQ(hidden("postgres://app:a@b@db/app"), "postgres://app:***@db/app");
  EXPECT_EQ(hidden("postgres://app@db/app?password=x&user=b"),
            "postgres://app@db/app?password=*&user=b");
  EXPECT_EQ(hidden("--database=postgres://:x@/app"), "--database=postgres://:*@/app");
}

TEST(PasswordsIn, LeavesAloneWhatIsNone) {
  for (const char* text : {"executor", "host=db:5432", "postgresql://app@db:5432/app", "password",
                           "--secrets-dir=/password", "http://127.0.0.1:9187/metrics", ""}) {
    EXPECT_EQ(hidden(text), text);
  }
}

}  // namespace
}  // namespace baton
