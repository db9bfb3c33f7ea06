#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clock.h"
#include "database/database_error.h"
#include "database/dial.h"

namespace baton {

// What a connection needs besides the user's own connection string, which has the last word.
ConnectionParameters connection_parameters(const std::string& connection_string,
                                           const std::string& application_name);

// The connection string's own keywords, to be changed and joined again; throws
// std::invalid_argument with libpq's sentence when it can't be read.
ConnectionParameters parse_connection_string(const std::string& connection_string);

// A value as it stands in a connection string.
std::string quoted_value(const std::string& value);

// The user's connection string with another user, and without the password that belongs to the first.
std::string with_user(const std::string& connection_string, const std::string& user);

// One libpq connection that never blocks: the loop waits for its socket and calls connect() until
// it is open, and at deadline(). Afterwards it is in pipeline mode. The socket's number may change
// while it is connecting.
class Connection {
 public:
  using State = Dial::State;

  // Begins to connect. Name look-ups may block here; libpq has no other way.
  Connection(const ConnectionParameters& parameters, TimePoint now);

  State connect(bool ready, TimePoint now);
  TimePoint deadline() const { return dial_ ? dial_->deadline() : kNever; }
  State state() const { return state_; }
  PGconn* get() const { return dial_ ? dial_->get() : connection_.get(); }
  int socket() const { return PQsocket(get()); }
  bool wants_write() const { return dial_ ? dial_->wants_write() : wants_write_; }
  // Whether the server says that it only follows another one.
  bool is_standby() const;
  // Which of the hosts it is, once it is open.
  Place place() const;
  // The server process, as whoever answered says: a pooler makes up a number.
  int backend_pid() const { return PQbackendPID(get()); }

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
  std::optional<Dial> dial_;  // until it is open
  Dial::Handle connection_;
  State state_ = State::kConnecting;
  bool wants_write_ = false;
};

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

DatabaseError error_of(const PGresult* result);

}  // namespace baton
