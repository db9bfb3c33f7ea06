#include "cli/connect.h"

#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "cli/sentence.h"
#include "cli/suggest.h"
#include "schema_version.h"

namespace baton {
namespace {

using Kind = DatabaseFailure::Kind;

constexpr const char* kConnectionHelp =
    "Write it as host=/run/postgresql dbname=app user=app, or as postgresql://app@localhost/app.";

// libpq quotes what it could not read, and that may be a piece of a password. Only the name of an option
// that somebody misspelt can be told from that, and then the right name is enough.
std::string connection_string_fix(std::string_view message) {
  for (const std::string_view start :
       {"invalid connection option \"", "invalid URI query parameter: \""}) {
    const std::size_t at = message.find(start);
    if (at == std::string_view::npos) continue;
    std::string_view word = message.substr(at + start.size());
    word = word.substr(0, word.find('"'));
    if (const auto nearest = nearest_name(word, connection_keywords())) {
      return fmt::format("It has an option that libpq does not know; did you mean \"{}\"?",
                         *nearest);
    }
    return "It has an option that libpq does not know.";
  }
  return kConnectionHelp;
}

Failure denied(const DatabaseError& error) {
  std::string fix = error.hint;
  if (fix.empty()) {
    fix = error.sqlstate == "42501"
              ? "Connect as a member of the role that may: baton_reader looks at jobs, "
                "baton_operator steers them, baton_author defines job types, baton_executor runs "
                "executors."
              : "Check user, password (~/.pgpass or PGPASSFILE) and the server's pg_hba.conf.";
  }
  return {kNoPermission, as_sentence(error.message), fix};
}

ExitStatus refused_status(const std::string& sqlstate) {
  // Locked, cancelled, out of connections: nothing is wrong with what was asked. An executor goes on and waits.
  if (!sqlstate.empty() && is_transient({sqlstate, "", ""})) return kUnavailable;
  if (sqlstate == "BT070" || sqlstate == "BT071") return kNoInput;
  if (sqlstate == "BT040") return kConfiguration;
  if (sqlstate.starts_with("BT")) return kBadInput;
  // An undefined table or function: the schema is not what the program expects.
  if (sqlstate == "42883" || sqlstate == "42P01" || sqlstate == "3F000" || sqlstate == "3D000") {
    return kConfiguration;
  }
  return kInternal;
}

}  // namespace

Failure failure_from(const DatabaseFailure& failure) {
  const DatabaseError& error = failure.error();
  switch (failure.kind()) {
    case Kind::kConnectionString:
      return {kConfiguration, "The connection string cannot be read.",
              connection_string_fix(error.message)};
    case Kind::kUnreachable:
      return {kUnavailable, as_sentence("The database is not available: " + error.message),
              "Check that the server runs, and --database or the PG* variables."};
    case Kind::kDenied:
      return denied(error);
    case Kind::kRefused:
      break;
  }
  std::string fix = error.hint;
  if (fix.empty() && refused_status(error.sqlstate) == kConfiguration) {
    fix = "Run `baton migrate` with this program.";
  }
  return {refused_status(error.sqlstate), as_sentence(error.message), fix};
}

Client connect(const std::string& connection, const std::string& application) {
  try {
    return Client(connection, application);
  } catch (const DatabaseFailure& failure) {
    throw failure_from(failure);
  }
}

void check_schema_version(const std::optional<int>& version) {
  if (!version) {
    throw Failure(kConfiguration, "This database has no schema baton.",
                  "Run `baton migrate` with the same --database, or name the right database.");
  }
  if (*version > kSchemaVersion) {
    throw Failure(kConfiguration,
                  fmt::format("The schema has version {}, newer than version {} of this program.",
                              *version, kSchemaVersion),
                  "Upgrade the baton program.");
  }
  if (*version < kSchemaVersion) {
    throw Failure(kConfiguration,
                  fmt::format("The schema has version {}, older than version {} of this program.",
                              *version, kSchemaVersion),
                  "Run `baton migrate`.");
  }
}

void require_schema(Client& client) {
  try {
    check_schema_version(client.schema_version());
  } catch (const DatabaseFailure& failure) {
    throw failure_from(failure);
  }
}

Client connect_to_schema(const std::string& connection, const std::string& application) {
  Client client = connect(connection, application);
  require_schema(client);
  return client;
}

Actor actor_named(const std::string& given) {
  if (!given.empty()) return {given, true};
  const passwd* user = getpwuid(getuid());
  return {user == nullptr ? std::to_string(getuid()) : user->pw_name, false};
}

}  // namespace baton
