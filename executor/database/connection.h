#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clock.h"
#include "database/database_error.h"

namespace baton {

// Keyword and value pairs, in the order in which libpq takes them: a later one overrides.
using ConnectionParameters = std::vector<std::pair<std::string, std::string>>;

// What a connection needs besides the user's own connection string, which has the last word.
ConnectionParameters connection_parameters(const std::string& connection_string,
                                           const std::string& application_name);

// The connection string's own keywords, to be changed and joined again; throws
// std::invalid_argument with libpq's sentence when it can't be read.
ConnectionParameters parse_connection_string(const std::string& connection_string);

// The user's connection string with another user, and without the password that belongs to the first.
std::string with_user(const std::string& connection_string, const std::string& user);

// One libpq connection that never blocks: the loop waits for its socket and calls poll() until it is
// open. Afterwards it is in pipeline mode. The socket's number may change while it is connecting.
class Connection {
 public:
  enum class State { kConnecting, kOpen, kFailed };

  // Begins to connect. Name look-ups may block here; libpq has no other way.
  explicit Connection(const ConnectionParameters& parameters);

  State poll();
  State state() const { return state_; }
  PGconn* get() const { return connection_.get(); }
  int socket() const { return PQsocket(connection_.get()); }
  bool wants_write() const { return wants_write_; }
  // The server process, as whoever answered says: a pooler makes up a number.
  int backend_pid() const { return PQbackendPID(get()); }
  // How many hosts libpq may try one after the other.
  int hosts() const;

  // Writes what is buffered; false when the connection is broken.
  bool flush();
  // Reads what has come; false when the connection is broken.
  bool read();

  // Whether nothing but this machine lies between us and what we are connected to.
  bool is_local() const;
  // Whether the server itself is on this machine, so that it can't be alive without us knowing. With
  // the client's address and port as the server sees them (empty: a Unix socket): if these are not
  // our own, there is a proxy or a tunnel in between, and it may be anywhere.
  bool is_same_machine(const std::string& seen_address, const std::string& seen_port) const;
  // Why it failed; its SQLSTATE is empty when the server said nothing.
  DatabaseError error() const;

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  std::unique_ptr<PGconn, Finish> connection_;
  State state_ = State::kConnecting;
  bool wants_write_ = true;
};

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

DatabaseError error_of(const PGresult* result);

}  // namespace baton
