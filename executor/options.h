// What `baton executor` was asked to do: the command line fills this, the loop reads it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace baton {

enum class LogFormat { kText, kJson };

struct ExecutorOptions {
  // libpq connection string or URI; what it leaves out comes from PG* variables and the service file.
  std::string connection;
  // Where SQL steps run. Empty: like `connection`, with user baton_sql and no password of its own.
  std::string sql_connection;
  // Shown in logs, views and pg_stat_activity. Empty: the host's name.
  std::string name;
  std::vector<std::string> queues = {"default"};
  // How many steps may run at once. 0: as many as there are cores.
  int slots = 0;
  // Only programs below these directories run; the first that has the name wins.
  std::vector<std::filesystem::path> commands;
  // One file per secret. Empty: a step that names a secret fails as CONFIGURATION.
  std::filesystem::path secrets_dir;
  // Where steps get their private working directories. Empty: a directory of its own under $TMPDIR.
  std::filesystem::path run_directory;
  // Where results wait for a database that is away, below a directory per executor name. Empty: below
  // the run directory's parent.
  std::filesystem::path spool_directory;
  // true: no LISTEN; new work and cancellations are found by polling alone.
  bool poll_only = false;
  // How long a drain waits for what runs before it stops it and hands it back.
  std::chrono::milliseconds drain_limit{30'000};
  // HOST:PORT where metrics are served; empty: nowhere.
  std::string metrics;
  LogFormat log_format = LogFormat::kText;
};

}  // namespace baton
