// The subcommands. Each returns the exit status of the process, and throws Failure or DatabaseFailure for what
// stopped it.
#pragma once

#include "cli/command_options.h"

namespace baton {

class Launcher;

int migrate(const MigrateOptions& options);
int apply(const ApplyOptions& options);
int execute(const ExecutorOptions& options, Launcher& launcher);
int list_jobs(const JobsListOptions& options);
int show_job(const JobsShowOptions& options);
int print_logs(const JobsLogsOptions& options);
int wait_for_job(const JobsWaitOptions& options);
int cancel_job(const JobsCancelOptions& options);
int retry_job(const JobsRetryOptions& options);
int edit_job(const JobsEditOptions& options);
int list_archive(const ArchiveListOptions& options);
int export_archive(const ArchiveExportOptions& options);
int examine(const DoctorOptions& options);
int run_dev(const DevOptions& options, Launcher& launcher);
int call_webhook(const WebhookOptions& options);

}  // namespace baton
