#pragma once

#include <filesystem>
#include <vector>

#include "cli/terminal.h"
#include "database/client.h"

namespace baton {

// Defines what the files hold, all or nothing, and says per definition what happened. Throws Failure
// (kBadInput) after all refusals have been printed on stderr.
void apply_files(Client& client, const Terminal& terminal,
                 const std::vector<std::filesystem::path>& files, bool dry_run);

}  // namespace baton
