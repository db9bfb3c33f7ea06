#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace baton {

// A process that carries BATON_ATTEMPT_TOKEN in its environment: a script, or something it started.
struct MarkedProcess {
  pid_t pid = 0;
  std::string token;
  std::int64_t job_id = 0;  // BATON_JOB_ID; 0 where it is not there
};

// Every such process that this user may look at, whoever runs it. Supervisors end with their executor,
// so what is found at start is either another executor's, or was left by a crash that killed the
// supervisors too; only tokens tell them apart.
std::vector<MarkedProcess> find_marked_processes();

// Those of them that no supervisor watches any more: each has outlived its own.
std::vector<MarkedProcess> find_orphaned_processes();

// Kills all processes that carry `token`, until none is found, for at most 3 s. Returns how many were
// killed.
int kill_marked_processes(const std::string& token);
// The same for those that no supervisor watches any more.
int kill_orphaned_processes(const std::string& token);

// What is left of an executor that died.
struct Remains {
  std::vector<MarkedProcess> marked;  // processes of its attempts
  int keepers =
      0;  // its launcher and supervisors: while one lives, it may still start or stop scripts
  int unreadable = 0;  // other users' processes that may be some of its scripts'
};

// `executor`: its pid, in our PID namespace; `started`: when it started, in clock ticks since the boot.
// Looked for: processes that carry one of the tokens. Those of other users cannot be asked; they are
// suspected when they are younger than the executor and in our control group.
Remains look_for_remains(pid_t executor, std::uint64_t started,
                         const std::vector<std::string>& tokens);

// SIGKILL, if it still carries its token. Does not wait for its death.
bool kill_marked_process(const MarkedProcess& marked);

}  // namespace baton
