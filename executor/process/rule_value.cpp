#include "process/rule_value.h"

#include <algorithm>
#include <cctype>

namespace baton {
namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kSpace);
  if (start == text.npos) return {};
  return text.substr(start, text.find_last_not_of(kSpace) - start + 1);
}

// The reader knows objects: a text that is one value makes an object of one member, read to its
// end.
RuleReading read_json(std::string_view text) {
  if (text.empty()) return {std::nullopt, "not JSON"};
  const std::string whole = "{\"v\":" + std::string(text) + "\n}";
  JsonObjectRead object = read_json_object(whole);
  if (object.end != JsonObjectRead::End::kWhole || object.length != whole.size() ||
      object.members.size() != 1) {
    return {std::nullopt, "not JSON"};
  }
  return {RuleValue(object.members.front().value), std::move(object.unreadable)};
}

RuleReading read_number(std::string_view text) {
  RuleReading reading{std::nullopt, "not a number"};
  if (text.find_first_not_of("0123456789+-.eE") != text.npos) return reading;
  RuleReading number = read_json(text);
  if (!number.value || !number.value->is_number()) return reading;
  return number;
}

RuleReading read_boolean(std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (word != "true" && word != "false") return {std::nullopt, "neither true nor false"};
  return {RuleValue(JsonValue{word, word.size()}), ""};
}

}  // namespace

std::optional<RuleType> rule_type_of(std::string_view name) {
  if (name == "string") return RuleType::kString;
  if (name == "number") return RuleType::kNumber;
  if (name == "boolean") return RuleType::kBoolean;
  if (name == "json") return RuleType::kJson;
  return std::nullopt;
}

RuleReading read_rule_value(RuleType type, std::string_view clean_text) {
  switch (type) {
    case RuleType::kNumber:
      return read_number(trimmed(clean_text));
    case RuleType::kBoolean:
      return read_boolean(trimmed(clean_text));
    case RuleType::kJson:
      return read_json(trimmed(clean_text));
    case RuleType::kString:
      break;
  }
  return {RuleValue(clean_text), ""};
}

}  // namespace baton
