#include "cli/missing_programs.h"

#include <variant>

#include <fmt/format.h>

#include "process/commands.h"

namespace baton {
namespace {

using nlohmann::json;

constexpr const char* kOurs = "baton-webhook";  // every executor knows it

// Empty where there is none to look for.
std::string program_of(const json& step) {
  if (!step.is_object()) return "";
  const json command = step.value("command", json());
  if (!command.is_array() || command.empty() || !command[0].is_string()) return "";
  std::string program = command[0].get<std::string>();
  return program == kOurs ? "" : program;
}

}  // namespace

std::vector<std::string> missing_programs(const json& definition,
                                          const std::vector<std::filesystem::path>& directories) {
  std::vector<std::string> places;
  for (const auto& directory : directories)
    places.push_back(std::filesystem::absolute(directory).string());
  std::vector<std::string> sentences;
  if (!definition.is_object()) return sentences;
  const json steps = definition.value("steps", json::array());
  for (const json& step : steps) {
    const std::string program = program_of(step);
    if (program.empty()) continue;
    const auto found = find_command(program, places);
    if (const auto* error = std::get_if<CommandError>(&found)) {
      sentences.push_back(
          fmt::format("Step \"{}\": {}", step.value("key", std::string()), error->message));
    }
  }
  return sentences;
}

}  // namespace baton
