#include "cli/hidden_arguments.h"

#include <algorithm>
#include <string_view>

namespace baton {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// A value as libpq reads it, from `at` on: in quotes, or up to a blank; a backslash takes the next
// character along. In a URI it ends at the next parameter.
std::size_t end_of_value(const std::string& text, std::size_t at, bool is_uri) {
  const bool is_quoted = at < text.size() && text[at] == '\'';
  for (std::size_t i = at + (is_quoted ? 1 : 0); i < text.size(); ++i) {
    if (text[i] == '\\' && !is_uri) {
      ++i;
    } else if (is_quoted ? text[i] == '\'' : is_uri ? text[i] == '&' : is_blank(text[i])) {
      return is_quoted ? i + 1 : i;
    }
  }
  return text.size();
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> passwords_in(const std::string& argument) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  const std::size_t scheme = argument.find("://");
  const bool is_uri = scheme != std::string::npos;
  if (is_uri) {
    // Up to the last "@" before the path: a password may hold one that nobody wrote as %40.
    const std::size_t from = scheme + 3;
    const std::size_t path = std::min(argument.find('/', from), argument.size());
    const std::size_t at = argument.rfind('@', path);
    const std::size_t colon = argument.find(':', from);
    if (at != std::string::npos && at > from && colon < at) found.emplace_back(colon + 1, at);
  }
  constexpr std::string_view kKeyword = "password";
  for (std::size_t at = argument.find(kKeyword); at != std::string::npos;
       at = argument.find(kKeyword, at + kKeyword.size())) {
    std::size_t value = at + kKeyword.size();
    while (value < argument.size() && is_blank(argument[value])) ++value;
    if (value >= argument.size() || argument[value] != '=') continue;
    do ++value;
    while (value < argument.size() && is_blank(argument[value]));
    const std::size_t end = end_of_value(argument, value, is_uri);
    if (end > value) found.emplace_back(value, end);
  }
  return found;
}

std::vector<std::string> hide_passwords(int argc, char** argv) {
  std::vector<std::string> arguments(argv, argv + argc);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    for (const auto& [from, to] : passwords_in(arguments[i])) {
      std::fill(argv[i] + from, argv[i] + to, '*');
    }
  }
  return arguments;
}

}  // namespace baton
