#include "cli/archived_job.h"

#include <algorithm>
#include <chrono>

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
  std::ptrdiff_t ended = 0;
  for (const json& row : document.value("steps", json::array())) {
    steps.push_back(step_status(row));
    if (row.contains("finished_at")) ++ended;
  }
  const auto all = static_cast<std::ptrdiff_t>(steps.size());
  job["progress_percent"] = all == 0 ? 100 : 100 * ended / all;
  job["steps"] = std::move(steps);
  for (const char* more : {"attempts", "output", "events"}) job[more] = field(document, more);
  return job;
}

}  // namespace baton
