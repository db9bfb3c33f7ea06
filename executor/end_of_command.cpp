#include "end_of_command.h"

#include <chrono>
#include <csignal>
#include <string>

#include "preparation.h"
#include "process/text.h"

namespace baton {

namespace {

using nlohmann::json;

constexpr Milliseconds kLongCleanUp{1'000};
constexpr int kCaughtSignal = 128;  // and the signal: by convention

void add_end(json& facts, const ChildResult& result, std::optional<StopReason> stopped) {
  if (const auto* exited = std::get_if<Exited>(&result.end)) {
    facts["ended"] = "exited";
    facts["exit_code"] = exited->code;
  } else if (const auto* signaled = std::get_if<Signaled>(&result.end)) {
    facts["ended"] = "signaled";
    facts["signal"] = signaled->signal;
  } else if (const auto* failure = std::get_if<NotStarted>(&result.end)) {
    const Refusal refusal = refusal_of(*failure);
    facts["ended"] = "not_started";
    facts["message"] = {{"type", "error"}, {"message", refusal.message}};
    if (!refusal.code.empty()) facts["message"]["code"] = refusal.code;
    return;  // whatever stopped it, it never ran
  } else {
    facts["ended"] = "supervisor_lost";
  }
  if (stopped) facts["ended"] = name_of(*stopped);
}

void add_rules(json& facts, const RuleFindings& findings) {
  if (findings.error_code) facts["rule_error"] = *findings.error_code;
  if (findings.partial) facts["rule_partial"] = true;
  if (findings.checkpoint_verified) facts["checkpoint_verified"] = *findings.checkpoint_verified;
  if (!findings.missing_required.empty()) facts["missing_required"] = findings.missing_required;
}

void add_details(json& facts, const ChildResult& result, const MessageNotes& notes) {
  json lines = json::array();
  if (notes.bad_lines > 0) {
    lines.push_back(
        notes.bad_lines == 1
            ? "a line for $BATON_EVENTS was not a message: " + notes.first_bad_line
            : std::to_string(notes.bad_lines) +
                  " lines for $BATON_EVENTS were not messages; the first: " + notes.first_bad_line);
  }
  if (notes.outputs_too_large) lines.push_back("outputs beyond 1 MB were refused");
  if (result.clean_up >= kLongCleanUp) {
    lines.push_back(
        "cleaning up after the script took " +
        std::to_string(std::chrono::round<std::chrono::seconds>(result.clean_up).count()) + " s");
  }
  if (!result.left_behind.empty()) lines.push_back("working directory: " + result.left_behind);
  json details = json::object();
  if (!lines.empty()) details["notes"] = std::move(lines);
  if (result.leftovers_killed > 0) details["killed"] = result.leftovers_killed;
  if (!details.empty()) facts["details"] = std::move(details);
}

void add_output(json& facts, Transcript& transcript) {
  std::vector<StreamPiece> pieces = transcript.take_pieces();
  if (!pieces.empty()) {
    json& output = facts["output"] = json::array();
    for (StreamPiece& piece : pieces) {
      output.push_back({{"stream", piece.stream == Stream::kStdout ? "stdout" : "stderr"},
                        {"start", piece.start},
                        {"end", piece.end},
                        {"text", std::move(piece.text)}});
    }
  }
  facts["stdout_bytes"] = transcript.stdout_stream().total_bytes();
  facts["stderr_bytes"] = transcript.stderr_stream().total_bytes();
}

}  // namespace

bool looks_told_to_end(const ChildResult& result, const Transcript& transcript) {
  const auto verdict = transcript.messages().verdict();
  if (verdict && verdict->value("status", "") == "success") return false;
  const auto is_such = [](int signal) {
    return signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
  };
  if (const auto* signaled = std::get_if<Signaled>(&result.end)) {
    return result.was_signaled || is_such(signaled->signal);
  }
  const auto* exited = std::get_if<Exited>(&result.end);
  if (exited == nullptr || exited->code == 0) return false;
  return result.was_signaled || is_such(exited->code - kCaughtSignal);
}

std::string summary_of(const json& facts) {
  std::string summary = facts["ended"].get<std::string>();
  for (const char* key : {"exit_code", "signal"}) {
    if (facts.contains(key)) summary += " " + std::to_string(facts[key].get<int>());
  }
  return summary;
}

json facts_of(const ChildResult& result, std::optional<StopReason> stopped,
              Transcript& transcript) {
  json facts = json::object();
  add_end(facts, result, stopped);
  if (auto message = transcript.messages().verdict(); message && !facts.contains("message")) {
    facts["message"] = std::move(*message);
  }
  add_rules(facts, transcript.findings());
  if (json outputs = transcript.outputs(); !outputs.empty()) facts["outputs"] = std::move(outputs);
  if (const auto& progress = transcript.messages().progress();
      progress && !progress->items.empty()) {
    facts["items"] = progress->items;
  }
  add_details(facts, result, transcript.messages().notes());
  add_output(facts, transcript);
  const auto cpu = result.usage.user_cpu + result.usage.system_cpu;
  facts["cpu_ms"] = std::chrono::duration_cast<Milliseconds>(cpu).count();
  facts["max_rss_kb"] = result.usage.max_rss_kb;
  return facts;
}

}  // namespace baton
