#include "process/line_splitter.h"

#include <random>
#include <vector>

#include <gmock/gmock.h>

#include "process/text.h"

namespace baton {
namespace {

using testing::ElementsAre;
using Overlong = LineSplitter::Overlong;

class Lines {
 public:
  Lines(std::size_t limit, Overlong overlong) : splitter_(limit, overlong) {}
  Lines& feed(std::string_view bytes) {
    splitter_.feed(bytes, [this](const LineSplitter::Line& line) { take(line); });
    return *this;
  }
  std::vector<std::string> finish() {
    splitter_.finish([this](const LineSplitter::Line& line) { take(line); });
    return std::move(lines_);
  }
  const std::vector<std::string>& ends() const { return ends_; }  // of overlong lines

 private:
  void take(const LineSplitter::Line& line) {
    lines_.push_back(std::string(line.text) + (line.overlong ? "[overlong]" : ""));
    if (line.overlong) ends_.emplace_back(line.end);
  }

  LineSplitter splitter_;
  std::vector<std::string> lines_;
  std::vector<std::string> ends_;
};

TEST(LineSplitter, LinesComeWithoutTheirEnds) {
  EXPECT_THAT(Lines(100, Overlong::kSplit).feed("a\nb\r\n\nc\n").finish(),
              ElementsAre("a", "b", "", "c"));
}

TEST(LineSplitter, LastLineNeedsNoNewline) {
  EXPECT_THAT(Lines(100, Overlong::kSplit).feed("a\nb").finish(), ElementsAre("a", "b"));
  EXPECT_THAT(Lines(100, Overlong::kSplit).feed("a\n").finish(), ElementsAre("a"));
}

TEST(LineSplitter, LineMayComeInManyReads) {
  EXPECT_THAT(Lines(100, Overlong::kSplit).feed("a").feed("b\r").feed("\nc").feed("").finish(),
              ElementsAre("ab", "c"));
}

TEST(LineSplitter, LongLineIsSplit) {
  EXPECT_THAT(Lines(4, Overlong::kSplit).feed("abcdefghij\nk\n").finish(),
              ElementsAre("abcd", "efgh", "ij", "k"));
  EXPECT_THAT(Lines(4, Overlong::kSplit).feed("abcd\n").finish(), ElementsAre("abcd"));
}

TEST(LineSplitter, LongLineIsSplitBetweenCharactersHoweverTheReadsFall) {
  const std::string text = "ab\xe2\x82\xac\xc3\xa4gh\xf0\x9f\x8d\x95\n";
  std::vector<std::string> whole = Lines(4, Overlong::kSplit).feed(text).finish();
  EXPECT_THAT(whole, ElementsAre("ab", "\xe2\x82\xac", "\xc3\xa4gh", "\xf0\x9f\x8d\x95"));
  Lines bytes(4, Overlong::kSplit);
  for (const char byte : text) bytes.feed(std::string_view(&byte, 1));
  EXPECT_EQ(bytes.finish(), whole);
}

TEST(LineSplitter, LongLineIsDiscardedButForItsBeginning) {
  EXPECT_THAT(Lines(4, Overlong::kDiscard).feed("abcdef").feed("gh\nij\n").finish(),
              ElementsAre("abcd[overlong]", "ij"));
  EXPECT_THAT(Lines(4, Overlong::kDiscard).feed("abcdef").finish(), ElementsAre("abcd[overlong]"));
}

TEST(LineSplitter, TheEndOfADiscardedLineIsKept) {
  const std::string end(LineSplitter::kEnd, 'e');
  for (const std::size_t size : {1U, 7U, 1000U, 100'000U}) {
    const std::string line = std::string(50'000, 'x') + end;
    for (const char* newline : {"\n", ""}) {
      Lines lines(4, Overlong::kDiscard);
      const std::string text = line + newline;
      for (std::size_t at = 0; at < text.size(); at += size) lines.feed(text.substr(at, size));
      EXPECT_THAT(lines.finish(), ElementsAre("xxxx[overlong]"));
      EXPECT_THAT(lines.ends(), ElementsAre(end)) << size;
    }
  }
}

TEST(LineSplitter, RandomReadsGiveTheSameLines) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += std::string("a\nbc\xc3\xa4\r")[random() % 7];
    for (const Overlong overlong : {Overlong::kSplit, Overlong::kDiscard}) {
      const auto whole = Lines(8, overlong).feed(text).finish();
      Lines parts(8, overlong);
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = 1 + random() % 5;
        parts.feed(std::string_view(text).substr(at, size));
        at += size;
      }
      ASSERT_EQ(parts.finish(), whole) << clean_text(text);
    }
  }
}

}  // namespace
}  // namespace baton
