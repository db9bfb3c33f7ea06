#include "process/json_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "process/text.h"

namespace baton {
namespace {

constexpr std::size_t kMaxDepth = 64;
// What PostgreSQL's numeric holds: digits before and after the point.
constexpr std::int64_t kDigitsBefore = 131'072;
constexpr std::int64_t kDigitsAfter = 16'383;
constexpr std::size_t kShownWord = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

// What words and numbers are made of.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         c == '+' || c == '-' || c == '.';
}

std::size_t take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

// How a number is written; nothing if JSON has no such number.
struct Number {
  std::int64_t before = 0;  // digits
  std::int64_t after = 0;
  std::int64_t exponent = 0;
};

std::optional<Number> number_of(std::string_view word) {
  Number number;
  if (word.starts_with('-')) word.remove_prefix(1);
  const bool leading_zero = word.starts_with('0');
  number.before = static_cast<std::int64_t>(take_digits(word));
  if (number.before == 0 || (leading_zero && number.before > 1)) return std::nullopt;
  if (word.starts_with('.')) {
    word.remove_prefix(1);
    number.after = static_cast<std::int64_t>(take_digits(word));
    if (number.after == 0) return std::nullopt;
  }
  if (word.starts_with('e') || word.starts_with('E')) {
    word.remove_prefix(1);
    const bool negative = word.starts_with('-');
    if (negative || word.starts_with('+')) word.remove_prefix(1);
    std::string_view digits = word;
    if (take_digits(word) == 0) return std::nullopt;
    digits.remove_suffix(word.size());
    std::int32_t exponent = 0;
    // One that does not fit is as far out of range as any.
    if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec != std::errc())
      exponent = 1'000'000'000;
    number.exponent = negative ? -exponent : exponent;
  }
  return word.empty() ? std::optional(number) : std::nullopt;
}

void append_utf8(std::string& text, std::uint32_t c) {
  const auto byte = [&](std::uint32_t value) { text.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

// The code unit of a \uXXXX escape at the start of `text`.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t unit = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  return error == std::errc() && end == text.data() + 6 ? std::optional(unit) : std::nullopt;
}

bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  JsonObjectRead read() {
    JsonObjectRead object;
    ++at_;  // the "{"
    while (!faulty_ && !next_is('}')) {
      if (!object.members.empty()) {
        if (!take(',')) break;
        if (next_is('}')) break;  // a comma too many
      }
      JsonMember member{.name = {}, .value = {.text = {}, .size = 0}};
      if (read_name(member.name)) append_value(member.value, 1);
      // A word or a number that the text's end cuts is not known to be whole.
      if (!faulty_ && at_ < text_.size()) object.members.push_back(std::move(member));
    }
    if (!faulty_ && take('}')) {
      object.end = JsonObjectRead::End::kWhole;
    } else if (at_ == text_.size()) {
      object.end = JsonObjectRead::End::kUnfinished;
    }
    object.unreadable = std::move(unreadable_);
    object.length = at_;
    return object;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  // Whether this is the next character that is no white space.
  bool next_is(char c) {
    skip_space();
    return at_ < text_.size() && text_[at_] == c;
  }

  bool take(char c) {
    const bool is_next = next_is(c);
    if (is_next) ++at_;
    return is_next;
  }

  bool read_name(std::string& name) {
    faulty_ |= !take('"') || !read_string(name) || !take(':');
    return !faulty_;
  }

  void append_null(JsonValue& value, std::string why) {
    if (unreadable_.empty()) unreadable_ = std::move(why);
    append(value, "null");
  }

  static void append(JsonValue& value, std::string_view text) {
    value.text += text;
    value.size += text.size();
  }

  void append_value(JsonValue& value, std::size_t depth) {
    if (take('"')) {
      std::string text;
      faulty_ |= !read_string(text);
      append(value, json_string(text).text);
    } else if (next_is('{') || next_is('[')) {
      depth < kMaxDepth ? append_container(value, depth) : skip_container(value);
    } else {
      append_word(value);
    }
  }

  void append_container(JsonValue& value, std::size_t depth) {
    const bool is_object = text_[at_++] == '{';
    const char close = is_object ? '}' : ']';
    append(value, is_object ? "{" : "[");
    for (bool first = true; !faulty_ && !next_is(close); first = false) {
      if (!first) {
        if (!take(',')) break;
        if (next_is(close)) break;
        append(value, ",");
        ++value.size;
      }
      std::string name;
      if (is_object && read_name(name)) {
        append(value, json_string(name).text + ":");
        ++value.size;
      }
      if (!faulty_) append_value(value, depth + 1);
    }
    faulty_ |= !take(close);
    value.text += close;
    ++value.size;
  }

  void skip_container(JsonValue& value) {
    const std::string_view rest = text_.substr(at_);
    const std::size_t length = JsonBrackets().length_of(rest);
    faulty_ |= length > rest.size();
    at_ += std::min(length, rest.size());
    append_null(value, "it is nested more than 64 deep");
  }

  void append_word(JsonValue& value) {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    faulty_ |= word.empty();
    if (word == "true" || word == "false" || word == "null") return append(value, word);
    const auto number = number_of(word);
    if (!number) return append_null(value, shorten(word, kShownWord) + " is no JSON value");
    const std::int64_t before = std::max<std::int64_t>(number->before + number->exponent, 1);
    const std::int64_t after = std::max<std::int64_t>(number->after - number->exponent, 0);
    if (before > kDigitsBefore || after > kDigitsAfter) {
      return append_null(value, "the database cannot store the number " +
                                    shorten(word, kShownWord) + " (send it as text)");
    }
    value.text += word;
    value.size += std::max(word.size(), static_cast<std::size_t>(before + after) + 2);
  }

  // The rest of a string, whose quotation mark has been taken; false if it does not end.
  bool read_string(std::string& text) {
    while (true) {
      const std::size_t end = std::min(text_.find_first_of("\"\\", at_), text_.size());
      text += clean_text(text_.substr(at_, end - at_));
      at_ = end;
      if (at_ == text_.size()) return false;
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      if (!read_escape(text)) return false;
    }
  }

  bool read_escape(std::string& text) {
    const std::string_view rest = text_.substr(at_);
    if (rest.size() < 2) {
      at_ = text_.size();
      return false;
    }
    if (const auto unit = code_unit(rest)) {
      at_ += 6 + append_code_unit(text, *unit, rest.substr(6));
      return true;
    }
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t letter = kLetters.find(rest[1]);
    if (letter != kLetters.npos) {
      text += kMeanings[letter];
      at_ += 2;
    } else {
      text += '\\';  // C:\Users: no escape, so the backslash is meant
      ++at_;
    }
    return true;
  }

  // Returns how much more it took than the one escape.
  static std::size_t append_code_unit(std::string& text, std::uint32_t unit,
                                      std::string_view next) {
    if (unit == 0) {
      append_escaped(text, '\0');
      return 0;
    }
    if (is_high(unit)) {
      if (const auto low = code_unit(next); low && is_low(*low)) {
        append_utf8(text, 0x10000 + ((unit - 0xD800) << 10) + (*low - 0xDC00));
        return 6;
      }
    }
    append_utf8(text, is_high(unit) || is_low(unit) ? 0xFFFD : unit);
    return 0;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool faulty_ = false;
  std::string unreadable_;
};

}  // namespace

JsonObjectRead read_json_object(std::string_view text) { return Reader(text).read(); }

std::size_t JsonBrackets::length_of(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (std::exchange(after_backslash_, false)) continue;
    if (in_string_) {
      after_backslash_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0 && --depth_ == 0) {
      return i + 1;
    }
  }
  return text.size() + 1;
}

JsonValue json_string(std::string_view clean_text) {
  JsonValue value{.text = print_json(nlohmann::json(std::string(clean_text)))};
  value.size = value.text.size();
  return value;
}

std::string plain_text(const JsonValue& string) {
  return nlohmann::json::parse(string.text).get<std::string>();
}

std::string print_members(const JsonMembers& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ',';
    text += json_string(name).text;
    text += ':';
    text += value.text;
  }
  return text + "}";
}

std::size_t size_in_object(const std::string& name, const JsonValue& value) {
  return name.size() + value.size + 6;
}

std::string print_json(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace baton
