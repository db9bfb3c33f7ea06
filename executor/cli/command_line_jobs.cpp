#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <system_error>

#include "cli/command_line_app.h"
#include "cli/duration.h"
#include "cli/timestamp.h"

namespace baton {
namespace {

// An option that takes a time, kept as text until the parse is over.
void add_moment(CLI::App& app, const std::string& name, std::string& text,
                const std::string& description) {
  app.add_option(name, text, description)
      ->type_name("TIME")
      ->check([](const std::string& given) -> std::string {
        if (parse_moment(given)) return "";
        return fmt::format(
            "\"{}\" is not a time such as 2h (ago), yesterday, 2026-03-01 or 2026-03-01T14:30:00Z",
            given);
      });
}

CLI::Option* add_id(CLI::App& app, const std::string& name, std::int64_t& id,
                    const std::string& description) {
  CLI::Option* option = app.add_option(name, id, description);
  option->type_name("ID")->check([](const std::string& given) -> std::string {
    std::int64_t number = 0;
    const char* const end = given.data() + given.size();
    const auto [rest, error] = std::from_chars(given.data(), end, number);
    if (error == std::errc{} && rest == end && number > 0) return "";
    return fmt::format("\"{}\" is not the id of a job, which is a number such as 42", given);
  });
  return option;
}

// The one word that these commands need.
void add_job_id(CLI::App& app, std::int64_t& id) {
  add_id(app, "job", id, "Id of the job")->required();
}

}  // namespace

void CommandLine::add_jobs() {
  CLI::App* jobs = command(app_, "jobs", "Look at jobs and steer them", "", nullptr);
  add_jobs_readers(*jobs);
  add_jobs_controls(*jobs);
  add_jobs_edit(*jobs);
}

void CommandLine::add_jobs_readers(CLI::App& jobs) {
  CLI::App* list = command(jobs, "list", "List jobs, the newest first",
                           "A TIME is how long ago (90min, 2h, 7d), today, yesterday, 2026-03-01 "
                           "or \"2026-03-01 14:30\"\n"
                           "(local time, or with a zone: 2026-03-01T14:30:00Z). --json writes "
                           "numbers with all the digits\n"
                           "that the database has.\n"
                           "    baton jobs list --status failed --error API_5XX --since yesterday "
                           "--until today\n"
                           "    baton jobs list --organisation acme --before 4711",
                           [this] {
                             if (!raw_.since.empty()) list_.since = parse_moment(raw_.since);
                             if (!raw_.until.empty()) list_.until = parse_moment(raw_.until);
                             if (raw_.before > 0) list_.before = raw_.before;
                             list_.colour = colour();
                             return list_;
                           });
  list->add_option("--status", list_.statuses, "Only with one of these statuses")
      ->delimiter(',')
      ->check(CLI::IsMember(
          {"draft", "pending", "in_progress", "completed", "failed", "cancelling", "cancelled"}));
  list->add_option("--type", list_.types, "Only of these job types")->delimiter(',');
  list->add_option("--subject", list_.subject, "Only about this subject");
  list->add_option("--organisation", list_.organisation, "Only of this organisation");
  list->add_option("--batch", list_.batch, "Only of this batch");
  list->add_option("--queue", list_.queue, "Only with a step in this queue");
  list->add_option("--error", list_.errors, "Only failed with one of these error classes")
      ->delimiter(',');
  add_moment(*list, "--since", raw_.since, "Only submitted at this time or later");
  add_moment(*list, "--until", raw_.until, "Only submitted before this time");
  add_id(*list, "--before", raw_.before, "Only with a lower id: the page after this job");
  list->add_option("-n,--limit", list_.limit, "At most so many")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  list->add_flag("--json", list_.json, "One JSON object per line");
  add_colour(*list);

  CLI::App* show = command(
      jobs, "show", "Show a job: its steps, progress, errors and what comes next", "", [this] {
        show_.colour = colour();
        return show_;
      });
  add_job_id(*show, show_.job);
  show->add_flag("--details", show_.details, "Also outputs, and why each waiting step waits");
  show->add_flag("--json", show_.json, "The answer of baton.job_status() as it is");
  add_colour(*show);

  CLI::App* logs = command(jobs, "logs", "Print what the scripts of a job wrote", "", [this] {
    if (raw_.attempt > 0) logs_.attempt = raw_.attempt;
    logs_.colour = colour();
    return logs_;
  });
  add_job_id(*logs, logs_.job);
  logs->add_option("step", logs_.step, "Only of this step")->type_name("STEP");
  logs->add_flag("-f,--follow", logs_.follow, "Go on until the job (or the step) has ended");
  logs->add_option("--attempt", raw_.attempt,
                   "Only of this attempt; default: the last of each step")
      ->check(CLI::Range(1, 1000000));
  add_choice(*logs, "--stream", logs_.stream, "Only this stream; default: both",
             {"stdout", "stderr"});
  CLI::Option* raw = logs->add_flag(
      "--raw", logs_.raw,
      "The scripts' own bytes, also those that steer a terminal; default: shown as \\u001b");
  logs->add_flag("--json", logs_.json, "One JSON object per piece of output, one per line")
      ->excludes(raw);
  add_colour(*logs);

  CLI::App* wait = command(
      jobs, "wait", "Show a job live until it has ended",
      "Exit status: 0 completed, 1 failed, 2 cancelled, 75 when --timeout passed before.", [this] {
        if (!raw_.timeout.empty()) wait_.timeout = parse_duration(raw_.timeout);
        wait_.colour = colour();
        return wait_;
      });
  add_job_id(*wait, wait_.job);
  add_duration(*wait, "--timeout", raw_.timeout, "Give up after this long");
  wait->add_flag("-q,--quiet", wait_.quiet, "Show nothing, only wait");
  wait->add_flag("--json", wait_.json,
                 "Show nothing before the end, then the answer of baton.job_status() as it is");
  add_colour(*wait);
}

void CommandLine::add_jobs_controls(CLI::App& jobs) {
  CLI::App* cancel =
      command(jobs, "cancel", "Cancel a job; what runs is stopped", "", [this] { return cancel_; });
  add_job_id(*cancel, cancel_.job);
  cancel->add_option("--reason", cancel_.reason, "Why; kept in the job's history");
  cancel->add_flag("--json", cancel_.json, "One JSON document: the job's id and status");

  CLI::App* retry = command(jobs, "retry", "Run the failed steps of an ended job again",
                            "SQL steps among those that run again call their functions once more: "
                            "--dry-run names them,\n"
                            "--keep-sql-steps leaves those done that are done.\n"
                            "    baton jobs retry 42 --set email=ada@example.com --reason "
                            "'typing error' --dry-run",
                            [this] {
                              retry_.colour = colour();
                              return retry_;
                            });
  add_job_id(*retry, retry_.job);
  retry->add_option("--from", retry_.from_step, "This step and all that depend on it")
      ->type_name("STEP");
  retry
      ->add_option("--set", retry_.sets,
                   "Correct a parameter: JSON where it can be read as that (null removes it), else "
                   "text; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  retry->add_flag("--keep-sql-steps", retry_.keep_sql_steps,
                  "Call no function of a SQL step that is done");
  retry->add_option("--reason", retry_.reason, "Why; kept in the job's history");
  retry->add_flag("--dry-run", retry_.dry_run, "Only show what would run again");
  retry->add_flag("--json", retry_.json,
                  "One JSON document: the job's id and status; with --dry-run the plan");
  add_colour(*retry);
}

void CommandLine::add_jobs_edit(CLI::App& jobs) {
  CLI::App* edit = command(
      jobs, "edit", "Set the status of steps by hand, or reset them",
      "Shows what would change, with all that follows from it, and asks before it does it; all or "
      "nothing.\n"
      "    baton jobs edit 42 --set signup=completed --outputs 'signup={\"id\": 7}' --reason 'done "
      "in the shop'\n"
      "    baton jobs edit 42 --reset menuImport --reason 'wrong file' --dry-run\n"
      "Exit status: 0 done, or nothing to do; 1 the answer was no; 65 what was asked is not "
      "possible.",
      [this] {
        edit_.colour = colour();
        return edit_;
      });
  add_job_id(*edit, edit_.job);
  edit->add_option("--set", edit_.sets, "Mark a step completed, failed or skipped; repeatable")
      ->type_name("STEP=STATUS")
      ->allow_extra_args(false);
  edit->add_option("--outputs", edit_.outputs,
                   "What a step that is marked completed hands on, a JSON object; repeatable")
      ->type_name("STEP=JSON")
      ->allow_extra_args(false);
  edit->add_option("--reset", edit_.resets,
                   "Run a step again, and all that depend on it; repeatable")
      ->type_name("STEP")
      ->allow_extra_args(false);
  edit->add_flag("--keep-checkpoint", edit_.keep_checkpoint,
                 "The steps of --reset resume from their checkpoint");
  edit->add_option("--reason", edit_.reason, "Why; kept in the job's history");
  edit->add_flag("--dry-run", edit_.dry_run, "Only show what would change");
  edit->add_flag("-y,--yes", edit_.yes, "Do not ask");
  edit->add_flag("--json", edit_.json, "One JSON document: the plan; asks nothing");
  add_colour(*edit);
}

}  // namespace baton
