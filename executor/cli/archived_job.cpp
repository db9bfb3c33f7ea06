#include "cli/archived_job.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "cli/render_step.h"
#include "cli/timestamp.h"

namespace baton {
namespace {

using nlohmann::json;

json field(const json& object, const char* name) { return object.value(name, json()); }

json duration_ms(const json& row) {
  const auto from = parse_timestamp(field(row, "started_at"));
  const auto to = parse_timestamp(field(row, "finished_at"));
  if (!from || !to) return {};
  return std::chrono::duration_cast<std::chrono::milliseconds>(*to - *from).count();
}

json step_status(const json& row) {
  json step = row;
  for (const auto& [ours, theirs] :
       {std::pair{"step_id", "key"}, std::pair{"step_label", "label"}}) {
    step[ours] = field(row, theirs);
    step.erase(theirs);
  }
  step["duration_ms"] = duration_ms(row);
  if (!step.contains("depends_on")) step["depends_on"] = json::array();
  return step;
}

}  // namespace

json archived_status(const json& document, const std::string& archived_at) {
  json job = document.at("job");
  job["completed_at"] = field(job, "finished_at");
  job.erase("finished_at");
  job["archived_at"] = archived_at;
  json steps = json::array();
  std::ptrdiff_t done = 0;
  for (const json& row : document.value("steps", json::array())) {
    steps.push_back(step_status(row));
    if (is_done(row)) ++done;
  }
  const auto all = static_cast<std::ptrdiff_t>(steps.size());
  // As baton._progress_percent() counts.
  job["progress_percent"] =
      text_of(job, "status") == "completed" ? 100 : std::min<std::ptrdiff_t>(99, 100 * done / all);
  job["done_steps"] = done;
  job["steps"] = std::move(steps);
  for (const char* more : {"attempts", "output", "events"}) job[more] = field(document, more);
  return job;
}

JobStatus job_or_archived(Client& client, std::int64_t id) {
  try {
    return client.job_status(id);
  } catch (const DatabaseFailure& failure) {
    if (failure.error().sqlstate != "BT070") throw;
    const std::optional<Archived> archived = client.archived_job(id);
    if (!archived) throw;
    JobStatus job;
    job.document = archived_status(archived->document, archived->at);
    job.now = std::chrono::system_clock::now();
    job.times = {{"since", field(job.document, "completed_at")}, {"steps", json::object()}};
    for (const json& step : job.document.at("steps"))
      job.times["steps"][text_of(step, "step_id")] = field(step, "finished_at");
    job.archived_at = archived->at;
    return job;
  }
}

}  // namespace baton
