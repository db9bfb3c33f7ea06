#include "poller.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace baton {

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_.valid()) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

void Poller::watch(int fd, std::uint64_t tag, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  // The number may stand for another file than at the last call (libpq tries the next address), of
  // which epoll knows nothing.
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) == 0) return;
  if (errno == ENOENT && ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0) return;
  throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

std::span<const epoll_event> Poller::wait(TimePoint deadline) {
  const TimePoint now = Clock::now();
  int timeout = -1;
  if (deadline <= now) {
    timeout = 0;  // may be the smallest of all, from which nothing can be subtracted
  } else if (deadline != kNever) {
    // Rounded up: a wait that ends just before its deadline would be repeated with zero.
    const auto left = std::chrono::ceil<Milliseconds>(deadline - now).count();
    timeout = static_cast<int>(std::clamp<Milliseconds::rep>(left, 0, 60'000));
  }
  const int count =
      ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), timeout);
  if (count < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "epoll_wait");
  }
  return {events_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

void DatabaseWatch::look(Poller& poller, int socket, bool wants_write, bool is_connecting) {
  if (socket < 0) {
    socket_ = -1;
    return;
  }
  // While connecting libpq says exactly which of the two it waits for.
  const std::uint32_t writing = wants_write ? EPOLLOUT : 0U;
  const std::uint32_t events = is_connecting && wants_write ? writing : writing | EPOLLIN;
  if (socket == socket_ && events == events_ && !is_connecting) return;
  poller.watch(socket, tag_, events);
  socket_ = is_connecting ? -1 : socket;
  events_ = events;
}

}  // namespace baton
