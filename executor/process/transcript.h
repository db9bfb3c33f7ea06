#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "process/child.h"
#include "process/json_text.h"
#include "process/line_splitter.h"
#include "process/messages.h"
#include "process/output_stream.h"
#include "process/rules.h"

namespace baton {

// All that one attempt's script said: its output to be stored, what the rules found in it, and its
// messages. Give it to Child::on_readable(); call finish() when the Child has finished.
class Transcript : public ByteSink {
 public:
  struct Options {
    std::shared_ptr<const Rules> rules = {};  // null: none
    bool messages_on_stdout = false;          // "messages": "stdout"
  };

  explicit Transcript(Options options);

  void on_bytes(Channel channel, std::string_view bytes) override;

  // No more bytes will come: unterminated last lines are taken too.
  void finish();

  // Clean text of both streams that was not taken yet.
  std::vector<StreamPiece> take_pieces();
  const OutputStream& stdout_stream() const { return stdout_; }
  const OutputStream& stderr_stream() const { return stderr_; }

  // Whether it changed since the last call.
  bool take_progress_changed() { return messages_.take_progress_changed(); }
  bool take_checkpoint_changed() { return messages_.take_checkpoint_changed(); }

  // What to put into the step's checkpoint: all that messages and rules have said of it in this
  // attempt, the last value of each key. Printed anew in each call, so not for every message.
  std::string checkpoint() const;

  // Outputs: what rules found, and over it what messages said.
  JsonMembers outputs() const;

  RuleFindings findings() const { return matcher_.findings(); }
  const MessageReader& messages() const { return messages_; }

 private:
  bool has_rules_for(Stream stream) const;
  void take_line(Stream stream, const LineSplitter::Line& line);
  void take_message(MessageReader::Source source, const LineSplitter::Line& line);

  Options options_;
  OutputStream stdout_{Stream::kStdout};
  OutputStream stderr_{Stream::kStderr};
  LineSplitter stdout_lines_;
  LineSplitter stderr_lines_;
  LineSplitter message_lines_;         // of the event channel
  LineSplitter stdout_message_lines_;  // with "messages": "stdout"
  RuleMatcher matcher_;
  MessageReader messages_;
};

}  // namespace baton
