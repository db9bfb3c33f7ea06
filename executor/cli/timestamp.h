#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace baton {

using TimePoint = std::chrono::system_clock::time_point;

// A timestamp as jsonb writes it, "2026-03-01T09:30:00.25+01:00". None for null, infinity and anything else.
std::optional<TimePoint> parse_timestamp(const nlohmann::json& value);

// The local time of day, "09:30:00".
std::string time_of_day(TimePoint time);

}  // namespace baton
