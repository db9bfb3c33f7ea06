#include "process/messages.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <variant>

#include "process/json_text.h"
#include "process/text.h"

namespace baton {
namespace {

using nlohmann::json;

constexpr double kLongestRetryAfter = 31.0 * 24 * 3600;
constexpr std::size_t kNotedText = 200;
constexpr std::int64_t kMostItems = 999'999'999'999'999;

struct Unreadable {
  std::string problem;
};

std::variant<json, Unreadable> parse_once(std::string_view line) {
  try {
    return json::parse(line);
  } catch (const json::out_of_range&) {
    return Unreadable{"a number is too large"};
  } catch (const json::exception&) {
    return Unreadable{"not valid JSON"};
  }
}

std::variant<json, Unreadable> parse(std::string_view line) {
  if (json_depth(line) > MessageReader::kMaxDepth) return Unreadable{"nested more than 64 deep"};
  auto parsed = parse_once(line);
  // Only what can't be read as it is pays for being mended.
  if (std::holds_alternative<Unreadable>(parsed)) {
    auto mended = parse_once(mend_json(line));
    if (std::holds_alternative<Unreadable>(mended)) return mended;
    parsed = std::move(mended);
  }
  if (line.find("u0000") != line.npos) remove_nul(std::get<json>(parsed));
  return parsed;
}

bool is_message_type(const std::string& type) {
  return type == "progress" || type == "checkpoint" || type == "output" || type == "error" ||
         type == "completion";
}

// Text as it is, anything else as JSON: an error that has a strange code is still an error.
std::string as_text(const json& value) {
  return shorten(value.is_string() ? value.get<std::string>() : print_json(value),
                 MessageReader::kMaxText);
}

bool is_count(const json& value) {
  return value.is_number_integer() && value >= 0 && value <= kMostItems;
}

// Puts the message's counts into `progress`; true if it has any.
bool take_counts(const json& message, Progress& progress, std::string& problem) {
  bool found = false;
  for (const char* key : {"done", "total", "failed"}) {
    const auto count = message.find(key);
    if (count == message.end() || count->is_null()) continue;
    if (is_count(*count)) {
      progress.items[key] = *count;
      found = true;
    } else {
      problem = std::string(key) + " is not a whole number from 0";
    }
  }
  return found;
}

std::size_t printed_size(const std::string& name, const json& value) {
  return print_json(value).size() + name.size() + 4;
}

}  // namespace

MessageReader::Change MessageReader::feed(Source source, std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == line.npos) return Change::kNothing;
  line.remove_prefix(start);
  if (source == Source::kStdout && line[0] != '{') return Change::kNothing;

  auto parsed = parse(line);
  if (const auto* unreadable = std::get_if<Unreadable>(&parsed)) {
    if (source == Source::kEvents || line.find("\"type\"") != line.npos)
      note(unreadable->problem, line);
    return Change::kNothing;
  }
  json& message = std::get<json>(parsed);
  const json* type = message.is_object() && message.contains("type") ? &message["type"] : nullptr;
  if (type == nullptr || !type->is_string() || !is_message_type(type->get<std::string>())) {
    if (source == Source::kEvents) {
      note(!message.is_object() ? "not an object"
           : type == nullptr    ? "without a type"
                                : "of an unknown type",
           line);
    }
    return Change::kNothing;
  }
  const auto name = type->get<std::string>();
  message.erase("type");
  std::string problem;
  const Change change = dispatch(message, name, problem);
  if (!problem.empty()) note(problem, line);
  return change;
}

MessageReader::Change MessageReader::dispatch(json& message, const std::string& type,
                                              std::string& problem) {
  if (type == "progress") return take_progress(message, problem);
  if (type == "checkpoint") return take_checkpoint(message, problem);
  if (type == "output") return take_outputs(message, problem);
  if (type == "error") return take_error(message, problem);
  return take_completion(message, problem);
}

MessageReader::Change MessageReader::take_progress(const json& message, std::string& problem) {
  Progress progress = progress_.value_or(Progress{});
  bool says_something = take_counts(message, progress, problem);
  if (says_something) progress.percent.reset();
  if (const auto percent = message.find("percent");
      percent != message.end() && !percent->is_null()) {
    if (percent->is_number()) {
      progress.percent = std::clamp(percent->get<double>(), 0.0, 100.0);
      says_something = true;
    } else {
      problem = "percent is not a number";
    }
  }
  if (const auto text = message.find("message"); text != message.end() && !text->is_null()) {
    progress.message = as_text(*text);
    says_something = true;
  }
  if (!says_something) {
    if (problem.empty()) problem = "progress without percent, message or counts";
    return Change::kNothing;
  }
  progress_ = std::move(progress);
  return Change::kProgress;
}

MessageReader::Change MessageReader::take_checkpoint(json& message, std::string& problem) {
  const auto data = message.find("data");
  const json values = message.size() == 1 && data != message.end() && data->is_object()
                          ? std::move(*data)
                          : std::move(message);
  if (add_to_checkpoint(values)) return Change::kCheckpoint;
  problem = "the checkpoint is over 256 KB";
  return Change::kNothing;
}

bool MessageReader::add_to_checkpoint(const json& values) {
  json merged = checkpoint_.value_or(json::object());
  merged.update(values);
  if (print_json(merged).size() > kMaxCheckpoint) return false;
  checkpoint_ = std::move(merged);
  return true;
}

MessageReader::Change MessageReader::take_outputs(json& message, std::string& problem) {
  json values = json::object();
  const auto name = message.find("name");
  if (message.size() == 2 && name != message.end() && name->is_string() &&
      message.contains("value")) {
    values[name->get<std::string>()] = message["value"];
  } else {
    values = std::move(message);
  }
  if (values.empty()) problem = "an output without a name";
  return add_outputs(values, problem) ? Change::kOutput : Change::kNothing;
}

// Fields that can't be read are noted and left out: an error must not get lost over its decoration.
MessageReader::Change MessageReader::take_error(const json& message, std::string& problem) {
  ReportedError error;
  if (const auto code = message.find("code"); code != message.end() && !code->is_null()) {
    error.code = as_text(*code);
  }
  if (const auto text = message.find("message"); text != message.end() && !text->is_null()) {
    error.message = as_text(*text);
  }
  if (const auto after = message.find("retry_after"); after != message.end() && !after->is_null()) {
    const double seconds = after->is_number() ? after->get<double>() : -1.0;
    if (seconds >= 0.0 && seconds <= kLongestRetryAfter) {
      error.retry_after = std::chrono::milliseconds(std::llround(seconds * 1000.0));
    } else {
      problem = "retry_after is not a number of seconds from 0 to 31 days";
    }
  }
  error_ = std::move(error);
  last_verdict_ = Change::kError;
  return Change::kError;
}

MessageReader::Change MessageReader::take_completion(json& message, std::string& problem) {
  const json status = message.value("status", json("success"));
  message.erase("status");
  Completion completion;
  if (status == "partial") {
    completion.status = Completion::Status::kPartial;
  } else if (status == "failed") {
    completion.status = Completion::Status::kFailed;
  } else if (status != "success") {
    problem = "the status of a completion is not success, partial or failed";
    return Change::kNothing;
  }
  if (completion.status != Completion::Status::kSuccess) {
    json error = json::object();
    for (const char* key : {"code", "message", "retry_after"}) {
      if (!message.contains(key)) continue;
      error[key] = std::move(message[key]);
      message.erase(key);
    }
    if (!error.empty()) take_error(error, problem);
  }
  if (message.contains("done") && is_count(message["done"])) {
    std::string ignored;  // "total" may as well be an output that has nothing to do with items
    Progress progress = progress_.value_or(Progress{});
    take_counts(message, progress, ignored);
    progress_ = std::move(progress);
  }
  completion_ = completion;
  last_verdict_ = Change::kCompletion;
  add_outputs(message, problem);
  return Change::kCompletion;
}

bool MessageReader::add_outputs(const json& values, std::string& problem) {
  bool added = false;
  for (const auto& [name, value] : values.items()) {
    const auto old = outputs_.find(name);
    const std::size_t freed = old == outputs_.end() ? 0 : printed_size(name, *old);
    const std::size_t size = outputs_size_ - freed + printed_size(name, value);
    if (size > kMaxOutputs) {
      notes_.outputs_too_large = true;
      problem = "the output \"" + shorten(name, 60) +
                "\" was not kept: the outputs of a step may have 1 MB together";
      continue;
    }
    outputs_size_ = size;
    outputs_[name] = value;
    added = true;
  }
  return added;
}

void MessageReader::note(std::string_view problem, std::string_view line) {
  if (notes_.bad_lines++ > 0) return;
  // Four bytes a character at most, so that the cut can't fall short.
  const std::string text = clean_text(line.substr(0, kNotedText * 4));
  notes_.first_bad_line = std::string(problem) + ": " + shorten(text, kNotedText);
}

void MessageReader::note_overlong(std::string_view beginning) {
  note("longer than 1 MB", beginning);
}

std::optional<json> MessageReader::verdict() const {
  if (last_verdict_ == Change::kNothing) return std::nullopt;
  json verdict = json::object();
  const bool is_error = last_verdict_ == Change::kError;
  verdict["type"] = is_error ? "error" : "completion";
  const auto status = is_error ? Completion::Status::kFailed : completion_->status;
  if (!is_error) {
    verdict["status"] = status == Completion::Status::kSuccess   ? "success"
                        : status == Completion::Status::kPartial ? "partial"
                                                                 : "failed";
  }
  if (status == Completion::Status::kSuccess || !error_) return verdict;
  if (error_->code) verdict["code"] = *error_->code;
  if (error_->message) verdict["message"] = *error_->message;
  if (error_->retry_after)
    verdict["retry_after"] = static_cast<double>(error_->retry_after->count()) / 1000.0;
  return verdict;
}

}  // namespace baton
