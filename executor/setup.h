// From the options to what the loop works with; all that can be wrong with them is found here.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/unique_fd.h"
#include "database/session.h"
#include "options.h"
#include "preparation.h"
#include "signals.h"
#include "spool.h"
#include "sql_step.h"

namespace baton {

// Told to people as it is; the process ends with `exit_status`. With kExitUnavailable it may come right by itself.
class SetupError : public std::runtime_error {
 public:
  SetupError(int status, const std::string& message)
      : std::runtime_error(message), exit_status(status) {}
  int exit_status;
};

// A directory of this process alone, in which steps get theirs; removed with the object. What an
// executor that was killed left behind is removed too: its lock is free.
// What cleans up below /tmp (systemd-tmpfiles, tmpreaper) may remove it under an idle executor.
class RunDirectory {
 public:
  // Below `parent`, or below $TMPDIR or /tmp when that is empty.
  explicit RunDirectory(const std::filesystem::path& parent);
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Makes it again, under its path, where somebody has removed it; logs that, or why it cannot.
  void restore();

 private:
  std::filesystem::path path_;
  UniqueFd lock_;  // on the directory, as long as this process lives
};

Registration registration_for(const ExecutorOptions& options);
Workplace workplace_for(const ExecutorOptions& options, const RunDirectory& run_directory);

// Where an executor writes. The spool is below --spool-dir, or in a directory of this user below
// --run-dir, $TMPDIR or /tmp. The constructor throws SetupError.
struct Disk {
  explicit Disk(const ExecutorOptions& options);

  RunDirectory run_directory;
  Spool spool;
};

// As with a database that is away, an executor waits for a disk that is full; null when it was told
// to stop meanwhile. Throws SetupError when waiting would not help.
std::unique_ptr<Disk> wait_for_disk(const ExecutorOptions& options, Signals& signals);

// Where SQL steps log in: --sql-connection, or the executor's own with user baton_sql.
SqlServer sql_server_for(const ExecutorOptions& options);

}  // namespace baton
