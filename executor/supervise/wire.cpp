#include "supervise/wire.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace baton::wire {

int send_packet(int socket, Bytes head, Bytes body, const int* fds, std::size_t fd_count) {
  // sendmsg does not write through these pointers; its structures just lack const.
  iovec parts[2] = {{const_cast<void*>(head.data), head.size},
                    {const_cast<void*>(body.data), body.size}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = body.size > 0 ? 2 : 1;
  if (fd_count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
    std::memcpy(CMSG_DATA(rights), fds, sizeof(int) * fd_count);
  }
  while (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

void Packet::close_fds() {
  for (std::size_t i = 0; i < fd_count; ++i) {
    if (fds[i] >= 0) ::close(fds[i]);
    fds[i] = -1;
  }
  fd_count = 0;
}

namespace {

void take_rights(msghdr& message, Packet& packet) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    packet.fd_count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    std::memcpy(packet.fds.data(), CMSG_DATA(part), packet.fd_count * sizeof(int));
  }
}

}  // namespace

Received receive_packet(int socket, void* buffer, std::size_t capacity, Packet& packet) {
  iovec part{buffer, capacity};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;

  ssize_t size = 0;
  do {
    size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);

  if (size < 0) {
    if (errno == EAGAIN) return Received::kNothing;
    // The other end died with unread packets of ours in its queue.
    return errno == ECONNRESET ? Received::kClosed : Received::kError;
  }
  packet = Packet{};
  packet.size = static_cast<std::size_t>(size);
  take_rights(message, packet);
  if (size == 0 && packet.fd_count == 0) return Received::kClosed;
  return Received::kPacket;
}

}  // namespace baton::wire
