// Private to database/client*.cpp.
#pragma once

#include <pqxx/pqxx>

#include <string>
#include <utility>

#include "database/client.h"
#include "database/error_text.h"

namespace baton {

DatabaseFailure failure_of(const pqxx::sql_error& error);

// libpqxx's connection, made by our Dial: it passes over servers that do not answer, and knows the
// SQLSTATE of a refusal, whose text is in whatever language the server speaks.
class DialPolicy : public pqxx::connectionpolicy {
 public:
  explicit DialPolicy(const std::string& options) : pqxx::connectionpolicy(options) {}
  // Throws DatabaseFailure.
  handle do_startconnect(handle connection) override;
};
using DialledConnection = pqxx::basic_connection_base<DialPolicy>;

class Client::Session {
 public:
  Session(const std::string& connection, const std::string& application);

  pqxx::connection_base& connection() { return *connection_; }

  // Read committed and read-write, whatever the database or the role has as its default; a standby
  // only reads. To be called first.
  void settle(pqxx::work& transaction) const { transaction.exec(kind_of_transaction_); }

  // Runs body(transaction) and commits, with libpqxx's exceptions turned into ours.
  template <typename Body>
  auto in_transaction(Body&& body) {
    return translated([&] {
      pqxx::work transaction(*connection_);
      settle(transaction);
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
  std::unique_ptr<DialledConnection> connection_;
  std::string kind_of_transaction_;
};

// Signs what the transaction does, for the history.
inline void note_actor(pqxx::work& transaction, const Actor& actor) {
  transaction.exec_params(
      "select pg_catalog.set_config('baton.actor', $1, true) "
      "where $2 or coalesce(pg_catalog.current_setting('baton.actor', true), '') = ''",
      actor.name, actor.is_given);
}

}  // namespace baton
