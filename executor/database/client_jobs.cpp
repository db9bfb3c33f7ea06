#include <nlohmann/json.hpp>

#include "database/client_session.h"
#include "database/exact_json.h"

namespace baton {

using nlohmann::json;

namespace {

std::vector<json> documents(const pqxx::result& result) {
  std::vector<json> rows;
  for (const pqxx::row& row : result) rows.push_back(parse_exact(row[0].c_str()));
  return rows;
}

std::vector<OutputPiece> pieces_of(const pqxx::result& rows) {
  std::vector<OutputPiece> pieces;
  for (const pqxx::row& row : rows) {
    pieces.push_back({row[0].as<std::int64_t>(), row[1].as<std::string>(), row[2].as<int>(),
                      row[3].as<std::string>(), row[4].as<std::int64_t>(),
                      row[5].as<std::int64_t>(), row[6].as<std::string>()});
  }
  return pieces;
}

std::chrono::system_clock::time_point from_epoch(double seconds) {
  return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(
          std::chrono::duration<double>(seconds)));
}

std::optional<double> to_epoch(std::optional<std::chrono::system_clock::time_point> time) {
  if (!time) return std::nullopt;
  return std::chrono::duration<double>(time->time_since_epoch()).count();
}

Defined define(pqxx::work& transaction, const std::string& definition) {
  Defined defined;
  const pqxx::result before = transaction.exec_params(
      "select version, definition from baton.job_type_overview where name = $1::jsonb ->> "
      "'job_type'",
      definition);
  if (!before.empty()) {
    defined.version_before = before[0][0].as<int>();
    defined.definition_before = parse_exact(before[0][1].c_str());
  }
  const pqxx::row row = transaction.exec_params1(
      "select baton.define_job_type($1::jsonb), $1::jsonb ->> 'job_type'", definition);
  defined.version = row[0].as<int>();
  defined.job_type = row[1].as<std::string>("");
  return defined;
}

}  // namespace

std::vector<Defined> Client::define_job_types(const std::vector<std::string>& definitions,
                                              bool keep, const Actor& actor) {
  return session_->translated([&] {
    pqxx::work transaction(session_->connection());
    session_->settle(transaction);
    note_actor(transaction, actor);
    std::vector<Defined> all;
    bool refused = false;
    for (const std::string& definition : definitions) {
      transaction.exec("savepoint one");
      try {
        all.push_back(define(transaction, definition));
      } catch (const pqxx::broken_connection&) {
        throw;
      } catch (const pqxx::sql_error& error) {
        const DatabaseFailure failure = failure_of(error);
        if (failure.kind() == DatabaseFailure::Kind::kUnreachable) throw failure;
        transaction.exec("rollback to savepoint one");
        all.emplace_back().error = failure.error();
        refused = true;
      }
    }
    if (keep && !refused) transaction.commit();
    return all;
  });
}

std::vector<json> Client::jobs(const JobFilter& filter) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return documents(transaction.exec_params(
        R"(select pg_catalog.to_jsonb(job) || pg_catalog.jsonb_build_object(
                    'duration_ms', (extract(epoch from job.duration) * 1000)::bigint,
                    'age_ms', (extract(epoch from job.age) * 1000)::bigint,
                    'current_step_waits_for', (
                      select step.status_reason from baton.steps as step
                      where step.job_id = job.job_id and step.key = job.current_step
                        and step.status = 'ready'))
           from baton.find_jobs(
             p_statuses => (
               select pg_catalog.array_agg(one) from pg_catalog.jsonb_array_elements_text($1) as one),
             p_job_types => (
               select pg_catalog.array_agg(one) from pg_catalog.jsonb_array_elements_text($2) as one),
             p_subject => nullif($3, ''),
             p_organisation_id => nullif($4, ''),
             p_batch_id => nullif($5, ''),
             p_queue => nullif($6, ''),
             p_error_codes => (
               select pg_catalog.array_agg(one) from pg_catalog.jsonb_array_elements_text($7) as one),
             p_since => pg_catalog.to_timestamp($8::float8),
             p_until => pg_catalog.to_timestamp($9::float8),
             p_before => $10,
             p_limit => $11) as found (id)
           cross join lateral (
             select * from baton.job_overview where job_id = found.id offset 0) as job
           order by job.job_id desc)",
        json(filter.statuses).dump(), json(filter.types).dump(), filter.subject,
        filter.organisation, filter.batch, filter.queue, json(filter.errors).dump(),
        to_epoch(filter.since), to_epoch(filter.until), filter.before, filter.limit));
  });
}

JobStatus Client::job_status(std::int64_t job) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    const pqxx::row row = transaction.exec_params1(
        "select baton.job_status($1), extract(epoch from baton._now()), baton.job_times($1)", job);
    if (row[0].is_null()) {
      throw DatabaseFailure(DatabaseFailure::Kind::kRefused,
                            {"BT070", "there is no job " + std::to_string(job), ""});
    }
    return JobStatus{parse_exact(row[0].c_str()), from_epoch(row[1].as<double>()),
                     parse_exact(row[2].c_str())};
  });
}

std::optional<Archived> Client::archived_job(std::int64_t job) {
  try {
    return session_->in_transaction([&](pqxx::work& transaction) -> std::optional<Archived> {
      const pqxx::result found = transaction.exec_params(
          "select pg_catalog.to_jsonb(archived_at) #>> '{}', document from baton.archived_jobs "
          "where job_id = $1 order by archived_at desc limit 1",
          job);
      if (found.empty()) return std::nullopt;
      return Archived{found[0][0].as<std::string>(), parse_exact(found[0][1].c_str())};
    });
  } catch (const DatabaseFailure& failure) {
    if (failure.kind() != DatabaseFailure::Kind::kDenied) throw;
    return std::nullopt;
  }
}

std::string Client::explain_step(std::int64_t job, const std::string& step) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return transaction.exec_params1("select baton.explain_step($1, $2)", job, step)[0]
        .as<std::string>("");
  });
}

std::vector<OutputPiece> Client::output(const OutputQuery& query) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return pieces_of(transaction.exec_params(
        R"(select id, step_key, attempt, stream, start_offset, end_offset, content
           from (select piece.*, max(attempt) over (partition by step_key) as latest
                 from baton.attempt_output as piece
                 where job_id = $1
                   and ($2::text = '' or step_key = $2)
                   and ($3::text = '' or stream = $3)
                   and id > $4) as piece
           where case when $5::int > 0 then attempt = $5 else $4 > 0 or attempt = latest end
           order by id)",
        query.job, query.step, query.stream, query.after, query.attempt.value_or(0)));
  });
}

std::vector<OutputPiece> Client::archived_output(const OutputQuery& query) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return pieces_of(transaction.exec_params(
        R"(select piece.id, step.key, piece.attempt, piece.stream, piece.start_offset,
             piece.end_offset, piece.content
           from (select document
                 from baton.archived_jobs
                 where job_id = $1
                 order by archived_at desc
                 limit 1) as archived
           cross join lateral pg_catalog.jsonb_to_recordset(archived.document -> 'output') as piece
             (id bigint, n int, attempt int, stream text, start_offset bigint, end_offset bigint,
              content text)
           join lateral pg_catalog.jsonb_to_recordset(archived.document -> 'steps') as step
             (n int, key text) on step.n = piece.n
           where ($2::text = '' or step.key = $2)
             and ($3::text = '' or piece.stream = $3)
             and ($4::int = 0 or piece.attempt = $4)
           order by piece.id)",
        query.job, query.step, query.stream, query.attempt.value_or(0)));
  });
}

std::optional<std::string> Client::last_printed(const OutputQuery& query) {
  return session_->in_transaction([&](pqxx::work& transaction) -> std::optional<std::string> {
    const pqxx::row row = transaction.exec_params1(
        R"(select max(finished_at)::text
               from baton.attempts
               where job_id = $1
                 and ($2::text = '' or step_key = $2)
                 and ($3::int = 0 or attempt = $3)
                 and case $4::text when 'stdout' then stdout_bytes when 'stderr' then stderr_bytes
                   else stdout_bytes + stderr_bytes end > 0)",
        query.job, query.step, query.attempt.value_or(0), query.stream);
    if (row[0].is_null()) return std::nullopt;
    return row[0].as<std::string>();
  });
}

std::string Client::cancel_job(std::int64_t job, const std::string& reason, const Actor& actor) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    note_actor(transaction, actor);
    return transaction.exec_params1("select baton.cancel_job($1, nullif($2, ''))", job, reason)[0]
        .as<std::string>();
  });
}

json Client::check_retry(std::int64_t job, const Retry& retry) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return parse_exact(transaction
                           .exec_params1("select baton.check_retry($1, nullif($2, ''), $3, $4)",
                                         job, retry.from_step, retry.keep_sql_steps,
                                         print_exact(retry.parameters))[0]
                           .c_str());
  });
}

std::string Client::retry_job(std::int64_t job, const Retry& retry, const Actor& actor) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    note_actor(transaction, actor);
    return transaction
        .exec_params1("select baton.retry_job($1, nullif($2, ''), $3, nullif($4, ''), $5)", job,
                      retry.from_step, retry.keep_sql_steps, retry.reason,
                      print_exact(retry.parameters))[0]
        .as<std::string>();
  });
}

json Client::check_step_changes(std::int64_t job, const json& changes) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return parse_exact(
        transaction
            .exec_params1("select baton.check_step_changes($1, $2)", job, print_exact(changes))[0]
            .c_str());
  });
}

bool Client::set_step_statuses(std::int64_t job, const json& changes, const std::string& reason,
                               const Actor& actor, const json& agreed) {
  return session_->translated([&] {
    pqxx::work transaction(session_->connection());
    session_->settle(transaction);
    note_actor(transaction, actor);
    const json done = parse_exact(transaction
                                      .exec_params1("select baton.set_step_statuses($1, $2, $3)",
                                                    job, print_exact(changes), reason)[0]
                                      .c_str());
    const bool as_agreed = done.at("affected") == agreed.at("affected");
    if (as_agreed) transaction.commit();
    return as_agreed;
  });
}

std::vector<JobType> Client::job_types() {
  return session_->in_transaction([](pqxx::work& transaction) {
    std::vector<JobType> types;
    for (const pqxx::row& row :
         transaction.exec("select name, definition from baton.job_type_overview where disabled_at "
                          "is null order by name")) {
      types.push_back({row[0].as<std::string>(), parse_exact(row[1].c_str())});
    }
    return types;
  });
}

std::vector<json> Client::health() {
  return session_->in_transaction([](pqxx::work& transaction) {
    return documents(transaction.exec("select pg_catalog.to_jsonb(health) from baton.health"));
  });
}

std::string Client::local_data_directory() {
  return session_->in_transaction([](pqxx::work& transaction) {
    const pqxx::result found = transaction.exec(
        "select setting from pg_catalog.pg_settings where name = 'data_directory' and "
        "pg_catalog.inet_server_addr() is null");
    return found.empty() ? std::string() : found[0][0].as<std::string>();
  });
}

bool Client::executor_is_alive(int pid) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    return transaction
        .exec_params1(
            "select exists (select from baton.executor_status where pid = $1 and alive and status "
            "= 'active')",
            pid)[0]
        .as<bool>();
  });
}

}  // namespace baton
