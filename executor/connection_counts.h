#pragma once

#include <cstdint>
#include <optional>

#include "clock.h"

namespace baton {

// How often the connection to the database was made and lost since this process began.
class ConnectionCounts {
 public:
  void note_made() {
    ++made_;
    if (away_since_ && made_ > 1) ++recoveries_;
    away_since_.reset();
  }
  void note_failure(TimePoint now) {
    ++failures_;
    if (!away_since_) away_since_ = now;
  }

  std::int64_t made() const { return made_; }
  // Connections that were lost, and tries to make one that failed.
  std::int64_t failures() const { return failures_; }
  // Outages that ended: of one there may be many failures.
  std::int64_t recoveries() const { return recoveries_; }
  // How long the one that lasts has lasted.
  Milliseconds outage(TimePoint now) const {
    return away_since_ ? elapsed(*away_since_, now) : Milliseconds(0);
  }

 private:
  std::int64_t made_ = 0;
  std::int64_t failures_ = 0;
  std::int64_t recoveries_ = 0;
  std::optional<TimePoint> away_since_;
};

}  // namespace baton
