#include "cli/log_printer.h"

#include <algorithm>

#include <fmt/format.h>

namespace baton {
namespace {

constexpr std::int64_t kOverlap = 1000;

}  // namespace

std::string LogPrinter::line(const Source& source, const std::string& text) const {
  const auto& [step, attempt, stream] = source;
  std::string shown = text;
  if (!is_raw_) {
    if (shown.ends_with('\r')) shown.pop_back();
    shown = harmless_lines(shown);
  }
  const std::string body = stream == "stderr" ? inked(terminal_, Ink::kYellow, shown) : shown;
  return name_steps_
             ? inked(terminal_, Ink::kCyan, step) + inked(terminal_, Ink::kDim, " | ") + body
             : body;
}

std::string LogPrinter::document(const OutputPiece& piece) {
  const nlohmann::json document{{"step", piece.step},      {"attempt", piece.attempt},
                                {"stream", piece.stream},  {"start_offset", piece.start},
                                {"end_offset", piece.end}, {"content", piece.content}};
  return harmless_lines(document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void LogPrinter::announce(const OutputPiece& piece, std::vector<std::string>& lines) {
  int& shown = attempts_[piece.step];
  if (shown == piece.attempt) return;
  if (shown > 0 || piece.attempt > 1) {
    lines.push_back(
        inked(terminal_, Ink::kDim, fmt::format("-- {}, attempt {}", piece.step, piece.attempt)));
  }
  shown = piece.attempt;
}

std::vector<std::string> LogPrinter::add(const std::vector<OutputPiece>& pieces) {
  std::vector<std::string> lines;
  for (const OutputPiece& piece : pieces) {
    // The overlap may bring pieces of attempts that were passed over on purpose.
    const auto shown = attempts_.find(piece.step);
    if (shown != attempts_.end() && piece.attempt < shown->second) continue;
    if (!seen_.insert(piece.id).second) continue;
    if (is_json_) {
      attempts_[piece.step] = piece.attempt;
      lines.push_back(document(piece));
      continue;
    }
    announce(piece, lines);
    const Source source{piece.step, piece.attempt, piece.stream};
    Stream& stream = streams_[source];
    if (piece.start > stream.end) {
      if (!stream.rest.empty()) lines.push_back(line(source, stream.rest));
      stream.rest.clear();
      lines.push_back(inked(
          terminal_, Ink::kDim,
          fmt::format("-- {} bytes of {} were not kept", piece.start - stream.end, piece.stream)));
    }
    stream.end = piece.end;
    stream.rest += piece.content;
    for (std::size_t end = stream.rest.find('\n'); end != std::string::npos;
         end = stream.rest.find('\n')) {
      lines.push_back(line(source, stream.rest.substr(0, end)));
      stream.rest.erase(0, end + 1);
    }
  }
  while (seen_.size() > 2 * kOverlap) seen_.erase(seen_.begin());
  return lines;
}

void LogPrinter::pass_over(const std::vector<OutputPiece>& pieces) {
  for (const OutputPiece& piece : pieces) seen_.insert(piece.id);
}

std::vector<std::string> LogPrinter::finish() {
  std::vector<std::string> lines;
  for (auto& [source, stream] : streams_) {
    if (!stream.rest.empty()) lines.push_back(line(source, stream.rest));
    stream.rest.clear();
  }
  return lines;
}

std::int64_t LogPrinter::resume_after() const {
  return seen_.empty() ? 0 : std::max<std::int64_t>(0, *seen_.rbegin() - kOverlap);
}

}  // namespace baton
