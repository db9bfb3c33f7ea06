#pragma once

#include <string_view>

namespace baton {

// Whether no definition may set this environment variable: it is the executor's business, or it
// makes common programs load code or run commands that its value names. The database can name a
// command, never place one, and the executor is the one to see to that. No list of such names is
// complete.
bool is_reserved_variable(std::string_view name);

}  // namespace baton
