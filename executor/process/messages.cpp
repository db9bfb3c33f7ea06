#include "process/messages.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include <re2/re2.h>

#include "process/text.h"

namespace baton {
namespace {

using nlohmann::json;
using End = JsonObjectRead::End;

constexpr double kLongestRetryAfter = 31.0 * 24 * 3600;
constexpr const char* kCheckpointTooLarge = "the checkpoint was not kept: it is over 256 KB";
constexpr const char* kBehindText = "a message has to begin its line";
constexpr const char* kOverlong = "longer than 1 MB";
constexpr std::size_t kNotedText = 200;
constexpr std::size_t kMostItems = 15;  // digits of a count

// What may be in front of a message unseen: white space, NULs and other control characters, the
// marks that some systems begin a text with, and what sets a terminal's colours.
std::string_view without_front(std::string_view line) {
  static const RE2 pattern(
      R"re((?:\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x20\x7f]|\xc2\xa0|\xef\xbb\xbf|\xff\xfe|\xfe\xff)+)re",
      RE2::Latin1);
  // Nearly every line begins with what it has to say.
  if (line.empty() || (line[0] > ' ' && line[0] < '\x7f')) return line;
  re2::StringPiece rest(line.data(), line.size());
  RE2::Consume(&rest, pattern);
  return line.substr(line.size() - rest.size());
}

bool is_message_type(const std::string& type) {
  return type == "progress" || type == "checkpoint" || type == "output" || type == "error" ||
         type == "completion";
}

// Of what cannot be read as JSON, or was written in UTF-16.
bool may_be_verdict(std::string_view line) {
  static const RE2 pattern(R"re((?i)\btype\W{1,12}(completion|error)\b)re", RE2::Latin1);
  if (line.find('{') == line.npos) return false;
  if (line.find('\0') == line.npos) return RE2::PartialMatch(line, pattern);
  std::string text(line);
  std::erase(text, '\0');
  return RE2::PartialMatch(text, pattern);
}

// Of a line that was cut, its end may say more than its beginning.
bool may_be_verdict(std::string_view beginning, std::string_view end) {
  return may_be_verdict(beginning) || may_be_verdict("{" + std::string(end));
}

const JsonValue* find(const JsonMembers& members, const std::string& name) {
  const auto found = members.find(name);
  return found == members.end() || found->second.is_null() ? nullptr : &found->second;
}

std::string string_of(const JsonValue* value) {
  return value != nullptr && value->is_string() ? plain_text(*value) : std::string();
}

// Text as it is, anything else as JSON: an error that has a strange code is still an error.
std::string as_text(const JsonValue& value) {
  return shorten(value.is_string() ? plain_text(value) : value.text, MessageReader::kMaxText);
}

// Not by a library of JSON: the digits may be more than a double holds.
double as_double(const JsonValue& number) { return std::strtod(number.text.c_str(), nullptr); }

// The digits of a count; nothing if it is not a whole number from 0. 3.0 is.
std::string count_of(const JsonValue& value) {
  std::string_view digits = value.text;
  if (const std::size_t point = digits.find('.'); point != digits.npos) {
    if (digits.find_first_not_of('0', point + 1) != digits.npos) return {};
    digits = digits.substr(0, point);
  }
  const bool is_count = value.is_number() && digits.size() <= kMostItems &&
                        digits.find_first_not_of("0123456789") == digits.npos;
  return is_count ? std::string(digits) : std::string();
}

// Puts the message's counts into `progress`; true if it has any.
bool take_counts(const JsonMembers& message, Progress& progress, std::string& problem) {
  bool found = false;
  for (const char* key : {"done", "total", "failed"}) {
    const JsonValue* value = find(message, key);
    if (value == nullptr) continue;
    if (const std::string count = count_of(*value); !count.empty()) {
      progress.items[key] = std::stoll(count);
      found = true;
    } else {
      problem = std::string(key) + " is not a whole number from 0";
    }
  }
  return found;
}

// The last value of a name counts, but what decides must not be said in two ways.
JsonMembers members_of(JsonObjectRead object, std::string& said_twice) {
  JsonMembers members;
  for (JsonMember& member : object.members) {
    const auto [known, is_new] = members.try_emplace(member.name, member.value);
    if (is_new) continue;
    if ((member.name == "type" || member.name == "status") &&
        known->second.text != member.value.text && said_twice.empty()) {
      said_twice = member.name;
    }
    known->second = std::move(member.value);
  }
  return members;
}

std::string noted(std::string_view problem, std::string_view line) {
  // Four bytes a character at most, so that the cut can't fall short.
  const std::string text = clean_text(line.substr(0, kNotedText * 4));
  return std::string(problem) + ": " + shorten(text, kNotedText);
}

bool is_success(JsonObjectRead object) {
  std::string said_twice;
  const JsonMembers message = members_of(std::move(object), said_twice);
  const JsonValue* status = find(message, "status");
  return said_twice.empty() && string_of(find(message, "type")) == "completion" &&
         (status == nullptr || string_of(status) == "success");
}

}  // namespace

MessageReader::Change MessageReader::feed(Source source, std::string_view line) {
  if (!open_of(source).text.empty()) return feed_open(source, line);
  return feed_fresh(source, line);
}

// A line is any number of objects, and what stands before, between and after them.
MessageReader::Change MessageReader::feed_fresh(Source source, std::string_view line) {
  Change last = Change::kNothing;
  bool after_message = false;
  for (line = without_front(line); !line.empty(); line = without_front(line)) {
    const std::size_t start = line.find('{');
    const std::string_view beside = line.substr(0, start);
    if (!beside.empty() && !pass_over(source, beside, line, after_message)) return last;
    if (start == line.npos) return last;
    line.remove_prefix(start);
    JsonObjectRead object = read_json_object(line);
    const std::size_t length = object.length;
    if (object.end == End::kUnfinished) {
      OpenObject opened{std::string(line), {}};
      if (opened.brackets.length_of(line) > line.size()) {
        open_of(source) = std::move(opened);
        return last;
      }
    }
    if (object.end != End::kWhole) {
      const Change change = take_broken(source, "not valid JSON", line, {}, std::move(object));
      return change == Change::kNothing ? last : change;
    }
    const Change change = take_object(source, line.substr(0, length), std::move(object));
    if (change != Change::kNothing) last = change;
    after_message |= source == Source::kEvents || change != Change::kNothing;
    line.remove_prefix(length);
  }
  return last;
}

// Text beside messages; true if the line is to be read on behind it.
bool MessageReader::pass_over(Source source, std::string_view beside, std::string_view line,
                              bool after_message) {
  if (beside.ends_with('\r')) return true;  // a terminal shows what comes then in its place
  if (after_message) {
    const bool is_comma =
        beside.find_first_not_of(std::string_view(", \t\r\n\0", 6)) == beside.npos;
    if (!is_comma) note("text after a message", beside);
    return true;
  }
  if (source == Source::kEvents) {
    if (beside.size() < line.size()) {
      note("text before a message", line);
    } else {
      refuse(line[0] == '[' ? "not an object" : "not valid JSON", line);
    }
    return true;
  }
  // Many programs quote a message in what they log: only one that begins its line is meant, unless
  // the script says no other.
  if (may_be_verdict(line)) {
    note(kBehindText, line);
    if (!is_success(read_json_object(line.substr(beside.size()))))
      quoted_verdict_ = noted(kBehindText, line);
  }
  return false;
}

// The next line of an object over several lines, unless it is a message of its own: then the open
// one was broken off, by a script that died or by two that wrote at once.
MessageReader::Change MessageReader::feed_open(Source source, std::string_view line) {
  OpenObject& open = open_of(source);
  if (line.starts_with('{')) {
    const JsonObjectRead object = read_json_object(line);
    const auto is_type = [](const JsonMember& member) {
      return member.name == "type" && is_message_type(string_of(&member.value));
    };
    if (object.end == End::kWhole &&
        std::any_of(object.members.begin(), object.members.end(), is_type)) {
      close(source);
      return feed_fresh(source, line);
    }
  }
  if (open.text.size() + 1 + line.size() > kMaxLine) {
    close(source);
    return feed_fresh(source, line);
  }
  open.text += '\n';
  open.text += line;
  open.brackets.length_of("\n");
  if (open.brackets.length_of(line) > line.size()) return Change::kNothing;
  const std::string text = std::exchange(open, {}).text;
  return feed_fresh(source, text);
}

void MessageReader::close(Source source) {
  const std::string text = std::exchange(open_of(source), {}).text;
  if (!text.empty()) take_broken(source, "it breaks off", text, {}, read_json_object(text));
}

void MessageReader::finish() {
  close(Source::kEvents);
  close(Source::kStdout);
}

void MessageReader::feed_overlong(Source source, std::string_view beginning, std::string_view end) {
  close(source);
  beginning = without_front(beginning);
  // On stdout a long line is more likely just output.
  if (!beginning.starts_with('{')) {
    if (source == Source::kEvents) {
      note(kOverlong, beginning);
      if (may_be_verdict(beginning, end)) note_unreadable_verdict(kOverlong, beginning);
    }
    return;
  }
  take_broken(source, kOverlong, beginning, end, read_json_object(beginning));
}

MessageReader::Change MessageReader::take_object(Source source, std::string_view text,
                                                 JsonObjectRead object) {
  const std::string unreadable = std::move(object.unreadable);
  std::string said_twice;
  JsonMembers message = members_of(std::move(object), said_twice);
  const JsonValue* type = find(message, "type");
  const std::string name = string_of(type);
  if (!is_message_type(name)) {
    refuse_type(source, text, type);
    return Change::kNothing;
  }
  if (said_twice == "type" || (said_twice == "status" && name == "completion")) {
    refuse("it says \"" + said_twice + "\" twice", text);
    return Change::kNothing;
  }
  message.erase("type");
  std::string problem;
  const Change change = dispatch(message, name, problem);
  if (problem.empty() && !unreadable.empty()) problem = unreadable + "; null was taken";
  if (!problem.empty()) note(problem, text);
  if (change == Change::kNothing && (name == "completion" || name == "error"))
    note_unreadable_verdict(problem, text);
  return change;
}

// What a program logs on stdout may well have a type of its own.
void MessageReader::refuse_type(Source source, std::string_view text, const JsonValue* type) {
  const std::string name = string_of(type);
  const bool is_utf16 = text.find('\0') != text.npos;
  bool is_near = RE2::FullMatch(name, R"re((?i)\s*(completion|error)\s*)re");
  // On the event channel, what has no type of its own may hold one elsewhere.
  if (is_utf16 || (source == Source::kEvents && name.empty())) is_near |= may_be_verdict(text);
  if (source == Source::kStdout && !is_near) return;
  const char* problem = is_utf16          ? "not in UTF-8"
                        : type == nullptr ? "without a type"
                                          : "of an unknown type";
  note(problem, text);
  if (is_near) note_unreadable_verdict(problem, text);
}

// Of a message that breaks off, what was said before counts only if it is the worse for the step.
MessageReader::Change MessageReader::take_broken(Source source, std::string_view problem,
                                                 std::string_view text, std::string_view end,
                                                 JsonObjectRead object) {
  std::string said_twice;
  JsonMembers message = members_of(std::move(object), said_twice);
  const std::string type = string_of(find(message, "type"));
  const std::string status = string_of(find(message, "status"));
  const bool is_failure =
      said_twice.empty() &&
      (type == "error" || (type == "completion" && (status == "failed" || status == "partial")));
  if (is_failure) {
    std::erase_if(message, [](const auto& member) {
      return member.first != "status" && member.first != "code" && member.first != "message" &&
             member.first != "retry_after";
    });
    std::string ignored;
    const Change change = dispatch(message, type, ignored);
    note(problem, text);
    return change;
  }
  // On stdout what is no message at all is output.
  if (source == Source::kStdout && !is_message_type(type) && !may_be_verdict(text, end))
    return Change::kNothing;
  note(problem, text);
  const bool is_success = type == "completion" && status == "success" && said_twice.empty();
  // Without a verdict the exit status decides.
  if (!is_success && may_be_verdict(text, end)) note_unreadable_verdict(problem, text);
  return Change::kNothing;
}

MessageReader::Change MessageReader::dispatch(JsonMembers& message, const std::string& type,
                                              std::string& problem) {
  if (type == "progress") return take_progress(message, problem);
  if (type == "checkpoint") return take_checkpoint(message, problem);
  if (type == "output") return take_outputs(message, problem);
  if (type == "error") return take_error(message, problem);
  return take_completion(message, problem);
}

MessageReader::Change MessageReader::take_progress(const JsonMembers& message,
                                                   std::string& problem) {
  Progress progress = progress_.value_or(Progress{});
  bool says_something = take_counts(message, progress, problem);
  if (says_something) progress.percent.reset();
  if (const JsonValue* percent = find(message, "percent")) {
    if (percent->is_number()) {
      progress.percent = std::clamp(as_double(*percent), 0.0, 100.0);
      says_something = true;
    } else {
      problem = "percent is not a number";
    }
  }
  if (const JsonValue* text = find(message, "message")) {
    progress.message = as_text(*text);
    says_something = true;
  }
  if (!says_something) {
    if (problem.empty()) problem = "progress without percent, message or counts";
    return Change::kNothing;
  }
  progress_ = std::move(progress);
  progress_changed_ = true;
  return Change::kProgress;
}

MessageReader::Change MessageReader::take_checkpoint(JsonMembers& message, std::string& problem) {
  std::string ignored;
  const JsonValue* data = find(message, "data");
  JsonMembers values = message.size() == 1 && data != nullptr && data->is_object()
                           ? members_of(read_json_object(data->text), ignored)
                           : std::move(message);
  if (add_to_checkpoint(std::move(values))) return Change::kCheckpoint;
  problem = kCheckpointTooLarge;
  return Change::kNothing;
}

void MessageReader::add_to_checkpoint(JsonMembers values, std::string_view line) {
  if (!add_to_checkpoint(std::move(values))) note(kCheckpointTooLarge, line);
}

bool MessageReader::add_to_checkpoint(JsonMembers values) {
  if (!checkpoint_) checkpoint_.emplace();
  std::size_t size = checkpoint_size_;
  for (const auto& [name, value] : values) {
    const auto old = checkpoint_->find(name);
    if (old != checkpoint_->end()) size -= size_in_object(name, old->second);
    size += size_in_object(name, value);
  }
  if (size > kMaxCheckpoint) return false;
  for (auto& [name, value] : values) (*checkpoint_)[name] = std::move(value);
  checkpoint_size_ = size;
  checkpoint_changed_ = true;
  return true;
}

MessageReader::Change MessageReader::take_outputs(JsonMembers& message, std::string& problem) {
  const auto name = message.find("name");
  const auto value = message.find("value");
  JsonMembers outputs;
  if (message.size() == 2 && value != message.end() && name != message.end() &&
      name->second.is_string()) {
    outputs.emplace(plain_text(name->second), std::move(value->second));
  } else {
    outputs = std::move(message);
  }
  if (outputs.empty()) problem = "an output without a name";
  return add_outputs(std::move(outputs), problem) ? Change::kOutput : Change::kNothing;
}

// Fields that can't be read are noted and left out: an error must not get lost over its decoration.
MessageReader::Change MessageReader::take_error(const JsonMembers& message, std::string& problem) {
  ReportedError error;
  if (const JsonValue* code = find(message, "code")) error.code = as_text(*code);
  if (const JsonValue* text = find(message, "message")) error.message = as_text(*text);
  if (const JsonValue* after = find(message, "retry_after")) {
    const double seconds = after->is_number() ? as_double(*after) : -1.0;
    if (seconds >= 0.0 && seconds <= kLongestRetryAfter) {
      error.retry_after = std::chrono::milliseconds(std::llround(seconds * 1000.0));
    } else {
      problem = "retry_after is not a number of seconds from 0 to 31 days";
    }
  }
  error_ = std::move(error);
  last_verdict_ = Change::kError;
  unreadable_verdict_.clear();
  return Change::kError;
}

MessageReader::Change MessageReader::take_completion(JsonMembers& message, std::string& problem) {
  const auto said = message.find("status");
  const std::string status = said == message.end() ? "success" : string_of(&said->second);
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
    JsonMembers error;
    for (const char* key : {"code", "message", "retry_after"}) {
      if (auto node = message.extract(key)) error.insert(std::move(node));
    }
    if (!error.empty()) take_error(error, problem);
  }
  if (const JsonValue* done = find(message, "done"); done != nullptr && !count_of(*done).empty()) {
    std::string ignored;  // "total" may as well be an output that has nothing to do with items
    Progress progress = progress_.value_or(Progress{});
    take_counts(message, progress, ignored);
    progress_ = std::move(progress);
  }
  completion_ = completion;
  last_verdict_ = Change::kCompletion;
  unreadable_verdict_.clear();
  add_outputs(std::move(message), problem);
  return Change::kCompletion;
}

bool MessageReader::add_outputs(JsonMembers values, std::string& problem) {
  bool added = false;
  for (auto& [name, value] : values) {
    const auto old = outputs_.find(name);
    const std::size_t freed = old == outputs_.end() ? 0 : size_in_object(name, old->second);
    const std::size_t size = outputs_size_ - freed + size_in_object(name, value);
    if (size > kMaxOutputs) {
      problem = "the output \"" + shorten(name, 60) +
                "\" was not kept: the outputs of a step may have 1 MB together";
      continue;
    }
    outputs_size_ = size;
    outputs_[name] = std::move(value);
    added = true;
  }
  return added;
}

void MessageReader::note(std::string_view problem, std::string_view line) {
  if (notes_.count++ < MessageNotes::kKept) notes_.first.push_back(noted(problem, line));
}

void MessageReader::refuse(std::string_view problem, std::string_view line) {
  note(problem, line);
  if (may_be_verdict(line)) note_unreadable_verdict(problem, line);
}

void MessageReader::note_unreadable_verdict(std::string_view problem, std::string_view line) {
  unreadable_verdict_ = noted(problem, line);
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
