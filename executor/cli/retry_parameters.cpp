#include "cli/retry_parameters.h"

#include <fmt/format.h>

#include "cli/failure.h"
#include "database/exact_json.h"

namespace baton {

using nlohmann::json;

namespace {

json value_of(const std::string& text) {
  try {
    return parse_exact(text);
  } catch (const json::exception&) {
    return text;
  }
}

}  // namespace

json retry_parameters(const std::vector<std::string>& given) {
  json parameters;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Failure(kUsage, "--set takes the name of a parameter and its value.",
                    "Write --set email=ada@example.com, or --set 'items={\"count\": 3}'.");
    }
    const std::string name = one.substr(0, equals);
    if (parameters.contains(name)) {
      throw Failure(kUsage, fmt::format("Parameter {} is set twice.", name),
                    "Name each parameter once.");
    }
    parameters[name] = value_of(one.substr(equals + 1));
  }
  return parameters;
}

}  // namespace baton
