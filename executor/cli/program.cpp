#include "cli/program.h"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/failure.h"
#include "cli/terminal.h"

namespace baton {
namespace {

int report(const Failure& failure) {
  std::fflush(stdout);
  fmt::print(stderr, "baton: {}\n", harmless_lines(failure.what()));
  if (!failure.fix().empty()) fmt::print(stderr, "  fix: {}\n", harmless_lines(failure.fix()));
  return failure.status();
}

Launcher& needed(Launcher* launcher) {
  if (launcher == nullptr) throw Failure(kInternal, "The launcher of scripts was not started.");
  return *launcher;
}

// One overload per alternative of Command.
struct Run {
  Launcher* launcher;

  int operator()(const Text& text) const {
    fmt::print("{}", text.text);
    return kDone;
  }
  int operator()(const MigrateOptions& options) const { return migrate(options); }
  int operator()(const ApplyOptions& options) const { return apply(options); }
  int operator()(const ExecutorOptions& options) const {
    return execute(options, needed(launcher));
  }
  int operator()(const JobsListOptions& options) const { return list_jobs(options); }
  int operator()(const JobsShowOptions& options) const { return show_job(options); }
  int operator()(const JobsLogsOptions& options) const { return print_logs(options); }
  int operator()(const JobsWaitOptions& options) const { return wait_for_job(options); }
  int operator()(const JobsCancelOptions& options) const { return cancel_job(options); }
  int operator()(const JobsRetryOptions& options) const { return retry_job(options); }
  int operator()(const JobsEditOptions& options) const { return edit_job(options); }
  int operator()(const ArchiveListOptions& options) const { return list_archive(options); }
  int operator()(const ArchiveExportOptions& options) const { return export_archive(options); }
  int operator()(const DoctorOptions& options) const { return examine(options); }
  int operator()(const DevOptions& options) const { return run_dev(options, needed(launcher)); }
  int operator()(const WebhookOptions& options) const { return call_webhook(options); }
};

}  // namespace

int run_program(int argc, const char* const* argv, Launcher* launcher) {
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const int status = std::visit(Run{launcher}, parse_command_line(arguments));
    if (std::fflush(stdout) != 0) throw Failure(kInternal, "The output could not be written.");
    return status;
  } catch (const Failure& failure) {
    return report(failure);
  } catch (const DatabaseFailure& failure) {
    return report(failure_from(failure));
  } catch (const std::exception& error) {
    return report(
        Failure(kInternal, fmt::format("A defect: {}.", error.what()), "Please report it."));
  }
}

}  // namespace baton
