// The event channel, and messages on stdout: whatever a script writes and however the reads fall, what comes out is
// JSON that the database takes, within bounds, and the same.

#include <string>

#include <nlohmann/json.hpp>

#include "fuzzing.h"
#include "process/json_text.h"
#include "process/text.h"
#include "process/transcript.h"

namespace baton {
namespace {

using nlohmann::json;

// As jsonb takes it: valid, without a NUL in any text, not too deep.
void check_text(const std::string& text) {
  require(is_clean_text(text), "printed JSON is clean text");
  require(json::accept(text) || text.find('e') != std::string::npos ||
              text.find('E') != std::string::npos || text.size() > 300,
          "printed JSON is valid, but for numbers that a double cannot hold");
  const std::size_t nul = text.find("\\u0000");
  require(nul == std::string::npos || (nul > 0 && text[nul - 1] == '\\'), "JSON has no NUL");
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && (text[i] == '{' || text[i] == '[')) {
      require(++depth <= 64, "JSON is not too deep");
    } else if (!in_string && (text[i] == '}' || text[i] == ']')) {
      --depth;
    }
  }
}

// What a library takes for JSON means the same here.
void check_against_library(std::string_view bytes) {
  const std::size_t start = bytes.find('{');
  if (start == bytes.npos) return;
  const std::string text(bytes.substr(start));
  const json object = json::parse(text, nullptr, false);
  if (object.is_discarded() || text.find("u0000") != text.npos) return;
  const JsonObjectRead read = read_json_object(text);
  require(read.end == JsonObjectRead::End::kWhole, "an object of JSON is read whole");
  if (!read.unreadable.empty()) return;
  JsonMembers members;
  for (const JsonMember& member : read.members) members[member.name] = member.value;
  require(json::parse(print_members(members)) == object, "an object of JSON keeps its values");
}

void check(const MessageReader& messages) {
  check_text(print_members(messages.outputs()));
  require(print_members(messages.outputs()).size() <= MessageReader::kMaxOutputs,
          "outputs are bounded");
  if (messages.checkpoint()) {
    const std::string printed = print_members(*messages.checkpoint());
    check_text(printed);
    require(printed.size() <= MessageReader::kMaxCheckpoint, "a checkpoint is bounded");
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
  if (const auto verdict = messages.verdict()) check_text(print_json(*verdict));
  for (const std::string& note : messages.notes().first)
    require(is_clean_text(note), "notes are clean text");
  require(messages.notes().first.size() <= MessageNotes::kKept, "notes are bounded");
  require(is_clean_text(messages.unreadable_verdict()), "an unreadable verdict is clean text");
}

json summary(Transcript& transcript) {
  json all = {{"outputs", print_members(transcript.outputs())},
              {"checkpoint", transcript.checkpoint()},
              {"noted", transcript.messages().notes().count},
              {"notes", transcript.messages().notes().first},
              {"unreadable", transcript.messages().unreadable_verdict()}};
  if (const auto verdict = transcript.messages().verdict()) all["verdict"] = *verdict;
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
  check_against_library(input.bytes());
  require(summary(in_parts) == summary(at_once), "messages do not depend on how the reads fell");
  return 0;
}
