// What the executor needs to know of a step besides the attempt at hand: its `spec`, parsed.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "clock.h"
#include "process/rules.h"

namespace baton {

// A value of a step's environment: text, or the name of a secret to be read at the start.
struct EnvironmentEntry {
  std::string name;
  std::string value;
  bool is_secret = false;
};

enum class OnDisconnect { kAuto, kKeep, kKill };

struct StepSpec {
  std::string key;
  std::string job_type;              // empty: an ad-hoc graph
  std::vector<std::string> command;  // empty for SQL steps
  std::string sql;                   // the function; empty for commands
  std::vector<EnvironmentEntry> environment;
  Milliseconds timeout{120'000};
  std::optional<Milliseconds> idle_timeout;
  Milliseconds grace{10'000};
  bool messages_on_stdout = false;
  OnDisconnect on_disconnect = OnDisconnect::kAuto;
  std::shared_ptr<const Rules> rules;
};

// What is wrong with a step's set-up; becomes a not_started report.
struct Refusal {
  std::string code;     // COMMAND_NOT_FOUND, CONFIGURATION, ... ; empty: none fits
  std::string message;  // one sentence that names the culprit and the fix
};

std::variant<StepSpec, Refusal> parse_spec(const std::string& text);
std::variant<std::vector<std::string>, Refusal> parse_command(const std::string& text);
std::variant<std::vector<EnvironmentEntry>, Refusal> parse_environment(const std::string& text);

// Keeps the specs that were used last: thousands of jobs share a definition, and parsing one
// (patterns are compiled) can cost more than the rest of the step. The text itself is the key: an
// id of the database may stand for something else after a restore or a failover.
class SpecCache {
 public:
  using Found = std::variant<std::shared_ptr<const StepSpec>, Refusal>;
  static constexpr std::size_t kLimit = 512;

  Found get(const std::string& text);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string text;
    std::shared_ptr<const StepSpec> spec;
  };

  std::list<Entry> entries_;                                                  // the last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_;  // views of entries_
};

}  // namespace baton
