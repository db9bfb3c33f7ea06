#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace baton {

// A process that carries BATON_ATTEMPT_TOKEN in its environment: a script, or something it started.
struct MarkedProcess {
  pid_t pid = 0;
  std::string token;
};

// Every such process that this user may look at, whoever runs it. Supervisors end with their executor,
// so what is found at start is either another executor's, or was left by a crash that killed the
// supervisors too; only tokens tell them apart.
std::vector<MarkedProcess> find_marked_processes();

// Kills all processes that carry `token`, until none is found. Returns how many were killed.
int kill_marked_processes(const std::string& token);

}  // namespace baton
