// From a claimed attempt to what the launcher needs: the program, its arguments and its environment.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "database/replies.h"
#include "process/child_result.h"
#include "process/launch_request.h"
#include "spec.h"

namespace baton {

// The executor's side of every step: where programs, secrets and working directories are, and the
// variables that each script gets besides its own.
struct Workplace {
  std::vector<std::string> commands;  // absolute paths; links in them are followed at each start
  std::string secrets_directory;      // likewise; empty: none
  std::string run_directory;
  std::vector<EnvironmentVariable> environment;
  std::string own_program;  // this program's path
};

// The command that every executor has without a --commands directory holding it: this program's own `baton webhook`, and
// nothing else of it, because whoever defines job types may not run the rest. A program of that name in a directory wins.
inline constexpr const char* kWebhookCommand = "baton-webhook";

// PATH, HOME, LANG and TZ, as this process has them, with defaults for what it lacks. Nothing
// else of the executor's own environment reaches a script: no PG* variable, no secret.
std::vector<EnvironmentVariable> base_environment();

// The request, or what keeps the step from being started. Reads secrets; asks nobody else.
std::variant<LaunchRequest, Refusal> prepare(ClaimedAttempt& attempt, const StepSpec& spec,
                                             const Workplace& workplace);

// What the launcher said about a program that did not start.
Refusal refusal_of(const NotStarted& failure);

}  // namespace baton
