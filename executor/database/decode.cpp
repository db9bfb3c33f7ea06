#include "database/decode.h"

#include <charconv>
#include <string_view>

#include <nlohmann/json.hpp>

namespace baton {

namespace {

using nlohmann::json;

// Columns of the claim statement, in its order.
enum Column {
  kToken,
  kJobId,
  kN,
  kAttempt,
  kGeneration,
  kKind,
  kSpec,
  kCommand,
  kEnvironment,
  kDocument,
  kUnstartable,
  kNeedsSecrets,
  kNextDueMs,
  kTickDueMs,
  kColumns,
};

std::string text(const PGresult* result, int row, int column) {
  return {PQgetvalue(result, row, column),
          static_cast<std::size_t>(PQgetlength(result, row, column))};
}

std::optional<std::string> optional_text(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return std::nullopt;
  return text(result, row, column);
}

template <typename Number>
Number number(const PGresult* result, int row, int column) {
  const std::string_view digits(PQgetvalue(result, row, column));
  Number value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw ProtocolError(std::string("column ") + PQfname(result, column) + " is not a number");
  }
  return value;
}

std::optional<Milliseconds> optional_length(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return std::nullopt;
  return Milliseconds(number<std::int64_t>(result, row, column));
}

std::optional<Milliseconds> optional_length(const json& answer, const char* key) {
  const auto found = answer.find(key);
  if (found == answer.end() || found->is_null()) return std::nullopt;
  return Milliseconds(static_cast<std::int64_t>(found->get<double>()));
}

json document(const PGresult* result) {
  if (PQntuples(result) != 1 || PQnfields(result) != 1) throw ProtocolError("not one document");
  json answer = json::parse(PQgetvalue(result, 0, 0), nullptr, false);
  if (!answer.is_object()) throw ProtocolError("the answer is not a JSON object");
  return answer;
}

std::optional<Outlook> outlook(const json& answer) {
  const auto waits = answer.find("work_waits");
  if (waits == answer.end() || !waits->is_boolean()) return std::nullopt;
  return Outlook{waits->get<bool>(), optional_length(answer, "next_due_ms")};
}

std::string position(const json& answer) {
  const auto found = answer.find("position");
  return found != answer.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<SetAside> set_aside(const json& answer) {
  const auto found = answer.find("set_aside");
  if (found == answer.end()) return std::nullopt;
  SetAside aside;
  aside.count = found->at("count").get<std::int64_t>();
  aside.work = found->at("work").get<std::string>();
  if (!found->at("job_id").is_null()) aside.job_id = found->at("job_id").get<std::int64_t>();
  aside.step = found->at("step").get<std::string>();
  aside.sqlstate = found->at("sqlstate").get<std::string>();
  aside.message = found->at("message").get<std::string>();
  return aside;
}

Predecessor predecessor(const json& answer) {
  const auto known_text = [&](const char* key) {
    return answer.at(key).is_null() ? std::string() : answer.at(key).get<std::string>();
  };
  Predecessor predecessor;
  predecessor.executor_id = answer.at("executor_id").get<std::int64_t>();
  predecessor.pid = answer.at("pid").get<int>();
  if (!answer.at("process_start").is_null()) {
    predecessor.process_start = answer.at("process_start").get<std::int64_t>();
  }
  predecessor.pid_namespace = known_text("pid_namespace");
  predecessor.boot_id = known_text("boot_id");
  predecessor.same_machine = answer.at("same_machine") == true;
  predecessor.tokens = answer.at("tokens").get<std::vector<std::string>>();
  return predecessor;
}

// Wrong types inside a document are the same broken promise as wrong columns.
template <typename Read>
auto reading(const PGresult* result, Read read) {
  try {
    return read(document(result));
  } catch (const json::exception& error) {
    throw ProtocolError(error.what());
  }
}

}  // namespace

Registered decode_registered(const PGresult* result) {
  return reading(result, [](const json& answer) {
    Registered registered;
    registered.executor_id = answer.at("executor_id").get<std::int64_t>();
    registered.resumed = answer.value("resumed", false);
    registered.last_call = answer.value("last_call", std::int64_t{0});
    registered.on_hold = answer.value("on_hold", false);
    registered.database = answer.at("database").get<std::string>();
    registered.position = position(answer);
    registered.lease = optional_length(answer, "lease_ms").value_or(registered.lease);
    registered.tick = optional_length(answer, "tick_ms").value_or(registered.tick);
    registered.idle_poll = optional_length(answer, "idle_poll_ms").value_or(registered.idle_poll);
    for (const json& entry : answer.value("predecessors", json::array())) {
      registered.predecessors.push_back(predecessor(entry));
    }
    return registered;
  });
}

std::vector<ReportResult> decode_reported(const PGresult* result) {
  if (PQnfields(result) != 2) throw ProtocolError("report_attempts: not two columns");
  std::vector<ReportResult> results;
  for (int row = 0; row < PQntuples(result); ++row) {
    results.push_back({text(result, row, 0), text(result, row, 1)});
  }
  return results;
}

void decode_claimed(const PGresult* result, Exchanged& exchanged) {
  if (PQnfields(result) != kColumns) throw ProtocolError("claim_steps: other columns");
  for (int row = 0; row < PQntuples(result); ++row) {
    exchanged.next_due = optional_length(result, row, kNextDueMs);
    exchanged.tick_due = optional_length(result, row, kTickDueMs);
    if (PQgetisnull(result, row, kToken)) continue;
    ClaimedAttempt& attempt = exchanged.claimed.emplace_back();
    attempt.token = text(result, row, kToken);
    attempt.job_id = number<std::int64_t>(result, row, kJobId);
    attempt.n = number<int>(result, row, kN);
    attempt.attempt = number<int>(result, row, kAttempt);
    attempt.generation = number<int>(result, row, kGeneration);
    attempt.kind = text(result, row, kKind);
    attempt.spec = text(result, row, kSpec);
    attempt.command = optional_text(result, row, kCommand);
    attempt.environment = optional_text(result, row, kEnvironment);
    attempt.document = text(result, row, kDocument);
    attempt.unstartable = optional_text(result, row, kUnstartable);
    attempt.needs_secrets = optional_text(result, row, kNeedsSecrets) == "t";
  }
}

Renewed decode_renewed(const PGresult* result) {
  return reading(result, [](const json& answer) {
    Renewed renewed;
    renewed.position = position(answer);
    for (const json& stop : answer.value("stop", json::array())) {
      renewed.stop.push_back(
          {stop.at("token").get<std::string>(), stop.value("reason", std::string("cancelled"))});
    }
    renewed.lost = answer.value("lost", std::vector<std::string>());
    renewed.on_hold = answer.value("on_hold", false);
    renewed.tick_due = optional_length(answer, "tick_due_ms");
    renewed.lease = optional_length(answer, "lease_ms");
    renewed.tick = optional_length(answer, "tick_ms");
    renewed.idle_poll = optional_length(answer, "idle_poll_ms");
    renewed.outlook = outlook(answer);
    return renewed;
  });
}

Maintained decode_maintained(const PGresult* result) {
  return reading(result, [](const json& answer) {
    return Maintained{answer.value("ticked", false), answer.value("more", false), outlook(answer),
                      set_aside(answer)};
  });
}

PredecessorReleased decode_predecessor_released(const PGresult* result) {
  return reading(result, [](const json& answer) {
    PredecessorReleased released;
    released.recovered = answer.at("recovered").get<int>();
    released.failed = answer.at("failed").get<int>();
    released.left = answer.at("left").get<int>();
    released.missing = answer.at("missing").get<std::vector<std::string>>();
    return released;
  });
}

std::vector<std::string> decode_tokens(const PGresult* result) {
  return reading(result, [](const json& answer) {
    const json& tokens = answer.at("tokens");
    return tokens.is_null() ? std::vector<std::string>() : tokens.get<std::vector<std::string>>();
  });
}

JobSecrets decode_job_secrets(const PGresult* result) {
  return reading(result, [](const json& answer) {
    return JobSecrets{answer.get<std::map<std::string, std::string>>()};
  });
}

std::string array_literal(const std::vector<std::string>& values) {
  std::string literal = "{";
  for (const std::string& value : values) {
    if (literal.size() > 1) literal += ',';
    literal += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  return literal + "}";
}

}  // namespace baton
