#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace baton {

// The corrections of `baton jobs retry --set KEY=VALUE`, as baton.retry_job() takes them: a value
// is JSON where it can be read as that, digit by digit, else text. Null without any. Throws Failure
// for what is none.
nlohmann::json retry_parameters(const std::vector<std::string>& given);

}  // namespace baton
