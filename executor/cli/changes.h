#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"
#include "database/client.h"

namespace baton {

// What changed in a job since the answer before, a line per change, for logs and pipes. `before` may be null
// (document not an object): then every step that is not pending counts as a change.
std::vector<std::string> job_changes(const Terminal& terminal, const nlohmann::json& before,
                                     const JobStatus& after);

bool has_ended(const nlohmann::json& job);

}  // namespace baton
