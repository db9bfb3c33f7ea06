#include <sys/prctl.h>

#include <cstdio>
#include <exception>
#include <optional>

#include "cli/command_line.h"
#include "cli/program.h"
#include "process/launcher.h"

int main(int argc, char** argv) {
  std::optional<baton::Launcher> launcher;
  if (baton::starts_scripts(argc, argv)) {
    try {
      launcher.emplace();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "baton: the launcher of scripts cannot be started: %s\n", error.what());
      return 71;
    }
    // From here on passwords and secrets pass through: no core dump, and no look at memory or environment
    // by other processes of this user, scripts among them.
    ::prctl(PR_SET_DUMPABLE, 0);
  }
  return baton::run_program(argc, argv, launcher ? &*launcher : nullptr);
}
