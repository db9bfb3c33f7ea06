#pragma once

#include "cli/command_options.h"
#include "cli/terminal.h"
#include "database/client.h"

namespace baton {

// Defines what the files hold, all or nothing, and says per definition what happened. Throws
// Failure (kBadInput) after all refusals have been printed on stderr. Warns there of programs that
// are in none of the command directories, where some are named.
void apply_files(Client& client, const Terminal& terminal, const ApplyOptions& options);

}  // namespace baton
