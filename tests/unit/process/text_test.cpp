#include "process/text.h"

#include <gtest/gtest.h>

namespace baton {
namespace {

using namespace std::string_literals;

TEST(Text, CleanTextIsKept) {
  const std::string text = "plain, \xc3\xa4, \xe2\x82\xac, \xf0\x9f\x8d\x95\n\t\x01";
  EXPECT_TRUE(is_clean_text(text));
  EXPECT_EQ(clean_text(text), text);
}

TEST(Text, NulBecomesVisible) { EXPECT_EQ(clean_text("a\0b"s), "a\\x00b"); }

TEST(Text, EveryKindOfInvalidByteBecomesVisible) {
  EXPECT_EQ(clean_text("caf\xe9 ok"), "caf\\xe9 ok") << "Latin-1";
  EXPECT_EQ(clean_text("\x80"), "\\x80") << "continuation alone";
  EXPECT_EQ(clean_text("\xc0\xaf"), "\\xc0\\xaf") << "overlong, two bytes";
  EXPECT_EQ(clean_text("\xe0\x80\xaf"), "\\xe0\\x80\\xaf") << "overlong, three bytes";
  EXPECT_EQ(clean_text("\xf0\x8f\xbf\xbf"), "\\xf0\\x8f\\xbf\\xbf") << "overlong, four bytes";
  EXPECT_EQ(clean_text("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(clean_text("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "above U+10FFFF";
  EXPECT_EQ(clean_text("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(clean_text("\xe2\x82"), "\\xe2\\x82") << "cut off";
  EXPECT_EQ(clean_text("\xe2\x82x"), "\\xe2\\x82x") << "broken off";
}

TEST(Text, BoundariesOfTheRangesAreText) {
  for (const char* text :
       {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_clean_text(text)) << clean_text(text);
  }
}

TEST(Text, InvalidByteIsFoundAtEveryPosition) {
  for (std::size_t at = 0; at < 40; ++at) {
    for (const char byte : {'\0', '\x80', '\xff'}) {
      std::string text(40, 'x');
      text[at] = byte;
      EXPECT_EQ(clean_prefix(text), at);
    }
  }
}

TEST(Text, IncompleteSuffixIsWhatMayStillBecomeACharacter) {
  EXPECT_EQ(incomplete_suffix("abc"), 0U);
  EXPECT_EQ(incomplete_suffix("a\xc3"), 1U);
  EXPECT_EQ(incomplete_suffix("a\xe2\x82"), 2U);
  EXPECT_EQ(incomplete_suffix("a\xf0\x9f\x8d"), 3U);
  EXPECT_EQ(incomplete_suffix("a\xe2\x82\xac"), 0U) << "complete";
  EXPECT_EQ(incomplete_suffix("a\xed\xa0"), 0U) << "can only become a surrogate";
  EXPECT_EQ(incomplete_suffix("a\x82\x82"), 0U);
}

TEST(Text, ShortenCutsBetweenCharacters) {
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten("abcdefg", 6), "abc...");
  EXPECT_EQ(shorten("ab\xc3\xa4\xc3\xa4\xc3\xa4", 6), "ab...");
}

}  // namespace
}  // namespace baton
