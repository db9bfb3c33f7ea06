#include "cli/apply.h"

#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/definition_diff.h"
#include "cli/definition_file.h"
#include "cli/missing_programs.h"
#include "cli/print_json.h"
#include "cli/terminal.h"
#include "database/exact_json.h"

namespace baton {
namespace {

using nlohmann::json;

struct Source {
  std::string file;
  std::string definition;
};

std::vector<Source> read_sources(const std::vector<std::filesystem::path>& files) {
  std::vector<Source> sources;
  for (const std::filesystem::path& file : files) {
    for (std::string& definition : read_definitions(file)) {
      sources.push_back({file.string(), std::move(definition)});
    }
  }
  return sources;
}

// Of two definitions of one job type in one call, the second would just replace the first.
void refuse_doubles(const std::vector<Source>& sources) {
  std::map<std::string, std::string> places;
  for (const Source& source : sources) {
    const json definition = parse_exact(source.definition);
    if (!definition.is_object() || !definition.value("job_type", json()).is_string()) continue;
    const std::string name = definition["job_type"];
    const auto [place, is_new] = places.emplace(name, source.file);
    if (is_new) continue;
    throw Failure(kBadInput,
                  fmt::format("Job type {} is defined twice: in {} and in {}.", name, place->second,
                              source.file),
                  "All files are applied together; leave one of the two out.");
  }
}

// How many were refused; says why, file by file.
int print_refusals(const std::vector<Source>& sources, const std::vector<Defined>& results) {
  int refused = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].error) continue;
    ++refused;
    fmt::print(stderr, "baton: {}: {}\n", sources[i].file,
               harmless_lines(results[i].error->message));
    if (!results[i].error->hint.empty())
      fmt::print(stderr, "  fix: {}\n", harmless_lines(results[i].error->hint));
  }
  return refused;
}

void print_result(const Terminal& terminal, const Source& source, const Defined& result,
                  bool dry_run) {
  if (result.version_before == result.version) {
    fmt::print("{}: {} version {} is unchanged\n", source.file, result.job_type, result.version);
    return;
  }
  const json after = parse_exact(source.definition);
  const std::size_t steps = after.contains("steps") ? after["steps"].size() : 0;
  fmt::print("{}: {} {} version {}", source.file, result.job_type, dry_run ? "would get" : "has",
             inked(terminal, Ink::kBold, std::to_string(result.version)));
  if (!result.version_before) {
    fmt::print(", its first, with {} step{}\n", steps, steps == 1 ? "" : "s");
    if (!dry_run) return;
  } else {
    fmt::print(" (was {})\n", *result.version_before);
  }
  if (result.version_before && result.definition_before.is_null()) return;
  for (const std::string& line : diff_definitions(terminal, result.definition_before, after)) {
    fmt::print("    {}\n", line);
  }
}

struct MissingProgram {
  std::string file;
  std::string message;
};

// Only to warn of: the executors may be elsewhere, and the programs may follow.
std::vector<MissingProgram> programs_missing(
    const std::vector<Source>& sources, const std::vector<std::filesystem::path>& directories) {
  std::vector<MissingProgram> missing;
  if (directories.empty()) return missing;
  for (const Source& source : sources) {
    for (std::string& sentence : missing_programs(parse_exact(source.definition), directories))
      missing.push_back({source.file, std::move(sentence)});
  }
  return missing;
}

json as_document(const std::vector<Source>& sources, const std::vector<Defined>& results,
                 const std::vector<MissingProgram>& missing, bool dry_run) {
  json definitions = json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Defined& result = results[i];
    definitions.push_back(
        {{"file", sources[i].file},
         {"job_type", result.job_type},
         {"version_before", result.version_before ? json(*result.version_before) : json()},
         {"version", result.version},
         {"changed", result.version_before != result.version},
         {"definition_before", result.definition_before},
         {"definition", parse_exact(sources[i].definition)}});
  }
  json warnings = json::array();
  for (const MissingProgram& one : missing)
    warnings.push_back({{"file", one.file}, {"message", one.message}});
  return {{"definitions", definitions}, {"warnings", warnings}, {"dry_run", dry_run}};
}

}  // namespace

void apply_files(Client& client, const Terminal& terminal, const ApplyOptions& options) {
  const bool dry_run = options.dry_run;
  const std::vector<Source> sources = read_sources(options.files);
  refuse_doubles(sources);
  std::vector<std::string> definitions;
  for (const Source& source : sources) definitions.push_back(source.definition);
  const std::vector<Defined> results =
      client.define_job_types(definitions, !dry_run, actor_named(options.actor));

  const int refused = print_refusals(sources, results);
  if (refused > 0) {
    const bool denied = results.front().error && results.front().error->sqlstate == "42501";
    throw Failure(denied ? kNoPermission : kBadInput,
                  fmt::format("{} of {} definition{} refused; nothing was changed.", refused,
                              results.size(), results.size() == 1 ? " was" : "s were"),
                  denied ? "Connect as a role that is a member of baton_author." : "");
  }
  const std::vector<MissingProgram> missing = programs_missing(sources, options.commands);
  if (options.json) {
    print_document(as_document(sources, results, missing, dry_run));
    return;
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    print_result(terminal, sources[i], results[i], dry_run);
  }
  for (const MissingProgram& one : missing)
    fmt::print(stderr, "baton: warning: {}: {}\n", one.file, harmless_lines(one.message));
  if (dry_run) fmt::print("dry run: nothing was changed\n");
}

int apply(const ApplyOptions& options) {
  const Terminal terminal = detect_terminal(options.colour);
  Client client = connect_to_schema(options.connection, "baton apply");
  apply_files(client, terminal, options);
  return kDone;
}

}  // namespace baton
