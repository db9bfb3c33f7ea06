#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace baton {

// What changes between two versions of a definition, a line each: "+ step mail", "- step fax", and for a
// step that stays "~ step menuImport" with a line per key below it. `before` may be null (all is new).
std::vector<std::string> diff_definitions(const Terminal& terminal, const nlohmann::json& before,
                                          const nlohmann::json& after);

}  // namespace baton
