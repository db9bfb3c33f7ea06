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

constexpr std::array kKnownKeys = {"match", "pattern",  "output",   "checkpoint", "outcome",
                                   "error", "verifies", "required", "default"};

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
  std::string problem;
  const std::string* pattern = text_of(rule_json, "pattern", problem);
  if (!problem.empty()) return problem;
  if (pattern == nullptr) return "\"pattern\" is missing.";
  rule.pattern = compile(*pattern);
  return rule.pattern->ok() ? "" : rule.pattern->error() + ".";
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

std::map<std::string, std::string> RuleMatcher::feed(Stream stream, std::string_view line) {
  std::map<std::string, std::string> saved;
  if (rules_ == nullptr) return saved;
  std::string cleaned;
  if (!is_clean_text(line)) line = cleaned = clean_text(line);
  for (std::size_t i = 0; i < matched_.size(); ++i) {
    const Rules::Rule& rule = rules_->rules_[i];
    if (rule.stream != stream) continue;
    const std::optional<std::string> value = last_match(*rule.pattern, line);
    if (!value) continue;
    matched_[i] = true;
    if (apply(rule, *value)) saved[rule.name] = *value;
  }
  return saved;
}

// True if a checkpoint value changed.
bool RuleMatcher::apply(const Rules::Rule& rule, std::string value) {
  switch (rule.effect) {
    case Rules::Effect::kNone:
      return false;
    case Rules::Effect::kOutput:
      found_.outputs[rule.name] = std::move(value);
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
