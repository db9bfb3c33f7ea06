#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

// The definitions in a file, each as JSON text: the file holds one object or an array of objects. Throws Failure:
// kNoInput when the file cannot be read, kBadInput with line and column for what is not JSON and for
// a key that an object has twice (PostgreSQL would silently take the last).
std::vector<std::string> read_definitions(const std::filesystem::path& file);

// The same for text; `name` is what errors call it.
std::vector<std::string> parse_definitions(const std::string& name, std::string_view text);

}  // namespace baton
