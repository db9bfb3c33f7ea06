#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace baton {

// What a script says about itself: one JSON object per line, written to $BATON_EVENTS (descriptor 3),
// or to stdout where the step has "messages": "stdout". `type` decides; other keys mean:
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
// Tolerance: a bad line never ends the step. It is counted, and the first one's reason and text are
// kept. Bad are: not an object, unknown or missing `type`, wrong types, numbers that JSON cannot print
// back (1e999), nesting over 64, a line over 1 MB. Of an error message only what is wrong in it
// is left out. Cleaned, not refused: NUL and bytes that are not UTF-8 become visible \x00 text, raw
// control characters are taken, halves of surrogate pairs become U+FFFD. Integers beyond 64 bits
// are read as floating point. Empty lines are ignored. On stdout, what does not begin with "{", is
// not JSON that has a "type", or has another `type` is ordinary output, not bad.
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

// Something went wrong with messages, but the step went on.
struct MessageNotes {
  std::size_t bad_lines = 0;
  std::string first_bad_line;      // its reason and its first 200 characters; empty if none
  bool outputs_too_large = false;  // an output was refused: together they would exceed kMaxOutputs
};

class MessageReader {
 public:
  static constexpr std::size_t kMaxLine = 1024 * 1024;
  static constexpr std::size_t kMaxOutputs = 1024 * 1024;    // printed JSON of all outputs together
  static constexpr std::size_t kMaxCheckpoint = 256 * 1024;  // of what one attempt saves
  static constexpr std::size_t kMaxDepth = 64;
  static constexpr std::size_t kMaxText = 16 * 1024;  // messages for people are cut to this

  enum class Source {
    kEvents,  // every line should be a message
    kStdout,  // ordinary output may stand between them
  };

  // What a line changed, so that the caller can pass it on at once.
  enum class Change { kNothing, kProgress, kCheckpoint, kOutput, kError, kCompletion };

  Change feed(Source source, std::string_view line);

  // A line that the splitter had to cut: counted as bad.
  void note_overlong(std::string_view beginning);

  const nlohmann::json& outputs() const { return outputs_; }  // an object
  // What this attempt put into its checkpoint: the last value of each key, null for a removed one.
  const std::optional<nlohmann::json>& checkpoint() const { return checkpoint_; }
  // The same from elsewhere (rules), in the order in which it was said. False if it is too large.
  bool add_to_checkpoint(const nlohmann::json& values);
  const std::optional<Progress>& progress() const { return progress_; }
  const std::optional<ReportedError>& error() const { return error_; }
  const std::optional<Completion>& completion() const { return completion_; }
  const MessageNotes& notes() const { return notes_; }

  // The last error or completion in the form that the database takes: {"type", "status", "code",
  // "message", "retry_after" (seconds)}, as far as they are known.
  std::optional<nlohmann::json> verdict() const;

 private:
  Change dispatch(nlohmann::json& message, const std::string& type, std::string& problem);
  Change take_progress(const nlohmann::json& message, std::string& problem);
  Change take_checkpoint(nlohmann::json& message, std::string& problem);
  Change take_outputs(nlohmann::json& message, std::string& problem);
  Change take_error(const nlohmann::json& message, std::string& problem);
  Change take_completion(nlohmann::json& message, std::string& problem);
  bool add_outputs(const nlohmann::json& values, std::string& problem);
  void note(std::string_view problem, std::string_view line);

  nlohmann::json outputs_ = nlohmann::json::object();
  std::size_t outputs_size_ = 2;
  std::optional<nlohmann::json> checkpoint_;
  std::optional<Progress> progress_;
  std::optional<ReportedError> error_;
  std::optional<Completion> completion_;
  Change last_verdict_ = Change::kNothing;  // kError or kCompletion
  MessageNotes notes_;
};

}  // namespace baton
