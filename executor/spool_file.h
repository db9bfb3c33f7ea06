// What is in a file of the spool. For each report two lines: a checksum, and the report as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

struct SpoolContent {
  std::vector<SpooledReport> reports;
  std::string damage;  // why a part of the text is no report; empty if all of it is
};

// All reports of a file that are whole: what is damaged costs no report before or after it.
SpoolContent parse_spool_text(std::string_view text, TimePoint now);

}  // namespace baton
