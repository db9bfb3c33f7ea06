#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "process/child_result.h"
#include "process/transcript.h"
#include "step.h"

namespace baton {

// Whether the script ended as one that is told from outside to end: by SIGTERM, SIGINT or SIGHUP,
// with the exit status of one that caught such a signal, or without success after its supervisor
// had got one too. A service manager sends it to the executor as well.
bool looks_told_to_end(const ChildResult& result, const Transcript& transcript);

// The facts of a report about a script (docs/reference/executor-protocol.md): what the executor saw
// and what the script said. What it means is not decided here. Takes the output that is left.
nlohmann::json facts_of(const ChildResult& result, std::optional<StopReason> stopped,
                        Transcript& transcript);

// More members of the report: the outputs and the checkpoint, as the script gave them.
JsonMembers values_of(const Transcript& transcript);

// "exited 0", "signaled 9", "timeout": for the log.
std::string summary_of(const nlohmann::json& facts);

}  // namespace baton
