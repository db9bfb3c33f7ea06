// What each subcommand was asked to do: the command line fills these, the commands read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "options.h"

namespace baton {

enum class Colour { kAuto, kAlways, kNever };

struct MigrateOptions {
  std::string connection;
  bool dry_run = false;
  bool json = false;
};

struct ApplyOptions {
  std::string connection;
  std::string actor;  // empty: the user of this process, unless the session has one
  std::vector<std::filesystem::path> files;
  std::vector<std::filesystem::path> commands;  // where the programs of its steps should be
  bool dry_run = false;
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct JobsListOptions {
  std::string connection;
  std::vector<std::string> statuses;
  std::vector<std::string> types;
  std::string subject;
  std::string organisation;
  std::string batch;
  std::string queue;
  std::vector<std::string> errors;
  std::optional<std::chrono::system_clock::time_point> since;
  std::optional<std::chrono::system_clock::time_point> until;
  std::optional<std::int64_t> before;  // only lower ids: the next page
  int limit = 20;
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct JobsShowOptions {
  std::string connection;
  std::int64_t job = 0;
  bool json = false;
  bool details = false;  // also outputs, and why each step that waits is waiting
  Colour colour = Colour::kAuto;
};

struct JobsLogsOptions {
  std::string connection;
  std::int64_t job = 0;
  std::string step;            // empty: every step, each line with its step's name
  std::optional<int> attempt;  // none: the last one of each step
  std::string stream;          // stdout, stderr or empty for both
  bool follow = false;
  bool raw = false;  // the scripts' own bytes, also those that steer a terminal
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct JobsWaitOptions {
  std::string connection;
  std::int64_t job = 0;
  std::optional<std::chrono::milliseconds> timeout;
  bool quiet = false;
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct JobsCancelOptions {
  std::string connection;
  std::string actor;  // empty: the user of this process, unless the session has one
  std::int64_t job = 0;
  std::string reason;
  bool json = false;
};

struct JobsRetryOptions {
  std::string connection;
  std::string actor;  // empty: the user of this process, unless the session has one
  std::int64_t job = 0;
  std::string from_step;
  bool keep_sql_steps = false;    // SQL steps that are done stay so
  std::vector<std::string> sets;  // KEY=VALUE, corrected parameters
  std::string reason;
  bool dry_run = false;
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct JobsEditOptions {
  std::string connection;
  std::string actor;  // empty: the user of this process, unless the session has one
  std::int64_t job = 0;
  std::vector<std::string> sets;     // STEP=STATUS
  std::vector<std::string> outputs;  // STEP=JSON, for steps set to completed
  std::vector<std::string> resets;   // STEP
  bool keep_checkpoint = false;      // the steps of `resets` resume from theirs
  std::string reason;
  bool dry_run = false;
  bool yes = false;
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct ArchiveListOptions {
  std::string connection;
  bool json = false;
};

struct ArchiveExportOptions {
  std::string connection;
  std::string actor;  // empty: the user of this process, unless the session has one
  std::string month;  // 2026-01
  std::filesystem::path to;
  bool json = false;
};

struct DoctorOptions {
  std::string connection;
  std::vector<std::filesystem::path> commands;
  std::filesystem::path secrets_dir;
  std::filesystem::path spool_directory;
  bool json = false;
  Colour colour = Colour::kAuto;
};

struct DevOptions {
  std::filesystem::path directory;  // empty: a temporary one, removed at the end
  std::filesystem::path ready_file;
  std::filesystem::path postgres_bin;  // empty: the newest below /usr/lib/postgresql, or PATH
  std::vector<std::filesystem::path> apply;
  std::string port = "none";  // none: only a Unix socket
  bool cron = true;
  // Its connection is filled in once the server runs.
  ExecutorOptions executor;
};

struct WebhookOptions {
  std::chrono::milliseconds timeout{20'000};
};

struct Text {
  std::string text;  // --help, --version
};

using Command = std::variant<Text, MigrateOptions, ApplyOptions, ExecutorOptions, JobsListOptions,
                             JobsShowOptions, JobsLogsOptions, JobsWaitOptions, JobsCancelOptions,
                             JobsRetryOptions, JobsEditOptions, ArchiveListOptions,
                             ArchiveExportOptions, DoctorOptions, DevOptions, WebhookOptions>;

}  // namespace baton
