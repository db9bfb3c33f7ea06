#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "database/client.h"

namespace baton {

// A job's document of baton.archived_jobs in the shape of baton.job_status(), with "archived_at"
// and what only the archive has: "parameters", "attempts", "output" and "events".
nlohmann::json archived_status(const nlohmann::json& document, const std::string& archived_at);

// The job as it is, or as the archive has it (then with archived_at). Throws DatabaseFailure
// (BT070) for one that is in neither.
JobStatus job_or_archived(Client& client, std::int64_t id);

}  // namespace baton
