// What `--metrics` serves: /metrics, the executor's own figures and those of the database, and /healthz, whether the
// executor's loop is alive and holds its lease.
//
// It lives in a thread of its own, so a loop that hangs is told and not shared. Of the loop it asks one question, its
// figures, by an event that the loop's poller watches: while nobody looks that costs nothing, and no answer is an answer.
// Nothing here writes to the log, which belongs to the loop's thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "clock.h"
#include "database/metrics_session.h"
#include "http_server.h"
#include "process_figures.h"

namespace baton {

class Monitor {
 public:
  // Listens, says where in the log, and begins to answer. Throws std::runtime_error with a sentence if it cannot.
  Monitor(const ListenAddress& address, const std::string& connection, const std::string& name);
  ~Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // For the loop: readable when the figures are wanted; then answer() is to be called, from that thread.
  int question_fd() const { return question_.get(); }
  void answer(ProcessFigures figures);

 private:
  HttpAnswer handle(const std::string& target);
  HttpAnswer liveness();
  HttpAnswer readiness();
  std::string metrics(bool with_database);
  // None: the loop did not answer in time.
  std::optional<ProcessFigures> ask();
  void look_at_database();
  std::string database_text();

  std::string name_;
  UniqueFd question_;

  std::mutex mutex_;
  std::condition_variable answered_;
  std::optional<ProcessFigures> figures_;  // guarded by mutex_

  // Of the server's thread alone.
  MetricsSession session_;
  std::variant<std::string, DatabaseError> database_;
  TimePoint look_at_{};  // when the database may be asked again
  Milliseconds took_{0};

  HttpServer server_;  // last: its thread ends before the rest goes
};

}  // namespace baton
