#include "process/transcript.h"

#include <utility>

#include "process/text.h"

namespace baton {
namespace {

// Lines for rules; longer ones are matched in parts.
constexpr std::size_t kMaxRuleLine = 16 * 1024;

}  // namespace

Transcript::Transcript(Options options)
    : options_(std::move(options)),
      stdout_lines_(kMaxRuleLine, LineSplitter::Overlong::kSplit),
      stderr_lines_(kMaxRuleLine, LineSplitter::Overlong::kSplit),
      message_lines_(MessageReader::kMaxLine, LineSplitter::Overlong::kDiscard),
      stdout_message_lines_(MessageReader::kMaxLine, LineSplitter::Overlong::kDiscard),
      matcher_(options_.rules) {}

bool Transcript::has_rules_for(Stream stream) const {
  return options_.rules != nullptr && options_.rules->reads(stream);
}

void Transcript::on_bytes(Channel channel, std::string_view bytes) {
  switch (channel) {
    case Channel::kStdout:
      stdout_.append(bytes);
      if (has_rules_for(Stream::kStdout)) {
        stdout_lines_.feed(bytes, [this](const auto& line) { take_line(Stream::kStdout, line); });
      }
      if (options_.messages_on_stdout) {
        stdout_message_lines_.feed(bytes, [this](const auto& line) {
          take_message(MessageReader::Source::kStdout, line);
        });
      }
      break;
    case Channel::kStderr:
      stderr_.append(bytes);
      if (has_rules_for(Stream::kStderr)) {
        stderr_lines_.feed(bytes, [this](const auto& line) { take_line(Stream::kStderr, line); });
      }
      break;
    case Channel::kEvents:
      message_lines_.feed(
          bytes, [this](const auto& line) { take_message(MessageReader::Source::kEvents, line); });
      break;
    case Channel::kControl:
      break;
  }
}

void Transcript::finish() {
  stdout_.finish();
  stderr_.finish();
  stdout_lines_.finish([this](const auto& line) { take_line(Stream::kStdout, line); });
  stderr_lines_.finish([this](const auto& line) { take_line(Stream::kStderr, line); });
  stdout_message_lines_.finish(
      [this](const auto& line) { take_message(MessageReader::Source::kStdout, line); });
  message_lines_.finish(
      [this](const auto& line) { take_message(MessageReader::Source::kEvents, line); });
  matcher_.finish();
  messages_.finish();
}

void Transcript::take_line(Stream stream, const LineSplitter::Line& line) {
  using LineEnd = RuleMatcher::LineEnd;
  JsonMembers saved;
  for (const auto& [name, value] :
       matcher_.feed(stream, line.text, line.continues ? LineEnd::kContinues : LineEnd::kWhole)) {
    saved[name] = value;
  }
  if (!saved.empty()) messages_.add_to_checkpoint(std::move(saved), line.text);
}

void Transcript::take_message(MessageReader::Source source, const LineSplitter::Line& line) {
  if (line.overlong) {
    messages_.feed_overlong(source, line.text, line.end);
  } else {
    messages_.feed(source, line.text);
  }
}

std::vector<StreamPiece> Transcript::take_pieces() {
  std::vector<StreamPiece> pieces = stdout_.take_pieces();
  for (StreamPiece& piece : stderr_.take_pieces()) pieces.push_back(std::move(piece));
  return pieces;
}

std::string Transcript::checkpoint() const {
  return print_members(messages_.checkpoint().value_or(JsonMembers()));
}

JsonMembers Transcript::outputs() const {
  JsonMembers outputs = messages_.outputs();
  for (const auto& [name, value] : matcher_.findings().outputs) outputs.try_emplace(name, value);
  return outputs;
}

}  // namespace baton
