#include "process/leftovers.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/unique_fd.h"
#include "process/process_mark.h"
#include "supervise/launcher_process.h"

namespace baton {
namespace {

constexpr std::chrono::seconds kPatienceWithKernel{3};  // with processes that hang in the kernel
constexpr int kDeathTimeoutMs = 1000;
constexpr int kLooksAtOneThatHangs = 5;
constexpr std::string_view kTokenVariable = "BATON_ATTEMPT_TOKEN=";
constexpr std::string_view kJobVariable = "BATON_JOB_ID=";
const std::string kKeeperVariable = std::string(kExecutorVariable) + "=";

std::optional<std::string> content_of(pid_t pid, const char* file) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + file;
  const UniqueFd descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return std::nullopt;
  std::string content;
  char buffer[16 * 1024];
  ssize_t size = 0;
  while ((size = ::read(descriptor.get(), buffer, sizeof buffer)) > 0) {
    content.append(buffer, static_cast<std::size_t>(size));
  }
  return content;
}

// A thread in uninterruptible sleep may hold the lock of its memory, and for ever: reading the
// environment would wait for it.
bool may_hang(pid_t pid) {
  const std::string directory = "/proc/" + std::to_string(pid) + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> tasks(::opendir(directory.c_str()), &::closedir);
  while (const dirent* task = tasks == nullptr ? nullptr : ::readdir(tasks.get())) {
    const auto thread = static_cast<pid_t>(std::strtol(task->d_name, nullptr, 10));
    if (thread > 0 && stat_of(thread).state == 'D') return true;
  }
  return false;
}

// Its environment as it was given at exec: NAME=value strings, each with a NUL. None: not for us to
// read, or the process is gone, or it hangs (EAGAIN).
std::optional<std::string> environment_of(pid_t pid) {
  for (int look = 0; may_hang(pid); ++look) {
    if (look == kLooksAtOneThatHangs) {
      errno = EAGAIN;
      return std::nullopt;
    }
    ::poll(nullptr, 0, 2);  // most only wait for a disk
  }
  return content_of(pid, "environ");
}

// Whether a process may be a script of somebody who started then, and may be looked into: what is
// other users', older, a kernel thread or dead is not worth reading its environment.
bool is_worth_a_look(pid_t pid, std::uint64_t started) {
  struct stat owner {};
  const std::string directory = "/proc/" + std::to_string(pid);
  if (::stat(directory.c_str(), &owner) != 0) return false;
  const uid_t user = ::geteuid();
  if (user != 0 && owner.st_uid != user) return false;
  const ProcessStat stat = stat_of(pid);
  return stat.exists && !stat.is_kernel_thread && stat.state != 'Z' && stat.state != 'X' &&
         stat.start_time >= started;
}

std::string_view value_in(std::string_view environment, std::string_view variable) {
  while (!environment.empty()) {
    const std::string_view entry = environment.substr(0, environment.find('\0'));
    if (entry.starts_with(variable)) return entry.substr(variable.size());
    environment.remove_prefix(std::min(entry.size() + 1, environment.size()));
  }
  return {};
}

MarkedProcess marked_process(pid_t pid, std::string_view environment) {
  const std::string job(value_in(environment, kJobVariable));
  return {pid, std::string(value_in(environment, kTokenVariable)),
          std::strtoll(job.c_str(), nullptr, 10)};
}

void for_each_process(const std::function<void(pid_t)>& visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), &::closedir);
  if (processes == nullptr) return;
  while (const dirent* entry = ::readdir(processes.get())) {
    const auto pid = static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10));
    if (pid > 0 && pid != ::getpid()) visit(pid);
  }
}

// Kills through a pidfd, after a second look through it: the pid may be another process's by now.
UniqueFd kill_if_marked(const MarkedProcess& marked) {
  UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, marked.pid, 0)));
  if (!process.valid()) return process;
  const std::string environment = environment_of(marked.pid).value_or("");
  if (value_in(environment, kTokenVariable) != marked.token ||
      ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0) != 0) {
    process.reset();
  }
  return process;
}

// A process that is just ending cannot be read either, but that is not for lack of permission. Kernel threads have
// nothing to read.
bool may_be_a_script(pid_t pid, std::uint64_t started, const std::string& own_group) {
  const ProcessStat stat = stat_of(pid);
  return stat.exists && !stat.is_kernel_thread && stat.state != 'Z' && stat.state != 'X' &&
         stat.start_time >= started && content_of(pid, "cgroup").value_or(own_group) == own_group;
}

// Supervisors are subreapers: whatever a script starts stays below its supervisor while that lives.
bool has_keeper(pid_t pid) {
  for (ProcessStat stat = stat_of(pid); stat.exists && stat.parent > 1;
       stat = stat_of(stat.parent)) {
    const std::string environment = environment_of(stat.parent).value_or("");
    if (!value_in(environment, kKeeperVariable).empty()) return true;
  }
  return false;
}

int kill_until_none(const std::string& token, std::vector<MarkedProcess> (*find)()) {
  const auto deadline = std::chrono::steady_clock::now() + kPatienceWithKernel;
  int killed = 0;
  // A process that forks while it is looked for is found in the next round; none may be left.
  for (bool any = true; any && std::chrono::steady_clock::now() < deadline;) {
    any = false;
    for (const MarkedProcess& marked : find()) {
      if (marked.token != token) continue;
      const UniqueFd process = kill_if_marked(marked);
      if (!process.valid()) continue;
      any = true;
      ++killed;
      // Its death, so that the next look does not find it again.
      pollfd death{.fd = process.get(), .events = POLLIN, .revents = 0};
      ::poll(&death, 1, kDeathTimeoutMs);
    }
  }
  return killed;
}

}  // namespace

std::vector<MarkedProcess> find_orphaned_processes() {
  std::vector<MarkedProcess> found = find_marked_processes();
  std::erase_if(found, [](const MarkedProcess& marked) { return has_keeper(marked.pid); });
  return found;
}

std::vector<MarkedProcess> find_marked_processes() {
  std::vector<MarkedProcess> found;
  for_each_process([&](pid_t pid) {
    if (!is_worth_a_look(pid, 0)) return;
    MarkedProcess marked = marked_process(pid, environment_of(pid).value_or(""));
    if (!marked.token.empty()) found.push_back(std::move(marked));
  });
  return found;
}

int kill_marked_processes(const std::string& token) {
  return kill_until_none(token, find_marked_processes);
}

int kill_orphaned_processes(const std::string& token) {
  return kill_until_none(token, find_orphaned_processes);
}

bool kill_marked_process(const MarkedProcess& marked) { return kill_if_marked(marked).valid(); }

Remains look_for_remains(pid_t executor, std::uint64_t started,
                         const std::vector<std::string>& tokens) {
  Remains remains;
  const std::string keeper = std::to_string(executor);
  const std::string own_group = content_of(::getpid(), "cgroup").value_or("");
  for_each_process([&](pid_t pid) {
    if (stat_of(pid).start_time < started)
      return;  // supervisors are younger than their executor, too
    errno = 0;
    const auto environment = environment_of(pid);
    if (!environment) {
      const bool is_forbidden = errno == EACCES || errno == EPERM || errno == EAGAIN;
      if (is_forbidden && may_be_a_script(pid, started, own_group)) ++remains.unreadable;
      return;
    }
    // A pid that is used again is perhaps our own: then these are our own, too.
    if (executor != ::getpid() && value_in(*environment, kKeeperVariable) == keeper) {
      ++remains.keepers;
    }
    MarkedProcess marked = marked_process(pid, *environment);
    if (std::find(tokens.begin(), tokens.end(), marked.token) != tokens.end()) {
      remains.marked.push_back(std::move(marked));
    }
  });
  return remains;
}

}  // namespace baton
