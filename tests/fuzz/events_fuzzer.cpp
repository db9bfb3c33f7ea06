// The event channel, and messages on stdout: whatever a script writes and however the reads fall, what comes out is
// JSON that the database takes, within bounds, and the same.

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

#include "fuzzing.h"
#include "process/json_text.h"
#include "process/text.h"
#include "process/transcript.h"

namespace baton {
namespace {

using nlohmann::json;

// As jsonb takes it: no NUL in any text, no number that cannot be printed, not too deep.
void check_json(const json& value) {
  const std::string printed = print_json(value);
  require(is_clean_text(printed), "printed JSON is clean text");
  require(json_depth(printed) <= MessageReader::kMaxDepth + 1, "JSON is not too deep");
  require(printed.find("\\u0000") == std::string::npos ||
              printed.find("\\\\u0000") != std::string::npos,
          "JSON has no NUL");
  require(json::parse(printed) == value || printed.find('e') != std::string::npos ||
              printed.find('.') != std::string::npos,
          "printed JSON reads back");
}

void check(const MessageReader& messages) {
  check_json(messages.outputs());
  require(print_json(messages.outputs()).size() <= MessageReader::kMaxOutputs,
          "outputs are bounded");
  if (messages.checkpoint()) {
    require(messages.checkpoint()->is_object(), "a checkpoint is an object");
    check_json(*messages.checkpoint());
    require(print_json(*messages.checkpoint()).size() <= MessageReader::kMaxCheckpoint,
            "a checkpoint is bounded");
  }
  if (const auto& progress = messages.progress()) {
    if (progress->percent)
      require(*progress->percent >= 0 && *progress->percent <= 100, "percent is from 0 to 100");
    if (progress->message) require(is_clean_text(*progress->message), "progress is clean text");
  }
  if (const auto& error = messages.error()) {
    if (error->code) require(is_clean_text(*error->code), "codes are clean text");
    if (error->message) require(is_clean_text(*error->message), "error messages are clean text");
    if (error->retry_after)
      require(error->retry_after->count() >= 0, "retry_after is not negative");
  }
  if (const auto verdict = messages.verdict()) check_json(*verdict);
  require(is_clean_text(messages.notes().first_bad_line), "notes are clean text");
}

json summary(Transcript& transcript) {
  json all = {{"outputs", transcript.outputs()},
              {"bad", transcript.messages().notes().bad_lines},
              {"first_bad", transcript.messages().notes().first_bad_line}};
  if (const auto verdict = transcript.messages().verdict()) all["verdict"] = *verdict;
  if (const auto& checkpoint = transcript.messages().checkpoint()) all["checkpoint"] = *checkpoint;
  return all;
}

}  // namespace
}  // namespace baton

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  const Input input(data, size);
  const Channel channel = input.choice(0) ? Channel::kStdout : Channel::kEvents;

  Transcript in_parts({.messages_on_stdout = input.choice(1)});
  input.in_parts([&](std::string_view part) { in_parts.on_bytes(channel, part); });
  in_parts.finish();
  check(in_parts.messages());

  Transcript at_once({.messages_on_stdout = input.choice(1)});
  at_once.on_bytes(channel, input.bytes());
  at_once.finish();
  require(summary(in_parts) == summary(at_once), "messages do not depend on how the reads fell");
  return 0;
}
