#include "cli/spawned.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include <fmt/format.h>

#include "cli/failure.h"

namespace baton {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// The files and the signal state that the program starts with.
class Setup {
 public:
  explicit Setup(const Spawned::Program& program) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, program.input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, program.log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addchdir_np(&files, "/");

    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
  }
  ~Setup() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

}  // namespace

Spawned::Spawned(const Program& program) {
  const Setup setup(program);
  const int error =
      posix_spawnp(&pid_, program.arguments.front().c_str(), &setup.files, &setup.attributes,
                   pointers(program.arguments).data(), pointers(program.environment).data());
  if (error != 0) {
    throw Failure(kInternal, fmt::format("{} cannot be started: {}.", program.arguments.front(),
                                         std::generic_category().message(error)));
  }
  pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

Spawned::~Spawned() {
  if (!status_) {
    signal(SIGKILL);
    wait(std::chrono::seconds(10));
  }
  if (pidfd_ >= 0) close(pidfd_);
}

void Spawned::signal(int number) {
  if (!status_) kill(pid_, number);
}

std::optional<int> Spawned::wait(std::chrono::milliseconds limit) {
  if (status_) return status_;
  pollfd ended{pidfd_, POLLIN, 0};
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    const int ready = poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready > 0) break;
    if (ready == 0) return std::nullopt;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  status_ = status;
  return status_;
}

}  // namespace baton
