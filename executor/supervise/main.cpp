// baton-supervise: the launcher, and by fork the supervisors, of `baton executor`, which starts it.

#include <cstdio>
#include <cstdlib>

#include "supervise/launcher_process.h"

int main(int argc, char** argv) {
  const char* executor = std::getenv(baton::kExecutorVariable);
  const long pid = executor == nullptr ? 0 : std::strtol(executor, nullptr, 10);
  if (argc != 1 || pid <= 0) {
    std::fputs("baton-supervise is started by `baton executor`, and not by hand.\n", stderr);
    return 64;
  }
  baton::run_launcher(static_cast<pid_t>(pid), argv[0]);
}
