#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

#include "base/unique_fd.h"
#include "clock.h"

namespace baton {

// The one place where the executor waits.
class Poller {
 public:
  Poller();

  int fd() const { return epoll_.get(); }

  // Watches a descriptor, or changes what it is watched for. A closed descriptor leaves by itself.
  void watch(int fd, std::uint64_t tag, std::uint32_t events);

  // What happened until `deadline` at the latest; data.u64 is the tag. Valid until the next call.
  std::span<const epoll_event> wait(TimePoint deadline);

 private:
  UniqueFd epoll_;
  std::array<epoll_event, 256> events_;
};

// Watches the socket of the database's connection, which changes its number and what it waits for.
class DatabaseWatch {
 public:
  explicit DatabaseWatch(std::uint64_t tag) : tag_(tag) {}

  // `socket` is -1 where there is none.
  void look(Poller& poller, int socket, bool wants_write, bool is_connecting);

 private:
  std::uint64_t tag_;
  int socket_ = -1;
  std::uint32_t events_ = 0;
};

}  // namespace baton
