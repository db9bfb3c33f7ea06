#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace baton {

// Where the password stands in an argument that is, or ends with, a connection string:
// "password=..." (also sslpassword) or "postgresql://user:...@host". Pairs of beginning and end;
// none: there is no password.
std::vector<std::pair<std::size_t, std::size_t>> passwords_in(const std::string& argument);

// The arguments, for ourselves. In the memory that everybody on the machine can read as
// /proc/PID/cmdline, passwords are overwritten; it can't be undone that they stood there for a
// moment, and in the shell's history.
std::vector<std::string> hide_passwords(int argc, char** argv);

}  // namespace baton
