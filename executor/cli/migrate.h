#pragma once

#include <string>
#include <vector>

#include "database/client.h"

namespace baton {

// What happened to the schema, in a sentence.
std::string describe(const Migrated& migrated, bool dry_run);

// Installs or upgrades the schema; throws Failure, DatabaseFailure. Nothing is kept after a dry run.
Migrated migrate_schema(Client& client, bool dry_run);

struct CronReport {
  bool scheduled = false;
  std::string sentence;
  std::string fix;  // empty where there is nothing to do
};

// Creates the extension if the server and the role allow it, and schedules maintenance. What is missing is
// reported, not thrown: executors keep time too.
CronReport set_up_cron(Client& client, bool dry_run);

}  // namespace baton
