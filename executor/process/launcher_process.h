#pragma once

#include <sys/types.h>

namespace baton {

// The main function of the launcher process, right after the fork: forks a supervisor for every
// wire::Spawn that comes through `executor`, kills what dead supervisors left, and ends when the
// executor has died and every supervisor has stopped its script. Never returns.
[[noreturn]] void run_launcher(int executor, pid_t executor_pid);

}  // namespace baton
