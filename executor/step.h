// A step that runs in this executor: a script or a SQL function. The loop owns it, gives it its
// events and the time, and takes its report when it has finished.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "process/child_result.h"
#include "process/output_stream.h"
#include "report.h"
#include "spec.h"

namespace baton {

// Why a step was stopped; the first reason counts, except that kLost silences any other.
enum class StopReason { kTimeout, kIdleTimeout, kCancelled, kInterrupted, kLost };

const char* name_of(StopReason reason);

// What a running script has to say in between.
struct News {
  std::vector<StreamPiece> pieces;
  std::optional<std::string> progress;  // members of an element of record_progress
};

// How a step ended, for the database and for the log.
struct Ending {
  std::optional<Report> report;  // none where the database knows already, or must not be told
  std::string summary;           // "exited 0", "timeout", ...
  std::vector<Survivor> survivors = {};
};

class Step {
 public:
  virtual ~Step() = default;

  virtual const AttemptId& id() const = 0;
  virtual const StepSpec& spec() const = 0;

  // `channel` is the low bits of the epoll tag.
  virtual void on_event(std::uint64_t channel, TimePoint now) = 0;

  // Asks it to end; finished() follows by itself. `grace` is at most what the spec says.
  virtual void stop(StopReason reason, Milliseconds grace, TimePoint now) = 0;

  // When on_deadline() wants to be called, as far as is known now: it may move to a later time.
  virtual TimePoint deadline() const = 0;
  virtual void on_deadline(TimePoint now) = 0;

  // The reason it was told to stop, while it still ends.
  virtual std::optional<StopReason> stopping() const = 0;

  virtual bool finished() const = 0;
  // Finished, but perhaps by a signal that is on its way to this process too: deadline() says how
  // long to wait for that. note_drain(): it has come.
  virtual bool is_suspect(TimePoint) const { return false; }
  virtual void note_drain() {}
  virtual Ending take_ending(TimePoint now) = 0;  // once, when finished
  virtual TimePoint started_at() const = 0;

  virtual bool has_news() const { return false; }
  virtual News take_news() { return {}; }
  // The checkpoint to save now, as printed JSON; nothing if there is none or one was saved just now.
  virtual std::optional<std::string> take_checkpoint(TimePoint) { return std::nullopt; }
};

}  // namespace baton
