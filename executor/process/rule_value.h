#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "process/json_text.h"

namespace baton {

// What a rule found: a JSON value. Made from clean text it is that text.
struct RuleValue : JsonValue {
  RuleValue() = default;
  RuleValue(const JsonValue& value) : JsonValue(value) {}
  RuleValue(std::string_view clean_text) : JsonValue(json_string(clean_text)) {}
  RuleValue(const char* clean_text) : RuleValue(std::string_view(clean_text)) {}

  friend bool operator==(const RuleValue& a, const RuleValue& b) { return a.text == b.text; }
};

enum class RuleType { kString, kNumber, kBoolean, kJson };

std::optional<RuleType> rule_type_of(std::string_view name);

struct RuleReading {
  std::optional<RuleValue> value;  // none: the text is nothing of that type
  std::string problem;             // what was not read as it was printed; empty if all was
};

// Clean text as a value of a type. A number is one as JSON writes it, digit for digit; a boolean is
// true or false in any case; JSON is read as messages are (read_json_object), but for an end that
// does not come.
RuleReading read_rule_value(RuleType type, std::string_view clean_text);

}  // namespace baton
