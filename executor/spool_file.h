// What is in a file of the spool: one line with a checksum of the rest, then the report as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "clock.h"
#include "report.h"

namespace baton {

struct SpooledReport {
  std::string database;
  Report report;
};

// The time of the end is kept by two clocks: the monotonic one, which counts as long as the machine
// is not started anew, and else the wall clock.
std::string spool_text(const Report& report, const std::string& database, TimePoint now);

// The report, or why the text is not one.
std::variant<SpooledReport, std::string> parse_spool_text(std::string_view text, TimePoint now);

}  // namespace baton
