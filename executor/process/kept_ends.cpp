#include "process/kept_ends.h"

#include <unistd.h>

#include <utility>

namespace baton {

void KeptEnds::take(wire::Packet& packet) {
  events_ = std::exchange(packet.fds[wire::kEventsFd], -1);
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    readers_[i] = std::exchange(packet.fds[wire::kFirstReader + i], -1);
  }
}

void KeptEnds::close_all() {
  ::close(std::exchange(events_, -1));
  for (int& reader : readers_) {
    if (reader >= 0) ::close(std::exchange(reader, -1));
  }
}

void KeptEnds::fill(pollfd* polled) const {
  for (const int reader : readers_) *polled++ = {.fd = reader, .events = POLLIN, .revents = 0};
}

void KeptEnds::discard_readable(const pollfd* polled) {
  char buffer[8 * 1024];
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (polled[i].revents == 0 || ::read(readers_[i], buffer, sizeof buffer) != 0) continue;
    ::close(std::exchange(readers_[i], -1));  // an end of file would be readable for ever
  }
}

}  // namespace baton
