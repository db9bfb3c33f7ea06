#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "cli/changes.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/log_printer.h"
#include "cli/patient_client.h"
#include "cli/render_step.h"

namespace baton {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kLogPoll{300};

const json* find_step(const json& job, const std::string& key) {
  for (const json& step : job.at("steps")) {
    if (text_of(step, "step_id") == key) return &step;
  }
  return nullptr;
}

Failure no_such_step(const json& job, const JobsLogsOptions& options) {
  std::vector<std::string> keys;
  for (const json& step : job.at("steps")) keys.push_back(text_of(step, "step_id"));
  return {kNoInput, fmt::format("Job {} has no step \"{}\".", options.job, options.step),
          fmt::format("Its steps are {}.", fmt::join(keys, ", "))};
}

// When an attempt ended that printed something.
std::optional<std::string> last_printed(PatientClient& client, const JobStatus& job,
                                        const OutputQuery& query) {
  if (job.archived_at.empty())
    return client.call([&](Client& one) { return one.last_printed(query); });
  const json* step = query.step.empty() ? nullptr : find_step(job.document, query.step);
  for (const json& attempt : job.document.value("attempts", json::array())) {
    if (step != nullptr && number_of(*step, "n") != number_of(attempt, "n")) continue;
    if (query.attempt && *query.attempt != number_of(attempt, "attempt")) continue;
    for (const char* stream : {"stdout", "stderr"}) {
      if (query.stream.empty() || query.stream == stream)
        if (attempt.value(fmt::format("{}_bytes", stream), std::int64_t{0}) > 0)
          return text_of(attempt, "finished_at");
    }
  }
  return std::nullopt;
}

// Output leaves ahead of its job: silence would look like scripts that printed nothing.
void require_output(PatientClient& client, const JobStatus& job, const OutputQuery& query) {
  const std::optional<std::string> last = last_printed(client, job, query);
  if (!last) return;
  const std::string archived =
      job.archived_at.empty() ? "" : fmt::format(" (archived {})", job.archived_at);
  throw Failure(kNoInput,
                fmt::format("What the scripts of job {}{} printed until {} is gone.", query.job,
                            archived, *last),
                "Output stays for retention_settings.keep_output_for, 30 days as shipped, and "
                "leaves ahead of its job.");
}

// Whether nothing more can come of what is being followed.
bool is_over(const json& job, const JobsLogsOptions& options) {
  if (has_ended(job) || options.step.empty()) return has_ended(job);
  const json& step = *find_step(job, options.step);
  const std::string status = text_of(step, "status");
  if (options.attempt) {
    const int attempts = number_of(step, "attempts");
    if (attempts > *options.attempt || (attempts == *options.attempt && status != "running"))
      return true;
  }
  return status == "completed" || status == "failed" || status == "skipped" ||
         status == "cancelled";
}

// Takes out what earlier attempts printed, where the last one has printed nothing.
std::vector<OutputPiece> take_earlier_attempts(const json& job, std::vector<OutputPiece>& pieces) {
  std::vector<OutputPiece> kept;
  std::vector<OutputPiece> earlier;
  for (OutputPiece& piece : pieces) {
    const json* step = find_step(job, piece.step);
    const bool is_last = step == nullptr || piece.attempt >= number_of(*step, "attempts");
    (is_last ? kept : earlier).push_back(std::move(piece));
  }
  pieces = std::move(kept);
  return earlier;
}

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace

int print_logs(const JobsLogsOptions& options) {
  PatientClient client(options.connection, "baton jobs");
  LogPrinter printer(
      detect_terminal(options.colour),
      {.name_steps = options.step.empty(), .raw = options.raw, .json = options.json});
  bool first = true;
  bool found = false;
  while (true) {
    // The state first: what is over by then has all its output stored.
    const JobStatus job = client.job_status(options.job);
    if (!options.step.empty() && find_step(job.document, options.step) == nullptr) {
      throw no_such_step(job.document, options);
    }
    const OutputQuery query{options.job, options.step, options.attempt, options.stream,
                            printer.resume_after()};
    std::vector<OutputPiece> pieces = client.call([&](Client& one) {
      return job.archived_at.empty() ? one.output(query) : one.archived_output(query);
    });
    found = found || !pieces.empty();
    if (first && !options.attempt) {
      printer.pass_over(take_earlier_attempts(job.document, pieces));
    }
    first = false;
    print(printer.add(pieces));
    if (!options.follow || is_over(job.document, options)) {
      if (!found) require_output(client, job, query);
      break;
    }
    std::this_thread::sleep_for(kLogPoll);
  }
  print(printer.finish());
  return kDone;
}

}  // namespace baton
