#include <nlohmann/json.hpp>

#include "database/client_session.h"
#include "database/exact_json.h"

namespace baton {

using nlohmann::json;

std::vector<json> Client::archived_months() {
  return session_->in_transaction([](pqxx::work& transaction) {
    std::vector<json> months;
    for (const pqxx::row& row : transaction.exec(
             "select pg_catalog.to_jsonb(listed) from baton.archived_months as listed")) {
      months.push_back(parse_exact(row[0].c_str()));
    }
    return months;
  });
}

std::vector<ArchivedJob> Client::read_archived_month(const std::string& month, std::int64_t after) {
  return session_->in_transaction([&](pqxx::work& transaction) {
    std::vector<ArchivedJob> jobs;
    for (const pqxx::row& row : transaction.exec_params(
             "select job_id, line from baton.read_archived_month($1, $2)", month, after)) {
      jobs.push_back({row[0].as<std::int64_t>(), row[1].as<std::string>()});
    }
    return jobs;
  });
}

void Client::record_archive_export(const std::string& month, const ExportedFile& file,
                                   const Actor& actor) {
  session_->in_transaction([&](pqxx::work& transaction) {
    note_actor(transaction, actor);
    transaction.exec_params("select baton.record_archive_export($1, $2, $3, $4, $5)", month,
                            file.path, file.sha256, file.bytes, file.jobs);
  });
}

}  // namespace baton
