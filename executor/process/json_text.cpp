#include "process/json_text.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "process/text.h"

namespace baton {
namespace {

using nlohmann::json;

// The code unit of a \uXXXX escape at the start of `text`, -1 if there is none.
int code_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  int unit = 0;
  for (const char digit : text.substr(2, 4)) {
    const int value = digit >= '0' && digit <= '9'   ? digit - '0'
                      : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                      : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                     : -1;
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  return unit;
}

bool is_high(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Appends what the escape at the start of `text` should be and returns its length.
std::size_t mend_escape(std::string_view text, std::string& mended) {
  const int unit = code_unit(text);
  if (is_high(unit) && is_low(code_unit(text.substr(6)))) {
    mended.append(text.substr(0, 12));
    return 12;
  }
  if (is_high(unit) || is_low(unit)) {
    mended.append("\\ufffd");
    return 6;
  }
  const std::size_t length = std::min<std::size_t>(2, text.size());
  mended.append(text.substr(0, length));
  return length;
}

void append_control(std::string& text, char byte) {
  char escape[8];
  std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
  text.append(escape);
}

std::string without_nul(const std::string& text) { return clean_text(text); }

}  // namespace

std::size_t json_depth(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

std::string mend_json(std::string_view text) {
  std::string mended;
  mended.reserve(text.size() + 64);
  bool in_string = false;
  while (!text.empty()) {
    const char c = text[0];
    std::size_t length = 1;
    if (in_string && c == '\\') {
      length = mend_escape(text, mended);
    } else if (in_string && c > 0 && c < 0x20) {
      append_control(mended, c);
    } else if (c > 0) {
      mended.push_back(c);
      if (c == '"') in_string = !in_string;
    } else if (const std::size_t clean = clean_prefix(text.substr(0, 4)); clean > 0) {
      length = clean;
      // The prefix may hold ASCII after a short character: leave that for the next round.
      while (length > 1 && text[length - 1] > 0) --length;
      mended.append(text.substr(0, length));
    } else {
      mended.push_back('\\');
      append_escaped(mended, c);
    }
    text.remove_prefix(length);
  }
  return mended;
}

void remove_nul(json& value) {
  if (value.is_string()) {
    auto& text = value.get_ref<std::string&>();
    if (text.find('\0') != std::string::npos) text = without_nul(text);
  } else if (value.is_array()) {
    for (json& element : value) remove_nul(element);
  } else if (value.is_object()) {
    json cleaned = json::object();
    for (auto& [key, element] : value.items()) {
      remove_nul(element);
      cleaned[without_nul(key)] = std::move(element);
    }
    value = std::move(cleaned);
  }
}

std::string print_json(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace baton
