#pragma once

#include <nlohmann/json.hpp>

#include "cli/command_options.h"

namespace baton {

// What --set, --outputs and --reset ask for, as baton.set_step_statuses() takes it: an array of {"step", "status",
// "outputs", "keep_checkpoint"}. Throws Failure (kUsage) for what cannot be understood; never repeats a value of
// --outputs, which may be confidential.
nlohmann::json step_changes(const JobsEditOptions& options);

}  // namespace baton
