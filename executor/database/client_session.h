// Private to database/client*.cpp.
#pragma once

#include <pqxx/pqxx>

#include <string>
#include <utility>

#include "database/client.h"
#include "database/error_text.h"

namespace baton {

DatabaseFailure failure_of(const pqxx::sql_error& error);

class Client::Session {
 public:
  Session(const std::string& connection, const std::string& application);

  pqxx::connection& connection() { return *connection_; }

  // Runs body(transaction) and commits, with libpqxx's exceptions turned into ours.
  template <typename Body>
  auto in_transaction(Body&& body) {
    return translated([&] {
      pqxx::work transaction(*connection_);
      if constexpr (std::is_void_v<decltype(body(transaction))>) {
        body(transaction);
        transaction.commit();
      } else {
        auto result = body(transaction);
        transaction.commit();
        return result;
      }
    });
  }

  template <typename Body>
  static auto translated(Body&& body) {
    using Kind = DatabaseFailure::Kind;
    try {
      return body();
    } catch (const pqxx::broken_connection& error) {
      throw DatabaseFailure(Kind::kUnreachable, {"", one_line(error.what()), ""});
    } catch (const pqxx::sql_error& error) {
      throw failure_of(error);
    } catch (const pqxx::in_doubt_error& error) {
      throw DatabaseFailure(Kind::kUnreachable, {"", one_line(error.what()), ""});
    }
  }

 private:
  std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace baton
