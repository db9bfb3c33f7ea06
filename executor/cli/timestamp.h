#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace baton {

using TimePoint = std::chrono::system_clock::time_point;

// A timestamp as jsonb writes it, "2026-03-01T09:30:00.25+01:00". None for null, infinity and anything else.
std::optional<TimePoint> parse_timestamp(const nlohmann::json& value);

// What a person writes: "today", "yesterday", a length of time (so long ago), "2026-03-01", "2026-03-01 14:30", also with
// seconds, a "T" and a zone (Z, +01, +01:00); without a zone in local time. None for anything else.
std::optional<TimePoint> parse_moment(const std::string& text);

// The local time of day, "09:30:00".
std::string time_of_day(TimePoint time);

}  // namespace baton
