#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "database/database_error.h"

namespace baton {

// What a command was refused. Expected: commands turn it into a sentence and an exit status.
class DatabaseFailure : public std::runtime_error {
 public:
  enum class Kind {
    kConnectionString,  // libpq cannot read it; `what()` may quote parts of it, so never print that
    kUnreachable,       // nobody answers, or the server is going down
    kDenied,            // password, pg_hba.conf or a missing privilege
    kRefused,           // the server understood and said no
  };

  DatabaseFailure(Kind kind, DatabaseError error)
      : std::runtime_error(error.message), kind_(kind), error_(std::move(error)) {}

  Kind kind() const { return kind_; }
  const DatabaseError& error() const { return error_; }

 private:
  Kind kind_;
  DatabaseError error_;
};

struct Script {
  std::string name;  // shown in errors, such as "sql/schema/jobs.sql"
  std::string text;  // any number of statements, no transaction control
};

struct Migrated {
  std::optional<int> before;  // schema version; none: there was no schema
  int after = 0;
};

// What is known of pg_cron. Settings are visible to some roles only: none then.
struct CronState {
  bool available = false;                // its files are on the server
  std::optional<std::string> preloaded;  // shared_preload_libraries
  std::optional<std::string> database;   // cron.database_name
  std::string current_database;
  bool created = false;          // the extension, in this database
  bool schedules_baton = false;  // schedule_maintenance() exists in this schema
};

struct Defined {
  std::optional<DatabaseError> error;  // refused; the rest is then empty
  std::string job_type;
  std::optional<int> version_before;
  int version = 0;
  nlohmann::json definition_before;  // null: none, or not readable for this role
};

struct JobFilter {
  std::vector<std::string> statuses;
  std::vector<std::string> types;
  // Empty: any.
  std::string subject;
  std::string organisation;
  std::string batch;
  std::string queue;
  std::vector<std::string> errors;
  // When they were submitted: from, and before.
  std::optional<std::chrono::system_clock::time_point> since;
  std::optional<std::chrono::system_clock::time_point> until;
  std::optional<std::int64_t> before;  // only lower ids
  int limit = 20;
};

struct OutputQuery {
  std::int64_t job = 0;
  std::string step;            // empty: every step
  std::optional<int> attempt;  // none: of each step the last, or with `after`, whatever is new
  std::string stream;          // empty: both
  std::int64_t after = 0;      // only pieces with a higher id
};

struct OutputPiece {
  std::int64_t id = 0;
  std::string step;
  int attempt = 0;
  std::string stream;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::string content;
};

struct JobType {
  std::string name;
  nlohmann::json definition;
};

// Signs what a command does. The database keeps the login besides it.
struct Actor {
  std::string name;
  bool is_given = false;  // by --actor; else it gives way to a baton.actor that the session has
};

// A job of the archive as the line of its export.
struct ArchivedJob {
  std::int64_t job = 0;
  std::string line;
};

// The file that a month of the archive is in.
struct ExportedFile {
  std::string path;
  std::string sha256;
  std::uint64_t bytes = 0;
  std::uint64_t jobs = 0;
};

struct Retry {
  std::string from_step;  // empty: what did not complete
  bool keep_sql_steps = false;
  nlohmann::json parameters;  // corrections; null: none
  std::string reason;
};

struct JobStatus {
  nlohmann::json document;                    // as baton.job_status() gives it
  std::chrono::system_clock::time_point now;  // of the server, for times relative to it
  nlohmann::json times = {};                  // as baton.job_times() gives it
  std::string archived_at = {};               // of a job that is read from the archive
};

// A job that retention moved to the archive.
struct Archived {
  std::string at;
  nlohmann::json document;  // as baton.archived_jobs has it
};

// The connection of a command. Every query that the commands can issue is a method; each is a
// transaction of its own. All throw DatabaseFailure. After kUnreachable the client is of no more use.
class Client {
 public:
  // Connects, within 10 s unless the connection string or the environment says otherwise.
  // `application` is shown in pg_stat_activity.
  Client(const std::string& connection, const std::string& application);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  // "database app on /run/postgresql as postgres"; no password.
  std::string description() const;

  // None: schema baton, or its table installation, is not there.
  std::optional<int> schema_version();

  // Runs what `plan` makes of the present version, in one transaction under a lock, so that a second
  // migration waits for the first and then finds it done. keep = false rolls everything back.
  using Plan = std::function<std::vector<Script>(std::optional<int> version)>;
  Migrated migrate(const Plan& plan, bool keep);
  CronState cron();
  void create_cron();
  // The answer of baton.schedule_maintenance().
  std::string schedule_maintenance();
  // A login for somebody who develops: with the rights of an application, an author of job types
  // and an operator, and with schemas of its own in this database. Made if it is not there.
  void let_in_developer(const std::string& login, const std::string& password);

  // All definitions in one transaction; each refusal is in its result. Nothing is kept when one was
  // refused, or with keep = false.
  std::vector<Defined> define_job_types(const std::vector<std::string>& definitions, bool keep,
                                        const Actor& actor);

  std::vector<nlohmann::json> jobs(const JobFilter& filter);
  JobStatus job_status(std::int64_t job);
  // None: it is not there, or this role may not read the archive.
  std::optional<Archived> archived_job(std::int64_t job);
  std::string explain_step(std::int64_t job, const std::string& step);
  std::vector<OutputPiece> output(const OutputQuery& query);
  // The same of a job of the archive.
  std::vector<OutputPiece> archived_output(const OutputQuery& query);
  // When the last such attempt ended that printed something, also where that has left since.
  std::optional<std::string> last_printed(const OutputQuery& query);
  // Returns the job's status, as retry_job() does.
  std::string cancel_job(std::int64_t job, const std::string& reason, const Actor& actor);
  // What a retry would do, as baton.check_retry() gives it.
  nlohmann::json check_retry(std::int64_t job, const Retry& retry);
  std::string retry_job(std::int64_t job, const Retry& retry, const Actor& actor);
  // What changes of steps, as baton.set_step_statuses() takes them, would do.
  nlohmann::json check_step_changes(std::int64_t job, const nlohmann::json& changes);
  // Carries them out if that affects what the agreed plan affects; else changes nothing and says so.
  bool set_step_statuses(std::int64_t job, const nlohmann::json& changes, const std::string& reason,
                         const Actor& actor, const nlohmann::json& agreed);
  std::vector<nlohmann::json> archived_months();
  // Some jobs of a month that has ended, those after this one in the order of their ids; none: that was all.
  std::vector<ArchivedJob> read_archived_month(const std::string& month, std::int64_t after);
  void record_archive_export(const std::string& month, const ExportedFile& file,
                             const Actor& actor);
  // Those that are enabled, in their current version.
  std::vector<JobType> job_types();
  std::vector<nlohmann::json> health();
  // Where the server keeps its data, if it is reached by a Unix socket and tells this role; else empty.
  std::string local_data_directory();
  // Whether the executor with this process id, on any machine, holds its lease.
  bool executor_is_alive(int pid);

 private:
  class Session;
  std::unique_ptr<Session> session_;
};

// Every keyword that a connection string may have.
std::vector<std::string> connection_keywords();

}  // namespace baton
