#include "cli/complaint.h"

#include <regex>

#include <fmt/format.h>

namespace baton {
namespace {

std::string spaced(const std::string& list) {
  std::string text;
  for (const char c : list) {
    text += c;
    if (c == ',') text += ' ';
  }
  return text;
}

}  // namespace

std::optional<Complaint> complaint_of(const std::string& sentence) {
  static const std::regex kChoice(R"((\S+): (.*) not in \{(.*)\})");
  static const std::regex kRange(R"((\S+): Value (.*) not in range (\S+) to (\S+))");
  static const std::regex kNumber(R"(Could not convert: (\S+) = (.*))");
  static const std::regex kOwn(R"((\S+): (".*))");
  std::smatch found;
  if (std::regex_match(sentence, found, kRange)) {
    return Complaint{found[1], fmt::format("\"{}\" is not a number from {} to {}", found[2].str(),
                                           found[3].str(), found[4].str())};
  }
  if (std::regex_match(sentence, found, kChoice)) {
    return Complaint{found[1],
                     fmt::format("\"{}\" is none of {}", found[2].str(), spaced(found[3]))};
  }
  if (std::regex_match(sentence, found, kNumber)) {
    return Complaint{found[1], fmt::format("\"{}\" is not a number", found[2].str())};
  }
  if (std::regex_match(sentence, found, kOwn)) return Complaint{found[1], found[2]};
  return std::nullopt;
}

}  // namespace baton
