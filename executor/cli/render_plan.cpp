#include "cli/render_plan.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "cli/failure.h"
#include "cli/marks.h"
#include "cli/render_step.h"
#include "cli/sentence.h"

namespace baton {
namespace {

using nlohmann::json;
using Change = std::array<std::string, 4>;

// "skipped: a step that it needs failed"; the reasons of other statuses say nothing new here.
std::string state(const json& change, const char* status_field, const char* reason_field) {
  const std::string status = text_of(change, status_field);
  const std::string reason = text_of(change, reason_field);
  if (status != "skipped" || reason.empty()) return spoken(status);
  return fmt::format("{}: {}", spoken(status), explained(reason));
}

std::string line_of(const Change& row, const std::array<int, 4>& widths) {
  std::string line = " ";
  for (std::size_t column = 0; column < row.size(); ++column) {
    line += ' ' + padded(row[column], column + 1 < row.size() ? widths[column] : 0);
    if (column + 1 < row.size()) line += ' ';
  }
  return line;
}

}  // namespace

void require_valid(const json& plan) {
  const json& errors = plan.at("errors");
  if (errors.empty()) return;
  std::string sentences;
  for (const json& error : errors) {
    if (!sentences.empty()) sentences += "\n       ";
    sentences += as_sentence(text_of(error, "message"));
  }
  throw Failure(kBadInput, sentences, text_of(errors.at(0), "hint"));
}

std::vector<std::string> render_plan(const Terminal& terminal, const json& plan) {
  std::vector<std::string> lines;
  const json& job = plan.at("job");
  const std::string from = text_of(job, "from");
  const std::string to = text_of(job, "to");
  const auto id = plan.at("job_id").get<std::int64_t>();
  const std::vector<json> affected = plan.at("affected");
  if (!affected.empty()) {
    const Change heading{"step", "from", "to", "why"};
    std::vector<Change> rows;
    std::array<int, 4> widths{};
    for (const json& change : affected) {
      rows.push_back({text_of(change, "step"), state(change, "from", "from_reason"),
                      state(change, "to", "to_reason"), text_of(change, "why")});
    }
    for (std::size_t column = 0; column < widths.size(); ++column) {
      widths[column] = columns(heading[column]);
      for (const Change& row : rows)
        widths[column] = std::max(widths[column], columns(row[column]));
    }
    lines.push_back(from == to ? fmt::format("job {} stays {}", id, spoken(from))
                               : fmt::format("job {}: {} -> {}", id, spoken(from),
                                             inked(terminal, mark_of(to).ink, spoken(to))));
    lines.push_back(inked(terminal, Ink::kDim, line_of(heading, widths)));
    for (const Change& row : rows) lines.push_back(line_of(row, widths));
  }
  for (std::string& line : render_warnings(terminal, plan.at("warnings")))
    lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> render_warnings(const Terminal& terminal, const json& warnings) {
  std::vector<std::string> lines;
  for (const json& warning : warnings) {
    lines.push_back(
        fmt::format("{} {}", shown(terminal, kWarningMark), text_of(warning, "message")));
  }
  return lines;
}

}  // namespace baton
