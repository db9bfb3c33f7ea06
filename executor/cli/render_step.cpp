#include "cli/render_step.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "cli/duration.h"
#include "cli/marks.h"
#include "database/exact_json.h"

namespace baton {

using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr int kLongestLabel = 36;
constexpr int kBarWidth = 12;
constexpr std::size_t kMessageLines = 4;
constexpr std::size_t kDetailLines = 1000;

bool is_satisfied(const json& step) {
  const std::string status = text_of(step, "status");
  return status == "completed" || status == "skipped";
}

// The dependencies that have not ended well, by name; more than three as a number.
std::string waits_for(const json& step, const json& steps) {
  std::vector<std::string> open;
  const json depends_on = step.contains("depends_on") && step["depends_on"].is_array()
                              ? step["depends_on"]
                              : json::array();
  for (const json& other : steps) {
    const bool named = std::find(depends_on.begin(), depends_on.end(), text_of(other, "step_id")) !=
                       depends_on.end();
    if (named && !is_satisfied(other)) open.push_back(text_of(other, "step_id"));
  }
  if (open.empty()) return "";
  if (open.size() > 3) return fmt::format("waits for {} steps", open.size());
  return fmt::format("waits for {}", fmt::join(open, ", "));
}

std::string attempts(const json& step) {
  const int count = number_of(step, "attempts");
  return count > 1 ? fmt::format("{} attempts", count) : "";
}

std::string next_attempt(const json& step, TimePoint now) {
  const auto at = parse_timestamp(step.value("next_retry_at", json()));
  const int next = number_of(step, "attempts") + 1;
  if (!at) return fmt::format("attempt {} follows", next);
  const auto left = std::chrono::duration_cast<milliseconds>(*at - now);
  if (left <= milliseconds(0)) return fmt::format("attempt {} is due", next);
  return fmt::format("attempt {} in {}", next, format_duration(left));
}

void add(std::string& note, const std::string& more, const char* separator = ", ") {
  if (more.empty()) return;
  if (!note.empty()) note += separator;
  note += more;
}

// "148 of 150 items, 2 failed", as far as the script counts.
std::string items(const json& step) {
  const json counts = step.value("items", json());
  if (!counts.is_object()) return "";
  const auto count = [&](const char* key) { return counts.value(key, std::int64_t{0}); };
  std::string text;
  if (counts.contains("done") && counts.contains("total")) {
    text = fmt::format("{} of {} items", count("done"), count("total"));
  } else if (counts.contains("done")) {
    text = fmt::format("{} items", count("done"));
  } else if (counts.contains("total")) {
    text = fmt::format("of {} items", count("total"));
  }
  if (count("failed") > 0) add(text, fmt::format("{} failed", count("failed")));
  return text;
}

std::string running_note(const Terminal& terminal, const json& step) {
  std::string note;
  if (step.contains("progress") && step["progress"].is_number()) {
    const int percent = number_of(step, "progress");
    note =
        fmt::format("{} {:3} %", progress_bar(terminal, percent, kBarWidth, Ink::kBlue), percent);
  }
  add(note, items(step), "  ");
  add(note, text_of(step, "progress_message"), items(step).empty() ? "  " : ", ");
  const int attempt = number_of(step, "attempts");
  if (attempt > 1) add(note, fmt::format("attempt {}", attempt), note.empty() ? "" : ", ");
  return note;
}

std::string note_of(const Terminal& terminal, const json& step, const json& steps, TimePoint now) {
  const std::string status = text_of(step, "status");
  const std::string reason = text_of(step, "status_reason");
  std::string note;
  if (status == "running") return running_note(terminal, step);
  if (status == "completed") {
    add(note, items(step));
    add(note, attempts(step));
    add(note, text_of(step, "warning"));
    if (reason == "manual") add(note, explained(reason));
  } else if (status == "retrying") {
    add(note, next_attempt(step, now));
    if (reason == "partial") add(note, explained(reason));
    add(note, items(step));
  } else if (status == "pending") {
    const std::string open =
        reason.empty() || reason == "dependencies" ? waits_for(step, steps) : "";
    add(note, open.empty() && !reason.empty() ? explained(reason) : open);
  } else if (status == "ready") {
    add(note, reason.empty() ? "ready" : explained(reason));
  } else if (status == "action_required") {
    const std::string what = text_of(step, "instructions");
    add(note, what.empty() ? "waits for a person" : "waits for a person: " + what);
  } else {
    // Why a step failed stands in the lines below it.
    if (!reason.empty() && reason != "error") add(note, explained(reason));
    add(note, attempts(step));
    add(note, items(step));
    if (status == "failed" && !text_of(step, "warning").empty())
      add(note, "the job went on without it");
  }
  return note;
}

Ink note_ink(const std::string& status) {
  if (status == "action_required") return Ink::kCyan;
  return status == "retrying" ? Ink::kYellow : status == "running" ? Ink::kPlain : Ink::kDim;
}

Mark mark_of_step(const json& step, int frame) {
  const std::string status = text_of(step, "status");
  if (status == "completed" && !text_of(step, "warning").empty()) return kWarningMark;
  Mark mark = mark_of(status);
  if (status == "running" && frame >= 0) {
    static constexpr std::string_view kFrames[] = {"⠋", "⠙", "⠹", "⠸", "⠼",
                                                   "⠴", "⠦", "⠧", "⠇", "⠏"};
    static constexpr std::string_view kAsciiFrames[] = {"|", "/", "-", "\\"};
    mark.utf8 = kFrames[static_cast<std::size_t>(frame) % std::size(kFrames)];
    mark.ascii = kAsciiFrames[static_cast<std::size_t>(frame) % std::size(kAsciiFrames)];
  }
  return mark;
}

std::string duration_of(const json& step) {
  if (number_of(step, "attempts") == 0) return "";
  if (!step.contains("duration_ms") || !step["duration_ms"].is_number()) return "";
  return format_duration(milliseconds(step["duration_ms"].get<std::int64_t>()));
}

}  // namespace

std::string text_of(const json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? harmless(found->get<std::string>()) : "";
}

std::string detail_of(const json& step) {
  std::string detail = text_of(step, "error_detail");
  while (detail.ends_with('.')) detail.pop_back();
  return text_of(step, "error_message").find(detail) == std::string::npos ? detail : "";
}

bool is_done(const json& step) {
  const std::string status = text_of(step, "status");
  const std::string reason = text_of(step, "status_reason");
  return status == "completed" ||
         (status == "skipped" && (reason == "manual" || reason == "condition"));
}

int number_of(const json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_number() ? found->get<int>() : 0;
}

StepColumns step_columns(const Terminal& terminal, const json& steps) {
  StepColumns widths;
  bool labelled = false;
  for (const json& step : steps) {
    const std::string label = text_of(step, "step_label");
    widths.label = std::max(widths.label, columns(label));
    widths.key = std::max(widths.key, columns(text_of(step, "step_id")));
    widths.duration = std::max(widths.duration, columns(duration_of(step)));
    labelled = labelled || label != text_of(step, "step_id");
  }
  widths.label = std::min({widths.label, kLongestLabel, std::max(12, terminal.width / 3)});
  widths.key = std::min(widths.key, 24);
  // A narrow terminal has no room for both names; the key is what other commands want to be told.
  widths.key_only = terminal.width < 80;
  if (!labelled || widths.key_only) widths.key = 0;
  return widths;
}

namespace {

// The first line: mark, names, duration, note.
std::string first_line(const Terminal& terminal, const json& step, const json& steps, TimePoint now,
                       const StepColumns& widths, int frame, const std::string& branch) {
  const std::string status = text_of(step, "status");
  const std::string key = text_of(step, "step_id");
  const std::string name = widths.key_only ? key : text_of(step, "step_label");
  std::string label = padded(fitted(terminal, name, widths.label), widths.label);
  if (status == "running") label = inked(terminal, Ink::kBold, label);
  if (status == "pending" || status == "skipped") label = inked(terminal, Ink::kDim, label);

  std::string line =
      inked(terminal, Ink::kDim, branch) + shown(terminal, mark_of_step(step, frame)) + " " + label;
  if (widths.key > 0) {
    line +=
        "  " + inked(terminal, Ink::kDim, padded(fitted(terminal, key, widths.key), widths.key));
  }
  line += "  " + padded_left(duration_of(step), widths.duration);

  const int room = terminal.width - columns(line) - 2;
  std::string note = note_of(terminal, step, steps, now);
  if (columns(note) > room) {
    // Cut without colours: a bar's escape sequences must stay whole.
    Terminal plain = terminal;
    plain.colour = false;
    note = fitted(terminal, note_of(plain, step, steps, now), room);
  }
  if (!note.empty() && room > 3) {
    line += "  " + (columns(note) == 0 || note.find('\033') != std::string::npos
                        ? note
                        : inked(terminal, note_ink(status), note));
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

bool shows_error(const std::string& status, const json& step) {
  return status == "failed" || status == "retrying" ||
         ((status == "running" || status == "ready") && !text_of(step, "error_code").empty());
}

std::vector<std::string> split_lines(std::string text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.erase(0, std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::vector<std::string> render_step(const Terminal& terminal, const json& step, const json& steps,
                                     TimePoint now, const StepColumns& widths,
                                     const RenderOptions& options, const std::string& branch,
                                     const std::string& rest) {
  std::vector<std::string> lines{
      first_line(terminal, step, steps, now, widths, options.frame, branch)};
  const std::string indent = inked(terminal, Ink::kDim, rest) + "    ";
  const auto below = [&](Ink ink, const std::string& text) {
    const int width = terminal.width - columns(indent);
    lines.push_back(indent + inked(terminal, ink, fitted(terminal, harmless(text), width)));
  };

  // What people are to read and do is never cut short, within reason; nothing is, with details.
  const std::size_t most = options.details ? kDetailLines : kMessageLines;
  const auto sentence_below = [&](Ink ink, const std::string& text) {
    const int width = terminal.width - columns(indent);
    for (const std::string& line : wrapped(terminal, harmless(text), width, most)) below(ink, line);
  };

  const std::string status = text_of(step, "status");
  if (shows_error(status, step)) {
    const std::string code = text_of(step, "error_code");
    const std::string message = text_of(step, "error_message");
    const std::string error =
        code.empty() || message.empty() ? code + message : code + ": " + message;
    if (!error.empty()) sentence_below(status == "failed" ? Ink::kRed : Ink::kYellow, error);
    if (const std::string detail = detail_of(step); !detail.empty()) {
      if (options.details) {
        sentence_below(Ink::kDim, detail);
      } else {
        below(Ink::kDim, detail);
      }
    }
    const std::string action = text_of(step, "suggested_action");
    if (!action.empty() && status != "running")
      sentence_below(Ink::kPlain, (terminal.utf8 ? "→ " : "-> ") + action);
  }
  const json notes = step.value("notes", json());
  if (notes.is_array()) {
    for (const json& note : notes) {
      if (note.is_string()) sentence_below(Ink::kYellow, "note: " + note.get<std::string>());
    }
  }
  if (options.details) {
    const json outputs = step.value("outputs", json());
    if (outputs.is_object() && !outputs.empty())
      sentence_below(Ink::kDim, "outputs " + print_exact(outputs));
    const auto why = options.explanations.find(text_of(step, "step_id"));
    if (why != options.explanations.end()) {
      for (const std::string& line : split_lines(why->second)) sentence_below(Ink::kDim, line);
    }
  }
  return lines;
}

}  // namespace baton
