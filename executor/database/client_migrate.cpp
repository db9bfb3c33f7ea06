#include <fmt/format.h>

#include "database/client_session.h"

namespace baton {
namespace {

// An arbitrary number of ours. Nothing but two migrations ever wants it.
constexpr std::int64_t kMigrationLock = 0x6261746f6e;

std::optional<int> version_of(pqxx::work& transaction) {
  const pqxx::result found = transaction.exec(
      "select from pg_catalog.pg_class join pg_catalog.pg_namespace as n on n.oid = relnamespace "
      "where nspname = 'baton' and relname = 'installation'");
  if (found.empty()) return std::nullopt;
  return transaction.exec1("select schema_version from baton.installation")[0].as<int>();
}

void run(pqxx::work& transaction, const Script& script) {
  try {
    transaction.exec(script.text);
  } catch (const pqxx::sql_error& error) {
    const DatabaseFailure failure = failure_of(error);
    throw DatabaseFailure(
        failure.kind(), {failure.error().sqlstate,
                         fmt::format("{}: {}", script.name, failure.what()), failure.error().hint});
  }
}

}  // namespace

Migrated Client::migrate(const Plan& plan, bool keep) {
  return session_->translated([&] {
    pqxx::work transaction(session_->connection());
    session_->settle(transaction);
    transaction.exec(fmt::format("select pg_catalog.pg_advisory_xact_lock({})", kMigrationLock));
    Migrated migrated;
    migrated.before = version_of(transaction);
    for (const Script& script : plan(migrated.before)) run(transaction, script);
    migrated.after = version_of(transaction).value_or(0);
    if (keep) transaction.commit();
    return migrated;
  });
}

CronState Client::cron() {
  return session_->in_transaction([](pqxx::work& transaction) {
    const pqxx::row row = transaction.exec1(R"(
      select
        exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron'),
        (select setting from pg_catalog.pg_settings where name = 'shared_preload_libraries'),
        (select setting from pg_catalog.pg_settings where name = 'cron.database_name'),
        pg_catalog.current_database(),
        exists (select from pg_catalog.pg_extension where extname = 'pg_cron'),
        exists (select from pg_catalog.pg_proc
                join pg_catalog.pg_namespace as n on n.oid = pronamespace
                where nspname = 'baton' and proname = 'schedule_maintenance'))");
    CronState state;
    state.available = row[0].as<bool>();
    if (!row[1].is_null()) state.preloaded = row[1].as<std::string>();
    if (!row[2].is_null()) state.database = row[2].as<std::string>();
    state.current_database = row[3].as<std::string>();
    state.created = row[4].as<bool>();
    state.schedules_baton = row[5].as<bool>();
    return state;
  });
}

void Client::create_cron() {
  session_->in_transaction(
      [](pqxx::work& transaction) { transaction.exec("create extension if not exists pg_cron"); });
}

std::string Client::schedule_maintenance() {
  return session_->in_transaction([](pqxx::work& transaction) {
    const pqxx::result result = transaction.exec("select baton.schedule_maintenance()");
    return result.empty() ? "" : std::string(result[0][0].c_str());
  });
}

void Client::let_in_developer(const std::string& login, const std::string& password) {
  session_->in_transaction([&](pqxx::work& transaction) {
    const std::string role = transaction.quote_name(login);
    if (transaction
            .exec("select from pg_catalog.pg_roles where rolname = " + transaction.quote(login))
            .empty()) {
      transaction.exec("create role " + role);
    }
    transaction.exec(
        fmt::format("alter role {} login password {}", role, transaction.quote(password)));
    transaction.exec("grant baton_app, baton_author, baton_operator to " + role);
    transaction.exec(fmt::format("grant create on database {} to {}",
                                 transaction.quote_name(session_->connection().dbname()), role));
    // Schedules are entries of pg_cron.
    if (!transaction.exec("select from pg_catalog.pg_extension where extname = 'pg_cron'").empty())
      transaction.exec("grant usage on schema cron to " + role);
    // The first in its search_path.
    transaction.exec(fmt::format("create schema if not exists {0} authorization {0}", role));
  });
}

}  // namespace baton
