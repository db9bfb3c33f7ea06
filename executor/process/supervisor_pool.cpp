#include "process/supervisor_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "supervise/launcher_process.h"
#include "supervise/wire.h"

namespace baton {
namespace {

// Idle supervisors cost about 100 KB each.
constexpr std::size_t kMaxIdle = 128;

// The launcher answers within microseconds; if it does not within this, it is not coming back.
constexpr int kLauncherTimeoutMs = 5000;

// What the scripts that still run may need: their grace, and the time in which supervisors and
// launcher give up what cannot be killed.
constexpr std::chrono::seconds kLastScriptsEnd{20};
constexpr std::chrono::seconds kDeathOfTheKilled{1};

// Out of the way of the numbers that the launcher's descriptors get.
UniqueFd opened(const std::string& program) {
  const UniqueFd file(::open(program.c_str(), O_PATH | O_CLOEXEC));
  UniqueFd copy(file.valid() ? ::fcntl(file.get(), F_DUPFD_CLOEXEC, 64) : -1);
  if (!copy.valid() && file.valid() && errno == EINVAL) {
    throw std::runtime_error("the limit of open files (ulimit -n) is below 65");
  }
  if (!copy.valid()) throw std::system_error(errno, std::generic_category(), program);
  return copy;
}

bool has_ended(int process, std::chrono::milliseconds patience) {
  pollfd end{.fd = process, .events = POLLIN, .revents = 0};
  return ::poll(&end, 1, static_cast<int>(patience.count())) > 0;
}

std::pair<UniqueFd, UniqueFd> socket_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return {};
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// Idle supervisors say nothing: what can be read is the end of the socket.
bool is_alive(int control) {
  char byte = 0;
  return ::recv(control, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

}  // namespace

SupervisorPool::SupervisorPool(const std::string& program) : program_(opened(program)) {
  start_launcher();
}

SupervisorPool::~SupervisorPool() {
  idle_.clear();
  end_launcher(kLastScriptsEnd);
}

// By exec, and never a copy of this process: that holds passwords, and scripts of the same user may
// read the memory of launcher and supervisors. posix_spawn copies no memory either, however much
// there is.
void SupervisorPool::start_launcher() {
  auto [ours, theirs] = socket_pair();
  if (!ours.valid()) throw std::system_error(errno, std::generic_category(), "socketpair");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), kLauncherSocket);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t all;  // blocked until the launcher is ready for them
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);

  const std::string path = "/proc/self/fd/" + std::to_string(program_.get());
  std::string title = kLauncherTitle;
  std::string variable = std::string(kExecutorVariable) + "=" + std::to_string(::getpid());
  char* const arguments[] = {title.data(), nullptr};
  std::vector<char*> environment = {variable.data()};
#ifdef BATON_INSTRUMENTED  // where its counters and reports go
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (text.starts_with("LLVM_PROFILE_FILE=") || text.find("SAN_OPTIONS=") != text.npos) {
      environment.push_back(*entry);
    }
  }
#endif
  environment.push_back(nullptr);
  const int error =
      ::posix_spawn(&launcher_, path.c_str(), &actions, &attributes, arguments, environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::system_error(error, std::generic_category(), "cannot start the launcher");
  launcher_socket_ = std::move(ours);
  ::fcntl(launcher_socket_.get(), F_SETFL, O_NONBLOCK);
}

// Closes its socket, by which it ends once its supervisors have; one that does not (it was stopped,
// or hangs) is killed.
void SupervisorPool::end_launcher(std::chrono::milliseconds patience) {
  launcher_socket_.reset();
  if (launcher_ == 0) return;
  ::kill(launcher_, SIGCONT);  // a script may have stopped it
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, launcher_, 0)));
  if (process.valid() && !has_ended(process.get(), patience)) {
    ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    has_ended(process.get(), kDeathOfTheKilled);
  }
  ::waitpid(launcher_, nullptr, WNOHANG);
  launcher_ = 0;
}

void SupervisorPool::kill_launcher() const {
  if (launcher_ > 0) ::kill(launcher_, SIGKILL);
}

std::variant<SupervisorPool::Supervisor, int> SupervisorPool::take() {
  while (!idle_.empty()) {
    Supervisor supervisor = std::move(idle_.back());
    idle_.pop_back();
    if (is_alive(supervisor.control.get())) return supervisor;
  }
  auto [ours, theirs] = socket_pair();
  if (!ours.valid()) return errno;
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  int error = request_supervisor(theirs.get());
  if (error == EPIPE || error == ECONNRESET) {
    // Somebody killed the launcher. Its supervisors live on; new ones need a new launcher.
    end_launcher(std::chrono::milliseconds(0));
    try {
      start_launcher();
    } catch (const std::system_error& failure) {
      return failure.code().value();
    }
    error = request_supervisor(theirs.get());
  }
  if (error != 0) return error;
  return Supervisor{.control = std::move(ours), .process = {}};
}

int SupervisorPool::request_supervisor(int control) {
  const wire::Spawn request;
  if (launcher_ > 0) ::kill(launcher_, SIGCONT);  // a script may have stopped it
  for (;;) {
    const int error =
        wire::send_packet(launcher_socket_.get(), {&request, sizeof request}, {}, &control, 1);
    if (error != EAGAIN) return error;
    // A burst has filled the socket.
    pollfd socket{.fd = launcher_socket_.get(), .events = POLLOUT, .revents = 0};
    if (::poll(&socket, 1, kLauncherTimeoutMs) == 0) return EAGAIN;
  }
}

void SupervisorPool::give_back(Supervisor supervisor) {
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(supervisor));
}

}  // namespace baton
