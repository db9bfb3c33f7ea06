#include "cli/definition_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

#include "cli/failure.h"
#include "database/exact_json.h"

namespace baton {
namespace {

using nlohmann::json;

struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
};

TextPosition place_of(std::string_view text, std::size_t byte) {
  TextPosition place;
  for (const char c : text.substr(0, std::min(byte, text.size()))) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

// nlohmann's sentence is "[json.exception...] parse error at line 1, column 2: syntax error while
// parsing value - unexpected ...; last read: ...": what comes last says what is wrong.
std::string reason(std::string text) {
  for (const char* separator : {": ", " - "}) {
    const std::size_t at = text.find(separator);
    if (at != std::string::npos) text.erase(0, at + std::char_traits<char>::length(separator));
  }
  // What was read last stands at the place that is named, and may be no text at all.
  text.erase(std::min(text.find("; last read: "), text.size()));
  return text;
}

// Looks for what a parser lets pass: an object with a key twice, a text with a NUL.
class Slips {
 public:
  bool operator()(int, json::parse_event_t event, json& parsed) {
    if (parsed.is_string() &&
        parsed.get_ref<const std::string&>().find('\0') != std::string::npos) {
      has_nul = true;
    }
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key &&
        !open_.back().insert(parsed.get<std::string>()).second) {
      if (duplicate.empty()) duplicate = parsed.get<std::string>();
    }
    return true;
  }

  std::string duplicate;
  bool has_nul = false;  // PostgreSQL's texts cannot hold one

 private:
  std::vector<std::set<std::string>> open_;
};

std::string read_all(const std::filesystem::path& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream input(file, std::ios::binary);
  std::error_code ignored;
  if (!input || std::filesystem::is_directory(file, ignored)) {
    throw Failure(kNoInput, fmt::format("{} cannot be read.", file.string()),
                  "Check the path and its permissions.");
  }
  return {std::istreambuf_iterator<char>(input), {}};
}

}  // namespace

std::vector<std::string> parse_definitions(const std::string& name, std::string_view text) {
  json document;
  Slips slips;
  try {
    document = json::parse(text, std::ref(slips));
  } catch (const json::parse_error& error) {
    const TextPosition place = place_of(text, error.byte == 0 ? 0 : error.byte - 1);
    throw Failure(kBadInput,
                  fmt::format("{}:{}:{}: this is not JSON: {}.", name, place.line, place.column,
                              reason(error.what())),
                  "Correct the file at that place.");
  } catch (const json::exception& error) {
    throw Failure(kBadInput,
                  fmt::format("{}: this cannot be read: {}.", name, reason(error.what())));
  }
  if (!slips.duplicate.empty()) {
    throw Failure(kBadInput,
                  fmt::format("{}: an object has the key \"{}\" twice.", name, slips.duplicate),
                  "Remove one of the two; only the last would count.");
  }
  if (slips.has_nul) {
    throw Failure(
        kBadInput, fmt::format("{}: a text has \\u0000 in it.", name),
        "The database cannot keep that character, and a program's arguments cannot hold it.");
  }
  document = parse_exact(text);  // the parser above looks; this one keeps every digit
  std::vector<std::string> definitions;
  if (document.is_array()) {
    for (const json& element : document) definitions.push_back(print_exact(element));
  } else {
    definitions.push_back(print_exact(document));
  }
  if (definitions.empty()) {
    throw Failure(kBadInput, fmt::format("{}: there is no definition in it.", name),
                  "A file holds one definition, or an array of them.");
  }
  return definitions;
}

std::vector<std::string> read_definitions(const std::filesystem::path& file) {
  return parse_definitions(file == "-" ? "standard input" : file.string(), read_all(file));
}

}  // namespace baton
