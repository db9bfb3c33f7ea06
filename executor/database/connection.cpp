#include "database/connection.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>

namespace baton {

namespace {

void ignore_notice(void*, const char*) {}

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : one_line(text);
}

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

// The server's SQLSTATE of a refused connection is only in the verbose text: "FATAL:  57P03: ...".
DatabaseError refused_connection(const std::string& text) {
  DatabaseError error;
  error.message = one_line(text);
  for (std::size_t at = text.find(":  "); at != std::string::npos; at = text.find(":  ", at + 1)) {
    const std::string state = text.substr(at + 3, 5);
    const bool is_state = state.size() == 5 && at + 8 < text.size() && text[at + 8] == ':' &&
                          std::all_of(state.begin(), state.end(), [](unsigned char c) {
                            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                          });
    if (!is_state) continue;
    error.sqlstate = state;
    const std::size_t from = at + 10;
    error.message = one_line(text.substr(from, text.find('\n', from) - from));
  }
  return error;
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

std::string with_user(const std::string& connection_string, const std::string& user) {
  std::string changed = "user=" + quoted(user);
  for (const auto& [keyword, value] : parse_connection_string(connection_string)) {
    if (keyword == "user" || keyword == "password") continue;
    changed += " " + keyword + "=" + quoted(value);
  }
  return changed;
}

Connection::Connection(const ConnectionParameters& parameters) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
  if (connection_ == nullptr) throw std::bad_alloc();
  PQsetErrorVerbosity(get(), PQERRORS_VERBOSE);
  PQsetNoticeProcessor(get(), ignore_notice, nullptr);
  if (PQstatus(get()) == CONNECTION_BAD) state_ = State::kFailed;
}

Connection::State Connection::poll() {
  if (state_ != State::kConnecting) return state_;
  switch (PQconnectPoll(get())) {
    case PGRES_POLLING_READING:
      wants_write_ = false;
      break;
    case PGRES_POLLING_WRITING:
      wants_write_ = true;
      break;
    case PGRES_POLLING_OK:
      wants_write_ = false;
      PQsetErrorVerbosity(get(), PQERRORS_DEFAULT);
      state_ = PQsetnonblocking(get(), 1) == 0 && PQenterPipelineMode(get()) == 1 ? State::kOpen
                                                                                  : State::kFailed;
      break;
    default:
      state_ = State::kFailed;
  }
  return state_;
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

int Connection::hosts() const {
  struct Free {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  };
  const std::unique_ptr<PQconninfoOption, Free> options(PQconninfo(get()));
  std::ptrdiff_t commas = 0;
  for (const PQconninfoOption* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    const std::string keyword = o->keyword;
    if (o->val == nullptr || (keyword != "host" && keyword != "hostaddr")) continue;
    const std::string value = o->val;
    commas = std::max(commas, std::count(value.begin(), value.end(), ','));
  }
  return static_cast<int>(commas) + 1;
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
