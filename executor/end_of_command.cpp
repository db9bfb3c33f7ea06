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

std::string sentence_of(const MessageNotes& notes) {
  const std::string start = notes.count == 1 ? "a message was not taken as said: "
                                             : std::to_string(notes.count) +
                                                   " messages were not taken as said; the first: ";
  return start + notes.first.front();
}

std::string sentence_of(const RuleNotes& notes) {
  const std::string start = notes.count == 1 ? "a rule could not read what was printed: "
                                             : std::to_string(notes.count) +
                                                   " texts could not be read by rules; the first: ";
  return start + notes.first.front();
}

void add_rule_notes(json& facts, json& lines, const RuleNotes& notes) {
  if (notes.count == 0) return;
  const std::string before = facts.value("warning", "");
  facts["warning"] = (before.empty() ? "" : before + "; ") + sentence_of(notes);
  for (const std::string& note : notes.first) lines.push_back(note);
  if (notes.count > notes.first.size())
    lines.push_back("and " + std::to_string(notes.count - notes.first.size()) + " more by rules");
}

void add_notes(json& facts, const ChildResult& result, const MessageReader& messages,
               const RuleNotes& rule_notes) {
  json lines = json::array();
  const MessageNotes& notes = messages.notes();
  if (notes.count > 0) {
    facts["warning"] = sentence_of(notes);
    for (const std::string& note : notes.first) lines.push_back("message: " + note);
    if (notes.count > notes.first.size())
      lines.push_back("and " + std::to_string(notes.count - notes.first.size()) + " more");
  }
  add_rule_notes(facts, lines, rule_notes);
  if (!messages.unreadable_verdict().empty())
    facts["unreadable_verdict"] = messages.unreadable_verdict();
  if (result.clean_up >= kLongCleanUp) {
    lines.push_back(
        "cleaning up after the script took " +
        std::to_string(std::chrono::round<std::chrono::seconds>(result.clean_up).count()) + " s");
  }
  if (!result.left_behind.empty()) lines.push_back("working directory: " + result.left_behind);
  json survivors = json::array();
  for (const Survivor& survivor : result.survivors) {
    survivors.push_back(
        {{"pid", survivor.pid}, {"user", survivor.user}, {"command", survivor.command}});
    lines.push_back("process " + std::to_string(survivor.pid) + " (" + survivor.command +
                    ", user " + survivor.user + ") could not be killed and still runs");
  }
  if (result.oom_kills > 0) {
    lines.push_back("while it ran the kernel killed " + std::to_string(result.oom_kills) +
                    (result.oom_kills == 1 ? " process" : " processes") + " for lack of memory");
  }
  json details = json::object();
  if (result.oom_kills > 0) details["oom_kills"] = result.oom_kills;
  if (!survivors.empty()) details["unkillable"] = std::move(survivors);
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

JsonMembers values_of(const Transcript& transcript) {
  JsonMembers values;
  if (const JsonMembers outputs = transcript.outputs(); !outputs.empty())
    values["outputs"] = {print_members(outputs), 0};
  // Also a checkpoint that was sent before: that call may have been lost with its connection.
  if (transcript.messages().checkpoint()) values["checkpoint"] = {transcript.checkpoint(), 0};
  return values;
}

json facts_of(const ChildResult& result, std::optional<StopReason> stopped,
              Transcript& transcript) {
  json facts = json::object();
  add_end(facts, result, stopped);
  if (auto message = transcript.messages().verdict(); message && !facts.contains("message")) {
    facts["message"] = std::move(*message);
  }
  const RuleFindings findings = transcript.findings();
  add_rules(facts, findings);
  if (const auto& progress = transcript.messages().progress();
      progress && !progress->items.empty()) {
    facts["items"] = progress->items;
  }
  add_notes(facts, result, transcript.messages(), findings.notes);
  add_output(facts, transcript);
  const auto cpu = result.usage.user_cpu + result.usage.system_cpu;
  facts["cpu_ms"] = std::chrono::duration_cast<Milliseconds>(cpu).count();
  facts["max_rss_kb"] = result.usage.max_rss_kb;
  return facts;
}

}  // namespace baton
