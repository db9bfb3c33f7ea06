#include "preparation.h"

#include <cstdlib>
#include <utility>

#include "process/commands.h"
#include "process/secrets.h"
#include "reserved_variables.h"

namespace baton {

namespace {

std::string variable(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

Refusal refusal_of(const CommandError& error) {
  if (error.reason == CommandError::Reason::kDirectoryAway) return {"HOST_TROUBLE", error.message};
  const bool is_misplaced = error.reason == CommandError::Reason::kBadName ||
                            error.reason == CommandError::Reason::kOutside;
  return {is_misplaced ? "CONFIGURATION" : "COMMAND_NOT_FOUND", error.message};
}

// A secret that came with the job goes before a file of its name.
std::variant<std::string, Refusal> value_of(const EnvironmentEntry& entry,
                                            const ClaimedAttempt& attempt,
                                            const Workplace& workplace) {
  if (!entry.is_secret) return entry.value;
  const auto own = attempt.secrets.find(entry.value);
  if (own != attempt.secrets.end()) return own->second;
  if (workplace.secrets_directory.empty()) {
    return Refusal{"CONFIGURATION", "The step needs secret \"" + entry.value +
                                        "\", but it did not come with the job, and the executor "
                                        "was started without --secrets-dir."};
  }
  auto secret = read_secret(workplace.secrets_directory, entry.value);
  if (const auto* error = std::get_if<SecretError>(&secret)) {
    const bool is_away = error->reason == SecretError::Reason::kDirectoryAway;
    return Refusal{is_away ? "HOST_TROUBLE" : "CONFIGURATION", error->message};
  }
  return std::move(std::get<Secret>(secret).value);
}

// Rendered text of the database where there is some, else what the spec has.
template <typename Value, typename Parse>
std::variant<Value, Refusal> rendered(const std::optional<std::string>& text,
                                      const Value& otherwise, Parse parse) {
  if (!text) return otherwise;
  return parse(*text);
}

}  // namespace

std::vector<EnvironmentVariable> base_environment() {
  std::vector<EnvironmentVariable> base = {
      {"PATH", variable("PATH", "/usr/local/bin:/usr/bin:/bin")},
      {"HOME", variable("HOME", "/")},
      {"LANG", variable("LANG", "C.UTF-8")},
  };
  // Without TZ a script uses the machine's time zone, as its author is used to.
  if (const std::string zone = variable("TZ", ""); !zone.empty()) base.push_back({"TZ", zone});
  return base;
}

std::variant<LaunchRequest, Refusal> prepare(ClaimedAttempt& attempt, const StepSpec& spec,
                                             const Workplace& workplace) {
  LaunchRequest request;
  auto argv = rendered(attempt.command, spec.command, parse_command);
  if (auto* refusal = std::get_if<Refusal>(&argv)) return std::move(*refusal);
  request.argv = std::move(std::get<0>(argv));
  if (request.argv.empty()) return Refusal{"CONFIGURATION", "The step's command is empty."};

  auto program = find_command(request.argv.front(), workplace.commands);
  if (auto* command = std::get_if<FoundCommand>(&program)) {
    request.program = std::move(command->program);
    request.argv.front() = std::move(command->called_as);
  } else if (request.argv.front() == kWebhookCommand &&
             std::get<CommandError>(program).reason == CommandError::Reason::kMissing) {
    request.argv = {workplace.own_program, "webhook"};
  } else {
    return refusal_of(std::get<CommandError>(program));
  }

  auto entries = rendered(attempt.environment, spec.environment, parse_environment);
  if (auto* refusal = std::get_if<Refusal>(&entries)) return std::move(*refusal);
  request.environment = workplace.environment;
  for (const EnvironmentEntry& entry : std::get<0>(entries)) {
    if (is_reserved_variable(entry.name)) {
      return Refusal{"CONFIGURATION", "The environment variable " + entry.name +
                                          " cannot be set by a definition: it can make a program "
                                          "load other code. A script can set it itself."};
    }
    auto value = value_of(entry, attempt, workplace);
    if (auto* refusal = std::get_if<Refusal>(&value)) return std::move(*refusal);
    request.environment.push_back({entry.name, std::move(std::get<std::string>(value))});
  }
  // Last, so that no definition can pretend to be another attempt.
  request.environment.push_back({"BATON_JOB_ID", std::to_string(attempt.job_id)});
  request.environment.push_back({"BATON_STEP", spec.key});
  request.environment.push_back({"BATON_ATTEMPT", std::to_string(attempt.attempt)});
  request.environment.push_back({"BATON_ATTEMPT_TOKEN", attempt.token});

  request.document = std::move(attempt.document);
  request.base_directory = workplace.run_directory;
  // Files that a script forgets in its temporary directory go with its working directory.
  request.directory_variables = {"TMPDIR"};
  request.grace = spec.grace;
  return request;
}

Refusal refusal_of(const NotStarted& failure) {
  switch (failure.reason) {
    case NotStarted::Reason::kMissing:
    case NotStarted::Reason::kNotExecutable:
    case NotStarted::Reason::kInterpreterMissing:
    case NotStarted::Reason::kNotAProgram:
      return {"COMMAND_NOT_FOUND", failure.message};
    case NotStarted::Reason::kBusy:
      return {"COMMAND_BUSY", failure.message};
    case NotStarted::Reason::kBadRequest:
    case NotStarted::Reason::kTooLarge:
      return {"CONFIGURATION", failure.message};
    case NotStarted::Reason::kNoResources:
    case NotStarted::Reason::kNoWorkingDirectory:
    case NotStarted::Reason::kOther:
      break;
  }
  // Worth another try. With a code, because texts such as "No such file or directory" are final.
  return {"HOST_TROUBLE", failure.message};
}

}  // namespace baton
