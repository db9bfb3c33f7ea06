#include "cli/marks.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace baton {

const Mark kWarningMark{"⚠", "!", Ink::kYellow};

Mark mark_of(std::string_view status) {
  if (status == "completed") return {"✔", "+", Ink::kGreen};
  if (status == "failed") return {"✖", "x", Ink::kRed};
  if (status == "running" || status == "in_progress") return {"●", "*", Ink::kBlue};
  if (status == "retrying") return {"↻", "~", Ink::kYellow};
  if (status == "action_required") return {"⏸", "?", Ink::kCyan};
  if (status == "cancelled" || status == "cancelling") return {"⊘", "/", Ink::kDim};
  if (status == "skipped") return {"–", "-", Ink::kDim};
  if (status == "ready") return {"○", "o", Ink::kBlue};
  return {"○", "o", Ink::kDim};
}

std::string shown(const Terminal& terminal, const Mark& mark) {
  return inked(terminal, mark.ink, terminal.utf8 ? mark.utf8 : mark.ascii);
}

std::string spoken(std::string_view status) {
  std::string words(status);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string explained(std::string_view reason) {
  static constexpr std::pair<std::string_view, std::string_view> kReasons[] = {
      {"dependencies", "waits for other steps"},
      {"queue_paused", "its queue is paused"},
      {"subject_busy", "another job of this subject runs"},
      {"backoff", "waits for its next attempt"},
      {"orphaned", "its executor was lost"},
      {"partial", "part of it is done; resumes from there"},
      {"timeout", "timed out"},
      {"idle_timeout", "was silent for too long"},
      {"deadline", "the job's deadline passed"},
      {"dependency_failed", "a step that it needs failed"},
      {"job_failed", "the job failed before"},
      {"condition", "its condition did not hold"},
      {"manual", "by hand"},
      {"kept", "was done before"},
      {"interrupted", "its executor was stopped"},
      {"run_at", "its time has not come"},
      {"on_hold", "on hold"},
  };
  for (const auto& [name, words] : kReasons) {
    if (reason == name) return std::string(words);
  }
  if (reason.starts_with("breaker:"))
    return fmt::format("the breaker {} is open", reason.substr(8));
  if (reason.starts_with("limit:")) return fmt::format("the limit {} is reached", reason.substr(6));
  return spoken(reason);
}

std::string progress_bar(const Terminal& terminal, int percent, int width, Ink ink) {
  const int filled = std::clamp(percent, 0, 100) * width / 100;
  std::string done;
  std::string open;
  for (int i = 0; i < filled; ++i) done += terminal.utf8 ? "█" : "#";
  for (int i = filled; i < width; ++i) open += terminal.utf8 ? "░" : ".";
  return inked(terminal, ink, done) + inked(terminal, Ink::kDim, open);
}

}  // namespace baton
