#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "clock.h"
#include "process/commands.h"

namespace baton {

// find_command() for steps that follow each other closely: what was found is believed for a second,
// because walking the path takes ten system calls and a queue of short steps names the same program
// thousands of times. A program that is gone or replaced meanwhile fails to start, or starts as what it
// is now, as if it had changed just after the look-up. What is missing is looked up every time.
class CommandFinder {
 public:
  static constexpr Milliseconds kBelieved{1'000};

  explicit CommandFinder(std::vector<std::string> directories)
      : directories_(std::move(directories)) {}

  std::variant<std::string, CommandError> find(const std::string& name, TimePoint now) {
    if (now >= believed_until_) {
      found_.clear();
      believed_until_ = now + kBelieved;
    }
    if (const auto known = found_.find(name); known != found_.end()) return known->second;
    auto found = find_command(name, directories_);
    if (const auto* path = std::get_if<std::string>(&found)) found_.emplace(name, *path);
    return found;
  }

 private:
  std::vector<std::string> directories_;
  std::unordered_map<std::string, std::string> found_;
  TimePoint believed_until_{};
};

}  // namespace baton
