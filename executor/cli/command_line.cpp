#include "cli/command_line.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "cli/command_line_app.h"
#include "cli/config_file.h"
#include "cli/duration.h"
#include "cli/failure.h"
#include "cli/suggest.h"
#include "schema_version.h"

namespace baton {
namespace {

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name()
                                     : full_name(*app.get_parent()) + " " + app.get_name();
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

// "--month MONTH", and "ID" of a word that needs no flag.
std::string named(const CLI::Option* option, const std::string& name) {
  if (option == nullptr) return name;
  return name.starts_with("--") ? name + " " + option->get_type_name() : option->get_type_name();
}

std::string expectation(const CLI::App& app, const CLI::Option* option) {
  if (option != nullptr && option->get_type_name() == "ID")
    return "`baton jobs list` shows the ids.";
  return fmt::format("`{} --help` shows what it expects.", full_name(app));
}

[[noreturn]] void refuse_flag(const CLI::App& app, const std::string& argument) {
  const std::string word = argument.substr(0, argument.find('='));
  std::vector<std::string> known;
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const std::string& name : option_names(*level)) known.push_back("--" + name);
  }
  const auto nearest = nearest_name(word, known);
  throw Failure(kUsage, fmt::format("{} has no option {}.", full_name(app), word),
                nearest ? fmt::format("Did you mean {}?", *nearest)
                        : fmt::format("`{} --help` lists them.", full_name(app)));
}

// "baton jobs logs" for "logs", which somebody wrote without the word before it.
std::string longer_command(const CLI::App& app, const std::string& word) {
  for (const CLI::App* group : app.get_subcommands([](const CLI::App*) { return true; })) {
    for (const std::string& name : subcommand_names(*group))
      if (name == word) return full_name(*group) + " " + name;
  }
  return "";
}

[[noreturn]] void refuse_word(const CLI::App& app, const std::string& word) {
  const std::vector<std::string> commands = subcommand_names(app);
  if (commands.empty()) {
    throw Failure(kUsage, fmt::format("{} does not expect \"{}\".", full_name(app), word),
                  fmt::format("`{} --help` shows what it expects.", full_name(app)));
  }
  const auto nearest = nearest_name(word, commands);
  std::string longer = longer_command(app, word);
  if (word == "help") longer = full_name(app) + " --help";
  if (word == "version") longer = "baton --version";
  throw Failure(kUsage, fmt::format("{} has no command \"{}\".", full_name(app), word),
                !longer.empty() ? fmt::format("Did you mean `{}`?", longer)
                : nearest       ? fmt::format("Did you mean `{} {}`?", full_name(app), *nearest)
                                : fmt::format("Commands: {}.", fmt::join(commands, ", ")));
}

}  // namespace

const CLI::App& CommandLine::deepest() const {
  const CLI::App* app = &app_;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return *app;
}

void CommandLine::check_leftovers() const {
  const CLI::App& app = deepest();
  const std::vector<std::string> leftovers = app_.remaining(true);
  if (!leftovers.empty()) {
    const std::string& first = leftovers.front();
    if (first.size() > 1 && first.front() == '-') refuse_flag(app, first);
    refuse_word(app, first);
  }
  const std::vector<std::string> commands = subcommand_names(app);
  if (!commands.empty() && !raw_.version) {
    throw Failure(kUsage,
                  fmt::format("{} needs a command: {}.", full_name(app), fmt::join(commands, ", ")),
                  fmt::format("`{} --help` describes them.", full_name(app)));
  }
}

// Where the value of an option came from, which is where it is to be corrected.
void CommandLine::refuse_value(const CLI::App& app, const Complaint& complaint,
                               const std::vector<std::string>& arguments) const {
  const CLI::Option* option = nullptr;
  for (const CLI::App* level = &app; level != nullptr && option == nullptr;
       level = level->get_parent()) {
    option = level->get_option_no_throw(complaint.option);
  }
  const bool on_command_line =
      complaint.option.rfind("--", 0) != 0 || option == nullptr ||
      std::any_of(arguments.begin(), arguments.end(), [option](const std::string& word) {
        return word.size() > 1 && word.front() == '-' &&
               option->check_name(word.substr(0, word.find('=')));
      });
  if (on_command_line) {
    throw Failure(kUsage,
                  fmt::format("{}: {}: {}.", full_name(app), complaint.option, complaint.text),
                  expectation(app, option));
  }
  const std::string& variable = option->get_envname();
  const char* value = variable.empty() ? nullptr : std::getenv(variable.c_str());
  if (value != nullptr && *value != '\0') {
    throw Failure(kConfiguration, fmt::format("{}: {}.", variable, complaint.text),
                  fmt::format("It stands for {}; `{} --help` shows what it expects.",
                              complaint.option, full_name(app)));
  }
  throw Failure(
      kConfiguration,
      fmt::format("The configuration file {} has a wrong value of \"{}\": {}.",
                  app_.get_config_ptr()->as<std::string>(), complaint.option.substr(2),
                  complaint.text),
      fmt::format("`{} --help` shows what {} expects.", full_name(app), complaint.option));
}

Command CommandLine::parse(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  const std::vector<std::string> given = arguments;
  std::reverse(arguments.begin(), arguments.end());
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    if (!app_.remaining(true).empty()) check_leftovers();
    return Text{app_.help()};
  } catch (const CLI::FileError& error) {
    const std::string_view what = error.what();
    throw Failure(kNoInput,
                  fmt::format("The configuration file {} cannot be read.",
                              what.substr(0, what.find(" was not readable"))),
                  "Check the path given with --config or BATON_CONFIG.");
  } catch (const CLI::ParseError& error) {
    // A slip in a name often shows first as something required that is missing.
    if (!app_.remaining(true).empty()) check_leftovers();
    const std::string_view what = error.what();
    if (const std::size_t end = what.find(" is required"); end != std::string_view::npos) {
      const CLI::Option* option = deepest().get_option_no_throw(std::string(what.substr(0, end)));
      throw Failure(kUsage,
                    fmt::format("{} needs {}.", full_name(deepest()),
                                named(option, std::string(what.substr(0, end)))),
                    expectation(deepest(), option));
    }
    if (const auto complaint = complaint_of(error.what()))
      refuse_value(deepest(), *complaint, given);
    throw Failure(kUsage, fmt::format("{}: {}.", full_name(deepest()), error.what()),
                  fmt::format("`{} --help` shows what it expects.", full_name(deepest())));
  }
  check_leftovers();
  if (raw_.version) {
    return Text{fmt::format("baton {} (schema version {})\n", BATON_VERSION, kSchemaVersion)};
  }
  for (const auto& [app, result] : results_) {
    if (!app->parsed()) continue;
    Command parsed = result();
    std::visit(
        [this](auto& options) {
          if constexpr (requires { options.connection; }) options.connection = raw_.connection;
          if constexpr (requires { options.actor; }) options.actor = raw_.actor;
        },
        parsed);
    return parsed;
  }
  throw Failure(kUsage, "Nothing to do.", "`baton --help` lists the commands.");
}

bool starts_scripts(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc,
                     [](std::string_view word) { return word == "executor" || word == "dev"; });
}

Command parse_command_line(const std::vector<std::string>& arguments) {
  return CommandLine().parse(arguments);
}

}  // namespace baton
