// Attempts that are claimed and wait for a slot.
//
// Most of an exchange with the database costs the same for one step as for ten. Where steps end quickly, few slots
// would mean exchanges of one or two; so an executor claims ahead: as many quick ones as have ended within the last
// moment, for as many will end within the next. The end of a long script says nothing of the kind: where scripts
// are long, nothing is claimed that has no slot. What waits too long, because a long script has got
// its slot after all, is handed back as it was.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "database/replies.h"

namespace baton {

class WaitingAttempts {
 public:
  static constexpr Milliseconds kMoment{50};
  static constexpr Milliseconds kPatience{150};
  static constexpr std::size_t kMost = 96;

  // A step that ran for so long has ended and left its slot. It counts if the next one could have waited for it.
  void note_end(Milliseconds ran, TimePoint now);
  // How many may be claimed beyond the slots, waiting ones included.
  std::size_t room(TimePoint now);

  void add(ClaimedAttempt attempt, TimePoint now);
  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }
  // The one that came first.
  ClaimedAttempt take_next();
  std::optional<ClaimedAttempt> take(const std::string& token);
  // Those that have waited too long by now; all of them for kNever.
  std::vector<ClaimedAttempt> take_overdue(TimePoint now);
  // When the next one will have.
  TimePoint deadline() const;

  void append_tokens(std::vector<std::string>& tokens) const;

 private:
  struct Waiting {
    ClaimedAttempt attempt;
    TimePoint until;
  };

  std::deque<Waiting> waiting_;
  std::deque<TimePoint> ends_;  // within the last moment
};

}  // namespace baton
