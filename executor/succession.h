// What an executor does at its start about what was before it: predecessors of its name, and processes that a
// crash left. Between the dialogue, which tells and is asked, and the looks at processes.
#pragma once

#include "clock.h"
#include "dialogue.h"
#include "predecessors.h"

namespace baton {

class Succession {
 public:
  explicit Succession(Dialogue& dialogue) : dialogue_(dialogue) {}

  void follow(const MeetPredecessors& meet, TimePoint now);
  void follow(const PredecessorHeld& held, TimePoint now);
  void follow(const PredecessorReleased& released, TimePoint now);
  void follow(const LookForStrays&, TimePoint now);
  void follow(const EndedAttempts& ended, TimePoint now);

  void look(TimePoint now);
  TimePoint deadline() const { return predecessors_.deadline(); }

 private:
  Dialogue& dialogue_;
  Predecessors predecessors_;
};

}  // namespace baton
