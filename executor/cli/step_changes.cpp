#include "cli/step_changes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/failure.h"
#include "cli/suggest.h"
#include "database/exact_json.h"

namespace baton {
namespace {

using nlohmann::json;

std::pair<std::string, std::string> split(const std::string& option, const std::string& given,
                                          const char* example) {
  const std::size_t equals = given.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Failure(kUsage, fmt::format("{} takes a step and a value.", option),
                  fmt::format("Write {} {}.", option, example));
  }
  return {given.substr(0, equals), given.substr(equals + 1)};
}

std::string checked_status(const std::string& step, const std::string& status) {
  static const std::vector<std::string> kStatuses{"completed", "failed", "skipped"};
  if (std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end()) return status;
  std::string fix = "A person sets completed, failed or skipped.";
  if (status == "pending") {
    fix = fmt::format("Write --reset {} to run it again.", step);
  } else if (const std::optional<std::string> near = nearest_name(status, kStatuses)) {
    fix = fmt::format("Did you mean \"{}\"?", *near);
  }
  throw Failure(kUsage, fmt::format("--set {}: \"{}\" is no status to set.", step, status), fix);
}

json* change_of(json& changes, const std::string& step) {
  for (json& change : changes) {
    if (change["step"] == step) return &change;
  }
  return nullptr;
}

void add(json& changes, json change) {
  const std::string step = change["step"];
  if (change_of(changes, step) != nullptr) {
    throw Failure(kUsage, fmt::format("Step {} is named twice.", step),
                  "Name each step once, with --set or with --reset.");
  }
  changes.push_back(std::move(change));
}

void add_outputs(json& changes, const std::string& step, const std::string& text) {
  json* change = change_of(changes, step);
  if (change == nullptr || (*change)["status"] != "completed") {
    throw Failure(
        kUsage,
        fmt::format("Only a step that is marked completed has outputs, and {} is not.", step),
        fmt::format("Add --set {}=completed, or leave --outputs out.", step));
  }
  if (change->contains("outputs")) {
    throw Failure(kUsage, fmt::format("--outputs is given twice for step {}.", step),
                  "Put all outputs of a step into one object.");
  }
  json outputs;
  try {
    outputs = parse_exact(text);
  } catch (const json::exception&) {
    outputs = nullptr;
  }
  if (!outputs.is_object()) {
    throw Failure(kUsage, fmt::format("The outputs of step {} are not a JSON object.", step),
                  fmt::format("Write --outputs '{}={{\"name\": \"value\"}}'.", step));
  }
  (*change)["outputs"] = std::move(outputs);
}

}  // namespace

json step_changes(const JobsEditOptions& options) {
  json changes = json::array();
  for (const std::string& given : options.sets) {
    const auto [step, status] = split("--set", given, "STEP=completed");
    add(changes, {{"step", step}, {"status", checked_status(step, status)}});
  }
  for (const std::string& step : options.resets) {
    json change{{"step", step}, {"status", "pending"}};
    if (options.keep_checkpoint) change["keep_checkpoint"] = true;
    add(changes, std::move(change));
  }
  for (const std::string& given : options.outputs) {
    const auto [step, text] = split("--outputs", given, "'STEP={\"name\": \"value\"}'");
    add_outputs(changes, step, text);
  }
  if (changes.empty()) {
    throw Failure(kUsage, "There is nothing to edit.",
                  "Say what: --set STEP=completed (or failed, skipped), --reset STEP.");
  }
  if (options.keep_checkpoint && options.resets.empty()) {
    throw Failure(kUsage, "--keep-checkpoint is about the steps of --reset, and there are none.",
                  "Add --reset STEP, or leave it out.");
  }
  return changes;
}

}  // namespace baton
