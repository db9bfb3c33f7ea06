#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "cli/terminal.h"
#include "database/client.h"

namespace baton {

// Turns pieces of output into whole lines, each with the step's name where there are several, and says where
// the caps left something out. Pieces may come twice and from several streams in turn.
class LogPrinter {
 public:
  struct Options {
    bool name_steps = false;
    bool raw = false;   // the scripts' own bytes, also those that steer a terminal
    bool json = false;  // each piece as one JSON document in place of lines
  };

  LogPrinter(const Terminal& terminal, const Options& options)
      : terminal_(terminal),
        name_steps_(options.name_steps),
        is_raw_(options.raw),
        is_json_(options.json) {}

  // The lines that have become whole.
  std::vector<std::string> add(const std::vector<OutputPiece>& pieces);

  // Leaves these out, also when they come again.
  void pass_over(const std::vector<OutputPiece>& pieces);

  // What was left without an end of line.
  std::vector<std::string> finish();

  // From where to ask again: a little before the last piece, because a transaction with a lower id may
  // commit after one with a higher.
  std::int64_t resume_after() const;

 private:
  static std::string document(const OutputPiece& piece);
  using Source = std::tuple<std::string, int, std::string>;  // step, attempt, stream
  struct Stream {
    std::int64_t end = 0;
    std::string rest;
  };

  std::string line(const Source& source, const std::string& text) const;
  void announce(const OutputPiece& piece, std::vector<std::string>& lines);

  Terminal terminal_;
  bool name_steps_;
  bool is_raw_;
  bool is_json_;
  std::map<Source, Stream> streams_;
  std::map<std::string, int> attempts_;  // by step, the one shown last
  std::set<std::int64_t> seen_;
};

}  // namespace baton
