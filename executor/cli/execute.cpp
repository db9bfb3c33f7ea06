#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/executor_checks.h"
#include "cli/failure.h"
#include "executor.h"

namespace baton {
namespace {

namespace fs = std::filesystem;

void check_directory(const fs::path& directory, const char* flag, const char* purpose) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (!fs::exists(status)) {
    throw Failure(kConfiguration,
                  fmt::format("The {} directory {} does not exist.", purpose, directory.string()),
                  fmt::format("Create it, or correct {}.", flag));
  }
  if (!fs::is_directory(status)) {
    throw Failure(kConfiguration, fmt::format("{} is not a directory.", directory.string()),
                  fmt::format("Name a directory with {}.", flag));
  }
  if (access(directory.c_str(), R_OK | X_OK) != 0) {
    throw Failure(kConfiguration,
                  fmt::format("The {} directory {} cannot be read.", purpose, directory.string()),
                  "Give this user read and execute permission on it.");
  }
}

// Also makes its path absolute; an empty one has a default.
void check_writable(fs::path& directory, const char* flag, const char* purpose) {
  if (directory.empty()) return;
  check_directory(directory, flag, purpose);
  if (access(directory.c_str(), W_OK) != 0) {
    throw Failure(
        kConfiguration,
        fmt::format("The {} directory {} cannot be written.", purpose, directory.string()),
        "Give this user write permission on it.");
  }
  directory = fs::canonical(directory);
}

}  // namespace

ExecutorOptions checked(ExecutorOptions options) {
  if (options.commands.empty()) {
    throw Failure(kUsage, "The executor needs to know where the programs of steps are.",
                  "Name their directory with --commands DIR (or BATON_COMMANDS).");
  }
  for (fs::path& directory : options.commands) {
    check_directory(directory, "--commands", "commands");
    directory = fs::absolute(directory);  // a link to a release stays one
  }
  if (!options.secrets_dir.empty()) {
    check_directory(options.secrets_dir, "--secrets-dir", "secrets");
    options.secrets_dir = fs::absolute(options.secrets_dir);
  }
  check_writable(options.run_directory, "--run-dir", "run");
  check_writable(options.spool_directory, "--spool-dir", "spool");
  for (const std::string& queue : options.queues) {
    if (queue.empty()) throw Failure(kUsage, "A queue has a name.", "Write --queues default,mail.");
  }
  return options;
}

int execute(const ExecutorOptions& options, Launcher& launcher) {
  const ExecutorOptions good = checked(options);
  // A wrong connection string or schema is said here, in a sentence; a server that is only away for now is
  // the loop's business, which waits for it.
  try {
    Client client(good.connection, "baton executor");
    require_schema(client);
  } catch (const DatabaseFailure& failure) {
    if (failure.kind() != DatabaseFailure::Kind::kUnreachable) throw;
  } catch (const Failure& failure) {
    if (failure.status() != kUnavailable) throw;
  }
  return run_executor(good, launcher);
}

}  // namespace baton
