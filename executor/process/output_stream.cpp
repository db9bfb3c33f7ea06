#include "process/output_stream.h"

#include <algorithm>
#include <utility>

#include "process/text.h"

namespace baton {

void OutputStream::append(std::string_view bytes) {
  total_bytes_ += bytes.size();
  std::string joined;
  if (!incomplete_.empty()) {
    joined = std::exchange(incomplete_, {});
    joined.append(bytes);
    bytes = joined;
  }
  if (const std::size_t rest = incomplete_suffix(bytes); rest > 0) {
    incomplete_ = bytes.substr(bytes.size() - rest);
    bytes.remove_suffix(rest);
  }
  store_bytes(bytes);
}

void OutputStream::finish() {
  const std::string rest = std::exchange(incomplete_, {});
  store_bytes(rest);
}

// Runs of clean text are stored as they are, everything else byte by byte.
void OutputStream::store_bytes(std::string_view bytes) {
  std::string escape;
  while (!bytes.empty()) {
    const std::size_t clean = clean_prefix(bytes);
    store_clean(bytes.substr(0, clean));
    if (clean == bytes.size()) return;
    escape.clear();
    append_escaped(escape, bytes[clean]);
    store(escape, 1);
    bytes.remove_prefix(clean + 1);
  }
}

// Cuts long runs so that each part fits what is left of the head, or one chunk of the tail.
void OutputStream::store_clean(std::string_view text) {
  while (!text.empty()) {
    const std::size_t room = room_left();
    std::size_t size = character_boundary(text, room);
    // The room is smaller than the character: then this one goes to the next chunk.
    if (size == 0 || size > room) size = character_boundary(text, kChunk);
    store(text.substr(0, size), size);
    text.remove_prefix(size);
  }
}

// Of the segment that takes the next text, or of a new chunk if that is full.
std::size_t OutputStream::room_left() const {
  if (tail_.empty() && head_.text.size() < kHead) return kHead - head_.text.size();
  if (tail_.empty() || tail_.back().text.size() >= kChunk) return kChunk;
  return kChunk - tail_.back().text.size();
}

// `text` stands for the next `raw_size` bytes and is not cut.
void OutputStream::store(std::string_view text, std::size_t raw_size) {
  Segment& segment = segment_for(text.size());
  if (segment.text.empty()) segment.start = segment.end = stored_offset_;
  // Doubling by itself would overshoot the promised memory.
  if (const std::size_t size = segment.text.size() + text.size(); size > segment.text.capacity()) {
    segment.text.reserve(std::min(kHead, size * 2));
  }
  segment.text.append(text);
  stored_offset_ += raw_size;
  segment.end = stored_offset_;
}

OutputStream::Segment& OutputStream::segment_for(std::size_t size) {
  if (tail_.empty() && head_.text.size() + size <= kHead) return head_;
  if (!tail_.empty() && tail_.back().text.size() + size <= kChunk) return tail_.back();
  Segment chunk;
  if (tail_.size() == kTail / kChunk) {
    chunk = std::move(tail_.front());  // its memory is used again
    tail_.pop_front();
    dropped_bytes_ += chunk.end - chunk.start;
    chunk.text.clear();
  } else {
    chunk.text.reserve(kChunk);
  }
  return tail_.emplace_back(std::move(chunk));
}

std::vector<OutputPiece> OutputStream::take_pieces() {
  std::vector<OutputPiece> pieces;
  const auto take = [&](Segment segment) {
    if (segment.text.empty()) return;
    if (!pieces.empty() && pieces.back().end == segment.start) {
      pieces.back().text.append(segment.text);
      pieces.back().end = segment.end;
    } else {
      pieces.push_back({stream_, segment.start, segment.end, std::move(segment.text)});
    }
  };
  take(std::exchange(head_, {}));
  for (Segment& chunk : tail_) take(std::move(chunk));
  tail_ = {};
  return pieces;
}

std::size_t OutputStream::memory() const {
  std::size_t size = sizeof *this + head_.text.capacity() + incomplete_.capacity();
  for (const Segment& chunk : tail_) size += sizeof chunk + chunk.text.capacity();
  return size;
}

}  // namespace baton
