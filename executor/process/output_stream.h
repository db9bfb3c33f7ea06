#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

enum class Stream : std::uint8_t { kStdout = 1, kStderr = 2 };

// Part of a stream as clean text (see clean_text()). `start` and `end` count raw bytes of the stream,
// so a gap between two pieces says how much was dropped, whatever escaping did to the text.
struct OutputPiece {
  Stream stream = Stream::kStdout;
  std::uint64_t start = 0;
  std::uint64_t end = 0;  // one past the last raw byte that `text` stands for
  std::string text;
};

// What a script writes to one stream, of any size, in bounded memory (under 64 KB).
//
// Between two take_pieces() the first kHead and the last kTail bytes of text are kept and the middle
// is dropped. So a loop that takes the pieces once a second never sends more than 56 KB a second for
// a stream, however fast the script writes; whoever stores them keeps head and tail of the whole.
class OutputStream {
 public:
  static constexpr std::size_t kHead = 24 * 1024;
  static constexpr std::size_t kTail = 32 * 1024;

  explicit OutputStream(Stream stream) : stream_(stream) {}

  void append(std::string_view bytes);

  // No more bytes will come: an incomplete character at the end is escaped.
  void finish();

  // What is pending, in order of `start`, at most a piece for the head and one for the tail (one
  // piece if nothing was dropped between them). Empty if nothing is pending. The caller owns them.
  std::vector<OutputPiece> take_pieces();

  bool has_pending() const { return !head_.text.empty() || !tail_.empty(); }

  std::uint64_t total_bytes() const { return total_bytes_; }    // raw, ever written
  std::uint64_t dropped_bytes() const { return dropped_bytes_; }  // raw, in no piece

  // For the memory promise's test.
  std::size_t memory() const;

 private:
  static constexpr std::size_t kChunk = 4 * 1024;

  struct Segment {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::string text;
  };

  void store_bytes(std::string_view bytes);
  void store_clean(std::string_view text);
  void store(std::string_view text, std::size_t raw_size);
  std::size_t room_left() const;
  Segment& segment_for(std::size_t size);

  Stream stream_;
  std::uint64_t total_bytes_ = 0;
  std::uint64_t stored_offset_ = 0;  // raw offset of the next byte to be stored
  std::uint64_t dropped_bytes_ = 0;
  std::string incomplete_;  // 0 to 3 bytes of a character that the next read may complete
  Segment head_;
  std::deque<Segment> tail_;  // chunks; the oldest is dropped whole
};

}  // namespace baton
