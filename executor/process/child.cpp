#include "process/child.h"

#include <pwd.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "process/exec_failure.h"
#include "process/leftovers.h"
#include "process/removal_failure.h"
#include "process/supervisor_pool.h"
#include "process/text.h"
#include "supervise/wire.h"
#include "supervise/work_directory.h"

namespace baton {
namespace {

// Out of the file alone: a directory service may take its time, or be away.
std::string user_name(uid_t user) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/etc/passwd", "re"),
                                                             &std::fclose);
  while (const passwd* entry = file == nullptr ? nullptr : ::fgetpwent(file.get())) {
    if (entry->pw_uid == user) return entry->pw_name;
  }
  return std::to_string(user);
}

constexpr Channel kOutputs[] = {Channel::kStdout, Channel::kStderr, Channel::kEvents};

// The only reader of wait statuses.
ChildEnd end_of(int status) {
  if (WIFSIGNALED(status)) return Signaled{WTERMSIG(status)};
  return Exited{WEXITSTATUS(status)};
}

using Clock = std::chrono::steady_clock;

// A launcher makes a supervisor within milliseconds, and a supervisor that kills says every second
// that it does.
constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kLongestGrace = std::chrono::hours(24);
constexpr std::chrono::seconds kPatienceWithLauncher{10};
constexpr std::chrono::minutes kPatienceWithRemoval{10};
// The launcher gives up what a dead supervisor has left after 5 s.
constexpr std::chrono::seconds kPatienceWithOrphans{8};

std::vector<Survivor> survivors_of(const wire::Report& report) {
  std::vector<Survivor> survivors;
  for (std::size_t i = 0; i < std::min<std::size_t>(report.survivors, wire::kMaxSurvivors); ++i) {
    const wire::Survivor& named = report.named[i];
    survivors.push_back({named.pid, user_name(named.user), clean_text(named.command)});
  }
  return survivors;
}

}  // namespace

ChildResult Child::result_of(const wire::Report& report, const Origin& origin) {
  if (report.kind == wire::Kind::kNotStarted) {
    return {.end = describe_failed_launch(origin.program, report.stage, report.error)};
  }
  ChildEnd end = SupervisorLost{.was_running = report.pid != 0};
  const bool is_known = report.kind == wire::Kind::kEnded || report.kind == wire::Kind::kEmptied;
  if (is_known && !report.main_survives) end = end_of(report.status);
  return {.end = std::move(end),
          .usage = {.user_cpu = std::chrono::microseconds(report.user_us),
                    .system_cpu = std::chrono::microseconds(report.system_us),
                    .max_rss_kb = report.max_rss_kb},
          .leftovers_killed = report.leftovers_killed,
          .oom_kills = report.oom_kills,
          .was_stopped = report.was_stopped || report.kind == wire::Kind::kOrphaned,
          .was_signaled = report.was_signaled,
          .clean_up = std::chrono::milliseconds(report.clean_up_ms),
          .left_behind = describe_failed_removal(origin.base_directory, report.directory),
          .survivors = survivors_of(report)};
}

Child::Child(std::shared_ptr<SupervisorPool> pool, Origin origin,
             std::array<UniqueFd, kChannels> fds, UniqueFd process)
    : pool_(std::move(pool)),
      origin_(std::move(origin)),
      fds_(std::move(fds)),
      process_(std::move(process)),
      overdue_at_(process_.valid() ? Clock::time_point::max()
                                   : Clock::now() + kPatienceWithLauncher) {}

Child::~Child() { unwatch(); }

void Child::watch(int epoll_fd, std::uint64_t tag) {
  epoll_fd_ = epoll_fd;
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!fds_[i].valid()) continue;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = tag | i}};
    if (::epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds_[i].get(), &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }
}

// Closing does not take a descriptor out of the epoll set: the supervisor holds the pipes too, and the
// control socket lives on in the pool. One that stayed would be reported for ever.
void Child::unwatch(Channel channel) {
  if (epoll_fd_ < 0 || !at(channel).valid()) return;
  ::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, at(channel).get(), nullptr);
}

void Child::unwatch() {
  for (const Channel channel : kOutputs) unwatch(channel);
  unwatch(Channel::kControl);
  epoll_fd_ = -1;
}

void Child::on_readable(Channel channel, ByteSink& sink) {
  if (!at(channel).valid()) return;
  if (channel == Channel::kControl) {
    read_control(sink);
  } else {
    read_output(channel, sink);
  }
}

void Child::read_output(Channel channel, ByteSink& sink) {
  auto& buffer = pool_->read_buffer();
  const ssize_t size = ::read(at(channel).get(), buffer.data(), buffer.size());
  if (size > 0) {
    sink.on_bytes(channel, {buffer.data(), static_cast<std::size_t>(size)});
  } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
    unwatch(channel);
    at(channel).reset();
  }
}

void Child::read_control(ByteSink& sink) {
  for (;;) {
    wire::Report report;
    wire::Packet packet;
    const auto received =
        wire::receive_packet(at(Channel::kControl).get(), &report, sizeof report, packet);
    UniqueFd descriptor(packet.fd_count > 0 ? std::exchange(packet.fds[0], -1) : -1);
    packet.close_fds();
    if (received == wire::Received::kNothing) return;
    if (received != wire::Received::kPacket || packet.size != sizeof report) {
      forget_supervisor();
      return finish(result_of_the_lost(), sink);
    }
    take(report, std::move(descriptor), sink);
    if (finished()) return;
  }
}

void Child::take(const wire::Report& report, UniqueFd descriptor, ByteSink& sink) {
  if (report.kind == wire::Kind::kMade) {
    supervisor_pid_ = report.supervisor;
    process_ = std::move(descriptor);
    if (!is_stopping_) overdue_at_ = Clock::time_point::max();
  } else if (report.kind == wire::Kind::kStopping) {
    overdue_at_ = Clock::now() + kPatience;
  } else if (report.kind == wire::Kind::kEmptied) {
    ending_ = std::make_unique<wire::Report>(report);
    overdue_at_ = Clock::now() + kPatienceWithRemoval;
  } else if (report.kind == wire::Kind::kStarted) {
    supervisor_pid_ = report.supervisor;
    pid_ = report.pid;
  } else {
    if (report.kind != wire::Kind::kOrphaned) {
      supervisor_pid_ = report.supervisor;
      pid_ = report.pid;
    }
    if (report.survivors > 0) forget_supervisor();  // it dies with that
    ChildResult result = result_of(report, origin_);
    if (report.kind == wire::Kind::kOrphaned) result.left_behind = remove_what_is_left();
    finish(std::move(result), sink);
  }
}

void Child::forget_supervisor() {
  unwatch(Channel::kControl);
  at(Channel::kControl).reset();
  process_.reset();
}

void Child::end_overdue(ByteSink& sink) {
  if (finished()) return;
  const bool is_made = process_.valid();
  if (is_made) ::syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
  if (!is_made || times_overdue_ > 0) pool_->kill_launcher();
  if (++times_overdue_ <= 2) {
    overdue_at_ =
        Clock::now() + (is_made && times_overdue_ == 1 ? kPatienceWithOrphans : kPatience);
    return;
  }
  // Not even their deaths are told.
  forget_supervisor();
  finish(result_of_the_lost(), sink);
}

ChildResult Child::result_of_the_lost() const {
  ChildResult result{.end = SupervisorLost{.was_running = pid_ != 0}, .was_stopped = true};
  if (ending_ != nullptr) result = result_of(*ending_, origin_);
  result.left_behind = remove_what_is_left();
  return result;
}

// The launcher has killed the orphans of a dead supervisor before the socket ended, unless it is dead too. Then
// only their marker leads to them. Nobody but us removes the directory.
std::string Child::remove_what_is_left() const {
  if (!origin_.token.empty()) kill_marked_processes(origin_.token);
  if (supervisor_pid_ == 0) return {};
  const char* base = origin_.base_directory.c_str();
  return describe_failed_removal(base, WorkDirectory::remove_all_of(supervisor_pid_, base));
}

// What the script's processes wrote is in the pipes, since they are dead. More could only come from a
// stranger who holds a pipe open; it is not waited for.
void Child::drain(ByteSink& sink) {
  for (const Channel channel : kOutputs) {
    int left = 0;
    if (!at(channel).valid() || ::ioctl(at(channel).get(), FIONREAD, &left) != 0) continue;
    auto& buffer = pool_->read_buffer();
    while (left > 0) {
      const std::size_t wanted = std::min(buffer.size(), static_cast<std::size_t>(left));
      const ssize_t size = ::read(at(channel).get(), buffer.data(), wanted);
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) break;
      sink.on_bytes(channel, {buffer.data(), static_cast<std::size_t>(size)});
      left -= static_cast<int>(size);
    }
  }
}

void Child::finish(ChildResult result, ByteSink& sink) {
  drain(sink);
  unwatch();
  for (const Channel channel : kOutputs) at(channel).reset();
  if (at(Channel::kControl).valid()) {
    pool_->give_back({std::move(at(Channel::kControl)), std::move(process_)});
  }
  overdue_at_ = Clock::time_point::max();
  result_ = std::move(result);
}

void Child::stop(std::chrono::milliseconds grace) {
  if (!at(Channel::kControl).valid()) return;
  const wire::Stop stop{.grace_ms = grace.count()};
  // A full socket holds earlier stops. A dead supervisor is told by the end of the socket.
  wire::send_packet(at(Channel::kControl).get(), {&stop, sizeof stop});
  // Its launcher continues a supervisor that was stopped; but not if that is dead, or stopped too.
  if (process_.valid()) ::syscall(SYS_pidfd_send_signal, process_.get(), SIGCONT, nullptr, 0);
  is_stopping_ = true;
  const Clock::time_point answered_by = Clock::now() + std::min(grace, kLongestGrace) + kPatience;
  overdue_at_ = std::min(overdue_at_, answered_by);
}

}  // namespace baton
