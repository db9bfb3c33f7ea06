#include "database/sql_step_session.h"

#include <cctype>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "database/statements.h"

namespace baton {

namespace {

// Beyond statement_timeout, which begins only when the server has the statement.
constexpr Milliseconds kServerGrace{5'000};
constexpr Milliseconds kCancelLimit{3'000};

ConnectionParameters step_parameters(const std::string& connection_string, const SqlStepCall& call,
                                     const Place& place) {
  return at_place(connection_parameters(connection_string,
                                        "baton sql step of job " + std::to_string(call.job_id)),
                  place);
}

// For the transaction alone, because poolers refuse options of a connection. A function whose caller
// is gone ends by itself, and so does a transaction that nobody ends.
constexpr const char* kStepSettings =
    "select set_config('statement_timeout', $1, true),"
    " set_config('client_connection_check_interval', '1s', true),"
    " set_config('idle_in_transaction_session_timeout', '30s', true)";

// One name from `text` at `at`, folded as SQL does; empty when there is none.
std::string read_name(const std::string& text, std::size_t& at) {
  std::string name;
  if (at < text.size() && text[at] == '"') {
    for (++at; at < text.size(); ++at) {
      if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) {
        ++at;
        return name;
      }
      if (text[at] == '"') ++at;
      name += text[at];
    }
    return {};  // no closing quote
  }
  for (; at < text.size() && text[at] != '.'; ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (!std::isalnum(c) && c != '_' && c != '$' && c < 0x80) return {};
    name += static_cast<char>(std::tolower(c));
  }
  return name;
}

std::string quoted_name(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string quoted_function_name(const std::string& name) {
  std::size_t at = 0;
  const std::string schema = read_name(name, at);
  if (schema.empty() || at >= name.size() || name[at] != '.') return {};
  const std::string function = read_name(name, ++at);
  if (function.empty() || at != name.size()) return {};
  return quoted_name(schema) + "." + quoted_name(function);
}

SqlStepSession::SqlStepSession(const std::string& connection_string, const Place& place,
                               SqlStepCall call, TimePoint now)
    : call_(std::move(call)) {
  connection_.emplace(step_parameters(connection_string, call_, place), now);
}

const std::optional<SqlStepEnd>& SqlStepSession::advance(bool ready, TimePoint now) {
  if (end_) return end_;
  bool alive = true;
  if (is_connecting()) {
    if (connection_->connect(ready, now) == Connection::State::kOpen) {
      deadline_ = now + call_.timeout + kServerGrace;
      alive = send();
    }
  } else if (ready && connection_->state() == Connection::State::kOpen) {
    alive = (!wants_write() || connection_->flush()) && connection_->read() && receive();
  }
  if (end_) return end_;
  if (!alive || connection_->state() == Connection::State::kFailed) {
    if (sent_) receive();
    DatabaseError error = error_.value_or(connection_->error());
    if (!sent_ && error.sqlstate.empty()) error.sqlstate = "08001";  // no connection could be made
    if (!end_) finish(SqlStepFailed{std::move(error)});
  } else if (sent_ && now >= deadline_) {
    finish(SqlStepFailed{{"57014", "the SQL function was stopped: it did not end in time", {}}});
  }
  return end_;
}

TimePoint SqlStepSession::deadline() const {
  if (end_) return kNever;
  if (connection_->state() == Connection::State::kFailed) return TimePoint::min();
  return sent_ ? deadline_ : connection_->deadline();
}

void SqlStepSession::cancel(TimePoint now) {
  if (end_) return;
  if (!sent_ || !connection_->is_local()) {
    finish(SqlStepFailed{{"57014", "the SQL function was cancelled", {}}});
    return;
  }
  struct FreeCancel {
    void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
  };
  // libpq can only wait for this, which a server that hangs would let last for ever: so it waits
  // elsewhere, and we until the deadline.
  std::unique_ptr<PGcancel, FreeCancel> request(PQgetCancel(connection_->get()));
  try {
    std::thread([request = std::move(request)] {
      char message[256];
      PQcancel(request.get(), message, sizeof message);
    }).detach();
  } catch (const std::system_error&) {
    finish(SqlStepFailed{{"57014", "the SQL function was cancelled", {}}});
    return;
  }
  deadline_ = std::min(deadline_, now + kCancelLimit);
}

// The whole transaction leaves in one piece. If the function fails, complete_sql_step() is never
// reached and COMMIT becomes a rollback; deferred constraints of the application fail at COMMIT.
bool SqlStepSession::send() {
  sent_ = true;
  const std::string function = quoted_function_name(call_.function);
  if (function.empty()) {
    finish(SqlStepFailed{{"42602", "\"" + call_.function + "\" does not name a function", {}}});
    return true;
  }
  const std::string run = "select baton.complete_sql_step($1::uuid, $2::bigint, $3::int, " +
                          function + "($2::bigint, $4::jsonb))";
  const std::string timeout = std::to_string(call_.timeout.count());
  const std::string job_id = std::to_string(call_.job_id);
  const std::string n = std::to_string(call_.n);
  PGconn* connection = connection_->get();
  const auto query = [connection](const char* sql, const std::vector<const char*>& values) {
    return PQsendQueryParams(connection, sql, static_cast<int>(values.size()), nullptr,
                             values.data(), nullptr, nullptr, 0) == 1;
  };
  return query("begin isolation level read committed read write", {}) &&
         query(kStepSettings, {timeout.c_str()}) &&
         query(run.c_str(),
               {call_.token.c_str(), job_id.c_str(), n.c_str(), call_.document.c_str()}) &&
         query("commit", {}) && PQpipelineSync(connection) == 1 && connection_->flush();
}

// False when the connection has nothing more to say.
bool SqlStepSession::receive() {
  int nothing = 0;
  while (nothing < 2 && !PQisBusy(connection_->get())) {
    const Result result(PQgetResult(connection_->get()));
    nothing = result ? 0 : nothing + 1;
    if (!result) continue;
    switch (PQresultStatus(result.get())) {
      case PGRES_PIPELINE_SYNC:
        finish(error_ ? SqlStepEnd(SqlStepFailed{*error_}) : SqlStepEnd(SqlStepCompleted{}));
        return true;
      case PGRES_TUPLES_OK:
      case PGRES_COMMAND_OK:
      case PGRES_PIPELINE_ABORTED:
        break;
      default:
        if (!error_) error_ = error_of(result.get());
    }
  }
  return nothing < 2;
}

void SqlStepSession::finish(SqlStepEnd end) {
  end_ = std::move(end);
  connection_.reset();
}

}  // namespace baton
