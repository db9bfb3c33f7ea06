#include "process/line_splitter.h"

#include <algorithm>
#include <utility>

#include "process/text.h"

namespace baton {
namespace {

void strip_carriage_return(std::string_view& line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
}

}  // namespace

// Consumes at least one byte of `bytes` and returns true if `line` is to be delivered. A line that lies
// within `bytes` is not copied.
bool LineSplitter::next(std::string_view& bytes, Line& line) {
  const std::size_t newline = bytes.find('\n');
  const bool complete = newline != bytes.npos;
  const std::string_view part = bytes.substr(0, newline);

  if (skipping_) {
    bytes.remove_prefix(complete ? newline + 1 : bytes.size());
    return skip(part, complete, line);
  }
  if (pending_.size() + part.size() > limit_) return cut(bytes, part, line);

  bytes.remove_prefix(complete ? newline + 1 : bytes.size());
  if (!complete) {
    pending_.append(part);
    return false;
  }
  if (pending_.empty()) {
    line.text = part;
  } else {
    line.text = pending_.append(part);
  }
  strip_carriage_return(line.text);
  return true;
}

// Keeps the end of what is skipped; true if the line is over.
bool LineSplitter::skip(std::string_view part, bool complete, Line& line) {
  if (part.size() > kEnd) part.remove_prefix(part.size() - kEnd);
  end_.append(part);
  if (end_.size() > 2 * kEnd || complete) end_.erase(0, end_.size() - std::min(end_.size(), kEnd));
  if (!complete) return false;
  skipping_ = false;
  line = {.text = pending_, .overlong = true, .end = end_};
  return true;
}

// Delivers the first `limit_` bytes of a line that is longer.
bool LineSplitter::cut(std::string_view& bytes, std::string_view part, Line& line) {
  const std::size_t before = pending_.size();
  // One byte more than the limit, so that the cut can be seen to fall between two characters.
  pending_.append(part.substr(0, limit_ + 1 - before));
  const std::size_t size = character_boundary(pending_, limit_);
  if (overlong_ == Overlong::kDiscard) {
    // A later call sees the newline, if it is here already.
    pending_.resize(size);
    skipping_ = true;
    bytes.remove_prefix(size > before ? size - before : 0);
    return false;
  }
  if (size >= before) {
    bytes.remove_prefix(size - before);
    carry_.clear();
  } else {
    // The cut falls before what had come earlier: that end of a character begins the next part.
    carry_ = pending_.substr(size, before - size);
  }
  line.text = std::string_view(pending_).substr(0, size);
  line.continues = true;
  return true;
}

bool LineSplitter::last(Line& line) {
  if (skipping_) return skip({}, true, line);
  if (pending_.empty()) return false;
  line.text = pending_;
  strip_carriage_return(line.text);
  return true;
}

}  // namespace baton
