#include "cli/config_file.h"

#include <fmt/format.h>

#include <cstdlib>

#include "cli/failure.h"
#include "cli/suggest.h"

namespace baton {
namespace {

bool is_section_mark(const CLI::ConfigItem& item) { return item.name == "++" || item.name == "--"; }

bool set_by_environment(const CLI::Option& option) {
  const char* value =
      option.get_envname().empty() ? nullptr : std::getenv(option.get_envname().c_str());
  return value != nullptr && *value != '\0';
}

const CLI::App* find_section(const CLI::App& program, const std::vector<std::string>& path) {
  const CLI::App* section = &program;
  for (const std::string& name : path) {
    const auto found = section->get_subcommands(
        [&name](const CLI::App* command) { return command->get_name() == name; });
    if (found.empty()) return nullptr;
    section = found.front();
  }
  return section;
}

}  // namespace

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(name);
  }
  return names;
}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> kept;
  for (CLI::ConfigItem& item : CLI::ConfigTOML::from_config(input)) {
    if (is_section_mark(item)) continue;
    if (!set_by_environment(find(item))) kept.push_back(std::move(item));
  }
  return kept;
}

const CLI::Option& ConfigFile::find(const CLI::ConfigItem& item) const {
  const CLI::App* section = find_section(program_, item.parents);
  if (section == nullptr) {
    throw Failure(kConfiguration,
                  fmt::format("The configuration file {} has a section [{}] that is no command.",
                              program_.get_config_ptr()->as<std::string>(),
                              CLI::detail::join(item.parents, ".")),
                  "Sections are named after commands: [executor], [jobs.list], ...");
  }
  const CLI::Option* option = section->get_option_no_throw("--" + item.name);
  if (option == nullptr || !option->get_configurable()) refuse(*section, item);
  return *option;
}

void ConfigFile::refuse(const CLI::App& section, const CLI::ConfigItem& item) const {
  std::vector<std::string> known;
  for (const CLI::Option* option : section.get_options()) {
    if (option->get_configurable()) {
      for (const std::string& name : option->get_lnames()) known.push_back(name);
    }
  }
  const auto nearest = nearest_name(item.name, known);
  const std::string place =
      item.parents.empty() ? "" : fmt::format(" in [{}]", CLI::detail::join(item.parents, "."));
  throw Failure(kConfiguration,
                fmt::format("The configuration file {} has an unknown key \"{}\"{}.",
                            program_.get_config_ptr()->as<std::string>(), item.name, place),
                nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                        : fmt::format("Known here: {}.", CLI::detail::join(known, ", ")));
}

}  // namespace baton
