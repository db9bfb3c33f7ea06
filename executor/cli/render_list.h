#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace baton {

// Jobs as a table with a heading. Each job is a row of baton.job_overview with duration_ms and age_ms,
// and why its current step is not claimed (current_step_waits_for).
std::vector<std::string> render_list(const Terminal& terminal,
                                     const std::vector<nlohmann::json>& jobs);

}  // namespace baton
