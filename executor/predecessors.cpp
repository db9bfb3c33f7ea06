#include "predecessors.h"

#include <algorithm>

#include "logging.h"
#include "process/leftovers.h"
#include "process/process_mark.h"

namespace baton {

namespace {

constexpr Milliseconds kFirstPause{10};
constexpr Milliseconds kLongestPause{500};
constexpr Milliseconds kLongestPauseOverRemains{50};
// One that is alive for so long is not just dying.
constexpr Milliseconds kDying{1'000};
// Supervisors have told the scripts to end; these may take so long to do it nicely.
constexpr Milliseconds kNiceEnd{800};

ProcessMark mark_of(const Predecessor& who) {
  return {.pid = who.pid,
          .start_time = static_cast<std::uint64_t>(who.process_start),
          .pid_namespace = who.pid_namespace,
          .boot_id = who.boot_id};
}

void log_about(LogLevel level, const char* event, const Predecessor& who) {
  log_event(level, event,
            {{"predecessor", who.executor_id},
             {"pid", static_cast<std::int64_t>(who.pid)},
             {"attempts", static_cast<std::int64_t>(who.tokens.size())}});
}

}  // namespace

void Predecessors::add(const std::vector<Predecessor>& found, Milliseconds lease, TimePoint now) {
  // On a new connection: the answer to what was under way is lost.
  for (const Watched& watched : watched_) put_back(watched.who.executor_id, now);
  for (const Predecessor& who : found) {
    if (find(who.executor_id) != nullptr) continue;
    Watched& watched = watched_.emplace_back();
    watched.who = who;
    watched.since = watched.look_at = now;
    watched.give_up_at = now + lease;
  }
}

std::vector<Predecessors::Release> Predecessors::look(TimePoint now) {
  std::vector<Release> releases;
  std::erase_if(watched_, [&](Watched& watched) {
    if (now < watched.look_at) return false;
    const Look found = look_at(watched, now);
    const Milliseconds longest = watched.state == State::kCleared && !watched.told_unreadable
                                     ? kLongestPauseOverRemains
                                     : kLongestPause;
    watched.look_at = now + std::min(kFirstPause * (1 << std::min(watched.looks++, 10)), longest);
    if (found == Look::kRelease) {
      watched.state = State::kReleasing;
      watched.look_at = kNever;
      releases.push_back({watched.who.executor_id, watched.who.tokens});
    }
    return found == Look::kForget;
  });
  return releases;
}

Predecessors::Look Predecessors::look_at(Watched& watched, TimePoint now) {
  if (now >= watched.give_up_at) {
    if (!watched.told_alive) {
      log_about(LogLevel::kWarning, "a predecessor's attempts are left to the end of its lease",
                watched.who);
    }
    return Look::kForget;
  }
  return watched.state == State::kWatched ? look_for_death(watched, now)
                                          : look_for_remains_of(watched, now);
}

Predecessors::Look Predecessors::look_for_death(Watched& watched, TimePoint now) {
  switch (life_of(mark_of(watched.who), watched.who.same_machine)) {
    case Life::kDead:
      watched.state = State::kCleared;
      watched.cleared_since = now;
      watched.looks = 0;
      return look_for_remains_of(watched, now);
    case Life::kAlive:
      if (now >= watched.since + kDying && !watched.told_alive) {
        watched.told_alive = true;
        log_about(LogLevel::kWarning,
                  "another executor of this name runs on this host; give each a --name of its own",
                  watched.who);
      }
      return Look::kAgain;
    case Life::kUnknown:
      log_about(
          LogLevel::kInfo,
          "a predecessor cannot be seen from here; its attempts wait for the end of its lease",
          watched.who);
      return Look::kForget;
  }
  return Look::kForget;
}

Predecessors::Look Predecessors::look_for_remains_of(Watched& watched, TimePoint now) {
  // After a restart of the machine nothing can be left, and its numbers are not ours.
  if (watched.who.boot_id != own_mark().boot_id) return Look::kRelease;
  const Remains remains =
      look_for_remains(static_cast<pid_t>(watched.who.pid),
                       static_cast<std::uint64_t>(watched.who.process_start), watched.who.tokens);
  if (remains.unreadable > 0 && !watched.told_unreadable) {
    watched.told_unreadable = true;
    log_about(
        LogLevel::kWarning,
        "processes of other users may be a predecessor's; its attempts wait for their end, or "
        "for that of its lease",
        watched.who);
  }
  if (now >= watched.cleared_since + kNiceEnd) {
    std::int64_t killed = 0;
    for (const MarkedProcess& marked : remains.marked) killed += kill_marked_process(marked);
    if (killed > 0) {
      log_event(LogLevel::kWarning, "killed what a predecessor left",
                {{"predecessor", watched.who.executor_id}, {"processes", killed}});
    }
  }
  return remains.marked.empty() && remains.keepers == 0 && remains.unreadable == 0 ? Look::kRelease
                                                                                   : Look::kAgain;
}

void Predecessors::answer(const PredecessorReleased& released, TimePoint now) {
  Watched* watched = find(released.executor_id);
  if (watched == nullptr) return;
  const bool is_done = released.missing.empty() && released.left == 0;
  if (released.missing.empty()) {
    log_event(LogLevel::kInfo, "a predecessor's attempts are given up",
              {{"predecessor", released.executor_id},
               {"recovered", static_cast<std::int64_t>(released.recovered)},
               {"failed", static_cast<std::int64_t>(released.failed)},
               {"left", static_cast<std::int64_t>(released.left)}});
  }
  for (const std::string& token : released.missing) watched->who.tokens.push_back(token);
  if (is_done) {
    watched_.erase(watched_.begin() + (watched - watched_.data()));
  } else {
    put_back(released.executor_id, now + kFirstPause);
  }
}

void Predecessors::put_back(std::int64_t executor_id, TimePoint now) {
  Watched* watched = find(executor_id);
  if (watched == nullptr || watched->state != State::kReleasing) return;
  watched->state = State::kCleared;
  watched->look_at = now;
}

TimePoint Predecessors::deadline() const {
  TimePoint at = kNever;
  for (const Watched& watched : watched_) at = std::min(at, watched.look_at);
  return at;
}

Predecessors::Watched* Predecessors::find(std::int64_t executor_id) {
  const auto found = std::find_if(watched_.begin(), watched_.end(), [&](const Watched& watched) {
    return watched.who.executor_id == executor_id;
  });
  return found == watched_.end() ? nullptr : &*found;
}

}  // namespace baton
