#include "process/child.h"

#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "process/exec_failure.h"
#include "process/leftovers.h"
#include "process/removal_failure.h"
#include "process/supervisor_pool.h"
#include "supervise/wire.h"
#include "supervise/work_directory.h"

namespace baton {
namespace {

constexpr Channel kOutputs[] = {Channel::kStdout, Channel::kStderr, Channel::kEvents};

// The only reader of wait statuses.
ChildEnd end_of(int status) {
  if (WIFSIGNALED(status)) return Signaled{WTERMSIG(status)};
  return Exited{WEXITSTATUS(status)};
}

}  // namespace

ChildResult Child::result_of(const wire::Report& report, const Origin& origin) {
  if (report.kind == wire::Kind::kNotStarted) {
    return {.end = describe_failed_launch(origin.program, report.stage, report.error)};
  }
  return {.end = end_of(report.status),
          .usage = {.user_cpu = std::chrono::microseconds(report.user_us),
                    .system_cpu = std::chrono::microseconds(report.system_us),
                    .max_rss_kb = report.max_rss_kb},
          .leftovers_killed = report.leftovers_killed,
          .was_stopped = report.was_stopped,
          .was_signaled = report.was_signaled,
          .clean_up = std::chrono::milliseconds(report.clean_up_ms),
          .left_behind = describe_failed_removal(origin.base_directory, report.directory)};
}

Child::Child(std::shared_ptr<SupervisorPool> pool, Origin origin,
             std::array<UniqueFd, kChannels> fds)
    : pool_(std::move(pool)), origin_(std::move(origin)), fds_(std::move(fds)) {}

Child::~Child() { unwatch(); }

void Child::watch(int epoll_fd, std::uint64_t tag) {
  epoll_fd_ = epoll_fd;
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!fds_[i].valid()) continue;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = tag | i}};
    ::epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds_[i].get(), &event);
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
    packet.close_fds();
    if (received == wire::Received::kNothing) return;
    if (received != wire::Received::kPacket || packet.size != sizeof report) {
      unwatch(Channel::kControl);
      at(Channel::kControl).reset();
      return finish({.end = SupervisorLost{.was_running = pid_ != 0},
                     .was_stopped = true,
                     .left_behind = remove_what_is_left()},
                    sink);
    }
    supervisor_pid_ = report.supervisor;
    pid_ = report.pid;
    if (report.kind != wire::Kind::kStarted) return finish(result_of(report, origin_), sink);
  }
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
  if (at(Channel::kControl).valid()) pool_->give_back(std::move(at(Channel::kControl)));
  result_ = std::move(result);
}

void Child::stop(std::chrono::milliseconds grace) {
  if (!at(Channel::kControl).valid()) return;
  const wire::Stop stop{.grace_ms = grace.count()};
  // A full socket holds earlier stops. A dead supervisor is told by the end of the socket.
  wire::send_packet(at(Channel::kControl).get(), {&stop, sizeof stop});
}

}  // namespace baton
