#include "process/rules.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include <re2/re2.h>
#include <nlohmann/json.hpp>

#include "process/text.h"

namespace baton {
namespace {

using nlohmann::json;

// A pattern of a definition must not be able to eat the executor's memory.
constexpr std::int64_t kPatternMemory = 1024 * 1024;

constexpr std::array kKnownKeys = {"match",    "pattern",    "between", "type",
                                   "output",   "checkpoint", "outcome", "error",
                                   "verifies", "required",   "default"};
constexpr std::size_t kNotedRuleText = 200;

std::shared_ptr<re2::RE2> compile(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemory);
  return std::make_shared<re2::RE2>(pattern, options);
}

// The text of a key, null if it is absent; `problem` is set when it is there but no text.
const std::string* text_of(const json& rule, const char* key, std::string& problem) {
  const auto found = rule.find(key);
  if (found == rule.end()) return nullptr;
  const auto* text = found->get_ptr<const std::string*>();
  if (text == nullptr || text->empty()) problem = std::string("\"") + key + "\" is not a text.";
  return text;
}

// The value of the last match in the line: a progress bar rewrites its line with carriage returns.
std::optional<std::string> last_match(const re2::RE2& pattern, std::string_view line) {
  const re2::StringPiece text(line.data(), line.size());
  const int groups = pattern.NumberOfCapturingGroups() > 0 ? 2 : 1;
  std::array<re2::StringPiece, 2> found;
  std::optional<std::string> value;
  std::size_t start = 0;
  while (start <= line.size() &&
         pattern.Match(text, start, line.size(), re2::RE2::UNANCHORED, found.data(), groups)) {
    const re2::StringPiece& last = groups == 2 ? found[1] : found[0];
    value = last.empty() ? std::string() : std::string(last.data(), last.size());
    const auto end = static_cast<std::size_t>(found[0].data() + found[0].size() - line.data());
    start = std::max(end, start + 1);
  }
  return value;
}

}  // namespace

Rules::Rules() = default;
Rules::~Rules() = default;

std::string Rules::parse_pattern(const json& rule_json, Rule& rule) {
  if (rule_json.contains("between")) return parse_between(rule_json, rule);
  std::string problem;
  const std::string* pattern = text_of(rule_json, "pattern", problem);
  if (!problem.empty()) return problem;
  if (pattern == nullptr) return "\"pattern\" is missing.";
  rule.pattern = compile(*pattern);
  return rule.pattern->ok() ? "" : rule.pattern->error() + ".";
}

std::string Rules::parse_between(const json& rule_json, Rule& rule) {
  if (rule_json.contains("pattern")) return "it has both \"pattern\" and \"between\".";
  const json& between = rule_json["between"];
  const auto is_text = [](const json& one) { return one.is_string() && one != ""; };
  if (!between.is_array() || between.size() != 2 ||
      !std::all_of(between.begin(), between.end(), is_text)) {
    return "\"between\" is not an array of two patterns.";
  }
  rule.pattern = compile(between[0].get<std::string>());
  rule.until = compile(between[1].get<std::string>());
  for (const auto& pattern : {rule.pattern, rule.until}) {
    if (!pattern->ok()) return pattern->error() + ".";
  }
  return {};
}

// Only an output or a checkpoint has a value.
std::string Rules::parse_type(const json& rule_json, Rule& rule) {
  std::string problem;
  const std::string* name = text_of(rule_json, "type", problem);
  if (!problem.empty()) return problem;
  if (name != nullptr) {
    const std::optional<RuleType> type = rule_type_of(*name);
    if (!type) return "\"type\" is none of string, number, boolean and json.";
    rule.type = *type;
  }
  const bool has_value = rule.effect == Effect::kOutput || rule.effect == Effect::kCheckpoint;
  if (!has_value && (name != nullptr || rule.until != nullptr))
    return "\"type\" and \"between\" belong to an output or a checkpoint.";
  return {};
}

std::string Rules::parse_effect(const json& rule_json, Rule& rule) {
  static constexpr std::array<std::pair<const char*, Effect>, 5> kEffects = {
      {{"output", Effect::kOutput},
       {"checkpoint", Effect::kCheckpoint},
       {"outcome", Effect::kPartial},
       {"error", Effect::kError},
       {"verifies", Effect::kVerifies}}};
  std::string problem;
  for (const auto& [key, effect] : kEffects) {
    const std::string* name = text_of(rule_json, key, problem);
    if (!problem.empty()) return problem;
    if (name == nullptr) continue;
    if (rule.effect != Effect::kNone)
      return "it has more than one of output, checkpoint, outcome, error and verifies.";
    rule.effect = effect;
    rule.name = *name;
  }
  if (rule.effect == Effect::kPartial && rule.name != "partial")
    return "\"outcome\" can only be \"partial\".";
  if (rule.effect == Effect::kVerifies && rule.name != "checkpoint")
    return "\"verifies\" can only be \"checkpoint\".";
  if (const auto found = rule_json.find("required"); found != rule_json.end()) {
    if (!found->is_boolean()) return "\"required\" is neither true nor false.";
    rule.required = found->get<bool>();
  }
  if (rule.effect == Effect::kNone && !rule.required) {
    return "it has none of output, checkpoint, outcome, error, verifies and required.";
  }
  return {};
}

std::optional<RuleError> Rules::parse_rule(const json& rule_json, std::size_t number, Rule& rule) {
  std::string pattern;
  const auto error = [&](const std::string& problem) {
    const std::string name = pattern.empty() ? "" : " (pattern \"" + shorten(pattern, 200) + "\")";
    return RuleError{number, pattern,
                     "Rule " + std::to_string(number) + name + " is not valid: " + problem};
  };
  if (!rule_json.is_object()) return error("it is not an object.");
  if (const auto found = rule_json.find("pattern");
      found != rule_json.end() && found->is_string()) {
    pattern = found->get<std::string>();
  }
  for (const auto& [key, value] : rule_json.items()) {
    if (std::find(kKnownKeys.begin(), kKnownKeys.end(), key) == kKnownKeys.end()) {
      return error("it has an unknown key \"" + shorten(key, 60) + "\".");
    }
  }
  std::string problem;
  const std::string* match = text_of(rule_json, "match", problem);
  if (!problem.empty()) return error(problem);
  if (match != nullptr && *match != "stdout" && *match != "stderr") {
    return error("\"match\" is neither \"stdout\" nor \"stderr\".");
  }
  rule.stream = match != nullptr && *match == "stderr" ? Stream::kStderr : Stream::kStdout;
  problem = parse_pattern(rule_json, rule);
  if (problem.empty()) problem = parse_effect(rule_json, rule);
  if (problem.empty()) problem = parse_type(rule_json, rule);
  if (!problem.empty()) return error(problem);
  return std::nullopt;
}

Rules::Parsed Rules::parse(const json& rules) {
  // One executor runs many steps with the same few sets of rules. Only its one thread comes here.
  thread_local std::unordered_map<std::string, std::weak_ptr<const Rules>> known;
  const std::string text = rules.dump(-1, ' ', false, json::error_handler_t::replace);
  if (const auto found = known.find(text); found != known.end()) {
    if (auto shared = found->second.lock()) return shared;
  }
  if (!rules.is_array() && !rules.is_null()) return RuleError{0, "", "The rules are not an array."};
  std::shared_ptr<Rules> compiled(new Rules);
  for (const json& rule_json : rules) {
    Rule rule;
    if (auto error = parse_rule(rule_json, compiled->rules_.size() + 1, rule))
      return *std::move(error);
    compiled->rules_.push_back(std::move(rule));
  }
  std::erase_if(known, [](const auto& entry) { return entry.second.expired(); });
  known[text] = compiled;
  return std::shared_ptr<const Rules>(std::move(compiled));
}

bool Rules::reads(Stream stream) const {
  return std::any_of(rules_.begin(), rules_.end(),
                     [stream](const Rule& rule) { return rule.stream == stream; });
}

bool Rules::verify_checkpoints() const {
  return std::any_of(rules_.begin(), rules_.end(),
                     [](const Rule& rule) { return rule.effect == Effect::kVerifies; });
}

RuleMatcher::RuleMatcher(std::shared_ptr<const Rules> rules)
    : rules_(std::move(rules)), matched_(rules_ != nullptr ? rules_->rules_.size() : 0) {}

std::map<std::string, RuleValue> RuleMatcher::feed(Stream stream, std::string_view line,
                                                   LineEnd end) {
  std::map<std::string, RuleValue> saved;
  if (rules_ == nullptr) return saved;
  std::string cleaned;
  if (!is_clean_text(line)) line = cleaned = clean_text(line);
  for (std::size_t i = 0; i < matched_.size(); ++i) {
    const Rules::Rule& rule = rules_->rules_[i];
    if (rule.stream != stream) continue;
    const std::optional<std::string> text = find(i, line, end);
    if (!text) continue;
    matched_[i] = true;
    const std::optional<RuleValue> value = read(i, *text);
    if (value && apply(i, *value)) saved[rule.name] = *value;
  }
  return saved;
}

std::optional<std::string> RuleMatcher::find(std::size_t i, std::string_view line, LineEnd end) {
  const Rules::Rule& rule = rules_->rules_[i];
  return rule.until != nullptr ? find_block(i, line, end) : last_match(*rule.pattern, line);
}

// The text between the patterns, at the line that ends it.
std::optional<std::string> RuleMatcher::find_block(std::size_t i, std::string_view line,
                                                   LineEnd end) {
  const Rules::Rule& rule = rules_->rules_[i];
  const re2::StringPiece text(line.data(), line.size());
  const auto open = blocks_.find(i);
  if (open != blocks_.end() && re2::RE2::PartialMatch(text, *rule.until)) {
    std::string block = std::move(open->second);
    blocks_.erase(open);
    if (block.ends_with('\n')) block.pop_back();
    return block;
  }
  if (re2::RE2::PartialMatch(text, *rule.pattern)) {
    blocks_[i].clear();
  } else if (open != blocks_.end()) {
    if (open->second.size() + line.size() + 1 > kMaxBlock) {
      note(i, "longer than 256 KB", open->second);
      blocks_.erase(open);
      return std::nullopt;
    }
    open->second += line;
    if (end == LineEnd::kWhole) open->second += '\n';
  }
  return std::nullopt;
}

void RuleMatcher::finish() {
  for (const auto& [i, text] : blocks_) note(i, "the line that ends it did not come", text);
  blocks_.clear();
}

std::optional<RuleValue> RuleMatcher::read(std::size_t i, std::string_view text) {
  RuleReading reading = read_rule_value(rules_->rules_[i].type, text);
  if (!reading.problem.empty()) note(i, reading.problem, text);
  return std::move(reading.value);
}

// True if a checkpoint value changed.
bool RuleMatcher::apply(std::size_t i, RuleValue value) {
  const Rules::Rule& rule = rules_->rules_[i];
  switch (rule.effect) {
    case Rules::Effect::kNone:
      return false;
    case Rules::Effect::kOutput:
      add_output(i, std::move(value));
      return false;
    case Rules::Effect::kPartial:
      found_.partial = true;
      return false;
    case Rules::Effect::kError:
      found_.error_code = rule.name;
      return false;
    case Rules::Effect::kVerifies:
      found_.checkpoint_verified = true;
      return false;
    case Rules::Effect::kCheckpoint:
      break;
  }
  const auto [entry, added] = found_.checkpoint.try_emplace(rule.name);
  if (!added && entry->second == value) return false;
  entry->second = std::move(value);
  return true;
}

void RuleMatcher::add_output(std::size_t i, RuleValue value) {
  const std::string& name = rules_->rules_[i].name;
  std::size_t size = size_in_object(name, value);
  for (const auto& [other, kept] : found_.outputs) {
    if (other != name) size += size_in_object(other, kept);
  }
  if (size > kMaxOutputs) {
    note(i, "the outputs of rules are over 1 MB", value.text);
    return;
  }
  found_.outputs[name] = std::move(value);
}

void RuleMatcher::note(std::size_t i, std::string_view problem, std::string_view text) {
  const Rules::Rule& rule = rules_->rules_[i];
  if (++found_.notes.count > RuleNotes::kKept) return;
  found_.notes.first.push_back(
      "rule " + std::to_string(i + 1) +
      (rule.effect == Rules::Effect::kCheckpoint ? " (checkpoint " : " (output ") + rule.name +
      "): " + std::string(problem) + (text.empty() ? "" : ": " + shorten(text, kNotedRuleText)));
}

RuleFindings RuleMatcher::findings() const {
  RuleFindings findings = found_;
  if (rules_ != nullptr && rules_->verify_checkpoints() && !findings.checkpoint_verified)
    findings.checkpoint_verified = false;
  for (std::size_t i = 0; i < matched_.size(); ++i) {
    const Rules::Rule& rule = rules_->rules_[i];
    if (rule.required && !matched_[i]) findings.missing_required.push_back(rule.pattern->pattern());
  }
  return findings;
}

}  // namespace baton
