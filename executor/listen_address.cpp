#include "listen_address.h"

#include <algorithm>
#include <charconv>

namespace baton {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_port(std::string_view text) {
  unsigned number = 0;
  return is_digits(text) && text.size() <= 5 &&
         std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc() &&
         number <= 65535;
}

bool is_host(std::string_view text) {
  constexpr std::string_view kOthers = ".-_:%";
  return !text.empty() && !is_digits(text) && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const bool in_brackets = text.starts_with('[');
  const std::size_t end = in_brackets ? text.find(']') : text.find(':');
  if (in_brackets && end == std::string_view::npos) return std::nullopt;
  const std::string_view host =
      in_brackets ? text.substr(1, end - 1) : text.substr(0, std::min(end, text.size()));
  std::string_view rest = text.substr(std::min(in_brackets ? end + 1 : end, text.size()));
  if (!is_host(host) || (in_brackets && host.find(':') == std::string_view::npos)) {
    return std::nullopt;
  }
  if (rest.empty()) return ListenAddress{std::string(host), kDefaultMetricsPort};
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  if (!is_port(rest)) return std::nullopt;
  return ListenAddress{std::string(host), std::string(rest)};
}

std::string to_text(const ListenAddress& address) {
  const bool needs_brackets = address.host.find(':') != std::string::npos;
  return (needs_brackets ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

}  // namespace baton
