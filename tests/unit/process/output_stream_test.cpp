#include "process/output_stream.h"

#include <random>

#include <gtest/gtest.h>

#include "process/text.h"

namespace baton {
namespace {

using namespace std::string_literals;

// All that was kept, in order; fails if pieces overlap or are no clean text.
std::string joined(const std::vector<StreamPiece>& pieces) {
  std::string text;
  std::uint64_t end = 0;
  for (const StreamPiece& piece : pieces) {
    EXPECT_GE(piece.start, end);
    EXPECT_GT(piece.end, piece.start);
    EXPECT_TRUE(is_clean_text(piece.text));
    end = piece.end;
    text += piece.text;
  }
  return text;
}

TEST(OutputStream, SmallOutputIsOnePiece) {
  OutputStream stream(Stream::kStderr);
  stream.append("hello ");
  stream.append("world\n");
  const auto pieces = stream.take_pieces();
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].stream, Stream::kStderr);
  EXPECT_EQ(pieces[0].start, 0U);
  EXPECT_EQ(pieces[0].end, 12U);
  EXPECT_EQ(pieces[0].text, "hello world\n");
  EXPECT_TRUE(stream.take_pieces().empty());
}

TEST(OutputStream, NextPieceGoesOnWhereTheLastEnded) {
  OutputStream stream(Stream::kStdout);
  stream.append("abc");
  stream.take_pieces();
  EXPECT_FALSE(stream.has_pending());
  stream.append("de");
  EXPECT_TRUE(stream.has_pending());
  const auto pieces = stream.take_pieces();
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].start, 3U);
  EXPECT_EQ(pieces[0].end, 5U);
}

TEST(OutputStream, OffsetsCountRawBytesWhateverEscapingDid) {
  OutputStream stream(Stream::kStdout);
  stream.append("a\0b\xff"s);
  const auto pieces = stream.take_pieces();
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].text, "a\\x00b\\xff");
  EXPECT_EQ(pieces[0].end, 4U);
}

TEST(OutputStream, CharacterSplitAcrossReadsIsOneCharacter) {
  const std::string text = "\xf0\x9f\x8d\x95\xe2\x82\xac\xc3\xa4";
  OutputStream stream(Stream::kStdout);
  for (const char byte : text) stream.append(std::string_view(&byte, 1));
  EXPECT_EQ(joined(stream.take_pieces()), text);
}

TEST(OutputStream, CharacterThatNeverCompletesIsEscapedAtTheEnd) {
  OutputStream stream(Stream::kStdout);
  stream.append("a\xe2\x82");
  EXPECT_EQ(joined(stream.take_pieces()), "a");
  stream.finish();
  const auto pieces = stream.take_pieces();
  EXPECT_EQ(joined(pieces), "\\xe2\\x82");
  EXPECT_EQ(pieces[0].start, 1U);
  EXPECT_EQ(pieces[0].end, 3U);
}

TEST(OutputStream, MiddleOfAFloodIsDroppedAndHeadAndTailAreExact) {
  std::string raw;
  for (int i = 0; raw.size() < 1'000'000; ++i) raw += std::to_string(i) + "\n";
  OutputStream stream(Stream::kStdout);
  for (std::size_t at = 0; at < raw.size(); at += 65536)
    stream.append(std::string_view(raw).substr(at, 65536));
  EXPECT_LT(stream.memory(), 64U * 1024);
  const auto pieces = stream.take_pieces();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].text, raw.substr(0, OutputStream::kHead));
  EXPECT_EQ(pieces[1].end, raw.size());
  EXPECT_EQ(pieces[1].text, raw.substr(raw.size() - OutputStream::kTail));
  EXPECT_EQ(stream.total_bytes(), raw.size());
  EXPECT_EQ(stream.dropped_bytes(), pieces[1].start - pieces[0].end);
}

TEST(OutputStream, WhatFitsIsNotDropped) {
  OutputStream stream(Stream::kStdout);
  const std::string raw(OutputStream::kHead + OutputStream::kTail, 'x');
  stream.append(raw);
  const auto pieces = stream.take_pieces();
  ASSERT_EQ(pieces.size(), 1U) << "head and tail join";
  EXPECT_EQ(pieces[0].text, raw);
  EXPECT_EQ(stream.dropped_bytes(), 0U);
}

TEST(OutputStream, EscapesDoNotExceedTheMemory) {
  OutputStream stream(Stream::kStdout);
  for (int i = 0; i < 100; ++i) stream.append(std::string(65536, '\0'));
  EXPECT_LT(stream.memory(), 64U * 1024);
  const auto pieces = stream.take_pieces();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[1].end, 6'553'600U);
  for (const StreamPiece& piece : pieces)
    EXPECT_EQ(piece.text.size(), 4 * (piece.end - piece.start));
  EXPECT_EQ(joined(pieces).size(), OutputStream::kHead + OutputStream::kTail);
}

// Whatever the bytes, the reads and the moments at which pieces are taken: what is kept is what clean_text()
// makes of that part of the stream.
TEST(OutputStream, RandomStreamsComeOutAsTheirCleanText) {
  std::mt19937 random(42);
  const std::string samples[] = {
      "a",   "bcdefghijklmnop", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x8d\x95", "\0"s, "\xff",
      "\xe2"};
  for (int round = 0; round < 200; ++round) {
    std::string raw;
    const std::size_t wanted = random() % 3 == 0 ? 200'000 : 3'000;
    while (raw.size() < wanted) raw += samples[random() % std::size(samples)];
    OutputStream stream(Stream::kStdout);
    std::vector<StreamPiece> pieces;
    const auto take = [&] {
      for (StreamPiece& piece : stream.take_pieces()) pieces.push_back(std::move(piece));
    };
    for (std::size_t at = 0; at < raw.size();) {
      const std::size_t size = std::min<std::size_t>(raw.size() - at, 1 + random() % 20'000);
      stream.append(std::string_view(raw).substr(at, size));
      at += size;
      if (random() % 8 == 0) take();
    }
    stream.finish();
    take();
    std::uint64_t kept = 0;
    joined(pieces);
    for (const StreamPiece& piece : pieces) {
      ASSERT_EQ(piece.text,
                clean_text(std::string_view(raw).substr(piece.start, piece.end - piece.start)));
      kept += piece.end - piece.start;
    }
    ASSERT_EQ(kept + stream.dropped_bytes(), raw.size());
    ASSERT_EQ(pieces.back().end, raw.size());
  }
}

}  // namespace
}  // namespace baton
