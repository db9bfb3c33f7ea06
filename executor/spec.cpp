#include "spec.h"

#include <nlohmann/json.hpp>

namespace baton {

namespace {

using nlohmann::json;

Refusal unreadable(const std::string& what, const std::string& why) {
  return {"CONFIGURATION", "The " + what + " sent by the database cannot be understood (" + why +
                               "); check that schema and executor have the same version."};
}

Milliseconds length(const json& value) {
  return Milliseconds(static_cast<std::int64_t>(value.get<double>()));
}

template <typename Value>
void read(const json& object, const char* key, Value& value) {
  const auto found = object.find(key);
  if (found != object.end() && !found->is_null()) value = found->get<Value>();
}

void read(const json& object, const char* key, Milliseconds& value) {
  const auto found = object.find(key);
  if (found != object.end() && !found->is_null()) value = length(*found);
}

std::vector<EnvironmentEntry> environment_from(const json& object) {
  std::vector<EnvironmentEntry> entries;
  for (const auto& [name, value] : object.items()) {
    if (value.is_object()) {
      entries.push_back({name, value.at("secret").get<std::string>(), true});
    } else {
      entries.push_back({name, value.get<std::string>(), false});
    }
  }
  return entries;
}

OnDisconnect on_disconnect_from(const std::string& word) {
  if (word == "keep") return OnDisconnect::kKeep;
  if (word == "kill") return OnDisconnect::kKill;
  return OnDisconnect::kAuto;
}

StepSpec spec_from(const json& object) {
  StepSpec spec;
  read(object, "key", spec.key);
  read(object, "job_type", spec.job_type);
  read(object, "command", spec.command);
  read(object, "sql", spec.sql);
  const auto environment = object.find("environment");
  if (environment != object.end() && environment->is_object()) {
    spec.environment = environment_from(*environment);
  }
  read(object, "timeout_ms", spec.timeout);
  const auto idle_timeout = object.find("idle_timeout_ms");
  if (idle_timeout != object.end() && !idle_timeout->is_null()) {
    spec.idle_timeout = length(*idle_timeout);
  }
  read(object, "grace_ms", spec.grace);
  spec.messages_on_stdout = object.value("messages", json("events")) == "stdout";
  const auto on_disconnect = object.find("on_disconnect");
  if (on_disconnect != object.end() && on_disconnect->is_string()) {
    spec.on_disconnect = on_disconnect_from(on_disconnect->get<std::string>());
  }
  return spec;
}

// Parses `text` and reads it with `read_it`; wrong types are told like wrong syntax.
template <typename Value, typename Read>
std::variant<Value, Refusal> parsed(const std::string& text, const std::string& what,
                                    Read read_it) {
  try {
    return read_it(json::parse(text));
  } catch (const json::exception& error) {
    // json's own texts begin with "[json.exception.type_error.302] ".
    const std::string why = error.what();
    const std::size_t from = why.find("] ");
    return unreadable(what, from == std::string::npos ? why : why.substr(from + 2));
  }
}

}  // namespace

std::variant<StepSpec, Refusal> parse_spec(const std::string& text) {
  std::string rule_problem;
  auto spec = parsed<StepSpec>(text, "step's spec", [&](const json& object) {
    StepSpec read_spec = spec_from(object);
    auto rules = Rules::parse(object.value("rules", json()));
    if (const auto* error = std::get_if<RuleError>(&rules)) {
      rule_problem = error->message;
    } else {
      read_spec.rules = std::get<std::shared_ptr<const Rules>>(std::move(rules));
    }
    return read_spec;
  });
  if (!rule_problem.empty()) return Refusal{"CONFIGURATION", rule_problem};
  return spec;
}

std::variant<std::vector<std::string>, Refusal> parse_command(const std::string& text) {
  return parsed<std::vector<std::string>>(text, "rendered command", [](const json& array) {
    return array.get<std::vector<std::string>>();
  });
}

std::variant<std::vector<EnvironmentEntry>, Refusal> parse_environment(const std::string& text) {
  return parsed<std::vector<EnvironmentEntry>>(text, "rendered environment", environment_from);
}

SpecCache::Found SpecCache::get(const std::string& text) {
  if (const auto known = by_text_.find(text); known != by_text_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return known->second->spec;
  }
  auto parsed_spec = parse_spec(text);
  if (auto* refusal = std::get_if<Refusal>(&parsed_spec)) return std::move(*refusal);
  if (entries_.size() >= kLimit) {
    by_text_.erase(entries_.back().text);
    entries_.pop_back();
  }
  entries_.push_front(
      {text, std::make_shared<const StepSpec>(std::move(std::get<StepSpec>(parsed_spec)))});
  by_text_.emplace(entries_.front().text, entries_.begin());
  return entries_.front().spec;
}

}  // namespace baton
