#pragma once

#include <nlohmann/json.hpp>

namespace baton {

// What --json prints on standard output. Documents of parse_exact() keep the digits of their
// numbers, and nothing in them steers a terminal.
void print_document(const nlohmann::json& document);   // over several lines
void print_json_line(const nlohmann::json& document);  // one of many

}  // namespace baton
