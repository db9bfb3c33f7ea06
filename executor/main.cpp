#include <sys/prctl.h>
#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/hidden_arguments.h"
#include "cli/program.h"
#include "process/launcher.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments = baton::hide_passwords(argc, argv);
  std::vector<const char*> own;
  for (const std::string& argument : arguments) own.push_back(argument.c_str());
  std::optional<baton::Launcher> launcher;
  if (baton::starts_scripts(argc, own.data())) {
    // A mask that takes rights from this user itself would make directories that nobody can enter.
    ::umask(::umask(0) & 0077);
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
  return baton::run_program(argc, own.data(), launcher ? &*launcher : nullptr);
}
