#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace baton {

// Of a definition's steps those whose program an executor with these command directories could not
// start, a sentence each.
std::vector<std::string> missing_programs(const nlohmann::json& definition,
                                          const std::vector<std::filesystem::path>& directories);

}  // namespace baton
