#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/disk_check.h"
#include "cli/missing_programs.h"
#include "cli/print_json.h"
#include "cli/render_health.h"
#include "cli/render_step.h"
#include "cli/terminal.h"
#include "schema_version.h"

namespace baton {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Check problem(std::string name, const Failure& failure) {
  return {std::move(name), "problem", failure.what(), failure.fix()};
}

Check check_commands(const fs::path& directory) {
  const std::string name = "commands";
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return {name, "problem", fmt::format("{} is not a directory.", directory.string()),
            "Create it, or correct --commands."};
  }
  if (access(directory.c_str(), R_OK | X_OK) != 0) {
    return {name, "problem", fmt::format("{} cannot be read by this user.", directory.string()),
            fmt::format("chmod a+rx {}", directory.string())};
  }
  std::ptrdiff_t programs = 0;
  std::vector<std::string> barred;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (!entry.is_regular_file(error)) continue;
    const std::string file = entry.path().filename().string();
    if (access(entry.path().c_str(), X_OK) == 0) {
      ++programs;
    } else {
      barred.push_back(file);
    }
  }
  if (programs == 0) {
    return {name, "warning",
            fmt::format("{} holds no program that may be executed.", directory.string()),
            barred.empty() ? "Put the programs of the steps there."
                           : fmt::format("chmod +x {}/{}", directory.string(), barred.front())};
  }
  return {
      name, "ok",
      fmt::format("{} holds {} program{}.", directory.string(), programs, programs == 1 ? "" : "s"),
      ""};
}

// Whether an executor with these directories could start what the job types name.
void check_programs(const std::vector<JobType>& types, const std::vector<fs::path>& directories,
                    std::vector<Check>& checks) {
  constexpr std::size_t kMost = 10;
  std::size_t missing = 0;
  for (const JobType& type : types) {
    for (const std::string& sentence : missing_programs(type.definition, directories)) {
      if (++missing > kMost) continue;
      checks.push_back({"program", "warning", fmt::format("Job type {}: {}", type.name, sentence),
                        "Put it into a directory of --commands, or let executors that have it "
                        "serve the step's queue."});
    }
  }
  if (missing > kMost) {
    checks.push_back({"program", "warning", fmt::format("{} more are missing.", missing - kMost),
                      "baton apply --dry-run --commands DIR FILE names those of a file."});
  }
  if (missing == 0 && !types.empty()) {
    checks.push_back(
        {"program", "ok",
         fmt::format("Every program that the {} job type{} name{} is there.", types.size(),
                     types.size() == 1 ? "" : "s", types.size() == 1 ? "s" : ""),
         ""});
  }
}

Check check_secrets(const fs::path& directory) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (!fs::is_directory(status) || access(directory.c_str(), X_OK) != 0) {
    return {"secrets", "problem",
            fmt::format("{} is not a directory that this user can read.", directory.string()),
            "Create it, or correct --secrets-dir."};
  }
  if ((status.permissions() & fs::perms::others_read) != fs::perms::none) {
    return {"secrets", "warning",
            fmt::format("Everybody on this machine can list {}.", directory.string()),
            fmt::format("chmod 700 {}", directory.string())};
  }
  return {"secrets", "ok", fmt::format("{} can be read.", directory.string()), ""};
}

// The disks of the server, if it is on this machine, and of results that wait. One that cannot be seen is not checked.
void check_disks(const fs::path& data_directory, const fs::path& spool_directory,
                 std::vector<Check>& checks) {
  const auto look = [&](const fs::path& path, const char* fix) {
    if (const auto space = disk_space(path)) checks.push_back(judge_disk(path, *space, fix));
  };
  if (!data_directory.empty()) {
    const char* fix =
        "Make room or enlarge it before PostgreSQL stops; what ended jobs take: select * from "
        "baton.retention_preview;";
    look(data_directory, fix);
    std::error_code error;  // unreadable as a rule: then it is taken to be there, too
    if (fs::is_symlink(data_directory / "pg_wal", error)) look(data_directory / "pg_wal", fix);
  }
  if (!spool_directory.empty())
    look(spool_directory, "Make room: results that the database has not confirmed wait there.");
}

// The database's own checks; what kept us from asking is the first finding of all.
std::vector<Check> check_database(const std::string& connection,
                                  const std::vector<fs::path>& commands, fs::path& data_directory,
                                  int& status) {
  std::vector<Check> checks;
  try {
    Client client = connect(connection, "baton doctor");
    checks.push_back(
        {"connection", "ok", fmt::format("Connected to {}.", client.description()), ""});
    data_directory = client.local_data_directory();
    try {
      require_schema(client);
      checks.push_back({"schema", "ok",
                        fmt::format("The schema has version {}, as this program.", kSchemaVersion),
                        ""});
      for (const json& row : client.health()) {
        checks.push_back({text_of(row, "name"), text_of(row, "status"), text_of(row, "message"),
                          text_of(row, "fix")});
      }
      if (!commands.empty()) check_programs(client.job_types(), commands, checks);
    } catch (const DatabaseFailure& failure) {
      const Failure shown = failure_from(failure);
      status = shown.status();
      checks.push_back(problem("schema", shown));
    } catch (const Failure& failure) {
      status = failure.status();
      checks.push_back(problem("schema", failure));
    }
  } catch (const Failure& failure) {
    status = failure.status();
    checks.push_back(problem("connection", failure));
  }
  return checks;
}

int severity(const Check& check) {
  return check.status == "problem" ? 0 : check.status == "warning" ? 1 : 2;
}

}  // namespace

int examine(const DoctorOptions& options) {
  int status = 0;
  fs::path data_directory;
  std::vector<Check> checks =
      check_database(options.connection, options.commands, data_directory, status);
  check_disks(data_directory, options.spool_directory, checks);
  for (const fs::path& directory : options.commands) checks.push_back(check_commands(directory));
  if (!options.secrets_dir.empty()) checks.push_back(check_secrets(options.secrets_dir));
  std::stable_sort(checks.begin(), checks.end(),
                   [](const Check& a, const Check& b) { return severity(a) < severity(b); });

  if (options.json) {
    json all = json::array();
    for (const Check& check : checks) {
      all.push_back({{"name", check.name},
                     {"status", check.status},
                     {"message", check.message},
                     {"fix", check.fix.empty() ? json() : json(check.fix)}});
    }
    print_document(all);
  } else {
    for (const std::string& line : render_health(detect_terminal(options.colour), checks))
      fmt::print("{}\n", line);
  }
  return status != 0 ? status : health_status(checks);
}

}  // namespace baton
