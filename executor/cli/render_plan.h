#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace baton {

// Throws all that speaks against the plan, with the fix for the first.
void require_valid(const nlohmann::json& plan);

// What an edit or a retry does, as baton.check_step_changes() or check_retry() foresees it: a table
// of the steps that change, what becomes of the job, and what to know before. No line is cut: a
// plan is read whole.
std::vector<std::string> render_plan(const Terminal& terminal, const nlohmann::json& plan);

// What to know before: the plan's warnings, a line each.
std::vector<std::string> render_warnings(const Terminal& terminal, const nlohmann::json& warnings);

}  // namespace baton
