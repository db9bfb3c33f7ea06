#include <unistd.h>

#include <iostream>
#include <string>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/print_json.h"
#include "cli/render_plan.h"
#include "cli/render_step.h"
#include "cli/step_changes.h"

namespace baton {
namespace {

using nlohmann::json;

constexpr int kAnsweredNo = 1;

bool confirmed() {
  fmt::print("Do it? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  if (!std::getline(std::cin, answer)) fmt::print("\n");
  return answer == "y" || answer == "Y" || answer == "yes";
}

void check_options(const JobsEditOptions& options) {
  if (options.dry_run) return;
  if (options.reason.find_first_not_of(" \t") == std::string::npos) {
    throw Failure(kUsage, "An edit needs a reason.",
                  "Say why with --reason TEXT; it is kept in the job's history with your name.");
  }
  if (!options.yes && options.json) {
    throw Failure(kUsage, "An edit with --json asks nothing.",
                  "Look at it with --dry-run, then give --yes.");
  }
  if (!options.yes && (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1)) {
    throw Failure(kUsage, "An edit is confirmed on a terminal, and this is none.",
                  "Look at it with --dry-run, then give --yes.");
  }
}

std::string outcome(const json& plan) {
  const auto id = plan.at("job_id").get<std::int64_t>();
  const std::string status = text_of(plan.at("job"), "to");
  if (status == "in_progress" || status == "pending") {
    return fmt::format("done: job {} goes on, baton jobs wait {}", id, id);
  }
  return fmt::format("done: job {} is {}", id, status);
}

}  // namespace

int edit_job(const JobsEditOptions& options) {
  const json changes = step_changes(options);
  check_options(options);
  Client client = connect_to_schema(options.connection, "baton jobs");
  const Terminal terminal = detect_terminal(options.colour);
  while (true) {
    const json plan = client.check_step_changes(options.job, changes);
    require_valid(plan);
    const auto say = [&](const std::string& line) {
      if (!options.json) fmt::print("{}\n", line);
    };
    const auto done = [&](const std::string& line) {
      say(line);
      if (options.json) print_document(plan);
      return kDone;
    };
    for (const std::string& line : render_plan(terminal, plan)) say(line);
    if (plan.at("affected").empty()) return done("nothing to do");
    if (options.dry_run) return done("nothing was changed: --dry-run");
    if (!options.yes && !confirmed()) {
      say("nothing was changed");
      return kAnsweredNo;
    }
    if (client.set_step_statuses(options.job, changes, options.reason, actor_named(options.actor),
                                 plan))
      return done(outcome(plan));
    say("The job has moved on since. What it would be now:");
  }
}

}  // namespace baton
