#include "database/connection.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>

namespace baton {

namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : one_line(text);
}

struct Endpoint {
  int family = AF_UNSPEC;
  std::string address;
  std::string port;
};

Endpoint endpoint(int socket, int (*name_of)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (name_of(socket, address, &length) != 0) return {};
  if (storage.ss_family == AF_UNIX) return {AF_UNIX, {}, {}};
  char host[NI_MAXHOST] = {};
  char port[NI_MAXSERV] = {};
  if (::getnameinfo(address, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  const std::string text = host;
  return {storage.ss_family, text.substr(0, text.find('%')), port};  // without the scope
}

}  // namespace

ConnectionParameters connection_parameters(const std::string& connection_string,
                                           const std::string& application_name) {
  // Before dbname: what the user's own connection string may override. A peer that is gone without a
  // word is noticed in time for the next host of the connection string; calls have deadlines of their own.
  return {{"application_name", application_name},
          {"tcp_user_timeout", "10000"},
          {"keepalives_idle", "10"},
          {"keepalives_interval", "5"},
          {"keepalives_count", "4"},
          {"dbname", connection_string},
          {"client_encoding", "UTF8"}};
}

ConnectionParameters parse_connection_string(const std::string& connection_string) {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(connection_string.c_str(), &message);
  if (options == nullptr) {
    const std::string text = message == nullptr ? "out of memory" : one_line(message);
    PQfreemem(message);
    throw std::invalid_argument(text);
  }
  ConnectionParameters parameters;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) parameters.emplace_back(option->keyword, option->val);
  }
  PQconninfoFree(options);
  return parameters;
}

std::string quoted_value(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

std::string with_user(const std::string& connection_string, const std::string& user) {
  std::string changed = "user=" + quoted_value(user);
  for (const auto& [keyword, value] : parse_connection_string(connection_string)) {
    if (keyword == "user" || keyword == "password") continue;
    changed += " " + keyword + "=" + quoted_value(value);
  }
  return changed;
}

Connection::Connection(const ConnectionParameters& parameters, TimePoint now)
    : dial_(std::in_place, parameters, Dial::kLimit, now), state_(dial_->state()) {}

Connection::State Connection::connect(bool ready, TimePoint now) {
  if (state_ != State::kConnecting) return state_;
  state_ = dial_->advance(ready, now);
  if (state_ == State::kOpen) {
    connection_ = dial_->take();
    dial_.reset();
    PQsetErrorVerbosity(get(), PQERRORS_DEFAULT);
    if (PQsetnonblocking(get(), 1) != 0 || PQenterPipelineMode(get()) != 1) state_ = State::kFailed;
  }
  return state_;
}

bool Connection::is_standby() const {
  const char* said = PQparameterStatus(get(), "in_hot_standby");
  return said != nullptr && std::string(said) == "on";
}

Place Connection::place() const {
  const auto text = [](const char* value) { return value == nullptr ? "" : std::string(value); };
  return {text(PQhost(get())), text(PQhostaddr(get())), text(PQport(get()))};
}

bool Connection::flush() {
  const int left = PQflush(get());
  wants_write_ = left == 1;
  if (left < 0) state_ = State::kFailed;
  return left >= 0;
}

bool Connection::read() {
  if (PQconsumeInput(get()) == 0) state_ = State::kFailed;
  return state_ != State::kFailed;
}

bool Connection::is_local() const {
  const std::string host = PQhost(get()) == nullptr ? "" : PQhost(get());
  const std::string address = PQhostaddr(get()) == nullptr ? "" : PQhostaddr(get());
  return host.empty() || host.starts_with("/") || host.starts_with("@") ||
         address.starts_with("127.") || address == "::1";
}

bool Connection::is_same_machine(const std::string& seen_address,
                                 const std::string& seen_port) const {
  const Endpoint own = endpoint(socket(), ::getsockname);
  if (own.family == AF_UNIX) return seen_address.empty();
  const Endpoint peer = endpoint(socket(), ::getpeername);
  const bool is_looped_back = own.address.starts_with("127.") && peer.address.starts_with("127.");
  return !own.address.empty() && (own.address == peer.address || is_looped_back) &&
         own.address == seen_address && own.port == seen_port;
}

DatabaseError Connection::error() const {
  if (dial_) return dial_->error();
  const std::string text = PQerrorMessage(get());
  return text.empty() ? DatabaseError{{}, "the connection was closed", {}}
                      : refused_connection(text);
}

DatabaseError error_of(const PGresult* result) {
  DatabaseError error{field(result, PG_DIAG_SQLSTATE), field(result, PG_DIAG_MESSAGE_PRIMARY),
                      field(result, PG_DIAG_MESSAGE_HINT)};
  if (error.message.empty()) error.message = one_line(PQresultErrorMessage(result));
  return error;
}

}  // namespace baton
