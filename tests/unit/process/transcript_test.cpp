#include "process/transcript.h"

#include <gmock/gmock.h>

namespace baton {
namespace {

using nlohmann::json;

Transcript::Options options(const char* rules) {
  return {.rules = std::get<std::shared_ptr<const Rules>>(Rules::parse(json::parse(rules)))};
}

json outputs(const Transcript& transcript) {
  return json::parse(print_members(transcript.outputs()));
}

// The checkpoint if it has changed.
std::optional<json> take_checkpoint(Transcript& transcript) {
  if (!transcript.take_checkpoint_changed()) return std::nullopt;
  return json::parse(transcript.checkpoint());
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
  EXPECT_EQ(outputs(transcript), json::parse(R"json({"id":"two"})json"))
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
  EXPECT_EQ(outputs(transcript), json::parse(R"json({"a":1})json"));
  EXPECT_TRUE(transcript.take_pieces().empty()) << "they are no output";
}

TEST(Transcript, MessagesOnStdoutCountOnlyWhereTheStepSaysSo) {
  const char line[] = "{\"type\":\"output\",\"a\":1}\n";
  Transcript events({});
  events.on_bytes(Channel::kStdout, line);
  events.finish();
  EXPECT_EQ(outputs(events), json::object());
  Transcript both({.messages_on_stdout = true});
  both.on_bytes(Channel::kStdout, line);
  both.finish();
  EXPECT_EQ(outputs(both), json::parse(R"json({"a":1})json"));
  EXPECT_EQ(both.take_pieces().size(), 1U) << "they stay in the output";
}

TEST(Transcript, MessagesWinOverRules) {
  Transcript transcript(options(kRules));
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"output\",\"id\":\"message\"}\n");
  transcript.on_bytes(Channel::kStdout, "id=rule\n");
  EXPECT_EQ(outputs(transcript), json::parse(R"json({"id":"message"})json"));
}

TEST(Transcript, CheckpointIsGivenOnceForEveryChange) {
  Transcript transcript(options(kRules));
  EXPECT_FALSE(take_checkpoint(transcript).has_value());
  transcript.on_bytes(Channel::kStdout, "STEP 2\n");
  EXPECT_EQ(take_checkpoint(transcript), json::parse(R"json({"last_step":"2"})json"));
  EXPECT_FALSE(take_checkpoint(transcript).has_value());
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"checkpoint\",\"row\":7}\n");
  EXPECT_EQ(take_checkpoint(transcript), json::parse(R"json({"row":7,"last_step":"2"})json"));
}

TEST(Transcript, TheLastWordOnACheckpointKeyCountsWhoeverSaidIt) {
  Transcript transcript(options(kRules));
  transcript.on_bytes(Channel::kStdout, "STEP 2\n");
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"checkpoint\",\"last_step\":\"nine\"}\n");
  EXPECT_EQ(take_checkpoint(transcript), json::parse(R"json({"last_step":"nine"})json"));
  transcript.on_bytes(Channel::kStdout, "STEP 10\n");
  EXPECT_EQ(take_checkpoint(transcript), json::parse(R"json({"last_step":"10"})json"));
}

TEST(Transcript, OverlongMessageIsNotedAndTheNextIsRead) {
  Transcript transcript({});
  transcript.on_bytes(Channel::kEvents, "{\"type\":\"output\",\"a\":\"");
  for (int i = 0; i < 40; ++i) transcript.on_bytes(Channel::kEvents, std::string(65536, 'x'));
  transcript.on_bytes(Channel::kEvents, "\"}\n{\"type\":\"output\",\"b\":1}\n");
  EXPECT_EQ(outputs(transcript), json::parse(R"json({"b":1})json"));
  EXPECT_EQ(transcript.messages().notes().count, 1U);
  EXPECT_THAT(transcript.messages().notes().first.at(0),
              testing::StartsWith("longer than 1 MB: {\"type\":\"output\""));
}

TEST(Transcript, ACheckpointOfARuleThatIsTooLargeIsNoted) {
  Transcript transcript(
      options(R"json([{"match": "stdout", "pattern": "at (.*)", "checkpoint": "at"}])json"));
  transcript.on_bytes(Channel::kEvents,
                      R"({"type":"checkpoint","x":")" + std::string(250'000, 'x') + "\"}\n");
  transcript.on_bytes(Channel::kStdout, "at " + std::string(15'000, 'y') + "\n");
  EXPECT_EQ(transcript.messages().checkpoint()->count("at"), 0U);
  EXPECT_THAT(transcript.messages().notes().first.at(0),
              testing::StartsWith("the checkpoint was not kept"));
}

std::string overlong(const std::string& begin, const std::string& end) {
  return begin + std::string(3'000'000, 'x') + end;
}

TEST(Transcript, AFailureInAnOverlongMessageCounts) {
  for (const Channel channel : {Channel::kEvents, Channel::kStdout}) {
    Transcript transcript({.messages_on_stdout = true});
    transcript.on_bytes(channel,
                        overlong(R"({"type":"completion","status":"failed","log":")", "\"}\n"));
    EXPECT_EQ(transcript.messages().verdict().value()["status"], "failed");
    EXPECT_EQ(transcript.messages().notes().count, 1U);
  }
}

TEST(Transcript, AVerdictAtTheEndOfAnOverlongMessageIsAnUnreadableOne) {
  for (const Channel channel : {Channel::kEvents, Channel::kStdout}) {
    for (const char* newline : {"\n", ""}) {
      Transcript transcript({.messages_on_stdout = true});
      transcript.on_bytes(channel,
                          overlong(channel == Channel::kEvents ? R"(...{"log":")" : R"({"log":")",
                                   R"(","status":"failed","type":"completion"})") +
                              newline);
      transcript.finish();
      EXPECT_FALSE(transcript.messages().verdict().has_value());
      EXPECT_THAT(transcript.messages().unreadable_verdict(),
                  testing::StartsWith("longer than 1 MB"));
    }
  }
}

TEST(Transcript, AnOverlongLineOnStdoutThatIsNoMessageIsOutput) {
  Transcript transcript({.messages_on_stdout = true});
  transcript.on_bytes(Channel::kStdout, overlong("{\"rows\":\"", "\"}\n") + overlong("text", "\n"));
  transcript.finish();
  EXPECT_EQ(transcript.messages().notes().count, 0U);
}

TEST(Transcript, ALastMessageNeedsNoNewline) {
  for (const Channel channel : {Channel::kEvents, Channel::kStdout}) {
    Transcript transcript({.messages_on_stdout = true});
    transcript.on_bytes(channel, R"({"type":"completion","status":"failed"})");
    transcript.finish();
    EXPECT_EQ(transcript.messages().verdict().value()["status"], "failed");
  }
}

}  // namespace
}  // namespace baton
