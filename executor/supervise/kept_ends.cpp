#include "supervise/kept_ends.h"

#include <unistd.h>

#include <utility>

namespace baton {
namespace {

constexpr std::size_t kFirstReader = wire::kFirstReader - wire::kStdoutFd;

}  // namespace

void KeptEnds::take(wire::Packet& packet) {
  for (std::size_t i = 0; i < fds_.size(); ++i) {
    fds_[i] = std::exchange(packet.fds[wire::kStdoutFd + i], -1);
  }
}

void KeptEnds::close_all() {
  for (int& fd : fds_) ::close(std::exchange(fd, -1));
}

void KeptEnds::fill(pollfd* polled) const {
  for (std::size_t i = 0; i < wire::kReaders; ++i) {
    polled[i] = {.fd = fds_[kFirstReader + i], .events = POLLIN, .revents = 0};
  }
}

void KeptEnds::discard_readable(const pollfd* polled) {
  char buffer[8 * 1024];
  for (std::size_t i = 0; i < wire::kReaders; ++i) {
    if (polled[i].revents == 0) continue;
    // Never an end of file: we hold the writing ends.
    [[maybe_unused]] const ssize_t discarded = ::read(polled[i].fd, buffer, sizeof buffer);
  }
}

}  // namespace baton
