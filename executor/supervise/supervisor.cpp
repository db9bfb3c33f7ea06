// A supervisor is the parent of one running script and the subreaper of all below it. Whatever a
// script starts, in whatever session, becomes the supervisor's child once its own parent is gone. So
// one system call tells the truth: while wait() does not say ECHILD, something of the step lives.
//
// A step goes through these states:
//
//   running    the script's main process lives
//   leftovers  it has ended, but descendants live: they got SIGTERM and a moment
//   killing    a deadline has passed: freeze and kill until ECHILD
//
// What cannot be killed (another user's process, one that hangs in the kernel) ends that after a
// while: the survivors are named in the report, and the supervisor dies, which leaves them to the
// launcher.
//
// A stop sets a deadline in the first state; the death of the executor (end of the control socket)
// does too. Signals are blocked except in wait_unblocked(), which is the only place where the
// supervisor waits.
//
// Nothing here uses the heap: launcher and supervisors must work where there is no memory to be
// had.

#include "supervise/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/unique_fd.h"
#include "supervise/clock.h"
#include "supervise/descendants.h"
#include "supervise/kept_ends.h"
#include "supervise/kill_rounds.h"
#include "supervise/launch_parser.h"
#include "supervise/oom_counter.h"
#include "supervise/script.h"
#include "supervise/wire.h"
#include "supervise/work_directory.h"

namespace baton {
namespace {

using wire::Kind;
using wire::Report;
using wire::Stage;

constexpr std::int64_t kOrphanedGraceMs = 3000;  // the executor died
constexpr std::int64_t kLeftoverGraceMs = 250;   // the script ended, its children did not
constexpr std::int64_t kQuietStartMs = 2;        // an end within this saves the message "started"
constexpr std::int64_t kSayStoppingMs = 1000;    // so often while it kills
constexpr std::int64_t kBusyMs = 1000;           // so long a busy program is tried again
constexpr std::int64_t kBusyPauseMs = 20;
constexpr int kKeepDirectoryMs = 100;  // an untouched one, for the next step
constexpr std::int64_t kLongestGraceMs = 24 * 3600 * 1000;

std::int64_t microseconds(const timeval& time) { return time.tv_sec * 1'000'000 + time.tv_usec; }

// By these a service manager or a terminal ends a whole group of processes, scripts and supervisors
// included. They stay pending, for a look when the script has ended.
sigset_t signals_of_others() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

bool is_signaled() {
  sigset_t pending;
  ::sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1 ||
         sigismember(&pending, SIGHUP) == 1;
}

void forget_signals() {
  const sigset_t set = signals_of_others();
  const timespec at_once{};
  while (::sigtimedwait(&set, nullptr, &at_once) > 0) {
  }
}

int wait_unblocked(pollfd* fds, nfds_t count, std::int64_t deadline) {
  return wait_with(signals_of_others(), fds, count, deadline);
}

// Half of the memory more than what started us: it stays a matter of size among scripts.
void write_score_of_scripts(char (&into)[8]) {
  char text[16] = {};
  const UniqueFd file(::open("/proc/self/oom_score_adj", O_RDONLY | O_CLOEXEC));
  const ssize_t size = file.valid() ? ::read(file.get(), text, sizeof text - 1) : 0;
  const long own = size > 0 ? std::strtol(text, nullptr, 10) : 0;
  std::snprintf(into, sizeof into, "%ld", std::clamp(own + 500, -1000L, 1000L));
}

class Supervisor {
 public:
  explicit Supervisor(int control) : control_(control), priority_(::getpriority(PRIO_PROCESS, 0)) {
    write_score_of_scripts(score_of_scripts_);
  }

  [[noreturn]] void serve_forever();

 private:
  void wait_for_launch();
  void serve(const wire::LaunchHeader& header, const char* strings, wire::Packet& packet);
  bool start(const wire::LaunchHeader& header, const char* strings, wire::Packet& packet);
  SpawnedScript spawn(const ScriptSpawn& request);
  void watch();

  bool reap();
  void tell_leftovers();
  void kill_round();
  void name_survivors();
  void wait_for_something();
  void read_control();
  void begin_stop(std::int64_t grace_ms);

  void send(Kind kind);
  bool fail(Stage stage, int error);  // always false

  int control_;
  int priority_;
  char score_of_scripts_[8] = {};
  OomCounter oom_counter_;
  bool executor_gone_ = false;
  Descendants descendants_;
  WorkDirectory directory_;

  // Of the current step.
  Report report_;
  std::int64_t grace_ms_ = 0;
  bool main_running_ = false;
  KeptEnds ends_;
  bool leftovers_told_ = false;
  KillRounds kill_rounds_;
  std::int64_t say_stopping_at_ = 0;
  std::int64_t tell_started_at_ = kForEver;
  std::int64_t kill_at_ = kForEver;
  std::int64_t main_ended_at_ = 0;
  std::uint64_t oom_kills_before_ = 0;

  alignas(8) char buffer_[sizeof(wire::LaunchHeader) + wire::kInlineStrings];
};

void Supervisor::serve_forever() {
  while (!executor_gone_) {
    wait_for_launch();
    wire::Packet packet;
    const auto received = wire::receive_packet(control_, buffer_, sizeof buffer_, packet);
    if (received != wire::Received::kPacket) break;
    wire::LaunchHeader header;
    // Anything else is a stop for a step that had ended by itself.
    if (packet.size >= sizeof header) {
      std::memcpy(&header, buffer_, sizeof header);
      if (header.kind == Kind::kLaunch) serve(header, buffer_ + sizeof header, packet);
    }
    packet.close_fds();
  }
  if (directory_.is_kept()) directory_.remove();
  ::_exit(0);
}

// A kept directory waits for the next step a moment only.
void Supervisor::wait_for_launch() {
  pollfd control{.fd = control_, .events = POLLIN, .revents = 0};
  if (directory_.is_kept() && ::poll(&control, 1, kKeepDirectoryMs) == 0) directory_.remove();
}

void Supervisor::serve(const wire::LaunchHeader& header, const char* strings,
                       wire::Packet& packet) {
  report_ = Report{.supervisor = ::getpid()};
  forget_signals();
  grace_ms_ = header.grace_ms;
  kill_at_ = tell_started_at_ = kForEver;
  leftovers_told_ = false;
  if (kill_rounds_.count() > 1) ::setpriority(PRIO_PROCESS, 0, priority_);
  kill_rounds_ = KillRounds();

  const bool started = start(header, strings, packet);
  explicit_bzero(buffer_, packet.size);  // the strings may be secret
  if (!started) return;
  ends_.take(packet);
  packet.close_fds();
  watch();
  report_.oom_kills = static_cast<std::uint32_t>(oom_counter_.value() - oom_kills_before_);
  const bool serves_again = report_.survivors == 0;
  if (!serves_again || !directory_.keep_if_untouched()) {
    report_.clean_up_ms = main_running_ ? 0 : now_ms() - main_ended_at_;
    send(Kind::kEmptied);  // that may take long
    report_.directory = directory_.remove();
  }
  report_.clean_up_ms = main_running_ ? 0 : now_ms() - main_ended_at_;
  send(Kind::kEnded);
  ends_.close_all();
  if (!serves_again) ::_exit(kLeavesSurvivors);
}

bool Supervisor::start(const wire::LaunchHeader& header, const char* strings,
                       wire::Packet& packet) {
  const bool in_file = header.strings_size > wire::kInlineStrings;
  if (packet.fd_count != wire::kStringsFd + (in_file ? 1U : 0U)) {
    // The kernel drops descriptors that would exceed our limit.
    return fail(Stage::kProcess, EMFILE);
  }
  LaunchStrings launch;
  const int error = launch.read(header, strings, in_file ? packet.fds[wire::kStringsFd] : -1);
  if (error != 0) return fail(Stage::kProcess, error);
  if (const int failure = directory_.prepare(launch.base_directory()); failure != 0) {
    return fail(Stage::kDirectory, failure);
  }
  oom_kills_before_ = oom_counter_.value();
  launch.add_variables(directory_.path(), packet.fds[wire::kEventsFd]);

  const SpawnedScript script = spawn({.directory = directory_.path(),
                                      .program = launch.program(),
                                      .argv = launch.argv(),
                                      .environment = launch.environment(),
                                      .fds = packet.fds.data(),
                                      .descriptor_limit = header.descriptor_limit,
                                      .oom_score_adj = score_of_scripts_});
  if (script.failed != Stage::kNone) {
    directory_.clear();
    return fail(script.failed, script.error);
  }
  report_.pid = script.pid;
  main_running_ = true;
  tell_started_at_ = now_ms() + kQuietStartMs;
  return true;
}

// Whether it may pass within a moment: a deployment that writes into the program, a full machine.
bool may_pass(int error) {
  return error == ETXTBSY || error == EAGAIN || error == ENOMEM || error == ENFILE;
}

// Nothing has run, so trying again costs nothing. Whatever comes through the socket ends that.
SpawnedScript Supervisor::spawn(const ScriptSpawn& request) {
  const std::int64_t give_up_at = now_ms() + kBusyMs;
  for (;;) {
    const SpawnedScript script = spawn_script(request);
    if (!may_pass(script.error) || now_ms() >= give_up_at) return script;
    pollfd control{.fd = control_, .events = POLLIN, .revents = 0};
    if (wait_unblocked(&control, 1, now_ms() + kBusyPauseMs) > 0) return script;
  }
}

// Returns when nothing of the step lives, or only what cannot be killed.
void Supervisor::watch() {
  while (reap()) {
    if (kill_rounds_.are_in_vain(now_ms())) return name_survivors();
    if (!main_running_ && !leftovers_told_) tell_leftovers();
    if (main_running_ && now_ms() >= tell_started_at_) {
      tell_started_at_ = kForEver;
      send(Kind::kStarted);
    }
    if (now_ms() >= kill_at_) {
      kill_round();
    } else {
      wait_for_something();
    }
  }
}

// Takes note of every process that has ended. False when no child is left at all.
bool Supervisor::reap() {
  for (;;) {
    int status = 0;
    rusage usage{};
    const pid_t pid = ::wait4(-1, &status, WNOHANG, &usage);
    if (pid == 0) return true;
    if (pid < 0) return errno != ECHILD;
    report_.user_us += microseconds(usage.ru_utime);
    report_.system_us += microseconds(usage.ru_stime);
    report_.max_rss_kb = std::max<std::int64_t>(report_.max_rss_kb, usage.ru_maxrss);
    if (pid == report_.pid && main_running_) {
      report_.status = status;
      report_.was_signaled = is_signaled();
      main_running_ = false;
      main_ended_at_ = now_ms();
    } else if ((leftovers_told_ || kill_rounds_.count() > 0) && !descendants_.was_refused(pid)) {
      ++report_.leftovers_killed;
    }
    kill_rounds_.note_death(now_ms());
  }
}

// The main process is gone, others are not. They get SIGTERM and what is left of a stop's grace, or a
// moment. An ordinary end never comes here.
void Supervisor::tell_leftovers() {
  leftovers_told_ = true;
  if (kill_at_ == kForEver) kill_at_ = now_ms() + kLeftoverGraceMs;
  if (now_ms() >= kill_at_) return;
  descendants_.signal_all(SIGTERM);
  descendants_.signal_all(SIGCONT);
}

void Supervisor::kill_round() {
  // What survives a round forks faster than we look: take precedence over it (as root we may).
  if (kill_rounds_.begin_round(now_ms()) == 2) ::setpriority(PRIO_PROCESS, 0, -15);
  if (kill_rounds_.count() == 1) say_stopping_at_ = now_ms() + kSayStoppingMs;
  descendants_.freeze_and_kill();
  if (now_ms() >= say_stopping_at_ && !executor_gone_) {
    say_stopping_at_ = now_ms() + kSayStoppingMs;
    send(Kind::kStopping);
  }
  wait_unblocked(nullptr, 0, now_ms() + kill_rounds_.pause_ms());
}

void Supervisor::name_survivors() {
  report_.survivors =
      static_cast<std::uint32_t>(descendants_.describe(report_.named, wire::kMaxSurvivors));
  report_.main_survives = main_running_;
}

void Supervisor::wait_for_something() {
  // Once the main process has ended nobody needs to be told that it had started.
  const std::int64_t deadline = std::min(kill_at_, main_running_ ? tell_started_at_ : kForEver);
  std::array<pollfd, 1 + wire::kReaders> fds;
  fds[0] = {.fd = executor_gone_ ? -1 : control_, .events = POLLIN, .revents = 0};
  ends_.fill(&fds[1]);
  const nfds_t count = executor_gone_ ? fds.size() : 1;
  if (wait_unblocked(fds.data(), count, deadline) <= 0) return;
  if (fds[0].revents != 0) read_control();
  if (count > 1) ends_.discard_readable(&fds[1]);
}

void Supervisor::read_control() {
  wire::Stop stop;
  wire::Packet packet;
  const auto received = wire::receive_packet(control_, &stop, sizeof stop, packet);
  packet.close_fds();
  if (received == wire::Received::kPacket) {
    if (packet.size == sizeof stop && stop.kind == Kind::kStop) begin_stop(stop.grace_ms);
  } else if (received != wire::Received::kNothing) {
    executor_gone_ = true;
    begin_stop(std::min(grace_ms_, kOrphanedGraceMs));
  }
}

void Supervisor::begin_stop(std::int64_t grace_ms) {
  reap();  // a stop that comes after the end is none
  report_.was_stopped |= main_running_;
  const bool first = kill_at_ == kForEver;
  grace_ms = std::clamp<std::int64_t>(grace_ms, 0, kLongestGraceMs);
  kill_at_ = std::min(kill_at_, now_ms() + grace_ms);
  if (!first || grace_ms == 0 || !main_running_) return;
  ::kill(-report_.pid, SIGTERM);
  ::kill(-report_.pid, SIGCONT);  // a stopped process would not see it
}

void Supervisor::send(Kind kind) {
  report_.kind = kind;
  wire::send_packet(control_, {&report_, sizeof report_});
}

bool Supervisor::fail(Stage stage, int error) {
  report_.stage = stage;
  report_.error = error;
  send(Kind::kNotStarted);
  return false;
}

}  // namespace

void run_supervisor(int control) {
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_NAME, "baton-supervise");
  Supervisor(control).serve_forever();
}

}  // namespace baton
