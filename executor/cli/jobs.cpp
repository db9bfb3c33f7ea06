#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/archived_job.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/print_json.h"
#include "cli/render_job.h"
#include "cli/render_list.h"
#include "cli/render_plan.h"
#include "cli/render_step.h"
#include "cli/retry_parameters.h"
#include "cli/terminal.h"

namespace baton {
namespace {

bool is_waiting(const nlohmann::json& step) {
  const std::string status = text_of(step, "status");
  return status == "pending" || status == "ready" || status == "retrying" ||
         status == "action_required";
}

}  // namespace

int list_jobs(const JobsListOptions& options) {
  Client client = connect_to_schema(options.connection, "baton jobs");
  const std::vector<nlohmann::json> jobs = client.jobs({.statuses = options.statuses,
                                                        .types = options.types,
                                                        .subject = options.subject,
                                                        .organisation = options.organisation,
                                                        .batch = options.batch,
                                                        .queue = options.queue,
                                                        .errors = options.errors,
                                                        .since = options.since,
                                                        .until = options.until,
                                                        .before = options.before,
                                                        .limit = options.limit});
  if (options.json) {
    for (const nlohmann::json& job : jobs) print_json_line(job);
    return kDone;
  }
  if (jobs.empty()) {
    fmt::print("no such jobs\n");
    return kDone;
  }
  for (const std::string& line : render_list(detect_terminal(options.colour), jobs))
    fmt::print("{}\n", line);
  if (std::ssize(jobs) == options.limit)
    fmt::print("older ones: --before {}, or a higher --limit\n", jobs.back().at("job_id").dump());
  return kDone;
}

int show_job(const JobsShowOptions& options) {
  Client client = connect_to_schema(options.connection, "baton jobs");
  const JobStatus job = job_or_archived(client, options.job);
  if (options.json) {
    print_document(job.document);
    return kDone;
  }
  RenderOptions render{.details = options.details};
  if (options.details && job.archived_at.empty()) {
    for (const nlohmann::json& step : job.document.value("steps", nlohmann::json::array())) {
      const std::string key = text_of(step, "step_id");
      if (is_waiting(step)) render.explanations[key] = client.explain_step(options.job, key);
    }
  }
  for (const std::string& line : render_job(detect_terminal(options.colour), job, render)) {
    fmt::print("{}\n", line);
  }
  return kDone;
}

int cancel_job(const JobsCancelOptions& options) {
  Client client = connect_to_schema(options.connection, "baton jobs");
  const std::string status =
      client.cancel_job(options.job, options.reason, actor_named(options.actor));
  if (options.json) {
    print_document({{"job_id", options.job}, {"status", status}});
    return kDone;
  }
  fmt::print("job {} is {}\n", options.job,
             status == "cancelling" ? "being cancelled: its scripts are being stopped" : status);
  return kDone;
}

int retry_job(const JobsRetryOptions& options) {
  const Retry retry{.from_step = options.from_step,
                    .keep_sql_steps = options.keep_sql_steps,
                    .parameters = retry_parameters(options.sets),
                    .reason = options.reason};
  Client client = connect_to_schema(options.connection, "baton jobs");
  if (options.dry_run) {
    const nlohmann::json plan = client.check_retry(options.job, retry);
    require_valid(plan);
    if (options.json) {
      print_document(plan);
      return kDone;
    }
    for (const std::string& line : render_plan(detect_terminal(options.colour), plan))
      fmt::print("{}\n", line);
    for (const auto& [kind, names] : plan.at("parameters").items())
      fmt::print(
          "parameters {}: {}\n", kind,
          harmless(fmt::format("{}", fmt::join(names.get<std::vector<std::string>>(), ", "))));
    fmt::print("nothing was changed: --dry-run\n");
    return kDone;
  }
  // A name that nobody uses is a typing error more often than not: said here, too.
  nlohmann::json warnings = nlohmann::json::array();
  if (!options.json && !options.sets.empty())
    warnings = client.check_retry(options.job, retry).at("warnings");
  const std::string status = client.retry_job(options.job, retry, actor_named(options.actor));
  if (options.json) {
    print_document({{"job_id", options.job}, {"status", status}});
    return kDone;
  }
  for (const std::string& line : render_warnings(detect_terminal(options.colour), warnings))
    fmt::print("{}\n", line);
  fmt::print("job {} runs again: baton jobs wait {}\n", options.job, options.job);
  return kDone;
}

}  // namespace baton
