#include "cli/duration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace baton {

using std::chrono::milliseconds;

std::optional<milliseconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !(number >= 0) || number > 1e9) return std::nullopt;
  std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);

  static constexpr std::array<std::pair<std::string_view, double>, 16> kUnits{{
      {"", 1e3},
      {"ms", 1},
      {"s", 1e3},
      {"sec", 1e3},
      {"second", 1e3},
      {"seconds", 1e3},
      {"m", 6e4},
      {"min", 6e4},
      {"minute", 6e4},
      {"minutes", 6e4},
      {"h", 3.6e6},
      {"hour", 3.6e6},
      {"hours", 3.6e6},
      {"d", 8.64e7},
      {"day", 8.64e7},
      {"days", 8.64e7},
  }};
  for (const auto& [name, factor] : kUnits) {
    // Over thirty years: sums with the time of day must not overflow.
    if (unit == name && number * factor > 1e12) return std::nullopt;
    if (unit == name) return milliseconds(static_cast<std::int64_t>(number * factor));
  }
  return std::nullopt;
}

std::string format_duration(milliseconds duration) {
  const std::int64_t ms = duration.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 10'000) return fmt::format("{}.{} s", ms / 1000, ms / 100 % 10);
  const std::int64_t s = ms / 1000;
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  if (s < 86400) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  return fmt::format("{} d {} h", s / 86400, s / 3600 % 24);
}

}  // namespace baton
