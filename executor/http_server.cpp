#include "http_server.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace baton {

namespace {

constexpr std::size_t kMaxClients = 16;
// From the first byte of the connection to the last; longer than a handler may take.
constexpr Milliseconds kClientLimit{10'000};
// Without a descriptor for the next connection: until others may have been closed.
constexpr Milliseconds kAcceptPause{1'000};

[[noreturn]] void refuse(const ListenAddress& address, const std::string& why) {
  throw std::runtime_error("--metrics " + to_text(address) + ": " + why +
                           "; name an address of this machine and a port that is free.");
}

using Found = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Found look_up(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (failure != 0) refuse(address, ::gai_strerror(failure));
  return {found, &::freeaddrinfo};
}

UniqueFd listen_at(const ListenAddress& address) {
  const Found found = look_up(address);
  UniqueFd socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  if (!socket.valid() ||
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      (found->ai_family == AF_INET6 &&
       ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) != 0) ||
      ::bind(socket.get(), found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(socket.get(), static_cast<int>(kMaxClients)) != 0) {
    refuse(address, std::generic_category().message(errno));
  }
  return socket;
}

ListenAddress address_of(int socket) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (::getsockname(socket, address, &length) != 0 ||
      ::getnameinfo(address, length, host.data(), host.size(), port.data(), port.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    throw std::system_error(errno, std::generic_category(), "getsockname");
  }
  return {host.data(), port.data()};
}

}  // namespace

HttpServer::HttpServer(const ListenAddress& address)
    : listener_(listen_at(address)), stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!stop_.valid()) throw std::system_error(errno, std::generic_category(), "eventfd");
  address_ = address_of(listener_.get());
}

HttpServer::~HttpServer() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  // It can't fail: the counter is far from full.
  [[maybe_unused]] const ssize_t written = ::write(stop_.get(), &one, sizeof one);
  thread_.join();
}

void HttpServer::start(Handler handler) {
  handler_ = std::move(handler);
  thread_ = std::thread([this] { run(); });
}

void HttpServer::run() {
  std::vector<pollfd> watched;
  for (;;) {
    const TimePoint now = Clock::now();
    watched.assign({{stop_.get(), POLLIN, 0}});
    TimePoint wake_at = kNever;
    for (const Client& client : clients_) {
      const short events = client.answer.empty() ? POLLIN : POLLOUT;
      watched.push_back({client.socket.get(), events, 0});
      wake_at = std::min(wake_at, client.deadline);
    }
    const bool accepts = now >= accept_at_;
    if (accepts) watched.push_back({listener_.get(), POLLIN, 0});
    if (now < accept_at_) wake_at = std::min(wake_at, accept_at_);
    const int timeout =
        wake_at == kNever
            ? -1
            : static_cast<int>(std::max<Milliseconds::rep>(0, elapsed(now, wake_at).count() + 1));
    ::poll(watched.data(), watched.size(), timeout);
    if (watched.front().revents != 0) return;

    std::vector<Client> left;
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      const bool is_ready = watched[i + 1].revents != 0;
      if (is_ready ? go_on(clients_[i]) : is_in_time(clients_[i])) {
        left.push_back(std::move(clients_[i]));
      }
    }
    clients_ = std::move(left);
    if (accepts && watched.back().revents != 0) accept_some(Clock::now());
  }
}

void HttpServer::accept_some(TimePoint now) {
  for (;;) {
    UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.valid()) {
      // Whoever waits stays there; without a pause poll() would say so for ever.
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        accept_at_ = now + kAcceptPause;
      }
      return;
    }
    // The oldest goes: an honest one is answered in milliseconds, and those that say nothing must
    // not keep it out.
    if (clients_.size() == kMaxClients) clients_.erase(clients_.begin());
    clients_.push_back({.socket = std::move(socket),
                        .deadline = now + kClientLimit,
                        .received = {},
                        .answer = {}});
  }
}

bool HttpServer::go_on(Client& client) {
  return client.answer.empty() ? read(client) : write(client);
}

// Asked after what it sent was looked at: who is whole in the end is not late because another's answer took long.
bool HttpServer::is_in_time(const Client& client) { return Clock::now() < client.deadline; }

bool HttpServer::read(Client& client) {
  std::array<char, 4096> buffer;
  const ssize_t length = ::recv(client.socket.get(), buffer.data(), buffer.size(), 0);
  if (length < 0 && errno != EAGAIN && errno != EINTR) return false;
  if (length == 0) return false;
  if (length < 0 || client.is_answered) return is_in_time(client);
  client.received.append(buffer.data(), static_cast<std::size_t>(length));
  const auto request = parse_http_request(client.received);
  if (!request) return is_in_time(client);
  const HttpAnswer answer = request->refusal ? *request->refusal : handler_(request->target);
  client.answer = to_text(answer, request->is_head);
  return write(client);
}

bool HttpServer::write(Client& client) {
  const ssize_t length =
      ::send(client.socket.get(), client.answer.data(), client.answer.size(), MSG_NOSIGNAL);
  if (length < 0 && errno != EAGAIN && errno != EINTR) return false;
  client.answer.erase(0, static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  if (!client.answer.empty()) return is_in_time(client);
  // Closed with something unread, the connection would be reset, and the answer with it: so the other
  // side closes first.
  client.is_answered = true;
  return ::shutdown(client.socket.get(), SHUT_WR) == 0;
}

}  // namespace baton
