#include "process/output_stream.h"

#include <algorithm>
#include <utility>

#include "process/text.h"

namespace baton {
namespace {

// Text is dropped in units of this.
constexpr std::size_t kSegment = 1024;

// string::reserve() may take twice what it is asked for; the memory is promised.
void grow_exactly(std::string& text, std::size_t capacity) {
  if (text.capacity() >= capacity) return;
  std::string larger;
  larger.reserve(capacity);
  larger.append(text);
  text.swap(larger);
}

// Makes room for `added` bytes: small outputs take little, large ones at most `limit`.
void make_room(std::string& text, std::size_t added, std::size_t limit) {
  const std::size_t needed = text.size() + added;
  if (needed > text.capacity()) grow_exactly(text, std::min(limit, needed * 2));
}

std::size_t leading_continuations(std::string_view bytes) {
  std::size_t count = 0;
  while (count < 3 && count < bytes.size() &&
         (static_cast<unsigned char>(bytes[count]) & 0xC0) == 0x80)
    ++count;
  return count;
}

}  // namespace

void OutputStream::append(std::string_view bytes) {
  total_bytes_ += bytes.size();
  if (tail_written_ == 0) {
    const std::string_view first = bytes.substr(0, kHead - head_.size());
    make_room(head_, first.size(), kHead);
    head_.append(first);
    bytes.remove_prefix(first.size());
  }
  if (!bytes.empty()) append_to_tail(bytes);
}

void OutputStream::append_to_tail(std::string_view bytes) {
  tail_written_ += bytes.size();
  if (bytes.size() >= kTail) {
    tail_begin_ = 0;
    grow_exactly(tail_, kTail);
    tail_.assign(bytes.substr(bytes.size() - kTail));
    return;
  }
  const std::string_view fitting = bytes.substr(0, kTail - tail_.size());
  make_room(tail_, fitting.size(), kTail);
  tail_.append(fitting);
  bytes.remove_prefix(fitting.size());
  // The ring is full: what is oldest is overwritten.
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kTail - tail_begin_);
    tail_.replace(tail_begin_, size, bytes.substr(0, size));
    tail_begin_ = (tail_begin_ + size) % kTail;
    bytes.remove_prefix(size);
  }
}

std::string OutputStream::linear_tail() const {
  return tail_.substr(tail_begin_) + tail_.substr(0, tail_begin_);
}

void OutputStream::cut_into_segments(std::string_view raw, std::uint64_t start,
                                     std::vector<Segment>& segments) {
  Segment segment{.start = start, .end = start, .text = {}};
  const auto add = [&](std::string_view text, std::size_t raw_size) {
    segment.text.append(text);
    segment.end += raw_size;
    raw.remove_prefix(raw_size);
    if (segment.text.size() < kSegment && !raw.empty()) return;
    const std::uint64_t end = segment.end;
    segments.push_back(std::exchange(segment, {.start = end, .end = end, .text = {}}));
  };
  std::string escape;
  while (!raw.empty()) {
    const std::string_view ahead = raw.substr(0, kSegment);
    if (const std::size_t clean = clean_prefix(ahead); clean > 0) {
      add(ahead.substr(0, clean), clean);
    } else {
      escape.clear();
      append_escaped(escape, raw[0]);
      add(escape, 1);
    }
  }
}

// Escapes make text longer than the bytes it stands for: leaves the first kHead and the last kTail bytes of text.
void OutputStream::drop_middle(std::vector<Segment>& segments) {
  std::size_t total = 0;
  for (const Segment& segment : segments) total += segment.text.size();
  if (total <= kHead + kTail) return;
  auto first = segments.begin();
  for (std::size_t size = first->text.size(); size <= kHead; size += first->text.size()) ++first;
  auto last = segments.end();
  for (std::size_t size = (last - 1)->text.size(); size <= kTail; size += (last - 1)->text.size())
    --last;
  segments.erase(first, last);
}

std::vector<StreamPiece> OutputStream::take_pieces() {
  std::string head = std::exchange(head_, {});
  std::string tail = linear_tail();
  const std::uint64_t tail_start = total_bytes_ - tail.size();
  const bool whole = tail_written_ <= kTail;  // nothing is missing between head and tail
  tail_ = {};
  tail_begin_ = 0;
  tail_written_ = 0;

  std::string& last = tail.empty() ? head : tail;
  if (const std::size_t rest = finished_ ? 0 : incomplete_suffix(last); rest > 0) {
    head_ = last.substr(last.size() - rest);
    last.resize(last.size() - rest);
  }

  std::vector<Segment> segments;
  if (whole) {
    cut_into_segments(head + tail, taken_, segments);
  } else {
    // Halves of characters on both sides of the gap belong to it.
    const std::size_t skipped = leading_continuations(tail);
    head.resize(head.size() - incomplete_suffix(head));
    cut_into_segments(head, taken_, segments);
    cut_into_segments(std::string_view(tail).substr(skipped), tail_start + skipped, segments);
  }
  drop_middle(segments);

  std::vector<StreamPiece> pieces;
  for (Segment& segment : segments) {
    dropped_bytes_ += segment.start - taken_;
    if (!pieces.empty() && taken_ == segment.start) {
      pieces.back().text.append(segment.text);
      pieces.back().end = segment.end;
    } else {
      pieces.push_back({stream_, segment.start, segment.end, std::move(segment.text)});
    }
    taken_ = segment.end;
  }
  return pieces;
}

}  // namespace baton
