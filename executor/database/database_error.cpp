#include "database/database_error.h"

namespace baton {

bool is_transient(const DatabaseError& error) {
  const std::string& state = error.sqlstate;
  if (state.empty()) return true;
  const std::string kind = state.substr(0, 2);
  if (kind == "08" || kind == "40" || kind == "53") return true;
  // 55P03 is lock_timeout and 57014 statement_timeout: both are ours, set so that no call waits for
  // ever behind somebody's open transaction. 25P02..25P04 are the time-outs of transactions.
  return state.starts_with("57P") || state == "57014" || state == "55P03" || state == "25P03" ||
         state == "25P04" || is_read_only(error);
}

bool is_about_the_call(const DatabaseError& error) {
  const std::string kind = error.sqlstate.substr(0, 2);
  return kind == "42" || kind == "3F" || kind == "3D" || kind == "28" || kind == "0A" ||
         kind == "BT";
}

bool is_session_shared(const DatabaseError& error) {
  return error.sqlstate == "26000" || error.sqlstate == "42P05";
}

bool is_read_only(const DatabaseError& error) { return error.sqlstate == "25006"; }

bool may_pass_in_parts(const DatabaseError& error) {
  const std::string& state = error.sqlstate;
  return state.starts_with("40") || state == "57014" || state == "55P03";
}

bool is_not_alive(const DatabaseError& error) { return error.sqlstate == "BT041"; }

bool is_not_held(const DatabaseError& error) { return error.sqlstate == "BT042"; }

std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n' || c == '\t') {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      line += c;
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace baton
