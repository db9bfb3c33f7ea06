#include "cli/render_health.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/marks.h"

namespace baton {
namespace {

Mark mark_of_check(const Check& check) {
  if (check.status == "problem") return mark_of("failed");
  return check.status == "warning" ? kWarningMark : mark_of("completed");
}

std::ptrdiff_t count(const std::vector<Check>& checks, std::string_view status) {
  return std::count_if(checks.begin(), checks.end(),
                       [&](const Check& check) { return check.status == status; });
}

std::string summary(const std::vector<Check>& checks) {
  const std::ptrdiff_t problems = count(checks, "problem");
  const std::ptrdiff_t warnings = count(checks, "warning");
  if (problems + warnings == 0) return "All is well.";
  std::vector<std::string> parts;
  if (problems > 0)
    parts.push_back(fmt::format("{} problem{}", problems, problems == 1 ? "" : "s"));
  if (warnings > 0)
    parts.push_back(fmt::format("{} warning{}", warnings, warnings == 1 ? "" : "s"));
  return fmt::format("{}.", fmt::join(parts, ", "));
}

// At spaces, so that a fix may be copied; a word longer than the line stays whole.
std::vector<std::string> wrapped(const std::string& text, int width) {
  std::vector<std::string> lines{""};
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t space = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, space - from);
    if (!lines.back().empty() && columns(lines.back()) + 1 + columns(word) > width)
      lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    from = space + 1;
  }
  return lines;
}

}  // namespace

std::vector<std::string> render_health(const Terminal& terminal, const std::vector<Check>& checks) {
  int width = 0;
  for (const Check& check : checks) width = std::max(width, columns(check.name));
  width = std::min(width, 24);
  const std::string indent(static_cast<std::size_t>(width) + 4, ' ');

  std::vector<std::string> lines;
  for (const Check& check : checks) {
    const std::string start = shown(terminal, mark_of_check(check)) + " " +
                              padded(fitted(terminal, harmless(check.name), width), width) + "  ";
    const int room = std::max(30, terminal.width - width - 4);
    const std::vector<std::string> message = wrapped(harmless(check.message), room);
    for (std::size_t i = 0; i < message.size(); ++i)
      lines.push_back((i == 0 ? start : indent) + message[i]);
    if (check.fix.empty() || check.status == "ok") continue;
    const std::string arrow = terminal.utf8 ? "→ " : "-> ";
    for (const std::string& line : wrapped(arrow + harmless(check.fix), room)) {
      lines.push_back(indent + inked(terminal, Ink::kCyan, line));
    }
  }
  lines.emplace_back();
  lines.push_back(inked(terminal, Ink::kBold, summary(checks)));
  return lines;
}

int health_status(const std::vector<Check>& checks) {
  if (count(checks, "problem") > 0) return 2;
  return count(checks, "warning") > 0 ? 1 : 0;
}

}  // namespace baton
