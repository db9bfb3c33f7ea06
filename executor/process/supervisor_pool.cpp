#include "process/supervisor_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "process/launcher_process.h"
#include "process/wire.h"

namespace baton {
namespace {

// Idle supervisors cost about 100 KB each.
constexpr std::size_t kMaxIdle = 128;

// The launcher answers within microseconds; if it does not within this, it is not coming back.
constexpr int kLauncherTimeoutMs = 5000;

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

SupervisorPool::SupervisorPool() { start_launcher(); }

SupervisorPool::~SupervisorPool() {
  idle_.clear();
  end_launcher();
}

void SupervisorPool::start_launcher() {
  auto [ours, theirs] = socket_pair();
  if (!ours.valid()) throw std::system_error(errno, std::generic_category(), "socketpair");
  const pid_t executor = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "cannot fork the launcher");
  if (pid == 0) run_launcher(theirs.get(), executor);
  launcher_ = pid;
  launcher_socket_ = std::move(ours);
  ::fcntl(launcher_socket_.get(), F_SETFL, O_NONBLOCK);
}

void SupervisorPool::end_launcher() {
  launcher_socket_.reset();
  while (::waitpid(launcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::variant<UniqueFd, int> SupervisorPool::take() {
  while (!idle_.empty()) {
    UniqueFd control = std::move(idle_.back());
    idle_.pop_back();
    if (is_alive(control.get())) return control;
  }
  auto [ours, theirs] = socket_pair();
  if (!ours.valid()) return errno;
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  int error = request_supervisor(theirs.get());
  if (error == EPIPE || error == ECONNRESET) {
    // Somebody killed the launcher. Its supervisors live on; new ones need a new launcher.
    end_launcher();
    try {
      start_launcher();
    } catch (const std::system_error& failure) {
      return failure.code().value();
    }
    error = request_supervisor(theirs.get());
  }
  if (error != 0) return error;
  return std::move(ours);
}

int SupervisorPool::request_supervisor(int control) {
  const wire::Spawn request;
  for (;;) {
    const int error =
        wire::send_packet(launcher_socket_.get(), {&request, sizeof request}, {}, &control, 1);
    if (error != EAGAIN) return error;
    // A burst has filled the socket.
    pollfd socket{.fd = launcher_socket_.get(), .events = POLLOUT, .revents = 0};
    if (::poll(&socket, 1, kLauncherTimeoutMs) == 0) return EAGAIN;
  }
}

void SupervisorPool::give_back(UniqueFd control) {
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(control));
}

}  // namespace baton
