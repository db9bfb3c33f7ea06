#include "cli/definition_diff.h"
#include "cli/terminal.h"
#include "database/exact_json.h"

#include <fmt/format.h>

#include <set>

namespace baton {
namespace {

using nlohmann::json;

class Diff {
 public:
  explicit Diff(const Terminal& terminal) : terminal_(terminal) {}

  void keys(const json& before, const json& after, const std::string& indent) {
    std::set<std::string> names;
    for (const auto& [key, value] : before.items()) names.insert(key);
    for (const auto& [key, value] : after.items()) names.insert(key);
    for (const std::string& name : names) {
      if (name == "steps" || name == "job_type" || (name == "key" && !indent.empty())) continue;
      const bool was = before.contains(name);
      const bool is = after.contains(name);
      if (was && is && before[name] == after[name]) continue;
      if (!was) {
        added(fmt::format("{}{}: {}", indent, name, shown(after[name])));
      } else if (!is) {
        removed(fmt::format("{}{}: {}", indent, name, shown(before[name])));
      } else {
        changed(indent, name, before[name], after[name]);
      }
    }
  }

  void steps(const json& before, const json& after) {
    for (const json& step : after) {
      const json* old = find(before, step);
      if (old == nullptr) {
        added(fmt::format("step {}{}", key_of(step), what_it_runs(step)));
      } else if (*old != step) {
        lines.push_back(inked(terminal_, Ink::kYellow, fmt::format("~ step {}", key_of(step))));
        keys(*old, step, "  ");
      }
    }
    for (const json& step : before) {
      if (find(after, step) == nullptr) removed(fmt::format("step {}", key_of(step)));
    }
    if (lines.empty() && before != after) lines.push_back("~ the order of the steps");
  }

  std::vector<std::string> lines;

 private:
  static std::string key_of(const json& step) {
    return step.is_object() ? step.value("key", "?") : "?";
  }

  static const json* find(const json& steps, const json& wanted) {
    for (const json& step : steps) {
      if (key_of(step) == key_of(wanted)) return &step;
    }
    return nullptr;
  }

  static std::string shown(const json& value) {
    return harmless(value.is_string() ? value.get<std::string>() : print_exact(value));
  }

  static std::string what_it_runs(const json& step) {
    for (const char* kind : {"command", "sql", "manual"}) {
      if (step.contains(kind)) return fmt::format("  ({}: {})", kind, shown(step[kind]));
    }
    return "";
  }

  void added(const std::string& text) {
    lines.push_back(inked(terminal_, Ink::kGreen, cut("+ " + text)));
  }
  void removed(const std::string& text) {
    lines.push_back(inked(terminal_, Ink::kRed, cut("- " + text)));
  }

  void changed(const std::string& indent, const std::string& name, const json& before,
               const json& after) {
    const std::string was = shown(before);
    const std::string is = shown(after);
    const char* arrow = terminal_.utf8 ? "→" : "->";
    const std::string line = fmt::format("~ {}{}: {} {} {}", indent, name, was, arrow, is);
    if (columns(line) + 4 <= terminal_.width) {
      lines.push_back(inked(terminal_, Ink::kYellow, line));
    } else {
      removed(fmt::format("{}{}: {}", indent, name, was));
      added(fmt::format("{}{}: {}", indent, name, is));
    }
  }

  std::string cut(const std::string& line) const {
    return fitted(terminal_, line, terminal_.width - 4);
  }

  const Terminal& terminal_;
};

const json& steps_of(const json& definition) {
  static const json kNone = json::array();
  return definition.is_object() && definition.contains("steps") && definition["steps"].is_array()
             ? definition["steps"]
             : kNone;
}

}  // namespace

std::vector<std::string> diff_definitions(const Terminal& terminal, const json& before,
                                          const json& after) {
  Diff diff(terminal);
  diff.keys(before.is_object() ? before : json::object(), after, "");
  diff.steps(steps_of(before), steps_of(after));
  return diff.lines;
}

}  // namespace baton
