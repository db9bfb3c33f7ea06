#include "cli/render_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/changes.h"
#include "cli/render_list.h"
#include "cli/timestamp.h"

namespace baton {
namespace {

using nlohmann::json;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::ResultOf;

constexpr Terminal kPlain{.width = 100};
constexpr Terminal kUtf8{.width = 100, .utf8 = true};

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// A job in the middle: one phase done, one with every kind of trouble, one that waits.
JobStatus registration() {
  JobStatus job;
  job.document = json::parse(R"({
    "id": 42, "job_type": "register_restaurant", "subject": "joes-corner", "status": "in_progress",
    "status_reason": null, "progress_percent": 45, "current_phase": "phase2", "current_step": "menuImport",
    "created_at": "2026-03-01T09:29:59+00:00", "started_at": "2026-03-01T09:30:00+00:00", "completed_at": null,
    "warnings": 1, "steps": [
      {"step_id": "account", "step_label": "Create account", "phase": "phase1", "status": "completed",
       "attempts": 1, "duration_ms": 1234, "depends_on": [], "warning": null},
      {"step_id": "images", "step_label": "Upload images", "phase": "phase1", "status": "completed",
       "attempts": 3, "duration_ms": 20345, "depends_on": [], "warning": "2 images were too small",
       "outputs": {"count": 4}},
      {"step_id": "website", "step_label": "Configure website", "phase": "phase2", "status": "running",
       "attempts": 2, "duration_ms": 12000, "depends_on": ["account"], "progress": 60,
       "progress_message": "STEP 5: publishing", "error_code": null},
      {"step_id": "menuImport", "step_label": "Import menu", "phase": "phase2", "status": "retrying",
       "status_reason": "backoff", "attempts": 1, "duration_ms": 890, "depends_on": ["account"],
       "next_retry_at": "2026-03-01T09:31:15.5+00:00", "error_code": "API_5XX",
       "error_message": "The service is unavailable. Retrying...", "suggested_action": "Try again later"},
      {"step_id": "review", "step_label": "Review menu", "phase": "phase2", "status": "action_required",
       "attempts": 0, "depends_on": ["account"], "instructions": "Check the prices"},
      {"step_id": "payment", "step_label": "Set up payment", "phase": "phase2", "status": "failed",
       "attempts": 4, "duration_ms": 500, "depends_on": ["account"], "error_code": "AUTH_FAILED",
       "error_message": "Login failed. Check credentials", "suggested_action": "Update the credentials, then retry the job"},
      {"step_id": "optionSets", "step_label": "Option sets", "phase": "phase3", "status": "pending",
       "status_reason": "dependencies", "attempts": 0, "depends_on": ["menuImport", "account"]},
      {"step_id": "notify", "step_label": "Notify", "phase": "phase3", "status": "skipped",
       "status_reason": "condition", "attempts": 0, "depends_on": ["account"]},
      {"step_id": "sync", "step_label": "Sync user", "phase": "phase3", "status": "ready",
       "status_reason": "queue_paused", "attempts": 0, "depends_on": ["account"]}]})");
  job.now = *parse_timestamp("2026-03-01T09:31:12.5+00:00");
  return job;
}

TEST(RenderJob, DrawsTheStepsByPhase) {
  EXPECT_EQ(joined(render_job(kUtf8, registration())),
            R"(Job 42 · register_restaurant · joes-corner
● in progress  █████████░░░░░░░░░░░  45 %  3 of 9 steps · phase2 · runs for 1 min 12 s · 1 warning

phase1  2 of 2
├─ ✔ Create account     account      1.2 s
└─ ⚠ Upload images      images        20 s  3 attempts, 2 images were too small
phase2  0 of 4
├─ ● Configure website  website       12 s  ███████░░░░░  60 %  STEP 5: publishing, attempt 2
├─ ↻ Import menu        menuImport  890 ms  attempt 2 in 3.0 s
│    API_5XX: The service is unavailable. Retrying...
│    → Try again later
├─ ⏸ Review menu        review              waits for a person: Check the prices
└─ ✖ Set up payment     payment     500 ms  4 attempts
     AUTH_FAILED: Login failed. Check credentials
     → Update the credentials, then retry the job
phase3  1 of 3
├─ ○ Option sets        optionSets          waits for menuImport
├─ – Notify             notify              its condition did not hold
└─ ○ Sync user          sync                its queue is paused

→ select baton.resolve_step(42, 'review', 'completed');
)");
}

TEST(RenderJob, CountsItemsAndQuotesWhatTheScriptSaid) {
  JobStatus job = registration();
  json& steps = job.document["steps"];
  steps[1]["items"] = {{"done", 4}};
  steps[2]["items"] = {{"done", 118}, {"total", 150}, {"failed", 2}};
  steps[3]["items"] = {{"total", 150}, {"failed", 1}};
  steps[3]["error_detail"] = "Upload: 502 Bad Gateway";
  steps[5]["error_detail"] = "Login failed.";
  const std::string drawn = joined(render_job(kUtf8, job));
  EXPECT_THAT(drawn, HasSubstr("20 s  4 items, 3 attempts, 2 images were too small"));
  EXPECT_THAT(drawn, HasSubstr("60 %  118 of 150 items, 2 failed, STEP 5:"));
  EXPECT_THAT(drawn, HasSubstr("attempt 2 in 3.0 s, of 150 items, 1 failed"));
  EXPECT_THAT(drawn,
              HasSubstr("Retrying...\n│    Upload: 502 Bad Gateway\n│    → Try again later"));
  EXPECT_THAT(drawn, HasSubstr("AUTH_FAILED: Login failed. Check credentials\n     → Update"))
      << "what the sentence says already is not said twice";
}

TEST(RenderJob, IsPureAsciiWhereTheLocaleIs) {
  const std::string text = joined(render_job(kPlain, registration()));
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  })) << text;
  EXPECT_THAT(text, HasSubstr("|- ~ Import menu        menuImport  890 ms  attempt 2 in 3.0 s"));
  EXPECT_THAT(text, HasSubstr("`- x Set up payment"));
  EXPECT_THAT(text, HasSubstr("* in progress  #########...........  45 %"));
}

TEST(RenderJob, FitsTheTerminal) {
  for (const int width : {40, 60, 79, 80, 120}) {
    for (const bool utf8 : {false, true}) {
      const Terminal terminal{.width = width, .utf8 = utf8};
      // Commands to copy stay whole, but not where lines are drawn over.
      std::vector<std::string> lines = render_job(terminal, registration(), {.details = true});
      lines.pop_back();
      EXPECT_THAT(lines,
                  Each(ResultOf([](const std::string& line) { return columns(line); }, Le(width))))
          << width;
      EXPECT_THAT(render_job(terminal, registration(), {.max_lines = 100}),
                  Each(ResultOf([](const std::string& line) { return columns(line); }, Le(width))))
          << width;
    }
  }
}

TEST(RenderJob, ANarrowTerminalShowsTheKeysThatOtherCommandsWant) {
  const std::string text = joined(render_job(Terminal{.width = 70, .utf8 = true}, registration()));
  EXPECT_THAT(text, HasSubstr("├─ ↻ menuImport"));
  EXPECT_THAT(text, Not(HasSubstr("Import menu")));
}

TEST(RenderJob, ColoursOnlyWhereTheyAreWanted) {
  EXPECT_THAT(joined(render_job(kUtf8, registration())), Not(HasSubstr("\033")));
  Terminal colourful = kUtf8;
  colourful.colour = true;
  const std::string text = joined(render_job(colourful, registration()));
  EXPECT_THAT(text, HasSubstr("\033[31m✖\033[0m"));
  EXPECT_THAT(text, HasSubstr("\033[32m✔\033[0m"));
}

TEST(RenderJob, DetailsAddOutputsAndExplanations) {
  RenderOptions options{.details = true};
  options.explanations["optionSets"] = "It waits for:\nmenuImport";
  const std::string text = joined(render_job(kUtf8, registration(), options));
  EXPECT_THAT(text, HasSubstr("outputs {\"count\":4}"));
  EXPECT_THAT(text, HasSubstr("│    It waits for:\n│    menuImport\n"));
}

TEST(RenderJob, ALimitedHeightCollapsesWhatIsDoneAndThenCuts) {
  JobStatus job = registration();
  job.document["steps"][1]["warning"] = nullptr;
  const std::size_t whole = render_job(kUtf8, job).size();
  const auto collapsed = render_job(kUtf8, job, {.max_lines = static_cast<int>(whole) - 1});
  EXPECT_EQ(collapsed.size(), whole - 2);
  EXPECT_EQ(collapsed[3], "✔ phase1  2 of 2");
  const auto cut = render_job(kUtf8, job, {.max_lines = 8});
  EXPECT_EQ(cut.size(), 8u);
  EXPECT_THAT(cut.back(), HasSubstr("baton jobs show 42"));
}

TEST(RenderJob, TextFromScriptsCannotSteerTheTerminal) {
  JobStatus job = registration();
  job.document["steps"][3]["error_message"] = "bad\033[2J\r\nthing";
  job.document["subject"] = "a\033]0;title\a";
  const std::string text = joined(render_job(kUtf8, job));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, HasSubstr("bad\\u001b[2J  thing"));
}

TEST(RenderJob, NotesOfTheLastAttemptAreShown) {
  JobStatus job = registration();
  job.document["steps"][0]["notes"] = {"message: not valid JSON: oops\u202e", "and 3 more"};
  const std::string text = joined(render_job(kUtf8, job));
  EXPECT_THAT(text, HasSubstr("note: message: not valid JSON: oops\\u202e"));
  EXPECT_THAT(text, HasSubstr("note: and 3 more"));
}

TEST(RenderJob, AnIdMayBeLong) {
  JobStatus job = registration();
  job.document["id"] = std::int64_t{9'007'199'254'740'993};
  EXPECT_THAT(joined(render_job(kUtf8, job)), HasSubstr("Job 9007199254740993"));
}

TEST(RenderJob, AFailedJobSaysWhatToDoNext) {
  JobStatus job = registration();
  job.document["status"] = "failed";
  job.document["completed_at"] = "2026-03-01T09:30:05+00:00";
  job.document["steps"].erase(4);
  const auto lines = render_job(kUtf8, job);
  EXPECT_THAT(lines[1], HasSubstr("✖ failed"));
  EXPECT_THAT(lines[1], HasSubstr("3 of 8 steps completed"));
  EXPECT_THAT(lines[1], HasSubstr("took 5.0 s"));
  EXPECT_EQ(lines[lines.size() - 2], "→ baton jobs logs 42 payment");
  EXPECT_EQ(lines.back(), "→ baton jobs retry 42");

  // As it is it would fail again.
  for (auto& step : job.document["steps"])
    if (step["status"] == "failed")
      step["suggested_action"] = "Correct the data: baton jobs retry 42 --set KEY=VALUE";
  EXPECT_EQ(render_job(kUtf8, job).back(), "→ baton jobs logs 42 payment");
}

TEST(RenderJob, ACancelledJobSaysWhoCancelledItAndWhy) {
  JobStatus job = registration();
  job.document["status"] = "cancelled";
  job.document["cancelled_by"] = "alice (as app)";
  job.document["cancelled_at"] = "2026-03-01T09:31:00.5+00:00";
  EXPECT_EQ(render_job(kUtf8, job)[2], "cancelled by alice (as app) 12 s ago");
  job.document["cancel_reason"] = "ordered\033[2J twice";
  EXPECT_THAT(render_job(kUtf8, job)[2], HasSubstr("12 s ago: ordered"));
  EXPECT_THAT(joined(render_job(kUtf8, job)), Not(HasSubstr("\033[2J")));
}

TEST(RenderJob, ADraftAndAJobWithoutTypePhasesOrLabels) {
  JobStatus job;
  job.document =
      json::parse(R"({"id": 7, "job_type": null, "status": "draft", "progress_percent": 0,
    "created_at": "2026-03-01T09:30:00+00:00",
    "steps": [{"step_id": "a", "step_label": "a", "phase": null, "status": "pending", "attempts": 0, "depends_on": []}]})");
  job.now = *parse_timestamp("2026-03-01T09:30:02+00:00");
  EXPECT_EQ(joined(render_job(kUtf8, job)),
            "Job 7 · ad hoc\n"
            "○ draft  ░░░░░░░░░░░░░░░░░░░░   0 %  0 of 1 steps · submitted 2.0 s ago\n"
            "\n"
            "└─ ○ a\n"
            "\n"
            "→ select baton.start_job(7);\n");
}

TEST(JobChanges, TellsEachChangeOnce) {
  JobStatus before = registration();
  JobStatus after = before;
  after.document["steps"][2]["status"] = "completed";
  after.document["steps"][3]["status"] = "running";
  after.document["steps"][3]["attempts"] = 2;
  const auto lines = job_changes(kPlain, before.document, after);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("+ website completed after 12 s"));
  EXPECT_THAT(lines[1], HasSubstr("* menuImport running, attempt 2"));
  EXPECT_TRUE(job_changes(kPlain, after.document, after).empty());
}

TEST(JobChanges, EachLineHasTheTimeOfItsEventAndTheyAreInOrder) {
  JobStatus job = registration();
  job.times = json::parse(R"({"since": "2026-03-01T09:30:00+00:00", "steps": {
    "account": "2026-03-01T09:30:03+00:00", "images": "2026-03-01T09:30:02+00:00"}})");
  const auto lines = job_changes(kPlain, json(), job);
  const auto time = [](const char* at) { return time_of_day(*parse_timestamp(json(at))); };
  EXPECT_EQ(lines[0], time("2026-03-01T09:30:00Z") + " * job 42 in progress");
  EXPECT_THAT(lines[1], HasSubstr(time("2026-03-01T09:30:02Z") + " + images completed"));
  EXPECT_THAT(lines[2], HasSubstr(time("2026-03-01T09:30:03Z") + " + account completed"));
  // What nothing is known of has the time of looking.
  EXPECT_THAT(lines[3], HasSubstr(time("2026-03-01T09:31:12Z")));
}

TEST(RenderJob, DetailsCutNothing) {
  JobStatus job = registration();
  std::string reason = "It waits";
  for (int i = 0; i < 100; ++i) reason += " and waits";
  reason += " for good.";
  json& step = job.document["steps"][0];
  step["outputs"] = {{"token", std::string(500, 'x') + "end"}};
  job.document["steps"][5]["error_detail"] = reason;
  RenderOptions options{.details = true, .explanations = {{"sync", reason}}};
  const std::string all = joined(render_job(kUtf8, job, options));
  EXPECT_THAT(all, Not(HasSubstr("…")));
  std::size_t ends = 0;
  for (std::size_t at = all.find("for good"); at != all.npos; at = all.find("for good", at + 1))
    ++ends;
  EXPECT_EQ(ends, 2u);
  EXPECT_THAT(all, HasSubstr("end\"}"));
}

TEST(RenderJob, TookIsWhatTheDatabaseCountsAsWork) {
  JobStatus job = registration();
  job.document["status"] = "completed";
  job.document["completed_at"] = "2026-03-02T09:30:00+00:00";
  EXPECT_THAT(joined(render_job(kPlain, job)), HasSubstr("took 1 d 0 h"));
  job.times = {{"worked_ms", 5000}};
  EXPECT_THAT(joined(render_job(kPlain, job)), HasSubstr("took 5.0 s"));
}

TEST(JobChanges, TheJobComesFirstWhenItStartsAndLastWhenItEnds) {
  JobStatus job = registration();
  EXPECT_THAT(job_changes(kPlain, json(), job).front(), HasSubstr("job 42 in progress"));
  JobStatus ended = job;
  ended.document["status"] = "failed";
  ended.document["steps"][2]["status"] = "cancelled";
  EXPECT_THAT(job_changes(kPlain, job.document, ended).back(), HasSubstr("job 42 failed"));
}

TEST(RenderList, IsATableWithoutEmptyColumns) {
  const json one = json::parse(
      R"({"job_id": 9, "job_type": "register_restaurant", "status": "in_progress", "total_steps": 12,
    "done_steps": 6, "age_ms": 65000, "duration_ms": 60000, "current_step": "menuImport", "subject": null})");
  const json two = json::parse(
      R"({"job_id": 10, "job_type": null, "status": "failed", "total_steps": 2, "done_steps": 1,
    "completed": 1, "failed": 1, "age_ms": 4000, "duration_ms": 3000, "error_step": "b", "error_code": "TIMEOUT"})");
  EXPECT_THAT(
      render_list(kPlain, {two, one}),
      ElementsAre(
          "job  status         steps  type                        age        took  now",
          " 10  x failed         1/2  ad hoc                    4.0 s       3.0 s  b TIMEOUT",
          "  9  * in progress   6/12  register_restaurant  1 min 05 s  1 min 00 s  menuImport"));
}

}  // namespace
}  // namespace baton
