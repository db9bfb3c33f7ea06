#include <chrono>
#include <cstdio>
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
  LogPrinter printer(detect_terminal(options.colour),
                     {.name_steps = options.step.empty(), .raw = options.raw});
  bool first = true;
  while (true) {
    // The state first: what is over by then has all its output stored.
    const JobStatus job = client.job_status(options.job);
    if (!options.step.empty() && find_step(job.document, options.step) == nullptr) {
      throw no_such_step(job.document, options);
    }
    const OutputQuery query{options.job, options.step, options.attempt, options.stream,
                            printer.resume_after()};
    std::vector<OutputPiece> pieces = client.call([&](Client& one) { return one.output(query); });
    if (first && !options.attempt) {
      printer.pass_over(take_earlier_attempts(job.document, pieces));
    }
    first = false;
    print(printer.add(pieces));
    if (!options.follow || is_over(job.document, options)) break;
    std::this_thread::sleep_for(kLogPoll);
  }
  print(printer.finish());
  return kDone;
}

}  // namespace baton
