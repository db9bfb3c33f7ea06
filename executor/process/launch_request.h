#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace baton {

struct EnvironmentVariable {
  std::string name;
  std::string value;
};

// Everything a script gets. Nothing else reaches it: no descriptor but 0 to 3, no variable that is
// not listed here (besides BATON_EVENTS and those of `directory_variables`), default signal
// dispositions, an empty signal mask, a session and process group of its own.
//
//   launcher.launch({.argv = {"/srv/commands/upload-menu", "menu.csv"},
//                    .environment = {{"PATH", "/usr/bin:/bin"}},
//                    .document = document.dump(),
//                    .base_directory = "/run/baton/work"});
struct LaunchRequest {
  // The absolute path of the program (see find_command()); there is no PATH search and no shell.
  // Empty: argv[0].
  std::string program = {};

  // No element may contain a NUL byte.
  std::vector<std::string> argv = {};

  // The whole environment. When a name occurs twice, the last value counts.
  std::vector<EnvironmentVariable> environment = {};

  // What the script reads on stdin; any size. It is handed over as a sealed memory file, so nobody
  // has to keep writing and the script may read it as slowly, as often or as little as it likes.
  std::string document = {};

  // An existing directory, in which the script gets a private working directory (mode 0700) that is
  // removed with all its contents afterwards. (One that the script has not touched is kept for the next
  // step, or removed after 100 ms.)
  std::string base_directory = {};

  // Variables that are set to the path of the private directory, such as HOME or TMPDIR: only the
  // supervisor knows it.
  std::vector<std::string> directory_variables = {};

  // Between SIGTERM and SIGKILL when the executor dies (then at most 3 s).
  std::chrono::milliseconds grace = std::chrono::seconds(10);
};

}  // namespace baton
