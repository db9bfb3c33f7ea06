// A connection of its own for baton.metrics_text(), made when it is first needed and kept, because its session keeps the
// plans. Unlike the executor's session it blocks, for a limited time: it belongs to another thread.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "clock.h"
#include "database/connection.h"

namespace baton {

class MetricsSession {
 public:
  // The connection string must be readable: see parse_connection_string().
  MetricsSession(std::string connection_string, std::string application_name)
      : connection_string_(std::move(connection_string)),
        application_name_(std::move(application_name)) {}

  // Waits for at most `limit` (name look-ups apart), and not once `stop` is readable. An error is no end: the next call
  // connects anew if it has to.
  std::variant<std::string, DatabaseError> read(Milliseconds limit, int stop);

 private:
  enum class Waited { kSocket, kTooLong };

  Waited wait(TimePoint deadline, int stop) const;
  std::optional<DatabaseError> connect(TimePoint deadline, int stop);
  bool send(Milliseconds limit);
  std::variant<std::string, DatabaseError> receive(TimePoint deadline, int stop);
  DatabaseError give_up(DatabaseError error);

  std::string connection_string_;
  std::string application_name_;
  std::optional<Connection> connection_;
};

}  // namespace baton
