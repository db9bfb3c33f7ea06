#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace baton {

// How deep the brackets of a JSON text nest, strings apart. Cheap, and known before the text is parsed.
std::size_t json_depth(std::string_view text);

// `text` with what scripts get wrong inside strings put right: bytes that are not UTF-8 and NULs become
// visible \x00, raw control characters are escaped, halves of a surrogate pair become U+FFFD.
std::string mend_json(std::string_view text);

// Replaces NUL characters (which jsonb refuses) in all texts and keys by visible \x00.
void remove_nul(nlohmann::json& value);

// As compact text that is always valid UTF-8.
std::string print_json(const nlohmann::json& value);

}  // namespace baton
