#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/client.h"
#include "sql_files.h"

namespace baton {

// The scripts that psql would run for manifest `path` (relative to sql/), in order: its own statements and the
// files of its \ir lines, and theirs. Transaction control on a line of its own is dropped, because the
// caller's transaction is around everything; so are \set, \unset, \echo, \pset and \timing. Throws Failure
// (kInternal) for any other psql command, a file that is not there, and a circle.
std::vector<Script> resolve_manifest(std::span<const SqlFile> files, std::string_view path);

// What brings a schema of version `from` to `to`: migrations/NNNN_*.sql with NNNN from from + 1 to `to`, each a
// manifest. Throws Failure (kInternal) when one is missing.
std::vector<Script> upgrade_scripts(std::span<const SqlFile> files, int from, int to);

}  // namespace baton
