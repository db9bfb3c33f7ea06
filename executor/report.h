// What the executor tells the database about an attempt that has ended.
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "clock.h"
#include "database/replies.h"
#include "process/json_text.h"
#include "spec.h"

namespace baton {

// Which attempt; in logs and in every call about it.
struct AttemptId {
  std::string token;
  std::int64_t job_id = 0;
  int n = 0;
  int attempt = 0;
  std::string step;  // its key, for people
};

AttemptId id_of(const ClaimedAttempt& attempt, const std::string& step);

// The finished text of one element of p_reports, but for the time since the end.
struct Report {
  AttemptId id;
  TimePoint ended_at;
  std::string body;  // members of the object, without its braces
};

// `facts` is the report's object as the protocol has it, without ids and ended_ms_ago; `values` are
// more members of it, as text: what the script gave, digit for digit.
Report make_report(const AttemptId& id, const nlohmann::json& facts, TimePoint ended_at,
                   const JsonMembers& values = {});
// The same report with nothing that the script said but its verdict: for one that cannot be stored
// otherwise.
Report reduced(const Report& report);
Report not_started(const AttemptId& id, const Refusal& refusal, TimePoint now);
// Claimed and not even tried: the step is to wait as it did before.
Report not_begun(const AttemptId& id, TimePoint now);

}  // namespace baton
