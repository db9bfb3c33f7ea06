#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "process/child_result.h"
#include "supervise/wire.h"

namespace baton {

class SupervisorPool;
namespace wire {
struct Report;
}

// What a running step can be read from.
enum class Channel : std::uint8_t { kStdout = 0, kStderr = 1, kEvents = 2, kControl = 3 };
inline constexpr std::size_t kChannels = 4;

// Takes what a script writes, as raw bytes in the order of each channel. Transcript is one.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual void on_bytes(Channel channel, std::string_view bytes) = 0;
};

// The executor's handle on one running step. It is passive: it never blocks, has no thread and no
// timer; the loop tells it what is readable and asks whether it has finished.
//
//   child->watch(epoll_fd, tag);
//   ... epoll_wait says {tag | channel}:
//   child->on_readable(Child::channel_of(event.data.u64), sink);
//   if (child->finished()) report(child->result());
//
// The supervisor keeps a writing end of every pipe: that a script closes its stdout is not seen.
//
// finished() becomes true only when every descendant of the script is dead, the private directory
// is removed and all output that they wrote has been given to the sink. A process outside the step
// that holds the output pipes open delays nothing.
//
// A supervisor that does not answer is no reason to wait for ever: see overdue_at().
//
// Destroying a Child that has not finished stops its script as if the executor had died: SIGTERM,
// at most 3 s of grace, SIGKILL; nobody waits for that. A Child must not outlive its Launcher.
class Child {
 public:
  // Low bits of an epoll tag that are used for the channel; `tag` must have them clear.
  static constexpr std::uint64_t kChannelMask = 3;
  static Channel channel_of(std::uint64_t data) {
    return static_cast<Channel>(data & kChannelMask);
  }

  // At most this much is read in one call, so that a script that floods one channel can't starve
  // the others; a level-triggered epoll reports the rest again.
  static constexpr std::size_t kReadLimit = 64 * 1024;

  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Registers the open channels (EPOLLIN, level-triggered) with data.u64 = tag | channel.
  // The Child takes itself out of that epoll set again. Call at most once. Throws std::system_error
  // where the kernel refuses: a step that nobody hears would never end.
  void watch(int epoll_fd, std::uint64_t tag);

  // Reads what is there. Spurious calls, and calls for a channel that is closed, do nothing: events
  // that epoll_wait returned in the same batch may be stale.
  void on_readable(Channel channel, ByteSink& sink);

  // SIGTERM to the script's process group; after `grace`, SIGKILL to every descendant, also to those
  // in other sessions, until none is left. May be called again: the earlier deadline counts. A grace
  // of zero kills at once. Does nothing when the script has ended.
  void stop(std::chrono::milliseconds grace);

  // When the supervisor, or the launcher that was to make it, should have answered: never, while
  // nothing is expected. The loop then calls end_overdue(), which kills one after the other and, at
  // last, tells the end by itself. Each answer moves this.
  std::chrono::steady_clock::time_point overdue_at() const { return overdue_at_; }
  void end_overdue(ByteSink& sink);

  bool finished() const { return result_.has_value(); }
  const ChildResult& result() const { return *result_; }  // finished() only

  // 0 until the script is known to run. Scripts that end within 2 ms may never show one.
  pid_t pid() const { return pid_; }
  pid_t supervisor_pid() const { return supervisor_pid_; }  // likewise

  // -1 once closed. For tests and for loops that do without watch(); those must forget the control
  // descriptor themselves before they destroy the Child, because the supervisor behind it is used again.
  int fd(Channel channel) const { return fds_[static_cast<std::size_t>(channel)].get(); }

 private:
  friend class Launcher;

  // Of the request: what is needed to explain a failed exec, and to find what a lost supervisor left.
  struct Origin {
    std::string program;
    std::string token;  // BATON_ATTEMPT_TOKEN of the environment
    std::string base_directory;
  };

  // `fds` are the reading ends and the socket to a supervisor that has been sent the launch.
  // `process` is that supervisor's pidfd, invalid while the launcher has not told of it.
  Child(std::shared_ptr<SupervisorPool> pool, Origin origin, std::array<UniqueFd, kChannels> fds,
        UniqueFd process);

  UniqueFd& at(Channel channel) { return fds_[static_cast<std::size_t>(channel)]; }
  void read_output(Channel channel, ByteSink& sink);
  void read_control(ByteSink& sink);
  void take(const wire::Report& report, UniqueFd descriptor, ByteSink& sink);
  void drain(ByteSink& sink);
  void finish(ChildResult result, ByteSink& sink);
  static ChildResult result_of(const wire::Report& report, const Origin& origin);
  std::string remove_what_is_left() const;
  void forget_supervisor();
  ChildResult result_of_the_lost() const;
  void unwatch(Channel channel);
  void unwatch();

  std::shared_ptr<SupervisorPool> pool_;
  Origin origin_;
  std::array<UniqueFd, kChannels> fds_;
  UniqueFd process_;
  std::chrono::steady_clock::time_point overdue_at_;
  int times_overdue_ = 0;
  std::unique_ptr<wire::Report> ending_;  // told before the directory is removed
  bool is_stopping_ = false;
  int epoll_fd_ = -1;
  pid_t pid_ = 0;
  pid_t supervisor_pid_ = 0;
  std::optional<ChildResult> result_;
};

}  // namespace baton
