// The way to a database: every address of every host that a connection string names, one after the
// other, each for a limited time. libpq alone stays for ever with a server that accepts a
// connection and says no more.
//
// Nothing blocks but the constructor, which looks names up; where hostaddr is given there is none.
// libpq's rules hold otherwise: a server that refuses the login, or lacks the database, is the
// answer, and no further one is asked.
#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clock.h"
#include "database/database_error.h"

namespace baton {

// Keyword and value pairs, in the order in which libpq takes them: a later one overrides.
using ConnectionParameters = std::vector<std::pair<std::string, std::string>>;

// One address to connect to. Empty: libpq's default, or as the connection string has it.
struct Place {
  std::string host;  // a name, an address, or a directory of sockets
  std::string address;
  std::string port;
};

// What the parameters name, with the addresses of each name. Looking names up may block.
std::vector<Place> places_of(const ConnectionParameters& parameters);

// Whether both connection strings name the same hosts and ports.
bool name_the_same_hosts(const std::string& one, const std::string& other);

// The same server as `place`, by its address: no name is looked up.
ConnectionParameters at_place(ConnectionParameters parameters, const Place& place);

class Dial {
 public:
  enum class State { kConnecting, kOpen, kFailed };
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  using Handle = std::unique_ptr<PGconn, Finish>;

  static constexpr Milliseconds kLimit{12'000};

  // `limit` is per address; a connect_timeout of the parameters' own goes before it.
  Dial(ConnectionParameters parameters, Milliseconds limit, TimePoint now);

  // `ready`: something happened at the socket. Its number may be another one afterwards.
  State advance(bool ready, TimePoint now);
  State state() const { return state_; }
  TimePoint deadline() const { return state_ == State::kConnecting ? deadline_ : kNever; }
  PGconn* get() const { return handle_.get(); }
  int socket() const { return PQsocket(get()); }
  bool wants_write() const { return wants_write_; }

  Handle take() { return std::move(handle_); }    // once it is open
  DatabaseError error() const { return error_; }  // once it has failed

 private:
  void begin(TimePoint now);
  void give_up_place(const DatabaseError& error, TimePoint now);

  ConnectionParameters parameters_;
  std::vector<Place> places_;
  std::size_t next_ = 0;  // of places_
  Milliseconds limit_;
  TimePoint deadline_;
  Handle handle_;
  State state_ = State::kConnecting;
  bool wants_write_ = true;
  DatabaseError error_;
};

// What libpq says of a connection that could not be made, with the server's SQLSTATE if it had one.
DatabaseError refused_connection(const std::string& verbose_text);

}  // namespace baton
