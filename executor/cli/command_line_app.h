// Private to command_line*.cpp.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/command_options.h"
#include "cli/complaint.h"

namespace baton {

// An option that takes a length of time, kept as text until the parse is over.
CLI::Option* add_duration(CLI::App& app, const std::string& names, std::string& text,
                          const std::string& description);

// An option that takes one of several words.
CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& text,
                        const std::string& description, const std::vector<std::string>& choices);

// Options that hold something else than their text until the parse is over.
struct Raw {
  std::string connection;
  std::string actor;
  std::string colour = "auto";
  std::string drain_limit = "30s";
  std::string timeout;
  std::string since;
  std::string until;
  std::int64_t before = 0;
  std::string webhook_timeout = "20s";
  std::string log_format = "text";
  std::string shell;
  int attempt = 0;
  bool version = false;
  bool no_cron = false;
};

// One CLI::App, and the structs that it writes into.
class CommandLine {
 public:
  CommandLine();
  Command parse(std::vector<std::string> arguments);

 private:
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& description,
                    const std::string& footer, std::function<Command()> result);
  void add_schema_commands();
  void add_executor();
  void add_executor_options(CLI::App& app, ExecutorOptions& options);
  void add_jobs();
  void add_jobs_readers(CLI::App& jobs);
  void add_jobs_controls(CLI::App& jobs);
  void add_jobs_edit(CLI::App& jobs);
  void add_archive();
  void add_doctor();
  void add_dev();
  void add_webhook();
  void add_completion();
  void add_colour(CLI::App& app);
  void check_leftovers() const;
  [[noreturn]] void refuse_value(const CLI::App& app, const Complaint& complaint,
                                 const std::vector<std::string>& arguments) const;
  const CLI::App& deepest() const;
  Colour colour() const;
  ExecutorOptions executor_result(ExecutorOptions options) const;

  CLI::App app_{"Baton: jobs as graphs of steps, decided in PostgreSQL, run by this program.",
                "baton"};
  std::vector<std::pair<const CLI::App*, std::function<Command()>>> results_;
  Raw raw_;
  MigrateOptions migrate_;
  ApplyOptions apply_;
  ExecutorOptions executor_;
  JobsListOptions list_;
  JobsShowOptions show_;
  JobsLogsOptions logs_;
  JobsWaitOptions wait_;
  JobsCancelOptions cancel_;
  JobsRetryOptions retry_;
  JobsEditOptions edit_;
  ArchiveListOptions archive_list_;
  ArchiveExportOptions archive_export_;
  DoctorOptions doctor_;
  DevOptions dev_;
  WebhookOptions webhook_;
};

}  // namespace baton
