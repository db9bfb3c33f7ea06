#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "process/json_text.h"

namespace baton {

// What a script says about itself: JSON objects, one a line, written to $BATON_EVENTS (descriptor
// 3), or to stdout where the step has "messages": "stdout". `type` decides; other keys mean:
//
//   {"type":"progress","percent":40,"message":"...","done":118,"total":150,"failed":2}
//        All optional. percent is a number, clamped to 0..100; done, total and failed count items,
//        whole numbers from 0. The last value of each counts, except that counts without a percent
//        take an earlier percent away: the database works it out of them.
//   {"type":"checkpoint","last_step":5}   or   {"type":"checkpoint","data":{"last_step":5}}
//        The inline keys (or, when `data` is an object and the only other key, that object) are put
//        into the checkpoint; other keys of it stay, and null removes one.
//   {"type":"output","name":"items","value":3}   or   {"type":"output","items":3,"sets":2}
//        With both `name` (text) and `value` and nothing else: one output. Otherwise every inline key
//        is an output. The last value of a name counts.
//   {"type":"error","code":"RATE_LIMIT","message":"...","retry_after":30}
//        All optional; code is text (or a number, taken as text), retry_after is seconds (a number
//        from 0 to 31 days). The last error message counts, and each replaces the one before.
//   {"type":"completion","status":"success","subdomain":"joes"}
//        status is success (default), partial or failed. The other inline keys are outputs; only,
//        where the status is not success, `code`, `message` and `retry_after` are an error message's.
//        With a whole number as `done`, it and `total` and `failed` are counts of items besides.
//
// How the script says it ended is its last error or completion message, whichever came later: verdict().
//
// One set of rules for both channels (docs/reference/script-protocol.md has them for script
// authors): an object may go over several lines, and several may share one; what is beside them is
// noted. Only, on stdout ordinary output may stand between messages: what does not begin with "{"
// or has no `type` of these is no message and not noted.
//
// Nothing bad ends the step, and nothing is lost in silence: it is noted. A verdict counts whatever
// else is wrong in its message, even where the message breaks off. Where a message cannot be read
// and may have been a verdict, unreadable_verdict() says so, until one comes that can be read.
struct ReportedError {
  std::optional<std::string> code;
  std::optional<std::string> message;
  std::optional<std::chrono::milliseconds> retry_after;
};

struct Completion {
  enum class Status { kSuccess, kPartial, kFailed };
  Status status = Status::kSuccess;
};

struct Progress {
  std::optional<double> percent;  // 0..100
  std::optional<std::string> message;
  nlohmann::json items =
      nlohmann::json::object();  // done, total, failed, as far as they were given
};

// What was not taken as it was said.
struct MessageNotes {
  static constexpr std::size_t kKept = 5;
  std::size_t count = 0;
  std::vector<std::string> first;  // of each what is wrong and the line's beginning; at most kKept
};

class MessageReader {
 public:
  static constexpr std::size_t kMaxLine = 1024 * 1024;  // also of an object over several lines
  static constexpr std::size_t kMaxOutputs =
      1024 * 1024;  // all outputs, as the database prints them
  static constexpr std::size_t kMaxCheckpoint = 256 * 1024;  // of what one attempt saves
  static constexpr std::size_t kMaxText = 16 * 1024;         // messages for people are cut to this

  enum class Source {
    kEvents,  // every line should be a message
    kStdout,  // ordinary output may stand between them
  };

  // What the last message of a line changed.
  enum class Change { kNothing, kProgress, kCheckpoint, kOutput, kError, kCompletion };

  Change feed(Source source, std::string_view line);

  // A line that the splitter had to cut. `end` is its end, or as much of it as was kept.
  void feed_overlong(Source source, std::string_view beginning, std::string_view end);

  // No more lines will come: an object that is still open is taken for what it is worth.
  void finish();

  // Whether it changed since the last call, so that the caller can pass it on.
  bool take_progress_changed() { return std::exchange(progress_changed_, false); }
  bool take_checkpoint_changed() { return std::exchange(checkpoint_changed_, false); }

  const JsonMembers& outputs() const { return outputs_; }
  // What this attempt put into its checkpoint: the last value of each key, null for a removed one.
  const std::optional<JsonMembers>& checkpoint() const { return checkpoint_; }
  // The same from elsewhere (rules, which found it in `line`), in the order in which it was said.
  void add_to_checkpoint(JsonMembers values, std::string_view line);
  const std::optional<Progress>& progress() const { return progress_; }
  const std::optional<ReportedError>& error() const { return error_; }
  const std::optional<Completion>& completion() const { return completion_; }
  const MessageNotes& notes() const { return notes_; }

  // The last error or completion in the form that the database takes: {"type", "status", "code",
  // "message", "retry_after" (seconds)}, as far as they are known.
  std::optional<nlohmann::json> verdict() const;
  // What cannot be read and may have been a verdict, with no readable one after it; empty if
  // nothing.
  const std::string& unreadable_verdict() const {
    return last_verdict_ == Change::kNothing && unreadable_verdict_.empty() ? quoted_verdict_
                                                                            : unreadable_verdict_;
  }

 private:
  // An object whose end has not come, over several lines.
  struct OpenObject {
    std::string text;
    JsonBrackets brackets;
  };

  Change feed_fresh(Source source, std::string_view line);
  bool pass_over(Source source, std::string_view beside, std::string_view line, bool after_message);
  Change feed_open(Source source, std::string_view line);
  Change take_object(Source source, std::string_view text, JsonObjectRead object);
  Change take_broken(Source source, std::string_view problem, std::string_view text,
                     std::string_view end, JsonObjectRead object);
  void refuse_type(Source source, std::string_view text, const JsonValue* type);
  Change dispatch(JsonMembers& message, const std::string& type, std::string& problem);
  Change take_progress(const JsonMembers& message, std::string& problem);
  Change take_checkpoint(JsonMembers& message, std::string& problem);
  Change take_outputs(JsonMembers& message, std::string& problem);
  Change take_error(const JsonMembers& message, std::string& problem);
  Change take_completion(JsonMembers& message, std::string& problem);
  bool add_to_checkpoint(JsonMembers values);
  bool add_outputs(JsonMembers values, std::string& problem);
  void close(Source source);
  void note(std::string_view problem, std::string_view line);
  void refuse(std::string_view problem, std::string_view line);
  void note_unreadable_verdict(std::string_view problem, std::string_view line);
  OpenObject& open_of(Source source) { return open_[source == Source::kEvents ? 0 : 1]; }

  std::array<OpenObject, 2> open_;
  JsonMembers outputs_;
  std::size_t outputs_size_ = 2;
  std::optional<JsonMembers> checkpoint_;
  std::size_t checkpoint_size_ = 2;
  std::optional<Progress> progress_;
  std::optional<ReportedError> error_;
  std::optional<Completion> completion_;
  Change last_verdict_ = Change::kNothing;  // kError or kCompletion
  std::string unreadable_verdict_;
  std::string quoted_verdict_;  // behind other text on stdout: no success, if there is no other
  bool progress_changed_ = false;
  bool checkpoint_changed_ = false;
  MessageNotes notes_;
};

}  // namespace baton
