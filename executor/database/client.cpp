#include "database/client.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "database/client_session.h"
#include "database/connection.h"

namespace baton {
namespace {

using Kind = DatabaseFailure::Kind;
using nlohmann::json;

// A word alone is a database's name, as psql has it.
bool is_name_only(const std::string& connection) {
  return connection.find('=') == std::string::npos && !connection.starts_with("postgres://") &&
         !connection.starts_with("postgresql://");
}

ConnectionParameters parsed(const std::string& connection) {
  if (connection.empty()) return {};
  if (is_name_only(connection)) return {{"dbname", connection}};
  try {
    return parse_connection_string(connection);
  } catch (const std::invalid_argument& error) {
    throw DatabaseFailure(Kind::kConnectionString, {"", error.what(), ""});
  }
}

// The user's own words, and what a command needs where they say nothing.
std::string completed(const ConnectionParameters& given, const std::string& application) {
  std::string text = fmt::format("fallback_application_name={}", quoted_value(application));
  for (const auto& [keyword, value] : given) {
    text += fmt::format(" {}={}", keyword, quoted_value(value));
  }
  return text + " client_encoding=UTF8";
}

std::string without(std::string text, const std::string& secret) {
  for (std::size_t at = secret.empty() ? std::string::npos : text.find(secret);
       at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "***");
    at += 3;
  }
  return text;
}

// What libpq itself says before it asks a server: nothing is refused, but it cannot be asked
// either.
bool says_unready(std::string_view text) {
  return text.find("no password supplied") != std::string_view::npos;
}

// Without libpq's questions ("\tIs the server running ...?"), and of what the server itself said only that.
std::string connection_sentence(const std::string& message) {
  std::string kept;
  std::istringstream lines(message);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('\t')) kept += (kept.empty() ? "" : "; ") + line;
  }
  const std::size_t fatal = kept.find("failed: FATAL:  ");
  return fatal == std::string::npos ? kept : kept.substr(fatal + 16);
}

DatabaseFailure connection_failure(const DatabaseError& error, const std::string& text) {
  const std::string& state = error.sqlstate;
  if (state.starts_with("28") || state == "42501" || says_unready(text)) {
    return {Kind::kDenied, {state, text, error.hint}};
  }
  if (state == "3D000") {
    return {Kind::kRefused, {state, text, "Create it, or name the right one with --database."}};
  }
  return {Kind::kUnreachable, {state, text, ""}};
}

}  // namespace

pqxx::connectionpolicy::handle DialPolicy::do_startconnect(handle connection) {
  if (connection != nullptr) return connection;
  Dial dial({{"dbname", options()}}, Dial::kLimit, Clock::now());
  while (dial.state() == Dial::State::kConnecting) {
    pollfd socket{.fd = dial.socket(),
                  .events = static_cast<short>(dial.wants_write() ? POLLOUT : POLLIN),
                  .revents = 0};
    const auto left = elapsed(Clock::now(), dial.deadline()).count();
    const int ready = left > 0 ? ::poll(&socket, 1, static_cast<int>(left)) : 0;
    dial.advance(ready > 0, Clock::now());
  }
  if (dial.state() == Dial::State::kOpen) return dial.take().release();
  const DatabaseError error = dial.error();
  std::string text = connection_sentence(error.message);
  for (const auto& [keyword, value] : parsed(options())) {
    if (keyword == "password" || keyword == "sslpassword") text = without(text, value);
  }
  throw connection_failure(error, text);
}

DatabaseFailure failure_of(const pqxx::sql_error& error) {
  const DatabaseError parsed = parse_error_text(error.what(), error.sqlstate());
  const std::string& state = parsed.sqlstate;
  if (state.starts_with("08") || state.starts_with("57P")) return {Kind::kUnreachable, parsed};
  if (state == "42501" || state.starts_with("28")) return {Kind::kDenied, parsed};
  if (is_read_only(parsed)) {  // a session to any other server is one that may write
    return {Kind::kRefused,
            {state, "this server is a standby: it can be read, and nothing can be changed in it",
             "Name its primary, or all hosts and target_session_attrs=read-write, with "
             "--database."}};
  }
  return {Kind::kRefused, parsed};
}

Client::Session::Session(const std::string& connection, const std::string& application) {
  connection_ = std::make_unique<DialledConnection>(completed(parsed(connection), application));
  connection_->set_verbosity(pqxx::connection_base::verbose);
  kind_of_transaction_ = translated([&] {
    pqxx::nontransaction asking(*connection_);
    const bool is_standby = asking.exec1("select pg_catalog.pg_is_in_recovery()")[0].as<bool>();
    return std::string("set transaction isolation level read committed") +
           (is_standby ? "" : ", read write");
  });
}

Client::Client(const std::string& connection, const std::string& application)
    : session_(std::make_unique<Session>(connection, application)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

std::string Client::description() const {
  pqxx::connection_base& connection = session_->connection();
  const char* host = connection.hostname();
  return fmt::format("database {} on {} as {}", connection.dbname(),
                     host == nullptr ? "the local socket" : host, connection.username());
}

std::optional<int> Client::schema_version() {
  return session_->in_transaction([](pqxx::work& transaction) -> std::optional<int> {
    // pg_class, because to_regclass() is refused without USAGE on the schema.
    const pqxx::result found = transaction.exec(
        "select from pg_catalog.pg_class join pg_catalog.pg_namespace as n on n.oid = relnamespace "
        "where nspname = 'baton' and relname = 'installation'");
    if (found.empty()) return std::nullopt;
    return transaction.exec1("select schema_version from baton.installation")[0].as<int>();
  });
}

std::vector<std::string> connection_keywords() {
  std::vector<std::string> keywords;
  PQconninfoOption* options = PQconndefaults();
  for (const PQconninfoOption* option = options; option != nullptr && option->keyword != nullptr;
       ++option) {
    // "D" marks what is for debugging only.
    if (*option->dispchar != 'D') keywords.emplace_back(option->keyword);
  }
  PQconninfoFree(options);
  return keywords;
}

}  // namespace baton
