#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace baton {

// A job's document of baton.archived_jobs in the shape of baton.job_status(), with "archived_at" and
// what only the archive has: "parameters", "attempts", "output" and "events".
nlohmann::json archived_status(const nlohmann::json& document, const std::string& archived_at);

}  // namespace baton
