// What the database, or the way to it, answered instead of a result.
#pragma once

#include <string>

namespace baton {

struct DatabaseError {
  std::string sqlstate;  // empty: no answer came (connection lost, refused, or too late)
  std::string message;   // one line
  std::string hint;      // one line, may be empty
};

// Worth repeating as it is: the connection went, a deadlock or a serialization failure, out of
// connections, a server that shuts down or starts, a lock or a statement that took too long.
bool is_transient(const DatabaseError& error);

// Permanent, and about the call, not about what it brought: a right or a function that is missing, a
// schema of another version. Whatever it carried would be refused as well.
bool is_about_the_call(const DatabaseError& error);

// 26000, 42P05: what the session prepared is not there, or somebody else's is. So it is not ours
// alone: a pooler in transaction mode is in between.
bool is_session_shared(const DatabaseError& error);

// 25006: the server is a standby (by now). Another connection may find the one that can write.
bool is_read_only(const DatabaseError& error);

// Transient, and perhaps for one of many rows of a call only: a deadlock, a lock or a time limit.
bool may_pass_in_parts(const DatabaseError& error);

// BT041: this executor's lease has ended; it must stop what it runs and register anew.
bool is_not_alive(const DatabaseError& error);

// BT042: the attempt is not this executor's any more.
bool is_not_held(const DatabaseError& error);

// Text of several lines as one, without the end of line that libpq appends.
std::string one_line(const std::string& text);

}  // namespace baton
