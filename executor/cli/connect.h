#pragma once

#include <string>

#include "cli/failure.h"
#include "database/client.h"

namespace baton {

// The sentence, fix and exit status for what the database, or the way to it, said. Never holds a password.
Failure failure_from(const DatabaseFailure& failure);

// Connects; throws Failure.
Client connect(const std::string& connection, const std::string& application);

// Connects, and throws Failure (kConfiguration) unless the schema is the one this program was built for.
Client connect_to_schema(const std::string& connection, const std::string& application);

// The same check on a connection that is there.
void require_schema(Client& client);

// Throws the Failure for a schema of this version (none: there is none) unless it is ours.
void check_schema_version(const std::optional<int>& version);

// Who signs: the given name, else the user of this process.
Actor actor_named(const std::string& given);

}  // namespace baton
