#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace baton {

// JSON of scripts, read as they write it and kept as text. A library would turn 0.10 and
// 12345678901234567890123 into doubles and refuse a whole line for a NaN or a byte of Latin-1, the
// script's verdict with it. See docs/decisions/0030-messages-are-read-by-a-reader-of-our-own.md.

// A value as text that PostgreSQL's jsonb takes, numbers digit for digit as they were sent.
struct JsonValue {
  std::string text = "null";
  std::size_t size = 4;  // how long it is as jsonb prints it: 1e9 has ten digits

  bool is_null() const { return text == "null"; }
  bool is_string() const { return text.starts_with('"'); }
  bool is_object() const { return text.starts_with('{'); }
  bool is_number() const { return text[0] == '-' || (text[0] >= '0' && text[0] <= '9'); }
};

using JsonMembers = std::map<std::string, JsonValue>;

struct JsonMember {
  std::string name;
  JsonValue value;
};

// What was read of an object. Mended without a word: bytes that are not UTF-8 and NULs become
// visible \x00, halves of surrogate pairs U+FFFD; control characters and escapes that are none are
// taken as they are; NULs between tokens are white space; a comma may be too many. Null instead,
// and noted in `unreadable`: words that JSON has no meaning for (NaN, Infinity, None), numbers that
// PostgreSQL cannot store, nesting over 64.
struct JsonObjectRead {
  enum class End { kWhole, kUnfinished, kBroken };  // unfinished: the text ended inside the object
  End end = End::kBroken;
  std::vector<JsonMember> members;  // in their order; where the end is not whole, those before it
  std::string unreadable;           // why the first value that is null instead is; empty if none
  std::size_t length = 0;           // of the text that was read
};

// `text` begins with "{". The cost is linear in what is read, whatever it is.
JsonObjectRead read_json_object(std::string_view text);

// Finds where an object or array ends, over several pieces of text. Counts brackets only, strings
// apart; read_json_object() is to see whether it is JSON.
class JsonBrackets {
 public:
  // As far as the bracket that closes the first one; one more than there is if none does yet.
  std::size_t length_of(std::string_view text);

 private:
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool after_backslash_ = false;
};

JsonValue json_string(std::string_view clean_text);
// The text of a string value.
std::string plain_text(const JsonValue& string);
// The object as one text.
std::string print_members(const JsonMembers& members);
// What a member adds to the size of the object that holds it.
std::size_t size_in_object(const std::string& name, const JsonValue& value);

// As compact text that is always valid UTF-8.
std::string print_json(const nlohmann::json& value);

}  // namespace baton
