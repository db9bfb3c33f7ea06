#include "cli/print_json.h"

#include <fmt/format.h>

#include "cli/terminal.h"
#include "database/exact_json.h"

namespace baton {

void print_document(const nlohmann::json& document) {
  fmt::print("{}\n", harmless_lines(print_exact(document, 2)));
}

void print_json_line(const nlohmann::json& document) {
  fmt::print("{}\n", harmless_lines(print_exact(document)));
}

}  // namespace baton
