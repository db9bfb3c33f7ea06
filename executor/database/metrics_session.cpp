#include "database/metrics_session.h"

#include <poll.h>

#include <algorithm>

namespace baton {

namespace {

DatabaseError too_late() { return {"", "no answer from the database in time", ""}; }

}  // namespace

std::variant<std::string, DatabaseError> MetricsSession::read(Milliseconds limit, int stop) {
  const TimePoint deadline = Clock::now() + limit;
  if (!connection_) {
    if (auto error = connect(deadline, stop)) return give_up(std::move(*error));
  }
  if (!send(limit)) return give_up(connection_->error());
  return receive(deadline, stop);
}

MetricsSession::Waited MetricsSession::wait(TimePoint deadline, int stop) const {
  for (;;) {
    const auto left = elapsed(Clock::now(), deadline).count();
    if (left <= 0) return Waited::kTooLong;
    const bool only_writes =
        connection_->state() == Connection::State::kConnecting && connection_->wants_write();
    const short writing = connection_->wants_write() ? POLLOUT : 0;
    const short reading = only_writes ? 0 : POLLIN;
    pollfd watched[] = {{stop, POLLIN, 0},
                        {connection_->socket(), static_cast<short>(reading | writing), 0}};
    ::poll(watched, 2, static_cast<int>(left));
    if (watched[0].revents != 0) return Waited::kTooLong;
    if (watched[1].revents != 0) return Waited::kSocket;
  }
}

std::optional<DatabaseError> MetricsSession::connect(TimePoint deadline, int stop) {
  connection_.emplace(connection_parameters(connection_string_, application_name_), Clock::now());
  while (connection_->state() == Connection::State::kConnecting) {
    const TimePoint until = std::min(deadline, connection_->deadline());
    const Waited waited = wait(until, stop);
    if (waited == Waited::kTooLong && Clock::now() < connection_->deadline()) return too_late();
    connection_->connect(waited == Waited::kSocket, Clock::now());
  }
  if (connection_->state() == Connection::State::kOpen) return std::nullopt;
  return connection_->error();
}

// For the transaction alone: behind a pooler the next one may have another session.
bool MetricsSession::send(Milliseconds limit) {
  PGconn* connection = connection_->get();
  const std::string milliseconds = std::to_string(limit.count());
  const char* value = milliseconds.c_str();
  const auto query = [connection](const char* sql, int count, const char* const* values) {
    return PQsendQueryParams(connection, sql, count, nullptr, values, nullptr, nullptr, 0) == 1;
  };
  return query("begin isolation level read committed read only", 0, nullptr) &&
         query("select set_config('statement_timeout', $1, true)", 1, &value) &&
         query("select baton.metrics_text()", 0, nullptr) && query("commit", 0, nullptr) &&
         PQpipelineSync(connection) == 1 && connection_->flush();
}

std::variant<std::string, DatabaseError> MetricsSession::receive(TimePoint deadline, int stop) {
  std::string text;
  std::optional<DatabaseError> error;
  for (;;) {
    // One null ends the results of a query; a second one says that nothing more will come.
    for (int nothing = 0; !PQisBusy(connection_->get());) {
      const Result result(PQgetResult(connection_->get()));
      nothing = result ? 0 : nothing + 1;
      if (nothing == 2) return give_up(error.value_or(connection_->error()));
      if (!result) continue;
      switch (PQresultStatus(result.get())) {
        case PGRES_PIPELINE_SYNC:
          // The transaction is still open: what failed kept its COMMIT from being run.
          if (error) return give_up(*error);
          return text;
        case PGRES_TUPLES_OK:
          if (PQntuples(result.get()) == 1) text = PQgetvalue(result.get(), 0, 0);
          break;
        case PGRES_COMMAND_OK:
        case PGRES_PIPELINE_ABORTED:
          break;
        default:
          if (!error) error = error_of(result.get());
      }
    }
    if (wait(deadline, stop) == Waited::kTooLong) return give_up(too_late());
    const bool is_alive =
        (!connection_->wants_write() || connection_->flush()) && connection_->read();
    if (!is_alive) return give_up(error.value_or(connection_->error()));
  }
}

DatabaseError MetricsSession::give_up(DatabaseError error) {
  connection_.reset();
  return error;
}

}  // namespace baton
