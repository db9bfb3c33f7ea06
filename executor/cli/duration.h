#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

// "30", "30s", "1.5 min", "2h", "250ms"; a bare number is seconds. None when it is not a length of time.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// For people: "3 ms", "1.2 s", "42 s", "2 min 05 s", "3 h 07 min", "5 d 2 h".
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace baton
