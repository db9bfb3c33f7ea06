#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_options.h"

namespace baton {

// Whether these arguments start scripts, so that main must start the launcher.
// May say yes too often (a job type named "dev"), never too seldom.
bool starts_scripts(int argc, const char* const* argv);

// Reads the arguments (without the program's name), BATON_* variables and the configuration file, in
// that order of precedence. Throws Failure: kUsage for what cannot be understood, with the nearest
// name that can; kConfiguration for the file.
Command parse_command_line(const std::vector<std::string>& arguments);

}  // namespace baton
