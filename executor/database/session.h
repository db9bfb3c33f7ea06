// The executor's session with the database: one method per SQL function, and no other way in.
//
// Nothing here blocks. Calls may be made while others are unanswered: libpq's pipeline mode sends
// them at once, each call (for exchange(): both of its functions) as a transaction of its own, and
// the server answers in that order. advance() hands out what has come. An answer that does not come
// in time breaks the connection, so every call ends: with its answer, Refused, or Disconnected.
//
// After Disconnected nothing is retried here: the caller knows what must be said again, and when.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "database/connection.h"
#include "database/replies.h"

namespace baton {

struct Registration {
  std::string name;
  std::string host;
  int pid = 0;
  std::string boot_id;
  std::string incarnation;  // UUID
  std::string version;
  int schema_version = 0;
  std::vector<std::string> queues;
  int slots = 1;
  bool poll_only = false;
  // Each transaction may run in another session of the server (a pooler in transaction mode): no
  // statement is prepared, and what limits the calls is said with each of them. Goes with poll_only.
  bool is_pooled = false;
  std::string pid_namespace;
  std::int64_t process_start = 0;
  std::string machine_id;
  std::string seen = {};  // how far the server's log was, as it last said; empty: never heard
};

class Session {
 public:
  // The connection string must be readable: see parse_connection_string().
  Session(std::string connection_string, std::string application_name);

  // Connects and registers: answered by Registered, Refused or Disconnected. Drops what was before.
  void connect(const Registration& registration, TimePoint now);
  // How often the executor talks to the database, from which follows how long the calls of the next
  // connection may take.
  void set_tick(Milliseconds tick) { tick_ = tick; }
  // Drops the connection without another word. Unanswered calls are forgotten.
  void disconnect();

  bool is_connected() const { return registered_; }
  // Where the server is that answered last: empty before that.
  const Place& place() const { return place_; }
  // False: nothing will come until connect() is called.
  bool has_connection() const { return connection_.has_value(); }

  // The calls. Allowed only while is_connected(). JSON texts and tokens must be clean text.
  struct Exchange {
    std::int64_t call = 0;
    std::string reports;  // JSON array; empty: nothing to report
    int wanted = 0;
    bool carefully = false;  // after a claim that failed: what makes it fail is set aside
  };
  void exchange(const Exchange& exchange, TimePoint now);
  void renew_lease(const std::vector<std::string>& tokens, std::int64_t last_call,
                   const std::string& status, const std::string& unkillable, TimePoint now);
  void maintain(TimePoint now);
  void append_output(const std::string& pieces, TimePoint now);
  void record_progress(const std::string& progress, TimePoint now);
  void save_checkpoint(std::int64_t job_id, int n, const std::string& token,
                       const std::string& checkpoint, TimePoint now);
  // `tokens`: attempts of the predecessor of which no process is left.
  void release_predecessor(std::int64_t predecessor_id, const std::vector<std::string>& tokens,
                           TimePoint now);
  void ended_attempts(const std::string& marked, TimePoint now);
  void attempt_secrets(std::int64_t job_id, int n, const std::string& token, TimePoint now);
  void release_executor(TimePoint now);

  // Reads and writes as far as that goes without waiting. `ready`: epoll said something about the
  // socket since the last call.
  std::vector<Reply> advance(bool ready, TimePoint now);

  // For epoll. The socket is -1 when there is no connection; while is_connecting() its number may
  // stand for another socket after each advance().
  int socket() const { return connection_ ? connection_->socket() : -1; }
  bool wants_write() const { return connection_ && connection_->wants_write(); }
  bool is_connecting() const {
    return connection_ && connection_->state() == Connection::State::kConnecting;
  }
  // When advance() must be called even if the socket is silent.
  TimePoint deadline() const;

 private:
  // What was sent up to one Sync, and what has come back for it so far.
  struct Sent {
    Call call = Call::kRegister;
    TimePoint deadline;
    std::int64_t number = 0;  // of an exchange, or the predecessor's id
    std::optional<DatabaseError> error;
    std::size_t statements = 1;  // how many results it has when it succeeds
    bool has_settings = false;   // whether its first result is that of kSettings, kept apart
    Result settings;
    std::vector<Result> results;
  };

  void prepare_session();
  void send_settings();
  void send_plainly(const char* sql);
  void send(Call call, const std::vector<const char*>& values);
  Sent& sync(Call call, TimePoint now, std::int64_t number = 0);
  void receive(std::vector<Reply>& replies, TimePoint now);
  void take_result(Result result, std::vector<Reply>& replies, TimePoint now);
  void take_notifications(std::vector<Reply>& replies);
  Reply decode(const Sent& sent);
  Reply give_up(DatabaseError error);
  std::string executor_id() const { return std::to_string(executor_id_); }

  std::string connection_string_;
  std::string application_name_;
  std::optional<Connection> connection_;
  Place place_;
  Registration registration_;
  Milliseconds tick_{10'000};
  Milliseconds call_limit_{10'000};  // of this connection
  bool registered_ = false;
  bool send_failed_ = false;
  bool settings_sent_ = false;  // since the last Sync
  std::int64_t executor_id_ = 0;
  std::deque<Sent> sent_;
};

}  // namespace baton
