#include "process/json_text.h"

#include <random>

#include <gmock/gmock.h>

#include "process/text.h"

namespace baton {
namespace {

using namespace std::string_literals;
using nlohmann::json;
using End = JsonObjectRead::End;

// The object as it was read, printed.
std::string read(std::string_view text) {
  JsonMembers members;
  for (JsonMember& member : read_json_object(text).members) members[member.name] = member.value;
  return print_members(members);
}

TEST(JsonText, AgreesWithALibraryOnWhatIsJson) {
  for (const char* text :
       {R"({})", R"( {"a" : [ ] , "b":{ } } )", R"({"a":[1,2,{"b":null}],"c":true,"d":false})",
        R"({"s":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83c\udf55"})", R"({"":"","a b":"\u007f"})",
        "{\"\xc3\xa4\":\"\xf0\x9f\x8d\x95\"}", R"({"a":0,"b":-1,"c":1.5e3,"d":-0.25E-2})"}) {
    const std::string_view trimmed = std::string_view(text).substr(text[0] == ' ' ? 1 : 0);
    EXPECT_EQ(json::parse(read(trimmed)), json::parse(text)) << text;
    EXPECT_EQ(read_json_object(trimmed).end, End::kWhole) << text;
    EXPECT_EQ(read_json_object(trimmed).unreadable, "") << text;
  }
}

TEST(JsonText, SaysWhetherTheTextEndedOrIsWrong) {
  const std::string whole = R"({"a":[1,{"b":"c\"\u00e9"}],"d":true})";
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_EQ(read_json_object(whole.substr(0, size)).end, End::kUnfinished) << size;
  EXPECT_EQ(read_json_object(whole + "rest").length, whole.size());
  for (const char* text :
       {"{a:1}", "{\"a\" 1}", "{\"a\":}", "{\"a\":1 \"b\":2}", "{,}", "{\"a\":[1,2}}",
        "{\"a\":'b'}", "{\"a\":1,,}", "{\"a\":[}", "{{", "{]"}) {
    EXPECT_EQ(read_json_object(text).end, End::kBroken) << text;
  }
}

TEST(JsonText, KeepsWhatCameBeforeTheFault) {
  const JsonObjectRead object = read_json_object(R"({"a":1,"b":{"c":2},"d":[3,4)");
  ASSERT_EQ(object.members.size(), 2U);
  EXPECT_EQ(object.members[1].value.text, R"({"c":2})");
  EXPECT_EQ(read_json_object(R"({"a":12)").members.size(), 0U) << "12 may have been 123";
}

TEST(JsonText, EscapesThatAreNoneAreMeantAsTheyAre) {
  EXPECT_EQ(json::parse(read(R"({"a":"C:\Users\x \u12 \"","b":"\'"})")),
            json::parse(R"({"a":"C:\\Users\\x \\u12 \"","b":"\\'"})"));
}

TEST(JsonText, SizeIsWhatTheDatabasePrints) {
  const auto size = [](const char* value) {
    return read_json_object(std::string("{\"a\":") + value + "}").members.at(0).value.size;
  };
  EXPECT_GE(size("1e9"), 10U);
  EXPECT_GE(size("1e-9"), 11U);
  EXPECT_GE(size("[1,2,3]"), 9U) << "jsonb puts a space behind each comma";
  EXPECT_GE(size(R"({"a":1,"b":2})"), 16U);
  EXPECT_LE(size("12345"), 10U);
}

// Whatever is fed, what comes out is JSON that jsonb takes.
TEST(JsonText, RandomTextGivesValidJson) {
  std::mt19937 random(11);
  const std::string alphabet("{}[]\",:\\u0dD8tfn1e.-+ \n\0\xe9\xc3\xa4NaN"s);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "{";
    for (auto i = random() % 40; i > 0; --i) text += alphabet[random() % alphabet.size()];
    const std::string printed = read(text);
    ASSERT_TRUE(is_clean_text(printed)) << clean_text(text);
    ASSERT_TRUE(json::accept(printed)) << clean_text(text) << " gave " << printed;
    ASSERT_EQ(printed.find("\\u0000"), std::string::npos) << clean_text(text);
  }
}

}  // namespace
}  // namespace baton
