// The output pipeline: pieces for the database, lines for rules. Whatever a script prints and however the reads fall,
// pieces are clean text in order, within bounds, and lose nothing unless they say so; rules find the same.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "fuzzing.h"
#include "process/json_text.h"
#include "process/line_splitter.h"
#include "process/output_stream.h"
#include "process/rules.h"
#include "process/text.h"

namespace baton {
namespace {

constexpr std::size_t kMemory = 64 * 1024;

// What a loop that takes the pieces now and then gets.
std::string take_all(const Input& input, const std::string& written, std::uint64_t& dropped) {
  OutputStream stream(Stream::kStdout);
  std::string text;
  std::uint64_t end = 0;
  unsigned reads = 0;
  const auto take = [&] {
    std::size_t taken = 0;
    for (const StreamPiece& piece : stream.take_pieces()) {
      require(piece.start >= end && piece.end > piece.start, "pieces are in order");
      require(is_clean_text(piece.text), "pieces are clean text");
      require(piece.text.size() >= (piece.end - piece.start) || !piece.text.empty(),
              "pieces have text");
      end = piece.end;
      taken += piece.text.size();
      text += piece.text;
    }
    require(taken <= OutputStream::kHead + OutputStream::kTail, "a take is bounded");
  };
  input.in_parts(written, [&](std::string_view part) {
    stream.append(part);
    require(stream.memory() <= kMemory, "memory is bounded");
    if (input.choice(0) && ++reads % 8 == 0) take();
  });
  stream.finish();
  take();
  require(!stream.has_pending(), "nothing is pending in the end");
  require(stream.total_bytes() == written.size(), "every byte is counted");
  require(written.empty() || end == stream.total_bytes(), "the last byte is always kept");
  dropped = stream.dropped_bytes();
  return text;
}

std::shared_ptr<const Rules> rules() {
  static const auto parsed =
      std::get<std::shared_ptr<const Rules>>(Rules::parse(nlohmann::json::parse(R"json([
    {"match": "stdout", "pattern": "Subdomain:\\s*(\\S+)", "output": "subdomain"},
    {"match": "stdout", "pattern": "STEP (\\d+):", "checkpoint": "last_step"},
    {"match": "stdout", "pattern": "N=(\\S+)", "output": "n", "type": "number"},
    {"match": "stdout", "pattern": "B=(.*)", "checkpoint": "b", "type": "boolean"},
    {"match": "stdout", "pattern": "J=(.*)", "output": "j", "type": "json"},
    {"match": "stdout", "between": ["^<<", "^>>"], "output": "block", "type": "json"},
    {"match": "stdout", "between": ["^<<", "^>>"], "output": "lines"},
    {"match": "stdout", "pattern": "COMPLETED", "required": true},
    {"match": "stdout", "pattern": "(?i)injection added", "outcome": "partial"},
    {"match": "stdout", "pattern": "already (.*)", "error": "STATE_CONFLICT"}])json")));
  return parsed;
}

using Lines = std::vector<std::string>;

template <typename Feed>
Lines split(LineSplitter::Overlong overlong, Feed&& feed) {
  constexpr std::size_t kLimit = 100;
  LineSplitter splitter(kLimit, overlong);
  Lines lines;
  const auto take = [&](const LineSplitter::Line& line) {
    require(line.text.size() <= kLimit, "lines are bounded");
    lines.push_back((line.overlong ? "overlong:" : "line:") + std::string(line.text));
  };
  feed([&](std::string_view part) { splitter.feed(part, take); });
  splitter.finish(take);
  return lines;
}

RuleFindings find(const Lines& lines) {
  RuleMatcher matcher(rules());
  for (const std::string& line : lines) matcher.feed(Stream::kStdout, line);
  matcher.finish();
  return matcher.findings();
}

void check_findings(const RuleFindings& found) {
  for (const auto* values : {&found.outputs, &found.checkpoint}) {
    for (const auto& [name, value] : *values) {
      require(is_clean_text(value.text), "values are clean text");
      require(read_json_object("{\"v\":" + value.text + "}").end == JsonObjectRead::End::kWhole,
              "values are JSON");
    }
  }
}

}  // namespace
}  // namespace baton

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  const Input input(data, size);

  std::string written(input.bytes());
  if (input.choice(1) && input.choice(2) &&
      input.choice(3)) {  // a flood, from a small input; it is slow
    while (!written.empty() && written.size() < 60'000) written += std::string(written);
  }
  std::uint64_t dropped = 0;
  const std::string text = take_all(input, written, dropped);
  if (dropped == 0) require(text == clean_text(written), "what is not dropped is all there");

  const bool clean = is_clean_text(input.bytes());
  for (const auto overlong : {LineSplitter::Overlong::kSplit, LineSplitter::Overlong::kDiscard}) {
    const Lines in_parts = split(overlong, [&](const auto& feed) { input.in_parts(feed); });
    const Lines at_once = split(overlong, [&](const auto& feed) { feed(input.bytes()); });
    for (const std::string& line : in_parts) {
      require(!clean || is_clean_text(line), "lines are cut between characters");
    }
    require(in_parts == at_once, "lines do not depend on how the reads fell");
    if (overlong == LineSplitter::Overlong::kSplit) check_findings(find(in_parts));
  }
  return 0;
}
