#include "cli/render_job.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "cli/duration.h"
#include "cli/marks.h"
#include "cli/render_step.h"
#include "cli/timestamp.h"

namespace baton {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::size_t kCancellationLines = 3;

struct Phase {
  std::string name;  // empty: these steps have none
  std::vector<json> steps;
};

const json& steps_of(const JobStatus& job) {
  static const json kNone = json::array();
  const auto found = job.document.find("steps");
  return found != job.document.end() && found->is_array() ? *found : kNone;
}

// Phases in the order of their first steps; steps keep theirs.
std::vector<Phase> phases_of(const json& steps) {
  std::vector<Phase> phases;
  for (const json& step : steps) {
    const std::string name = text_of(step, "phase");
    auto phase = std::find_if(phases.begin(), phases.end(),
                              [&](const Phase& known) { return known.name == name; });
    if (phase == phases.end()) phase = phases.insert(phases.end(), {name, {}});
    phase->steps.push_back(step);
  }
  return phases;
}

std::ptrdiff_t done(const std::vector<json>& steps) {
  return std::count_if(steps.begin(), steps.end(), is_done);
}

std::int64_t id_of(const JobStatus& job) { return job.document.value("id", std::int64_t{0}); }

std::string separator(const Terminal& terminal) { return terminal.utf8 ? " · " : " - "; }

std::string title(const Terminal& terminal, const JobStatus& job) {
  const std::string type = text_of(job.document, "job_type");
  std::string line = fmt::format("Job {}", id_of(job));
  line += separator(terminal) + (type.empty() ? "ad hoc" : type);
  const std::string subject = text_of(job.document, "subject");
  if (!subject.empty()) line += separator(terminal) + subject;
  return inked(terminal, Ink::kBold, fitted(terminal, line, terminal.width));
}

std::string how_long(const JobStatus& job) {
  const auto created = parse_timestamp(job.document.value("created_at", json()));
  const auto started = parse_timestamp(job.document.value("started_at", json()));
  const auto completed = parse_timestamp(job.document.value("completed_at", json()));
  const auto between = [](TimePoint from, TimePoint to) {
    return format_duration(std::chrono::duration_cast<milliseconds>(std::max(to - from, {})));
  };
  if (started && job.times.is_object() && job.times.contains("worked_ms") &&
      job.times["worked_ms"].is_number()) {
    const milliseconds worked(job.times["worked_ms"].get<std::int64_t>());
    return (completed ? "took " : "runs for ") + format_duration(std::max(worked, milliseconds(0)));
  }
  if (started && completed) return "took " + between(*started, *completed);
  if (started) return "runs for " + between(*started, job.now);
  if (created && !completed) return "submitted " + between(*created, job.now) + " ago";
  return "";
}

Ink bar_ink(const std::string& status) {
  if (status == "failed") return Ink::kRed;
  if (status == "completed") return Ink::kGreen;
  return status.starts_with("cancel") ? Ink::kDim : Ink::kBlue;
}

// Mark and status, bar, counts: "● in progress  ██████░░░░  58 %  7 of 12 steps · phase3 · runs for 12 s".
std::string headline(const Terminal& terminal, const JobStatus& job) {
  const std::string status = text_of(job.document, "status");
  const std::string reason = text_of(job.document, "status_reason");
  std::string words = spoken(status);
  if (!reason.empty() && reason != status) words += ": " + explained(reason);
  const Mark mark = mark_of(status);
  const int percent = number_of(job.document, "progress_percent");
  std::string line = fmt::format(
      "{} {}  {} {:3} %  ", shown(terminal, mark), inked(terminal, mark.ink, words),
      progress_bar(terminal, percent, terminal.width >= 80 ? 20 : 10, bar_ink(status)), percent);

  const json& steps = steps_of(job);
  std::string facts = fmt::format("{} of {} steps", done(steps), steps.size());
  if (status == "failed" || status.starts_with("cancel")) facts += " completed";
  const std::string phase = text_of(job.document, "current_phase");
  if (!phase.empty()) facts += separator(terminal) + phase;
  const std::string duration = how_long(job);
  if (!duration.empty()) facts += separator(terminal) + duration;
  const int warnings = number_of(job.document, "warnings");
  if (warnings > 0)
    facts += separator(terminal) + fmt::format("{} warning{}", warnings, warnings == 1 ? "" : "s");
  return line + fitted(terminal, facts, std::max(8, terminal.width - columns(line)));
}

// Its author, time and reason: "cancelled by alice (as app) 2 min ago: ordered twice".
std::string cancellation(const JobStatus& job) {
  const std::string author = text_of(job.document, "cancelled_by");
  if (author.empty()) return "";
  std::string line = "cancelled by " + author;
  const auto at = parse_timestamp(job.document.value("cancelled_at", json()));
  if (at) {
    const auto past = std::chrono::duration_cast<milliseconds>(std::max(job.now - *at, {}));
    line += " " + format_duration(past) + " ago";
  }
  const std::string reason = text_of(job.document, "cancel_reason");
  return reason.empty() ? line : line + ": " + reason;
}

std::string phase_line(const Terminal& terminal, const Phase& phase, bool collapsed) {
  const auto all = static_cast<std::ptrdiff_t>(phase.steps.size());
  const std::string counts = fmt::format("{} of {}", done(phase.steps), all);
  const std::string name = phase.name.empty() ? "steps" : phase.name;
  std::string line = inked(terminal, Ink::kBold, name) + "  " + inked(terminal, Ink::kDim, counts);
  if (collapsed) line = shown(terminal, mark_of("completed")) + " " + line;
  return line;
}

void add_phase(const Terminal& terminal, const Phase& phase, const JobStatus& job,
               const StepColumns& widths, const RenderOptions& options,
               std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < phase.steps.size(); ++i) {
    const bool last = i + 1 == phase.steps.size();
    const char* branch = terminal.utf8 ? (last ? "└─ " : "├─ ") : (last ? "`- " : "|- ");
    const char* rest = last ? " " : terminal.utf8 ? "│" : "|";
    for (std::string& line : render_step(terminal, phase.steps[i], steps_of(job), job.now, widths,
                                         options, branch, rest)) {
      lines.push_back(std::move(line));
    }
  }
}

std::vector<std::string> step_lines(const Terminal& terminal, const JobStatus& job,
                                    const RenderOptions& options, bool collapse) {
  const json& steps = steps_of(job);
  const std::vector<Phase> phases = phases_of(steps);
  const StepColumns widths = step_columns(terminal, steps);
  std::vector<std::string> lines;
  for (const Phase& phase : phases) {
    const bool good = std::all_of(phase.steps.begin(), phase.steps.end(), [](const json& step) {
      return text_of(step, "status") == "completed" && text_of(step, "warning").empty();
    });
    // Without phases the tree needs no heading.
    if (phases.size() > 1 || !phase.name.empty())
      lines.push_back(phase_line(terminal, phase, collapse && good));
    if (!(collapse && good)) add_phase(terminal, phase, job, widths, options, lines);
  }
  return lines;
}

std::string first_manual_step(const json& steps) {
  for (const json& step : steps) {
    if (text_of(step, "status") == "action_required") return text_of(step, "step_id");
  }
  return "";
}

// What went wrong with the job as a whole, and the commands that lead on.
std::vector<std::string> closing_lines(const Terminal& terminal, const JobStatus& job) {
  const std::string status = text_of(job.document, "status");
  const std::int64_t id = id_of(job);
  std::vector<std::string> lines;
  const auto hint = [&](const std::string& command) {
    lines.push_back(inked(terminal, Ink::kDim, (terminal.utf8 ? "→ " : "-> ") + command));
  };
  if (!job.archived_at.empty()) {
    lines.push_back(
        fmt::format("Archived {}: it is read from baton.archived_jobs, and cannot be run again.",
                    job.archived_at));
    hint(fmt::format("baton jobs show {} --json", id));
    return lines;
  }
  if (status == "failed") {
    std::string failed_step;
    bool suggested = false;
    for (const json& step : steps_of(job)) {
      if (text_of(step, "status") != "failed") continue;
      if (failed_step.empty()) failed_step = text_of(step, "step_id");
      if (text_of(step, "suggested_action").find("baton jobs retry ") != std::string::npos)
        suggested = true;
    }
    if (!failed_step.empty()) hint(fmt::format("baton jobs logs {} {}", id, failed_step));
    // As it is the job would fail again where the suggestion is to correct something.
    if (!suggested) hint(fmt::format("baton jobs retry {}", id));
  } else if (status == "draft") {
    hint(fmt::format("select baton.start_job({});", id));
  }
  const std::string manual = first_manual_step(steps_of(job));
  if (!manual.empty())
    hint(fmt::format("select baton.resolve_step({}, '{}', 'completed');", id, manual));
  return lines;
}

std::vector<std::string> whole(const Terminal& terminal, const JobStatus& job,
                               const RenderOptions& options, bool collapse) {
  std::vector<std::string> lines{title(terminal, job), headline(terminal, job)};
  if (const std::string cancelled = cancellation(job); !cancelled.empty()) {
    for (std::string& line : wrapped(terminal, cancelled, terminal.width, kCancellationLines))
      lines.push_back(std::move(line));
  }
  lines.emplace_back();
  for (std::string& line : step_lines(terminal, job, options, collapse))
    lines.push_back(std::move(line));
  const std::vector<std::string> closing = closing_lines(terminal, job);
  if (!closing.empty()) lines.emplace_back();
  for (const std::string& line : closing) {
    // Commands are to be copied whole, but a screen that is drawn over has no room beside it.
    const bool fits = options.max_lines == 0 || columns(line) <= terminal.width;
    lines.push_back(fits ? line : fitted(terminal, line, terminal.width));
  }
  return lines;
}

}  // namespace

std::vector<std::string> render_job(const Terminal& terminal, const JobStatus& job,
                                    const RenderOptions& options) {
  std::vector<std::string> lines = whole(terminal, job, options, false);
  const auto most = static_cast<std::size_t>(std::max(options.max_lines, 0));
  if (most == 0 || lines.size() <= most) return lines;
  lines = whole(terminal, job, options, true);
  if (lines.size() <= most) return lines;
  const std::size_t hidden = lines.size() - most + 1;
  lines.resize(most - 1);
  lines.push_back(inked(terminal, Ink::kDim,
                        fmt::format("{} more lines: baton jobs show {}", hidden, id_of(job))));
  return lines;
}

}  // namespace baton
