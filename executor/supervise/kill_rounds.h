#pragma once

#include <cstdint>

namespace baton {

// Killing takes rounds, and says when more of them are in vain. Times are milliseconds of one
// clock.
class KillRounds {
 public:
  // Returns which round it is, from 1.
  int begin_round(std::int64_t now_ms) {
    if (count_ == 0) begun_at_ = moved_at_ = now_ms;
    return ++count_;
  }
  int count() const { return count_; }

  // What is left has been tried for long enough by another.
  void shorten() { standstill_ms_ = 200; }

  void note_death(std::int64_t now_ms) { moved_at_ = now_ms; }

  // Until the next round. What survives many rounds is not killed by more haste.
  std::int64_t pause_ms() const { return count_ < kQuickRounds ? 2 : 100; }

  // Nothing has died for a while, or there is no end of what dies.
  bool are_in_vain(std::int64_t now_ms) const {
    return count_ > 0 && (now_ms - moved_at_ >= standstill_ms_ || now_ms - begun_at_ >= kLongestMs);
  }

 private:
  static constexpr int kQuickRounds = 100;
  static constexpr std::int64_t kLongestMs = 30'000;

  std::int64_t standstill_ms_ = 5'000;
  int count_ = 0;
  std::int64_t begun_at_ = 0;
  std::int64_t moved_at_ = 0;
};

}  // namespace baton
