#include "process/leftovers.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "process/unique_fd.h"

namespace baton {
namespace {

constexpr int kRounds = 1000;
constexpr int kDeathTimeoutMs = 1000;
constexpr std::string_view kMarker = "BATON_ATTEMPT_TOKEN=";

// Its environment as it was given at exec: NAME=value strings, each with a NUL. Empty if it may not be
// read or the process is gone.
std::string environment_of(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/environ";
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string environment;
  if (!file.valid()) return environment;
  char buffer[16 * 1024];
  ssize_t size = 0;
  while ((size = ::read(file.get(), buffer, sizeof buffer)) > 0) {
    environment.append(buffer, static_cast<std::size_t>(size));
  }
  return environment;
}

std::string token_in(std::string_view environment) {
  while (!environment.empty()) {
    const std::string_view entry = environment.substr(0, environment.find('\0'));
    if (entry.starts_with(kMarker)) return std::string(entry.substr(kMarker.size()));
    environment.remove_prefix(std::min(entry.size() + 1, environment.size()));
  }
  return {};
}

// Kills through a pidfd, after a second look through it: the pid may be another process's by now. Waits
// for the death, so that the next look does not find it again.
bool kill_if_marked(pid_t pid, const std::string& token) {
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!process.valid() || token_in(environment_of(pid)) != token) return false;
  if (::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0) != 0) return false;
  pollfd death{.fd = process.get(), .events = POLLIN, .revents = 0};
  ::poll(&death, 1, kDeathTimeoutMs);
  return true;
}

}  // namespace

std::vector<MarkedProcess> find_marked_processes() {
  std::vector<MarkedProcess> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), &::closedir);
  if (processes == nullptr) return found;
  while (const dirent* entry = ::readdir(processes.get())) {
    const auto pid = static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10));
    if (pid <= 0 || pid == ::getpid()) continue;
    if (std::string token = token_in(environment_of(pid)); !token.empty()) {
      found.push_back({pid, std::move(token)});
    }
  }
  return found;
}

int kill_marked_processes(const std::string& token) {
  int killed = 0;
  // A process that forks while it is looked for is found in the next round; none may be left.
  for (int round = 0; round < kRounds; ++round) {
    bool any = false;
    for (const MarkedProcess& marked : find_marked_processes()) {
      if (marked.token != token || !kill_if_marked(marked.pid, token)) continue;
      any = true;
      ++killed;
    }
    if (!any) break;
  }
  return killed;
}

}  // namespace baton
