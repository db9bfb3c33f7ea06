// Runs one SQL step on a connection of its own: the application's function and
// complete_sql_step() in one transaction, so that the effect happens exactly once or not at all.
//
// Nothing blocks but cancel(). After the end the connection is closed; the object is used once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "clock.h"
#include "database/connection.h"

namespace baton {

struct SqlStepCall {
  std::string function;  // schema.name, each part plain or in double quotes
  std::int64_t job_id = 0;
  int n = 0;
  std::string token;
  std::string document;  // JSON: the context
  Milliseconds timeout{0};
};

// The success is committed and recorded: there is nothing left to report.
struct SqlStepCompleted {};
// Rolled back, except that a commit whose answer was lost may have happened.
struct SqlStepFailed {
  DatabaseError error;
};
using SqlStepEnd = std::variant<SqlStepCompleted, SqlStepFailed>;

class SqlStepSession {
 public:
  // `place`: where the server is known to be, so that no name need be looked up; it may be empty.
  SqlStepSession(const std::string& connection_string, const Place& place, SqlStepCall call,
                 TimePoint now);

  // Reads and writes as far as that goes without waiting; the end once there is one. `ready`: epoll
  // said something about the socket since the last call.
  const std::optional<SqlStepEnd>& advance(bool ready, TimePoint now);
  const std::optional<SqlStepEnd>& end() const { return end_; }

  // Asks the server to cancel, and gives it a moment: the end comes by advance() all the same. On
  // this machine PQcancel takes a fraction of a millisecond. It would block for a host elsewhere: then
  // the connection is closed instead, which the server notices within a second.
  void cancel(TimePoint now);

  int socket() const { return connection_ ? connection_->socket() : -1; }
  bool wants_write() const { return connection_ && connection_->wants_write(); }
  bool is_connecting() const {
    return connection_ && connection_->state() == Connection::State::kConnecting;
  }
  // When advance() must be called even if the socket is silent.
  TimePoint deadline() const;

 private:
  bool send();
  bool receive();
  void finish(SqlStepEnd end);

  SqlStepCall call_;
  std::optional<Connection> connection_;
  TimePoint deadline_ = kNever;  // of what was sent
  bool sent_ = false;
  std::optional<DatabaseError> error_;
  std::optional<SqlStepEnd> end_;
};

// "app"."f" for app.f or "app"."f"; empty when it is not two names.
std::string quoted_function_name(const std::string& name);

}  // namespace baton
