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

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/unique_fd.h"
#include "supervise/clock.h"
#include "supervise/descendants.h"
#include "supervise/directory_reader.h"
#include "supervise/kill_rounds.h"
#include "supervise/supervisor.h"
#include "supervise/wire.h"

namespace baton {
namespace {

constexpr std::size_t kMaxSupervisors = 16 * 1024;
constexpr std::size_t kMaxGivenUp = 1024;
// It also wakes a launcher that somebody has stopped.
constexpr int kExecutorDied = SIGCONT;
// When the executor has died, supervisors give their scripts 3 s and killing 5. One that is not
// done after this does not run: it is traced, say.
constexpr std::int64_t kLastScriptsEndMs = 9'000;
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
  void lose_executor();
  void signal_supervisors(int signal);
  void read_request();
  void spawn(int control);
  void refuse(int control, int error);
  void reap();
  void note_death(pid_t pid, bool leaves_survivors);
  void kill_orphans();
  void give_up_orphans();
  void let_dead_supervisors_go(const wire::Report* with);
  bool is_supervisor(pid_t pid) const;
  static bool is_spared(pid_t pid, const void* launcher);

  int executor_;
  pid_t executor_pid_;
  char* title_;
  Supervisor* supervisors_ = nullptr;  // an anonymous mapping: pages are taken as they are used
  std::size_t count_ = 0;
  bool orphans_ = false;
  KillRounds kill_rounds_;
  Descendants descendants_;
  // Orphans that could not be killed: nobody waits for their end any more.
  pid_t given_up_[kMaxGivenUp] = {};
  std::size_t given_up_count_ = 0;
  std::int64_t kill_supervisors_at_ = kForEver;
};

void LauncherProcess::serve() {
  void* memory = ::mmap(nullptr, kMaxSupervisors * sizeof(Supervisor), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) ::_exit(1);
  supervisors_ = static_cast<Supervisor*>(memory);
  descendants_.spare(is_spared, this);
  while (!all_done()) {
    wait_for_something();
    if (now_ms() >= kill_supervisors_at_) {
      kill_supervisors_at_ = kForEver;
      signal_supervisors(SIGKILL);
    }
    reap();
    if (orphans_) kill_orphans();
  }
  ::_exit(0);
}

void LauncherProcess::wait_for_something() {
  const std::int64_t until = orphans_ ? now_ms() + kill_rounds_.pause_ms() : kill_supervisors_at_;
  pollfd executor{.fd = executor_, .events = POLLIN, .revents = 0};
  sigset_t none;
  sigemptyset(&none);
  const int ready = wait_with(none, &executor, 1, until);
  if (ready > 0) read_request();
  // The socket tells the executor's death, unless somebody else holds a copy of it.
  if (ready < 0 && executor_ >= 0 && ::getppid() != executor_pid_) lose_executor();
}

void LauncherProcess::lose_executor() {
  ::close(executor_);
  executor_ = -1;
  signal_supervisors(SIGCONT);  // one that was stopped would not see it
  kill_supervisors_at_ = now_ms() + kLastScriptsEndMs;
}

void LauncherProcess::signal_supervisors(int signal) {
  for (std::size_t i = 0; i < count_; ++i) {
    if (!supervisors_[i].dead) ::kill(supervisors_[i].pid, signal);
  }
}

void LauncherProcess::read_request() {
  wire::Spawn request;
  wire::Packet packet;
  const auto received = wire::receive_packet(executor_, &request, sizeof request, packet);
  if (received == wire::Received::kClosed) {
    lose_executor();
  } else if (received == wire::Received::kError) {
    // Out of memory, say: the request is still there. Not at once again, this must not be a busy
    // wait.
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
  // Whatever becomes of us, the executor can end it.
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  const int fd = process.get();
  const wire::Report report{.kind = wire::Kind::kMade, .supervisor = pid};
  wire::send_packet(control, {&report, sizeof report}, {}, &fd, process.valid() ? 1 : 0);
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
  int status = 0;
  while ((pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
    if (!WIFSTOPPED(status)) {
      note_death(pid, WIFEXITED(status) && WEXITSTATUS(status) == kLeavesSurvivors);
    } else if (is_supervisor(pid)) {
      ::kill(pid, SIGCONT);  // a script's doing
    }
  }
}

void LauncherProcess::note_death(pid_t pid, bool leaves_survivors) {
  kill_rounds_.note_death(now_ms());
  for (std::size_t i = 0; i < count_; ++i) {
    if (supervisors_[i].pid != pid) continue;
    supervisors_[i].dead = true;
    orphans_ = true;  // perhaps: all its children are ours since the moment it died
    if (leaves_survivors) kill_rounds_.shorten();
  }
  for (std::size_t i = 0; i < given_up_count_; ++i) {
    if (given_up_[i] != pid) continue;
    given_up_[i] = given_up_[--given_up_count_];
    orphans_ = true;  // likewise
    break;
  }
}

void LauncherProcess::kill_orphans() {
  kill_rounds_.begin_round(now_ms());
  if (descendants_.freeze_and_kill() > 0) {
    if (kill_rounds_.are_in_vain(now_ms())) return give_up_orphans();
    return reap();
  }
  orphans_ = false;
  kill_rounds_ = KillRounds();
  let_dead_supervisors_go(nullptr);
}

void LauncherProcess::give_up_orphans() {
  wire::Report report{.kind = wire::Kind::kOrphaned};
  report.survivors =
      static_cast<std::uint32_t>(descendants_.describe(report.named, wire::kMaxSurvivors));
  pid_t orphan = 0;
  while (given_up_count_ < kMaxGivenUp && (orphan = descendants_.first_child()) != 0) {
    given_up_[given_up_count_++] = orphan;
  }
  orphans_ = orphan != 0;
  kill_rounds_ = KillRounds();
  let_dead_supervisors_go(&report);
}

void LauncherProcess::let_dead_supervisors_go(const wire::Report* with) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (supervisors_[i].dead) {
      if (with != nullptr) wire::send_packet(supervisors_[i].control, {with, sizeof *with});
      ::close(supervisors_[i].control);
    } else {
      supervisors_[kept++] = supervisors_[i];
    }
  }
  count_ = kept;
}

bool LauncherProcess::is_supervisor(pid_t pid) const {
  for (std::size_t i = 0; i < count_; ++i) {
    if (supervisors_[i].pid == pid && !supervisors_[i].dead) return true;
  }
  return false;
}

bool LauncherProcess::is_spared(pid_t pid, const void* launcher) {
  const auto& self = *static_cast<const LauncherProcess*>(launcher);
  return self.is_supervisor(pid) || std::find(self.given_up_, self.given_up_ + self.given_up_count_,
                                              pid) != self.given_up_ + self.given_up_count_;
}

void ignore_signal(int) {}

// Everything blocked, and whatever can be ignored only able to end a wait: a terminal's or a
// service manager's signals are the executor's business, and scripts of the same user may send
// anything.
bool is_a_fault(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE ||
         signal == SIGABRT || signal == SIGTRAP;
}

// A sanitizer's, which reports the fault; after exec there is no other.
bool has_handler(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_DFL &&
         action.sa_handler != SIG_IGN;
}

void set_signals() {
  // By system calls: posix_spawn() leaves two signals ignored that the library does not let us
  // name.
  const std::array<char, 64> defaults{};
  for (int signal = 1; signal < NSIG; ++signal) {
    if (is_a_fault(signal) && has_handler(signal)) continue;
    ::syscall(SYS_rt_sigaction, signal, defaults.data(), nullptr, sizeof(std::uint64_t));
  }
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  struct sigaction action {};
  action.sa_handler = ignore_signal;
  for (int signal = 1; signal < NSIG; ++signal) {
    if (!is_a_fault(signal)) ::sigaction(signal, &action, nullptr);
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
  // Scripts open $BATON_EVENTS in their supervisor's /proc/PID/fd, which must not be closed to
  // their user.
  ::prctl(PR_SET_DUMPABLE, 1);
  if (::chdir("/") != 0) ::_exit(1);
  LauncherProcess(kSocket, executor_pid, title).serve();
}

}  // namespace baton
