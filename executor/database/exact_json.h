#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace baton {

// Documents of the database in which numbers keep their digits. nlohmann::json holds doubles: it
// turns 0.10 into 0.1 and refuses 1e400. What it would change is a string here that begins with
// U+0001, and a number again when it is printed; such a string of the document has one U+0001 more.
nlohmann::json parse_exact(std::string_view text);  // throws as json::parse() does
std::string print_exact(const nlohmann::json& value, int indent = -1);

}  // namespace baton
