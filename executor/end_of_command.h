#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "process/child_result.h"
#include "process/transcript.h"
#include "step.h"

namespace baton {

// The facts of a report about a script (docs/reference/executor-protocol.md): what the executor saw
// and what the script said. What it means is not decided here. Takes the output that is left.
nlohmann::json facts_of(const ChildResult& result, std::optional<StopReason> stopped,
                        Transcript& transcript);

// More members of the report: the outputs and the checkpoint, as the script gave them.
JsonMembers values_of(const Transcript& transcript);

// "exited 0", "signaled 9", "timeout": for the log.
std::string summary_of(const nlohmann::json& facts);

}  // namespace baton
