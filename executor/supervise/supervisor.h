#pragma once

namespace baton {

// The exit status of a supervisor that leaves what it could not kill to the launcher.
inline constexpr int kLeavesSurvivors = 3;

// The main function of a supervisor process: serves launches that come through `control`, one at a time,
// until the other end closes. Never returns. The process must be a fresh fork of the launcher, with
// the descriptors 0 to 3 taken by /dev/null, SIGCHLD handled and every signal blocked (see
// launcher_process.cpp).
[[noreturn]] void run_supervisor(int control);

}  // namespace baton
