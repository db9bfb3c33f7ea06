#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "process/output_stream.h"
#include "process/rule_value.h"

namespace re2 {
class RE2;
}

namespace baton {

// A step's `rules`: how scripts that know nothing of Baton are understood by what they print.
//
//   {"match": "stdout", "pattern": "Subdomain:\\s*(\\S+)", "output": "subdomain"}
//   {"match": "stdout", "pattern": "Imported (\\d+)", "output": "items", "type": "number"}
//   {"match": "stdout", "between": ["BEGIN RESULT", "END RESULT"], "output": "result", "type": "json"}
//   {"match": "stdout", "pattern": "STEP (\\d+):", "checkpoint": "last_step"}
//   {"match": "stdout", "pattern": "COMPLETED", "required": true}
//   {"match": "stdout", "pattern": "Head code injection added", "outcome": "partial"}
//   {"match": "stderr", "pattern": "already registered", "error": "STATE_CONFLICT"}
//   {"match": "stdout", "pattern": "Saved as draft", "verifies": "checkpoint"}
//
// A rule says one of output, checkpoint, outcome, error and verifies; `required` may stand alone or with
// any of them. `default` (of an output) belongs to the database, which fills it in; it is accepted here.
// `match` is stdout (the default) or stderr. Patterns are RE2, tried on every line, found anywhere in
// it. The value is group 1, or the whole match where the pattern has no group; of several
// matches in a line it is the last. `between` has two patterns instead: the value is the lines
// between a line of the first and the next of the second, of several such the last; a line of the
// first begins it anew. The value of an output or checkpoint is text, or of its `type` number,
// boolean or json. What cannot be read as that, or is too long, changes nothing and is noted.
struct RuleError {
  std::size_t number = 0;  // of the rule, from 1
  std::string pattern;     // as written; empty if it is not the pattern that is wrong
  std::string message;     // one sentence that names rule and pattern
};

class Rules {
 public:
  // `rules` is the array; null or an empty array gives rules that match nothing. Compiled rules are
  // immutable and shared: steps with the same rules (by content) get the same object while one lives.
  using Parsed = std::variant<std::shared_ptr<const Rules>, RuleError>;
  static Parsed parse(const nlohmann::json& rules);

  ~Rules();
  Rules(const Rules&) = delete;
  Rules& operator=(const Rules&) = delete;

  bool reads(Stream stream) const;
  bool verify_checkpoints() const;  // some rule says what proves a checkpoint

 private:
  friend class RuleMatcher;
  enum class Effect { kNone, kOutput, kCheckpoint, kPartial, kError, kVerifies };
  struct Rule {
    Stream stream = Stream::kStdout;
    std::shared_ptr<const re2::RE2> pattern;
    std::shared_ptr<const re2::RE2> until;  // of a rule with `between` the second one
    Effect effect = Effect::kNone;
    std::string name;  // of the output or checkpoint, or the error code
    RuleType type = RuleType::kString;
    bool required = false;
  };

  Rules();
  static std::optional<RuleError> parse_rule(const nlohmann::json& json, std::size_t number,
                                             Rule& rule);
  static std::string parse_effect(const nlohmann::json& json, Rule& rule);
  static std::string parse_pattern(const nlohmann::json& json, Rule& rule);
  static std::string parse_between(const nlohmann::json& json, Rule& rule);
  static std::string parse_type(const nlohmann::json& json, Rule& rule);

  std::vector<Rule> rules_;
};

// What rules could not read.
struct RuleNotes {
  static constexpr std::size_t kKept = 5;
  std::size_t count = 0;
  std::vector<std::string> first;  // of each the rule, what is wrong and the text; at most kKept
};

// What the rules found in one attempt's output. The last match wins.
struct RuleFindings {
  std::map<std::string, RuleValue> outputs;
  std::map<std::string, RuleValue> checkpoint;
  bool partial = false;                       // counts only for an end that is not a success
  std::optional<std::string> error_code;      // likewise
  std::optional<bool> checkpoint_verified;    // none where no rule verifies checkpoints
  std::vector<std::string> missing_required;  // patterns, in the rules' order
  RuleNotes notes;
};

// Matches one attempt's lines.
class RuleMatcher {
 public:
  static constexpr std::size_t kMaxBlock = 256 * 1024;  // of lines between two patterns
  static constexpr std::size_t kMaxOutputs = 1024 * 1024;

  enum class LineEnd {
    kWhole,
    kContinues
  };  // continues: the next one is the same line's next part

  explicit RuleMatcher(std::shared_ptr<const Rules> rules);

  // `line` is raw bytes; it is made clean text before it is matched. Returns the checkpoint values
  // that it changed, so that the caller can save them at once.
  std::map<std::string, RuleValue> feed(Stream stream, std::string_view line,
                                        LineEnd end = LineEnd::kWhole);

  // No more lines will come.
  void finish();

  // May be asked at any time; missing_required means "so far".
  RuleFindings findings() const;

 private:
  std::optional<std::string> find(std::size_t i, std::string_view line, LineEnd end);
  std::optional<std::string> find_block(std::size_t i, std::string_view line, LineEnd end);
  std::optional<RuleValue> read(std::size_t i, std::string_view text);
  bool apply(std::size_t i, RuleValue value);
  void add_output(std::size_t i, RuleValue value);
  void note(std::size_t i, std::string_view problem, std::string_view text);

  std::shared_ptr<const Rules> rules_;
  std::vector<bool> matched_;
  std::map<std::size_t, std::string> blocks_;  // by rule, what has come between its patterns
  RuleFindings found_;
};

}  // namespace baton
