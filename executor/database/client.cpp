#include "database/client.h"

#include <fmt/format.h>
#include <libpq-fe.h>

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

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

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
  bool has_timeout = std::getenv("PGCONNECT_TIMEOUT") != nullptr;
  std::string text = fmt::format("fallback_application_name={}", quoted(application));
  for (const auto& [keyword, value] : given) {
    if (keyword == "connect_timeout" || keyword == "service") has_timeout = true;
    text += fmt::format(" {}={}", keyword, quoted(value));
  }
  if (!has_timeout) text += " connect_timeout=10";
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

// libpq gives no SQLSTATE for a connection that failed, only the server's sentence.
bool says_denied(std::string_view text) {
  for (const std::string_view part :
       {"authentication failed", "no pg_hba.conf entry", "pg_hba.conf rejects",
        "no password supplied", "permission denied", "is not permitted to log in", "role \""}) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
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

DatabaseFailure connection_failure(const std::string& text) {
  if (says_denied(text)) return {Kind::kDenied, {"", text, ""}};
  if (text.find("database \"") != std::string::npos &&
      text.find("does not exist") != std::string::npos) {
    return {Kind::kRefused, {"3D000", text, "Create it, or name the right one with --database."}};
  }
  return {Kind::kUnreachable, {"", text, ""}};
}

}  // namespace

DatabaseFailure failure_of(const pqxx::sql_error& error) {
  const DatabaseError parsed = parse_error_text(error.what(), error.sqlstate());
  const std::string& state = parsed.sqlstate;
  if (state.starts_with("08") || state.starts_with("57P")) return {Kind::kUnreachable, parsed};
  if (state == "42501" || state.starts_with("28")) return {Kind::kDenied, parsed};
  return {Kind::kRefused, parsed};
}

Client::Session::Session(const std::string& connection, const std::string& application) {
  const ConnectionParameters given = parsed(connection);
  try {
    connection_ = std::make_unique<pqxx::connection>(completed(given, application));
    connection_->set_verbosity(pqxx::connection_base::verbose);
  } catch (const pqxx::broken_connection& error) {
    std::string text = connection_sentence(error.what());
    for (const auto& [keyword, value] : given) {
      if (keyword == "password" || keyword == "sslpassword") text = without(text, value);
    }
    throw connection_failure(text);
  }
}

Client::Client(const std::string& connection, const std::string& application)
    : session_(std::make_unique<Session>(connection, application)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

std::string Client::description() const {
  pqxx::connection& connection = session_->connection();
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
