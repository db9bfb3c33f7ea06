// All SQL that the executor's session can issue: calls of functions of schema baton, prepared once
// per connection, under the name of their Call; sent as they are where the connection is pooled.
#pragma once

#include "database/replies.h"

namespace baton {

struct Statement {
  Call call;
  const char* name;
  const char* sql;
};

inline constexpr Statement kStatements[] = {
    {Call::kRegister, "register",
     "select baton.register_executor($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
     " $11, $12, $13, $14)"},
    {Call::kReport, "report", "select token, result from baton.report_attempts($1, $2, $3)"},
    {Call::kClaim, "claim",
     "select token, job_id, n, attempt, generation, kind, spec, command, environment,"
     " document, unstartable, needs_secrets, next_due_ms, tick_due_ms"
     " from baton.claim_steps($1, $2, $3, $4)"},
    {Call::kRenew, "renew", "select baton.renew_lease($1, $2, $3, $4, $5)"},
    {Call::kMaintain, "maintain", "select baton.maintain()"},
    {Call::kAppendOutput, "append_output", "select baton.append_output($1, $2)"},
    {Call::kRecordProgress, "record_progress", "select baton.record_progress($1, $2)"},
    {Call::kSaveCheckpoint, "save_checkpoint", "select baton.save_checkpoint($1, $2, $3, $4, $5)"},
    {Call::kReleasePredecessor, "release_predecessor",
     "select baton.release_predecessor($1, $2, $3)"},
    {Call::kEndedAttempts, "ended_attempts",
     "select jsonb_build_object('tokens', jsonb_agg(token)) from baton.ended_attempts($1, $2) as "
     "token"},
    {Call::kAttemptSecrets, "attempt_secrets", "select baton.attempt_secrets($1, $2, $3, $4)"},
    {Call::kRelease, "release", "select baton.release_executor($1)"},
};

inline const Statement& statement_of(Call call) {
  return kStatements[static_cast<std::size_t>(call)];
}

// Every call ends: one that waits for a lock, or runs too long, is refused and said again. The lock
// timeout is well below a tick, because the renewal of the lease waits in the same pipeline. A backend
// whose executor has given up on it ends too, and takes its locks along. For the session, or ($2) up
// to the next Sync. Also asks how the server sees this connection.
inline constexpr const char* kSettings =
    "select set_config('statement_timeout', $1, $2), set_config('lock_timeout', '3s', $2),"
    " set_config('idle_in_transaction_session_timeout', '10s', $2),"
    " set_config('client_connection_check_interval', '2s', $2), set_config('jit', 'off', $2),"
    " host(inet_client_addr()), inet_client_port(), pg_backend_pid(),"
    // What a database or role may have set, and would end the connection or refuse calls.
    " set_config('idle_session_timeout', '0', $2), set_config('row_security', 'on', $2)";
inline constexpr int kSeenAddressColumn = 5;
inline constexpr int kSeenPortColumn = 6;
inline constexpr int kSeenProcessColumn = 7;

// Whatever the database or the role has as its default: claims skip what is locked, which a
// snapshot of the whole transaction turns into errors. What comes first, in the transaction that
// registers, is a warning's worth to the server.
inline constexpr const char* kThisTransaction =
    "set transaction isolation level read committed, read write";
inline constexpr const char* kLaterTransactions =
    "set session characteristics as transaction isolation level read committed, read write";
// Behind a pooler it is not known whether the server can write: that is for it to say.
inline constexpr const char* kPooledTransaction = "set transaction isolation level read committed";

// How long a call may take: one tick, so that a server that hangs is given up before the lease ends.
inline constexpr Milliseconds kShortestCall{5'000};
inline constexpr Milliseconds kLongestCall{20'000};
// Beyond that, for the network; then the connection is given up.
inline constexpr Milliseconds kAnswerSlack{2'000};

}  // namespace baton
