#include "database/exact_json.h"

#include <algorithm>

namespace baton {

namespace {

using nlohmann::json;

constexpr std::string_view kMark = "\\u0001";  // as it stands in JSON
constexpr std::size_t kSureDigits = 15;        // of an integer: fits into 64 bits

// Calls take(string) for each string, with its quotation marks, and take(rest) for what is between.
template <typename Take>
void for_each_part(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t start = std::min(text.find('"'), text.size());
    if (start > 0) take(text.substr(0, start));
    text.remove_prefix(start);
    if (text.empty()) return;
    std::size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, text.size());
    take(text.substr(0, end));
    text.remove_prefix(end);
  }
}

bool take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count > 0;
}

bool take_any_of(std::string_view& text, std::string_view characters) {
  const bool found = !text.empty() && characters.find(text[0]) != characters.npos;
  if (found) text.remove_prefix(1);
  return found;
}

// Whether JSON has such a number, however large.
bool is_number(std::string_view text) {
  take_any_of(text, "-");
  if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return false;
  if (!take_digits(text)) return false;
  if (take_any_of(text, ".") && !take_digits(text)) return false;
  if (take_any_of(text, "eE")) {
    take_any_of(text, "+-");
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

bool is_kept(std::string_view number) {
  const bool is_integer = number.find_first_of(".eE") == number.npos;
  if (is_integer && number.size() <= kSureDigits) return true;
  const json value = json::parse(number, nullptr, false);
  return !value.is_discarded() && value.dump() == number;
}

void append_guarded(std::string& guarded, std::string_view between) {
  constexpr std::string_view kNumber = "+-.0123456789eE";
  while (!between.empty()) {
    const std::size_t start = std::min(between.find_first_of("-0123456789"), between.size());
    guarded += between.substr(0, start);
    between.remove_prefix(start);
    const std::size_t size = std::min(between.find_first_not_of(kNumber), between.size());
    const std::string_view number = between.substr(0, size);
    if (is_kept(number) || !is_number(number)) {
      guarded += number;
    } else {
      guarded.append("\"").append(kMark).append(number).append("\"");
    }
    between.remove_prefix(size);
  }
}

bool is_marked(std::string_view string) { return string.substr(1).starts_with(kMark); }

}  // namespace

json parse_exact(std::string_view text) {
  std::string guarded;
  guarded.reserve(text.size());
  for_each_part(text, [&](std::string_view part) {
    if (part[0] != '"') {
      append_guarded(guarded, part);
    } else if (is_marked(part)) {
      guarded.append("\"").append(kMark).append(part.substr(1));
    } else {
      guarded += part;
    }
  });
  return json::parse(guarded);
}

std::string print_exact(const json& value, int indent) {
  std::string printed;
  const std::string guarded = value.dump(indent, ' ', false, json::error_handler_t::replace);
  for_each_part(guarded, [&](std::string_view part) {
    if (part[0] != '"' || !is_marked(part)) {
      printed += part;
      return;
    }
    const std::string_view rest = part.substr(1 + kMark.size());  // with the quotation mark
    if (rest.starts_with(kMark)) {
      printed.append("\"").append(rest);
    } else {
      printed += rest.substr(0, rest.size() - 1);
    }
  });
  return printed;
}

}  // namespace baton
