#include "report.h"

#include <nlohmann/json.hpp>

namespace baton {

namespace {

constexpr std::size_t kLongestCode = 200;

// Without its words, which may be what cannot be stored.
JsonValue bare_message(const JsonValue& message) {
  JsonMembers kept;
  for (JsonMember& member : read_json_object(message.text).members) {
    const bool decides = member.name == "type" || member.name == "status" || member.name == "code";
    if (decides && member.value.size <= kLongestCode) kept[member.name] = std::move(member.value);
  }
  return {print_members(kept), 0};
}

}  // namespace

AttemptId id_of(const ClaimedAttempt& attempt, const std::string& step) {
  return {attempt.token, attempt.job_id, attempt.n, attempt.attempt, step};
}

Report make_report(const AttemptId& id, const nlohmann::json& facts, TimePoint ended_at,
                   const JsonMembers& values) {
  Report report{id, ended_at, {}};
  report.body = "\"job_id\":" + std::to_string(id.job_id) + ",\"n\":" + std::to_string(id.n) +
                ",\"token\":\"" + id.token + "\"";
  const auto add = [&](const std::string& object) {
    if (object.size() > 2) report.body += "," + object.substr(1, object.size() - 2);
  };
  add(print_json(facts));
  add(print_members(values));
  return report;
}

Report reduced(const Report& report) {
  JsonMembers kept;
  for (JsonMember& member : read_json_object("{" + report.body + "}").members) {
    const bool stays = member.name == "ended" || member.name == "exit_code" ||
                       member.name == "signal" || member.name == "sqlstate" ||
                       member.name == "missing_required" || member.name == "unreadable_verdict" ||
                       member.name == "stdout_bytes" || member.name == "stderr_bytes";
    if (stays) kept[member.name] = std::move(member.value);
    if (member.name == "message") kept["message"] = bare_message(member.value);
  }
  return make_report(report.id, nlohmann::json::object(), report.ended_at, kept);
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
