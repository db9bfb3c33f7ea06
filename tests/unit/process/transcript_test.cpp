#include "process/transcript.h"

#include <gmock/gmock.h>

namespace baton {
namespace {

using nlohmann::json;

Transcript::Options options(const char* rules) {
  return {.rules = std::get<std::shared_ptr<const Rules>>(Rules::parse(json::parse(rules)))};
}

constexpr const char* kRules =
    R"json([{"match": "stdout", "pattern": "STEP (\\d+)", "checkpoint": "last_step"},
                                   {"match": "stdout", "pattern": "id=(\\w+)", "output": "id"},
                                   {"match": "stderr", "pattern": "conflict", "error": "STATE_CONFLICT"}])json";

TEST(Transcript, OutputIsKeptAndReadByRules) {
  Transcript transcript(options(kRules));
  transcript.on_bytes(Channel::kStdout, "id=o");
  transcript.on_bytes(Channel::kStdout, "ne\nid=two");
  transcript.on_bytes(Channel::kStderr, "a conflict\n");
  transcript.finish();
  EXPECT_EQ(transcript.outputs(), json::parse(R"json({"id":"two"})json"))
      << "the last line needs no newline";
  EXPECT_EQ(transcript.findings().error_code, "STATE_CONFLICT");
  const auto pieces = transcript.take_pieces();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].text, "id=one\nid=two");
  EXPECT_EQ(pieces[1].stream, Stream::kStderr);
}

TEST(Transcript, MessagesOnTheEventChannelAreRead) {
  Transcript transcript({});
  transcript.on_bytes(Channel::kEvents,
                      "{\"type\":\"progress\",\"percent\":4}\n{\"type\":\"output\",\"a\":1}");
  EXPECT_TRUE(transcript.take_progress_changed());
  EXPECT_FALSE(transcript.take_progress_changed());
  transcript.finish();
  EXPECT_EQ(transcript.outputs(), json::parse(R"json({"a":1})json"));
  EXPECT_TRUE(transcript.take_pieces().empty()) << "they are no output";
}

TEST(Transcript, MessagesOnStdoutCountOnlyWhereTheStepSaysSo) {
  const char line[] = "{\"type\":\"output\",\"a\":1}\n";
  Transcript events({});
  events.on_bytes(Channel::kStdout, line);
  events.finish();
  EXPECT_EQ(events.outputs(), json::object());
  Transcript both({.messages_on_stdout = true});
  both.on_bytes(Channel::kStdout, line);
  both.finish();
  EXPECT_EQ(both.outputs(), json::parse(R"json({"a":1})json"));
  EXPECT_EQ(both.take_pieces().size(), 1U) << "they stay in the output";
}

TEST(Transcript, MessagesWinOverRules) {
  Transcript transcript(options(kRules));
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"output\",\"id\":\"message\"}\n");
  transcript.on_bytes(Channel::kStdout, "id=rule\n");
  EXPECT_EQ(transcript.outputs(), json::parse(R"json({"id":"message"})json"));
}

TEST(Transcript, CheckpointIsGivenOnceForEveryChange) {
  Transcript transcript(options(kRules));
  EXPECT_FALSE(transcript.take_checkpoint().has_value());
  transcript.on_bytes(Channel::kStdout, "STEP 2\n");
  EXPECT_EQ(transcript.take_checkpoint(), json::parse(R"json({"last_step":"2"})json"));
  EXPECT_FALSE(transcript.take_checkpoint().has_value());
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"checkpoint\",\"row\":7}\n");
  EXPECT_EQ(transcript.take_checkpoint(), json::parse(R"json({"row":7,"last_step":"2"})json"));
}

TEST(Transcript, TheLastWordOnACheckpointKeyCountsWhoeverSaidIt) {
  Transcript transcript(options(kRules));
  transcript.on_bytes(Channel::kStdout, "STEP 2\n");
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"checkpoint\",\"last_step\":\"nine\"}\n");
  EXPECT_EQ(transcript.take_checkpoint(), json::parse(R"json({"last_step":"nine"})json"));
  transcript.on_bytes(Channel::kStdout, "STEP 10\n");
  EXPECT_EQ(transcript.take_checkpoint(), json::parse(R"json({"last_step":"10"})json"));
}

TEST(Transcript, OverlongMessageIsNotedAndTheNextIsRead) {
  Transcript transcript({});
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"output\",\"a\":\"");
  for (int i = 0; i < 40; ++i) transcript.on_bytes(Channel::kEvents, std::string(65536, 'x'));
  transcript.on_bytes(Channel::kEvents, "\"}\n{\"type\":\"output\",\"b\":1}\n");
  EXPECT_EQ(transcript.outputs(), json::parse(R"json({"b":1})json"));
  EXPECT_EQ(transcript.messages().notes().bad_lines, 1U);
  EXPECT_THAT(transcript.messages().notes().first_bad_line,
              testing::StartsWith("longer than 1 MB: {\"type\":\"output\""));
}

}  // namespace
}  // namespace baton
