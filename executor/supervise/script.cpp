#include "supervise/script.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "supervise/descriptor_limit.h"

namespace baton {
namespace {

struct Shared {
  const ScriptSpawn* spawn;
  pid_t supervisor;
  volatile int stage = 0;
  volatile int error = 0;
};

// Both run on a borrowed stack in the supervisor's memory: system calls only, and nothing that the
// sanitizers would want to record (before a function that does not return, they look at the stack).
#define BATON_UNSANITIZED __attribute__((no_sanitize("address", "undefined", "thread")))

[[noreturn]] BATON_UNSANITIZED void give_up(Shared& shared, wire::Stage stage) {
  shared.error = errno;
  shared.stage = static_cast<int>(stage);
  ::_exit(127);
}

BATON_UNSANITIZED int become_script(void* argument) {
  Shared& shared = *static_cast<Shared*>(argument);
  const ScriptSpawn& spawn = *shared.spawn;
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != shared.supervisor) ::_exit(127);
  if (::chdir(spawn.directory) != 0) give_up(shared, wire::Stage::kDirectory);
  // The sources are above 3 (the supervisor keeps 0 to 3 taken), so no dup2 overwrites a later one,
  // and each clears close-on-exec in its copy.
  for (int fd = 0; fd <= 3; ++fd) {
    if (::dup2(spawn.fds[fd], fd) < 0) give_up(shared, wire::Stage::kProcess);
  }
  set_descriptor_limit(spawn.descriptor_limit);
  // What scripts use is what the kernel is to take first when memory runs out, not their executor.
  const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  [[maybe_unused]] const ssize_t written =
      ::write(score, spawn.oom_score_adj, ::strlen(spawn.oom_score_adj));
  ::close(score);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(spawn.program, spawn.argv, spawn.environment);
  give_up(shared, wire::Stage::kExec);
}

}  // namespace

SpawnedScript spawn_script(const ScriptSpawn& spawn) {
  alignas(16) char stack[16 * 1024];
  Shared shared{.spawn = &spawn, .supervisor = ::getpid()};
  const pid_t pid =
      ::clone(become_script, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &shared);
  if (pid < 0) return {.failed = wire::Stage::kProcess, .error = errno};
  if (shared.stage != 0) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return {.failed = static_cast<wire::Stage>(shared.stage), .error = shared.error};
  }
  return {.pid = pid};
}

}  // namespace baton
