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
        stdout_lines_.feed(bytes,
                           [this](const auto& line) { take_line(Stream::kStdout, line.text); });
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
        stderr_lines_.feed(bytes,
                           [this](const auto& line) { take_line(Stream::kStderr, line.text); });
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
  stdout_lines_.finish([this](const auto& line) { take_line(Stream::kStdout, line.text); });
  stderr_lines_.finish([this](const auto& line) { take_line(Stream::kStderr, line.text); });
  stdout_message_lines_.finish(
      [this](const auto& line) { take_message(MessageReader::Source::kStdout, line); });
  message_lines_.finish(
      [this](const auto& line) { take_message(MessageReader::Source::kEvents, line); });
}

void Transcript::take_line(Stream stream, std::string_view line) {
  const auto saved = matcher_.feed(stream, line);
  if (!saved.empty() && messages_.add_to_checkpoint(saved)) checkpoint_changed_ = true;
}

void Transcript::take_message(MessageReader::Source source, const LineSplitter::Line& line) {
  if (line.overlong) {
    // On stdout a long line is more likely just output, unless it looks like a message.
    if (source == MessageReader::Source::kEvents || line.text.starts_with("{\"type\"")) {
      messages_.note_overlong(line.text);
    }
    return;
  }
  const auto change = messages_.feed(source, line.text);
  if (change == MessageReader::Change::kProgress) progress_changed_ = true;
  if (change == MessageReader::Change::kCheckpoint) checkpoint_changed_ = true;
}

std::vector<StreamPiece> Transcript::take_pieces() {
  std::vector<StreamPiece> pieces = stdout_.take_pieces();
  for (StreamPiece& piece : stderr_.take_pieces()) pieces.push_back(std::move(piece));
  return pieces;
}

bool Transcript::take_progress_changed() { return std::exchange(progress_changed_, false); }

std::optional<nlohmann::json> Transcript::take_checkpoint() {
  if (!std::exchange(checkpoint_changed_, false)) return std::nullopt;
  return messages_.checkpoint();
}

nlohmann::json Transcript::outputs() const {
  nlohmann::json outputs = nlohmann::json::object();
  for (const auto& [name, value] : matcher_.findings().outputs) outputs[name] = value;
  for (const auto& [name, value] : messages_.outputs().items()) outputs[name] = value;
  return outputs;
}

}  // namespace baton
