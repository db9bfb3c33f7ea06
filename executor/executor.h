// The executor: claims steps, runs them, watches them, reports how they ended, until it is told to
// stop. One thread, one event loop. It decides nothing: what an end means, whether and when to try
// again, and who may run what is decided by functions of schema baton.
#pragma once

#include "options.h"

namespace baton {

class Launcher;

// Exit statuses of run_executor, after sysexits.h.
inline constexpr int kExitOk = 0;              // drained; everything reported or handed back
inline constexpr int kExitUnavailable = 69;    // database away or disk full when we had to end
inline constexpr int kExitSoftware = 70;       // the launcher died
inline constexpr int kExitNoPermission = 77;   // the database refused this user
inline constexpr int kExitConfiguration = 78;  // wrong schema, unknown queue, no commands directory

// Runs until SIGTERM or SIGINT has drained it (a second one stops what still runs at once) and
// returns the exit status of the process. Blocks those signals itself; the launcher outlives the
// call. A first connection that is refused for good (wrong database, user, password, schema) is an
// exit status, one that may come right by itself is retried for ever, and so is a disk that is
// full. Logs to stderr; throws only what is a bug.
int run_executor(const ExecutorOptions& options, Launcher& launcher);

}  // namespace baton
