// From the options to the exit status: what the loop stands on is made, and a refusal is told.
#include <memory>

#include "executor.h"
#include "executor_loop.h"
#include "logging.h"

namespace baton {

namespace {

std::unique_ptr<Monitor> monitor_for(const ExecutorOptions& options) {
  const auto address = parse_listen_address(options.metrics);
  if (!address) return nullptr;
  try {
    return std::make_unique<Monitor>(*address, options.connection, registration_for(options).name);
  } catch (const std::runtime_error& error) {
    throw SetupError(kExitConfiguration, error.what());
  }
}

}  // namespace

int run_executor(const ExecutorOptions& options, Launcher& launcher) {
  start_logging(options.log_format);
  try {
    Signals signals;
    const auto monitor = monitor_for(options);
    const auto disk = wait_for_disk(options, signals);
    const int status =
        disk ? Executor(options, launcher, signals, *disk, monitor.get()).run() : kExitUnavailable;
    log_event(LogLevel::kInfo, "ended", {{"status", status}});
    flush_log();
    return status;
  } catch (const SetupError& error) {
    log_event(LogLevel::kError, error.what());
    flush_log();
    return error.exit_status;
  }
}

}  // namespace baton
