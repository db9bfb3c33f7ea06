#include "report.h"

#include <nlohmann/json.hpp>

namespace baton {

namespace {

std::string members(const nlohmann::json& object) {
  const std::string text = printed(object);
  return text.substr(1, text.size() - 2);
}

}  // namespace

AttemptId id_of(const ClaimedAttempt& attempt, const std::string& step) {
  return {attempt.token, attempt.job_id, attempt.n, attempt.attempt, step};
}

std::string printed(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Report make_report(const AttemptId& id, const nlohmann::json& facts, TimePoint ended_at) {
  Report report{id, ended_at, {}};
  report.body = "\"job_id\":" + std::to_string(id.job_id) + ",\"n\":" + std::to_string(id.n) +
                ",\"token\":\"" + id.token + "\"," + members(facts);
  return report;
}

Report reduced(const Report& report) {
  const auto facts = nlohmann::json::parse("{" + report.body + "}");
  nlohmann::json kept = nlohmann::json::object();
  for (const char* key :
       {"ended", "exit_code", "signal", "sqlstate", "stdout_bytes", "stderr_bytes"}) {
    if (facts.contains(key)) kept[key] = facts[key];
  }
  return make_report(report.id, kept, report.ended_at);
}

Report not_started(const AttemptId& id, const Refusal& refusal, TimePoint now) {
  nlohmann::json message = {{"type", "error"}, {"message", refusal.message}};
  if (!refusal.code.empty()) message["code"] = refusal.code;
  return make_report(id, {{"ended", "not_started"}, {"message", std::move(message)}}, now);
}

Report not_begun(const AttemptId& id, TimePoint now) {
  return make_report(id, {{"ended", "not_begun"}}, now);
}

}  // namespace baton
