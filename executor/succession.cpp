#include "succession.h"

#include <string>

#include "strays.h"

namespace baton {

namespace {
// Until a predecessor that could not be released just now is looked at again.
constexpr Milliseconds kLaterLook{50};
}  // namespace

void Succession::follow(const MeetPredecessors& meet, TimePoint now) {
  predecessors_.add(meet.found, meet.lease, now);
}

void Succession::follow(const PredecessorHeld& held, TimePoint now) {
  predecessors_.put_back(held.executor_id, now + kLaterLook);
}

void Succession::follow(const PredecessorReleased& released, TimePoint now) {
  predecessors_.answer(released, now);
}

void Succession::follow(const LookForStrays&, TimePoint now) {
  const std::string marked = describe_orphaned_processes();
  if (!marked.empty()) dialogue_.ask_for_ended(marked, now);
}

void Succession::follow(const EndedAttempts& ended, TimePoint) { kill_strays(ended.tokens); }

void Succession::look(TimePoint now) {
  for (const auto& [executor_id, tokens] : predecessors_.look(now)) {
    if (!dialogue_.release_predecessor(executor_id, tokens, now)) {
      predecessors_.put_back(executor_id, now + kLaterLook);
    }
  }
}

}  // namespace baton
