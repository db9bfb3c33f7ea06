#pragma once

#include <sys/types.h>

namespace baton {

// Where the launcher finds its socket to the executor.
inline constexpr int kLauncherSocket = 4;

// The one variable in the environment of a launcher and its supervisors: the executor's pid. By it
// an executor that is started again finds what its predecessor left.
inline constexpr const char* kExecutorVariable = "BATON_EXECUTOR";

// What ps shows. Of one length, because a supervisor writes its own over its launcher's.
inline constexpr char kLauncherTitle[] = "baton: launcher  ";
inline constexpr char kSupervisorTitle[] = "baton: supervisor";
static_assert(sizeof kLauncherTitle == sizeof kSupervisorTitle);

// The main function of the launcher process: forks a supervisor for every wire::Spawn that comes
// through kLauncherSocket, kills what dead supervisors left, and ends when the executor has died
// and every supervisor has stopped its script. `title` is argv[0], at least kLauncherTitle. Never
// returns.
[[noreturn]] void run_launcher(pid_t executor_pid, char* title);

}  // namespace baton
