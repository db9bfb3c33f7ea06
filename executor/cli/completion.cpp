#include "cli/completion.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace baton {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(command);
  return commands;
}

std::vector<std::string> flags_of(const CLI::Option& option) {
  std::vector<std::string> flags;
  for (const std::string& name : option.get_lnames()) flags.push_back("--" + name);
  for (const std::string& name : option.get_snames()) flags.push_back("-" + name);
  return flags;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

// What can stand for an option's value, as an argument list of compgen: "a|b" and "TEXT:{a,b}" are
// words; directories and files are looked up. Empty: anything.
std::string values_of(const CLI::Option& option) {
  std::string type = option.get_type_name();
  if (type == "DIR") return "-d";
  if (type == "FILE" || type == "PATH") return "-f";
  char separator = '|';
  if (const std::size_t open = type.find('{'); open != type.npos) {
    type = type.substr(open + 1, type.find('}', open) - open - 1);
    separator = ',';
  }
  if (type.find(separator) == type.npos || type.find(' ') != type.npos) return "";
  if (type.find("PORT") != type.npos || type.find('=') != type.npos) return "";
  for (char& c : type) {
    if (c == separator) c = ' ';
  }
  return fmt::format("-W '{}'", type);
}

struct Cases {
  std::string paths;   // pattern of every command behind the first word
  std::string values;  // case branches: what may follow an option
  std::string words;   // case branches: what a command knows
};

void add_option(const CLI::Option& option, const std::string& path, Cases& cases,
                std::vector<std::string>& words) {
  const std::vector<std::string> flags = flags_of(option);
  if (flags.empty()) {
    // A choice that stands without a flag, such as the name of a shell.
    const std::string values = values_of(option);
    if (values.starts_with("-W")) words.push_back(values.substr(4, values.size() - 5));
    return;
  }
  for (const std::string& flag : flags) words.push_back(flag);
  if (!takes_value(option)) return;
  std::string pattern;
  for (const std::string& flag : flags)
    pattern += fmt::format("{}'{} {}'", pattern.empty() ? "" : "|", path, flag);
  const std::string values = values_of(option);
  cases.values +=
      fmt::format("    {}) COMPREPLY=({}); return ;;\n", pattern,
                  values.empty() ? "" : fmt::format("$(compgen {} -- \"$word\")", values));
}

void add_command(const CLI::App& app, const std::string& path, Cases& cases) {
  std::vector<std::string> words;
  for (const CLI::App* command : commands_of(app)) words.push_back(command->get_name());
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      // A command's own positional words are not those of the commands below it.
      if (level != &app && flags_of(*option).empty()) continue;
      add_option(*option, path, cases, words);
    }
  }
  cases.words += fmt::format("    '{}') words='{}' ;;\n", path, fmt::join(words, " "));
  for (const CLI::App* command : commands_of(app)) {
    const std::string below = path + " " + command->get_name();
    cases.paths += fmt::format("{}'{}'", cases.paths.empty() ? "" : "|", below);
    add_command(*command, below, cases);
  }
}

constexpr const char* kScript =
    R"(# Completion of baton for {shell}:  source <(baton completion {shell})
{prelude}_baton() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} path={name} words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path ${{COMP_WORDS[i]}}" in
    {paths}) path="$path ${{COMP_WORDS[i]}}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $before" in
{values}  esac
  case "$path" in
{words}  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  # Where files stand without an option.
  if [ ${{#COMPREPLY[@]}} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$word")); fi
}}
complete -o filenames -F _baton {name}
)";

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  Cases cases;
  add_command(app, app.get_name(), cases);
  using fmt::arg;
  return fmt::format(
      fmt::runtime(kScript), arg("shell", shell), arg("name", app.get_name()),
      arg("prelude", shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : ""),
      arg("paths", cases.paths), arg("values", cases.values), arg("words", cases.words));
}

}  // namespace baton
