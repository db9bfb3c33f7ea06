#include "cli/render_list.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "cli/duration.h"
#include "cli/marks.h"
#include "cli/render_step.h"

namespace baton {
namespace {

using nlohmann::json;

enum Column { kId, kStatus, kProgress, kType, kSubject, kAge, kTook, kNow, kColumns };

using Row = std::array<std::string, kColumns>;

std::string length(const json& job, const char* field) {
  const auto found = job.find(field);
  if (found == job.end() || !found->is_number()) return "";
  return format_duration(std::chrono::milliseconds(found->get<std::int64_t>()));
}

// Where the job is, or what stopped it.
std::string now(const json& job) {
  const std::string status = text_of(job, "status");
  if (status == "failed") {
    return harmless(fmt::format("{} {}", text_of(job, "error_step"), text_of(job, "error_code")));
  }
  const std::string reason = text_of(job, "status_reason");
  if (!reason.empty()) return explained(reason);
  if (number_of(job, "action_required") > 0)
    return text_of(job, "current_step") + " waits for a person";
  const std::string waits_for = text_of(job, "current_step_waits_for");
  return text_of(job, "current_step") + (waits_for.empty() ? "" : ": " + explained(waits_for));
}

Row row_of(const Terminal& terminal, const json& job) {
  const std::string status = text_of(job, "status");
  const Mark mark =
      number_of(job, "warnings") > 0 && status == "completed" ? kWarningMark : mark_of(status);
  const std::string type = text_of(job, "job_type");
  return {std::to_string(job.value("job_id", std::int64_t{0})),
          shown(terminal, mark) + " " + spoken(status),
          fmt::format("{}/{}", number_of(job, "done_steps"), number_of(job, "total_steps")),
          type.empty() ? "ad hoc" : type,
          text_of(job, "subject"),
          length(job, "age_ms"),
          length(job, "duration_ms"),
          now(job)};
}

bool aligns_right(int column) {
  return column == kId || column == kProgress || column == kAge || column == kTook;
}

std::string line_of(const Terminal& terminal, const Row& row,
                    const std::array<int, kColumns>& widths) {
  std::string line;
  for (int column = 0; column < kColumns; ++column) {
    const int width = widths[static_cast<std::size_t>(column)];
    if (width == 0) continue;
    std::string cell = row[static_cast<std::size_t>(column)];
    if (columns(cell) > width) cell = fitted(terminal, cell, width);
    if (!line.empty()) line += "  ";
    line += aligns_right(column) ? padded_left(cell, width) : padded(cell, width);
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace

std::vector<std::string> render_list(const Terminal& terminal, const std::vector<json>& jobs) {
  const Row heading{"job", "status", "steps", "type", "subject", "age", "took", "now"};
  std::vector<Row> rows;
  for (const json& job : jobs) rows.push_back(row_of(terminal, job));

  std::array<int, kColumns> widths{};
  for (std::size_t column = 0; column < kColumns; ++column) {
    for (const Row& row : rows) widths[column] = std::max(widths[column], columns(row[column]));
    // A column in which nothing stands is left out.
    if (widths[column] > 0) widths[column] = std::max(widths[column], columns(heading[column]));
  }
  widths[kType] = std::min(widths[kType], 32);
  widths[kSubject] = std::min(widths[kSubject], 24);
  int used = 0;
  for (int column = 0; column < kNow; ++column) {
    const int width = widths[static_cast<std::size_t>(column)];
    used += width == 0 ? 0 : width + 2;
  }
  widths[kNow] = std::min(widths[kNow], std::max(0, terminal.width - used));

  std::vector<std::string> lines{inked(terminal, Ink::kDim, line_of(terminal, heading, widths))};
  for (const Row& row : rows) lines.push_back(line_of(terminal, row, widths));
  return lines;
}

}  // namespace baton
