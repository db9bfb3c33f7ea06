#pragma once

#include <filesystem>

namespace baton {

// The directory with initdb and postgres: the newest of Debian's places, else the first in PATH. Throws Failure.
std::filesystem::path find_postgres();

// Whether the server whose programs are in `bin` has pg_cron installed.
bool has_pg_cron(const std::filesystem::path& bin);

}  // namespace baton
