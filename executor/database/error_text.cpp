#include "database/error_text.h"

#include <sstream>
#include <string_view>

namespace baton {
namespace {

enum class Part { kMessage, kDetail, kHint, kOther };

struct Label {
  std::string_view text;
  Part part;
};

// libpq writes these in the client's language; the program never calls setlocale() for messages.
constexpr Label kLabels[] = {
    {"DETAIL:  ", Part::kDetail}, {"HINT:  ", Part::kHint},      {"CONTEXT:  ", Part::kOther},
    {"QUERY:  ", Part::kOther},   {"LOCATION:  ", Part::kOther}, {"LINE ", Part::kOther},
};

std::string joined(const std::string& before, std::string_view line) {
  return before.empty() ? std::string(line) : before + "\n" + std::string(line);
}

bool begins_with_sqlstate(std::string_view text) {
  return text.size() > 7 && text.substr(5, 2) == ": " &&
         text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5;
}

}  // namespace

DatabaseError parse_error_text(const std::string& text, const std::string& sqlstate) {
  std::string parts[4];
  Part part = Part::kMessage;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    std::string_view rest = line;
    for (const Label& label : kLabels) {
      if (rest.starts_with(label.text)) {
        part = label.part;
        rest.remove_prefix(label.text.size());
        break;
      }
    }
    std::string& target = parts[static_cast<int>(part)];
    target = joined(target, rest);
  }
  std::string message = one_line(parts[static_cast<int>(Part::kMessage)]);
  // "ERROR:  ", in whatever language the server speaks.
  const std::size_t severity = message.find(":  ");
  if (severity != std::string::npos && message.find(' ') > severity) message.erase(0, severity + 3);
  // Verbose texts go on with the SQLSTATE, which libpqxx 6 keeps for some errors only.
  std::string state = sqlstate;
  if (begins_with_sqlstate(message)) {
    state = message.substr(0, 5);
    message.erase(0, 7);
  }
  const std::string detail = one_line(parts[static_cast<int>(Part::kDetail)]);
  if (!detail.empty()) message += message.ends_with('.') ? " " + detail : " (" + detail + ")";
  return {state, message, one_line(parts[static_cast<int>(Part::kHint)])};
}

}  // namespace baton
