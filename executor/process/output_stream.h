#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

enum class Stream : std::uint8_t { kStdout = 1, kStderr = 2 };

// Part of a stream as clean text (see clean_text()). `start` and `end` count raw bytes of the stream,
// so a gap between two pieces says how much was dropped, whatever escaping did to the text.
struct StreamPiece {
  Stream stream = Stream::kStdout;
  std::uint64_t start = 0;
  std::uint64_t end = 0;  // one past the last raw byte that `text` stands for
  std::string text;
};

// What a script writes to one stream, of any size, in bounded memory (under 64 KB).
//
// Between two take_pieces() the first kHead and the last kTail bytes are kept and the middle is dropped. So a
// loop that takes the pieces once a second never sends more than 56 KB a second for a stream, however
// fast the script writes; whoever stores them keeps head and tail of the whole.
//
// Raw bytes are kept and made text only when they are taken: so a flood costs a copy, not more.
class OutputStream {
 public:
  static constexpr std::size_t kHead = 24 * 1024;
  static constexpr std::size_t kTail = 32 * 1024;

  explicit OutputStream(Stream stream) : stream_(stream) {}

  void append(std::string_view bytes);

  // No more bytes will come: an incomplete character at the end is escaped.
  void finish() { finished_ = true; }

  // What is pending, in order of `start`: one piece, or two if the middle was dropped. At most kHead +
  // kTail bytes of text. Empty if nothing is pending. A character whose last bytes have not been read
  // yet stays pending.
  std::vector<StreamPiece> take_pieces();

  bool has_pending() const { return !head_.empty(); }

  std::uint64_t total_bytes() const { return total_bytes_; }  // raw, ever written
  std::uint64_t dropped_bytes() const {
    return dropped_bytes_;
  }  // raw, left out of the pieces taken

  // Held now; for the promise's test.
  std::size_t memory() const { return sizeof *this + head_.capacity() + tail_.capacity(); }

 private:
  // Text of a part of the stream that ends between two characters.
  struct Segment {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::string text;
  };

  void append_to_tail(std::string_view bytes);
  std::string linear_tail() const;
  static void cut_into_segments(std::string_view raw, std::uint64_t start,
                                std::vector<Segment>& segments);
  static void drop_middle(std::vector<Segment>& segments);

  Stream stream_;
  bool finished_ = false;
  std::uint64_t total_bytes_ = 0;
  std::uint64_t taken_ = 0;  // raw offset of head_
  std::uint64_t dropped_bytes_ = 0;
  std::string head_;
  std::string tail_;            // a ring once it is full
  std::size_t tail_begin_ = 0;  // of the ring
  std::uint64_t tail_written_ =
      0;  // ever, since the last take: more than kTail says that some is lost
};

}  // namespace baton
