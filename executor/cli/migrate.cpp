#include "cli/migrate.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/failure.h"
#include "cli/manifest.h"
#include "cli/print_json.h"
#include "schema_version.h"

namespace baton {
namespace {

using nlohmann::json;

std::vector<Script> plan(std::optional<int> version) {
  if (!version) return resolve_manifest(sql_files(), "install.sql");
  if (*version > kSchemaVersion) check_schema_version(version);
  return upgrade_scripts(sql_files(), *version, kSchemaVersion);
}

// Two first installations at once meet at the roles, which belong to the whole server.
bool met_another(const DatabaseFailure& failure) {
  const std::string& state = failure.error().sqlstate;
  return state == "23505" || state == "42710" || state == "40P01" ||
         failure.error().message.find("concurrently") != std::string::npos;
}

Failure missing_privilege(const DatabaseFailure& failure, const std::string& where) {
  return {kNoPermission, fmt::format("The schema cannot be changed: {}.", failure.what()),
          fmt::format(
              "Run `baton migrate` as a superuser, or as a role with CREATEROLE and CREATE on the "
              "database ({}).",
              where)};
}

CronReport missing(std::string sentence, std::string fix) {
  return {false, sentence + " Executors keep the time meanwhile.", std::move(fix)};
}

}  // namespace

Migrated migrate_schema(Client& client, bool dry_run) {
  for (int attempt = 1;; ++attempt) {
    try {
      return client.migrate(plan, !dry_run);
    } catch (const DatabaseFailure& failure) {
      if (failure.kind() == DatabaseFailure::Kind::kDenied) {
        throw missing_privilege(failure, client.description());
      }
      if (attempt == 3 || !met_another(failure)) throw;
    }
  }
}

std::string describe(const Migrated& migrated, bool dry_run) {
  const char* would = dry_run ? "would be " : "";
  if (!migrated.before) return fmt::format("schema version {} {}installed", migrated.after, would);
  if (*migrated.before == migrated.after)
    return fmt::format("schema version {} is up to date", migrated.after);
  return fmt::format("schema {}upgraded from version {} to {}", would, *migrated.before,
                     migrated.after);
}

CronReport set_up_cron(Client& client, bool dry_run) {
  const CronState state = client.cron();
  if (!state.available) {
    return missing(
        "pg_cron is not installed on the server.",
        "Install it (Debian: postgresql-15-cron), add it to shared_preload_libraries, restart the "
        "server, run `baton migrate` again.");
  }
  if (state.preloaded && state.preloaded->find("pg_cron") == std::string::npos) {
    return missing(
        "pg_cron is installed, but the server does not load it.",
        fmt::format("Set shared_preload_libraries = 'pg_cron' and cron.database_name = '{}' in "
                    "postgresql.conf, restart the server, run `baton migrate` again.",
                    state.current_database));
  }
  if (state.database && *state.database != state.current_database) {
    return missing(
        fmt::format("pg_cron serves database {}, not {}.", *state.database, state.current_database),
        fmt::format(
            "Set cron.database_name = '{}' and restart the server, or call baton.maintain() "
            "from there with cron.schedule_in_database().",
            state.current_database));
  }
  if (dry_run) return {true, "pg_cron would be set up to keep the time", ""};
  try {
    if (!state.created) client.create_cron();
    const std::string answer = client.schedule_maintenance();
    // It says what is missing instead of raising an error.
    const bool scheduled = answer.starts_with("pg_cron runs");
    return {scheduled, answer, scheduled ? "" : "`baton doctor` says more."};
  } catch (const DatabaseFailure& failure) {
    if (failure.kind() == DatabaseFailure::Kind::kUnreachable) throw;
    return missing(fmt::format("pg_cron could not be set up: {}.", failure.what()),
                   "Run `baton migrate` once as a superuser.");
  }
}

int migrate(const MigrateOptions& options) {
  Client client = connect(options.connection, "baton migrate");
  if (!options.json) fmt::print("{}\n", client.description());
  const Migrated migrated = migrate_schema(client, options.dry_run);
  if (!options.json) fmt::print("{}\n", describe(migrated, options.dry_run));
  const CronReport cron = set_up_cron(client, options.dry_run);
  if (options.json) {
    print_document({{"database", client.description()},
                    {"version_before", migrated.before ? json(*migrated.before) : json()},
                    {"version", migrated.after},
                    {"pg_cron",
                     {{"scheduled", cron.scheduled},
                      {"message", cron.sentence},
                      {"fix", cron.fix.empty() ? json() : json(cron.fix)}}},
                    {"dry_run", options.dry_run}});
    return kDone;
  }
  fmt::print("{}\n", cron.sentence);
  if (!cron.fix.empty()) fmt::print("  fix: {}\n", cron.fix);
  if (options.dry_run) fmt::print("dry run: nothing was changed\n");
  return kDone;
}

}  // namespace baton
