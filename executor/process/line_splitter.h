#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton {

// Cuts a byte stream into lines, without their "\n" or "\r\n", however the reads fell.
class LineSplitter {
 public:
  enum class Overlong {
    kSplit,  // a line above the limit is delivered in parts of at most that size, cut between characters
    kDiscard,  // delivered once, when it ends, with `overlong` set: its first part and its end
  };

  struct Line {
    std::string_view text;  // raw bytes; valid during the call only
    bool overlong = false;
    bool continues = false;     // of one that is split: its next part follows
    std::string_view end = {};  // of an overlong one, at most kEnd bytes
  };

  static constexpr std::size_t kEnd = 1024;

  LineSplitter(std::size_t limit, Overlong overlong) : limit_(limit), overlong_(overlong) {}

  // Calls take(Line) for every line that `bytes` completes.
  template <typename Take>
  void feed(std::string_view bytes, Take&& take) {
    while (!bytes.empty()) {
      Line line;
      if (next(bytes, line)) {
        take(line);
        pending_.swap(carry_);
        carry_.clear();
        end_.clear();
      }
    }
  }

  // The last line, if it had no newline. Afterwards the splitter is as new.
  template <typename Take>
  void finish(Take&& take) {
    Line line;
    if (last(line)) take(line);
    pending_.clear();
    end_.clear();
    skipping_ = false;
  }

 private:
  bool next(std::string_view& bytes, Line& line);
  bool cut(std::string_view& bytes, std::string_view part, Line& line);
  bool last(Line& line);
  bool skip(std::string_view part, bool complete, Line& line);

  std::size_t limit_;
  Overlong overlong_;
  std::string pending_;  // the beginning of a line whose end has not come
  std::string carry_;    // what becomes pending_ after a delivery
  std::string end_;      // of a line of which the rest is skipped
  bool skipping_ = false;
};

}  // namespace baton
