// What the database tells the executor. Times stay in the database: only lengths come over.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clock.h"
#include "database/database_error.h"

namespace baton {

// Everything that the executor can ask of the database: one per SQL function.
enum class Call {
  kRegister,
  kReport,
  kClaim,
  kRenew,
  kMaintain,
  kAppendOutput,
  kRecordProgress,
  kSaveCheckpoint,
  kReleasePredecessor,
  kEndedAttempts,
  kAttemptSecrets,
  kRelease,
};

// A row of claim_steps. The JSON texts are handed on as they came.
struct ClaimedAttempt {
  std::string token;
  std::int64_t job_id = 0;
  int n = 0;
  int attempt = 0;
  int generation = 0;
  std::string kind;  // command or sql
  std::string spec;
  std::optional<std::string> command;      // rendered argv; none: as in the spec
  std::optional<std::string> environment;  // likewise
  std::string document;
  std::optional<std::string> unstartable;  // {"code", "message"}: not to be started
  bool needs_secrets = false;              // that came with the job: to be fetched before it starts
  std::map<std::string, std::string> secrets;  // those, by name, once they are fetched
};

// An earlier executor of this name on this host that has not ended by its row.
struct Predecessor {
  std::int64_t executor_id = 0;
  int pid = 0;
  std::int64_t process_start = 0;
  std::string pid_namespace;
  std::string boot_id;
  bool same_machine = false;
  std::vector<std::string> tokens;  // of the attempts that it holds
};

struct Registered {
  std::int64_t executor_id = 0;
  bool resumed = false;
  std::int64_t last_call = 0;
  bool on_hold = false;
  bool database_is_local = false;
  std::string database;  // which one: a copy has another
  std::string position;  // how far the server's log is; empty: it may not be known
  std::vector<Predecessor> predecessors;
  Milliseconds lease{30'000};
  Milliseconds tick{10'000};
  Milliseconds idle_poll{1'000};
};

struct ReportResult {
  std::string token;
  std::string result;  // recorded, already_recorded, stale: <why>, or set aside: <why>
};

// The answer to a report-and-claim pair, which was committed as one.
struct Exchanged {
  std::int64_t call = 0;
  std::vector<ReportResult> results;
  std::vector<ClaimedAttempt> claimed;
  std::optional<Milliseconds> next_due;
  std::optional<Milliseconds> tick_due;
};

struct StopRequest {
  std::string token;
  std::string reason;
};

// What an idle poll would have found.
struct Outlook {
  bool work_waits = false;
  std::optional<Milliseconds> next_due;
};

struct Renewed {
  std::string position;  // as of Registered
  std::vector<StopRequest> stop;
  std::vector<std::string> lost;
  bool on_hold = false;
  std::optional<Milliseconds> tick_due;
  std::optional<Milliseconds> lease;
  std::optional<Milliseconds> tick;
  std::optional<Milliseconds> idle_poll;
  std::optional<Outlook> outlook;
};

// Work of the database that fails, and that it keeps apart from the rest.
struct SetAside {
  std::int64_t count = 0;
  std::string work;  // of the one that failed last, as all that follows
  std::int64_t job_id = 0;
  std::string step;
  std::string sqlstate;
  std::string message;
};

struct Maintained {
  bool ticked = false;
  bool more = false;
  std::optional<Outlook> outlook;
  std::optional<SetAside> set_aside;
};

struct PredecessorReleased {
  std::int64_t executor_id = 0;      // of the predecessor
  int recovered = 0;                 // attempts that are lost now, and whose steps run again
  int failed = 0;                    // or do not, because they were lost too often
  int left = 0;                      // not yet, because somebody has locked their jobs: ask again
  std::vector<std::string> missing;  // attempts that nobody looked for: nothing was released
};

// Of the marked processes that were asked about: tokens of attempts that have ended.
struct EndedAttempts {
  std::vector<std::string> tokens;
};

// What came with an attempt's job, of the secrets that its step names.
struct JobSecrets {
  std::map<std::string, std::string> values;
};

// What only needed to arrive: append_output, record_progress, save_checkpoint, release_executor.
struct Confirmed {
  Call call = Call::kRelease;
  bool is_done = true;  // false: somebody keeps the attempt locked; to be said again
};

struct Rang {
  bool work = false;     // there may be something to claim
  bool control = false;  // something is to be stopped: renew at once
};

// The call was refused and changed nothing; the session goes on.
struct Refused {
  Call call = Call::kRelease;
  DatabaseError error;
};

// The connection is gone, or could not be made, or an answer did not come in time. Whether calls
// without an answer took effect is not known.
struct Disconnected {
  DatabaseError error;
};

using Reply =
    std::variant<Registered, Exchanged, Renewed, Maintained, Confirmed, PredecessorReleased,
                 EndedAttempts, JobSecrets, Rang, Refused, Disconnected>;

}  // namespace baton
