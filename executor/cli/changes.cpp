#include "cli/changes.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "cli/duration.h"
#include "cli/marks.h"
#include "cli/render_step.h"
#include "cli/timestamp.h"

namespace baton {
namespace {

using nlohmann::json;

std::map<std::string, json> steps_by_key(const json& job) {
  std::map<std::string, json> steps;
  if (!job.is_object()) return steps;
  for (const json& step : job.value("steps", json::array())) steps[text_of(step, "step_id")] = step;
  return steps;
}

std::string error_of(const json& step) {
  const std::string code = text_of(step, "error_code");
  const std::string message = text_of(step, "error_message");
  const std::string detail = harmless(detail_of(step));
  return (code.empty() || message.empty() ? code + message : code + ": " + message) +
         (detail.empty() ? "" : " (" + detail + ")");
}

std::string step_change(const json& step) {
  const std::string status = text_of(step, "status");
  const std::string key = text_of(step, "step_id");
  if (status == "action_required") {
    return fmt::format("{} waits for a person: {}", key, text_of(step, "instructions"));
  }
  std::string line = fmt::format("{} {}", key, spoken(status));
  const int attempts = number_of(step, "attempts");
  if (status == "running" && attempts > 1) line += fmt::format(", attempt {}", attempts);
  if (status == "failed" || status == "completed") {
    if (step.contains("duration_ms") && step["duration_ms"].is_number() && attempts > 0) {
      line += " after " +
              format_duration(std::chrono::milliseconds(step["duration_ms"].get<std::int64_t>()));
    }
  }
  const std::string error = error_of(step);
  if (status == "failed" || status == "retrying") return error.empty() ? line : line + ", " + error;
  const std::string reason = text_of(step, "status_reason");
  if (!reason.empty() && reason != status) line += ": " + explained(reason);
  const std::string warning = text_of(step, "warning");
  if (!warning.empty()) line += fmt::format(" (warning: {})", warning);
  return line;
}

bool differs(const json& a, const json& b) {
  return text_of(a, "status") != text_of(b, "status") ||
         number_of(a, "attempts") != number_of(b, "attempts");
}

}  // namespace

bool has_ended(const json& job) {
  const std::string status = text_of(job, "status");
  return status == "completed" || status == "failed" || status == "cancelled";
}

std::vector<std::string> job_changes(const Terminal& terminal, const json& before,
                                     const JobStatus& after) {
  struct Change {
    TimePoint at;
    std::string text;
  };
  std::vector<Change> changes;
  const json step_times = after.times.is_object() ? after.times.value("steps", json()) : json();
  const auto add = [&](const json& at, const Mark& mark, const std::string& text) {
    changes.push_back(
        {parse_timestamp(at).value_or(after.now), shown(terminal, mark) + " " + text});
  };
  const std::map<std::string, json> known = steps_by_key(before);
  for (const json& step : after.document.value("steps", json::array())) {
    const auto old = known.find(text_of(step, "step_id"));
    const bool news =
        old == known.end() ? text_of(step, "status") != "pending" : differs(old->second, step);
    const std::string key = text_of(step, "step_id");
    const json at = step_times.is_object() ? step_times.value(key, json()) : json();
    if (news) add(at, mark_of(text_of(step, "status")), step_change(step));
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.at < b.at; });
  const std::string status = text_of(after.document, "status");
  const bool job_news = !before.is_object() || text_of(before, "status") != status;
  if (job_news) {
    std::string line =
        fmt::format("job {} {}", after.document.value("id", std::int64_t{0}), spoken(status));
    const std::string reason = text_of(after.document, "status_reason");
    const std::string author = text_of(after.document, "cancelled_by");
    if (status.starts_with("cancel") && !author.empty()) {
      const std::string why = text_of(after.document, "cancel_reason");
      line += " by " + author + (why.empty() ? "" : ": " + why);
    } else if (!reason.empty() && reason != status) {
      line += ": " + explained(reason);
    }
    // The job comes into being before its steps do anything, and ends after them.
    const json at = after.times.is_object() ? after.times.value("since", json()) : json();
    changes.insert(
        has_ended(after.document) ? changes.end() : changes.begin(),
        {parse_timestamp(at).value_or(after.now), shown(terminal, mark_of(status)) + " " + line});
  }
  std::vector<std::string> lines;
  for (const Change& change : changes) lines.push_back(time_of_day(change.at) + " " + change.text);
  return lines;
}

}  // namespace baton
