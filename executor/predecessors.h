// What an executor that was started again does about those of its name before it.
//
// A predecessor was killed, or its machine crashed; its row still holds a lease, and its attempts would
// wait for the end of it. Nobody needs to wait where it can be proved that the process is dead and that
// no process of its attempts is left. That takes some looks:
//
//   watched   its process is not dead, as far as we can see; perhaps it is just dying
//   cleared   it is dead; what its scripts left is told to end by its supervisors, then killed by us
//   released  nothing is left: the database is asked to give up its attempts
//
// What cannot be proved (another PID namespace, other users' processes), or takes longer than a lease,
// is left to the lease. A predecessor that lives is nobody's business: two were started by one name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clock.h"
#include "database/replies.h"

namespace baton {

class Predecessors {
 public:
  // Looks soon. What is known already is asked for again, where its release was under way.
  void add(const std::vector<Predecessor>& found, Milliseconds lease, TimePoint now);

  // Looks at all of them that are due. Returns those to be released; each is under way until answered.
  struct Release {
    std::int64_t executor_id = 0;
    std::vector<std::string> tokens;
  };
  std::vector<Release> look(TimePoint now);

  void answer(const PredecessorReleased& released, TimePoint now);
  // It was not asked, or refused: to be tried again.
  void put_back(std::int64_t executor_id, TimePoint now);

  TimePoint deadline() const;

 private:
  enum class State { kWatched, kCleared, kReleasing };
  struct Watched {
    Predecessor who;
    State state = State::kWatched;
    TimePoint since;
    TimePoint cleared_since;
    TimePoint give_up_at;
    TimePoint look_at;
    int looks = 0;
    bool told_alive = false;
    bool told_unreadable = false;
  };
  enum class Look { kAgain, kRelease, kForget };

  Look look_at(Watched& watched, TimePoint now);
  Look look_for_death(Watched& watched, TimePoint now);
  Look look_for_remains_of(Watched& watched, TimePoint now);
  Watched* find(std::int64_t executor_id);

  std::vector<Watched> watched_;
};

}  // namespace baton
