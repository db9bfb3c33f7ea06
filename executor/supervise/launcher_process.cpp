#include "supervise/launcher_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "supervise/descendants.h"
#include "supervise/directory_reader.h"
#include "supervise/supervisor.h"
#include "supervise/wire.h"

namespace baton {
namespace {

constexpr std::size_t kMaxSupervisors = 16 * 1024;
constexpr int kExecutorDied = SIGUSR1;
constexpr int kSocket = kLauncherSocket;  // 0 to 3 stay taken, because scripts get those numbers

class LauncherProcess {
 public:
  LauncherProcess(int executor, pid_t executor_pid, char* title)
      : executor_(executor), executor_pid_(executor_pid), title_(title) {}

  [[noreturn]] void serve();

 private:
  struct Supervisor {
    pid_t pid;
    // Our copy of its socket. The executor sees the end of it only after we have closed this, which
    // we do when the orphans of a dead supervisor are gone.
    int control;
    bool dead;
  };

  bool all_done() const { return executor_ < 0 && count_ == 0 && !orphans_; }
  void wait_for_something();
  void read_request();
  void spawn(int control);
  void refuse(int control, int error);
  void reap();
  void kill_orphans();
  static bool is_supervisor(pid_t pid, const void* launcher);

  int executor_;
  pid_t executor_pid_;
  char* title_;
  Supervisor* supervisors_ = nullptr;  // an anonymous mapping: pages are taken as they are used
  std::size_t count_ = 0;
  bool orphans_ = false;
  Descendants descendants_;
};

void LauncherProcess::serve() {
  void* memory = ::mmap(nullptr, kMaxSupervisors * sizeof(Supervisor), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) ::_exit(1);
  supervisors_ = static_cast<Supervisor*>(memory);
  descendants_.spare(is_supervisor, this);
  while (!all_done()) {
    wait_for_something();
    reap();
    if (orphans_) kill_orphans();
  }
  ::_exit(0);
}

void LauncherProcess::wait_for_something() {
  const timespec pause{.tv_sec = 0, .tv_nsec = 2'000'000};
  sigset_t unblocked;
  sigemptyset(&unblocked);
  pollfd executor{.fd = executor_, .events = POLLIN, .revents = 0};
  const int ready = ::ppoll(&executor, 1, orphans_ ? &pause : nullptr, &unblocked);
  if (ready > 0) read_request();
  // The socket tells the executor's death, unless somebody else holds a copy of it.
  if (ready < 0 && executor_ >= 0 && ::getppid() != executor_pid_) {
    ::close(executor_);
    executor_ = -1;
  }
}

void LauncherProcess::read_request() {
  wire::Spawn request;
  wire::Packet packet;
  const auto received = wire::receive_packet(executor_, &request, sizeof request, packet);
  if (received == wire::Received::kClosed) {
    ::close(executor_);
    executor_ = -1;
  } else if (received == wire::Received::kError) {
    // Out of memory, say: the request is still there. Not at once again, this must not be a busy wait.
    const timespec pause{.tv_sec = 0, .tv_nsec = 10'000'000};
    ::nanosleep(&pause, nullptr);
  } else if (received == wire::Received::kPacket && packet.fd_count == 1) {
    spawn(packet.fds[0]);
  }
}

void LauncherProcess::spawn(int control) {
  if (count_ == kMaxSupervisors) return refuse(control, EAGAIN);
  const pid_t pid = ::fork();
  if (pid < 0) return refuse(control, errno);
  if (pid == 0) {
    // No copy of another supervisor's socket may stay open here, or its end would never be seen.
    ::dup2(control, kSocket);
    close_from(kSocket + 1);
    ::fcntl(kSocket, F_SETFD, FD_CLOEXEC);
    std::memcpy(title_, kSupervisorTitle, sizeof kSupervisorTitle);
    run_supervisor(kSocket);
  }
  supervisors_[count_++] = {.pid = pid, .control = control, .dead = false};
}

// Answers in place of the supervisor that could not be made.
void LauncherProcess::refuse(int control, int error) {
  const wire::Report report{
      .kind = wire::Kind::kNotStarted, .stage = wire::Stage::kSupervisor, .error = error};
  wire::send_packet(control, {&report, sizeof report});
  ::close(control);
}

void LauncherProcess::reap() {
  pid_t pid = 0;
  while ((pid = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (supervisors_[i].pid != pid) continue;
      supervisors_[i].dead = true;
      orphans_ = true;  // perhaps: all its children are ours since the moment it died
    }
  }
}

void LauncherProcess::kill_orphans() {
  if (descendants_.freeze_and_kill() > 0) return reap();
  orphans_ = false;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (supervisors_[i].dead) {
      ::close(supervisors_[i].control);
    } else {
      supervisors_[kept++] = supervisors_[i];
    }
  }
  count_ = kept;
}

bool LauncherProcess::is_supervisor(pid_t pid, const void* launcher) {
  const auto& self = *static_cast<const LauncherProcess*>(launcher);
  for (std::size_t i = 0; i < self.count_; ++i) {
    if (self.supervisors_[i].pid == pid && !self.supervisors_[i].dead) return true;
  }
  return false;
}

void ignore_signal(int) {}

// Default dispositions, everything blocked, SIGCHLD and our own signal able to end a ppoll().
void set_signals() {
  // By system calls: posix_spawn() leaves two signals ignored that the library does not let us name.
  const std::array<char, 64> defaults{};
  for (int signal = 1; signal < NSIG; ++signal) {
    ::syscall(SYS_rt_sigaction, signal, defaults.data(), nullptr, sizeof(std::uint64_t));
  }
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  struct sigaction action {};
  action.sa_handler = ignore_signal;
  ::sigaction(SIGCHLD, &action, nullptr);
  ::sigaction(kExecutorDied, &action, nullptr);
  // ppoll() unblocks all: a terminal's or a service manager's signals are the executor's business.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR2, SIGALRM}) {
    ::sigaction(signal, &action, nullptr);
  }
}

void set_descriptors() {
  const int null = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd < kSocket; ++fd) ::dup2(null, fd);
  close_from(kSocket + 1);
  for (const int fd : {3, kSocket}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

}  // namespace

void run_launcher(pid_t executor_pid, char* title) {
  set_signals();
  set_descriptors();
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_PDEATHSIG, kExecutorDied);
  ::prctl(PR_SET_NAME, "baton-launcher");
  // Scripts open $BATON_EVENTS in their supervisor's /proc/PID/fd, which must not be closed to their user.
  ::prctl(PR_SET_DUMPABLE, 1);
  if (::chdir("/") != 0) ::_exit(1);
  LauncherProcess(kSocket, executor_pid, title).serve();
}

}  // namespace baton
