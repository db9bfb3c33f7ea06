#pragma once

#include <algorithm>
#include <random>

#include "clock.h"

namespace baton {

// Waiting times between tries: 0.1 s, doubled up to 10 s, each with a random part, so that many
// executors do not come back to a restarted database in step.
class Backoff {
 public:
  static constexpr Milliseconds kFirst{100};
  static constexpr Milliseconds kLast{10'000};

  // Between half of the current length and all of it; the next is twice as long.
  Milliseconds next() {
    const Milliseconds full = length_;
    length_ = std::min(length_ * 2, kLast);
    return Milliseconds(
        std::uniform_int_distribution<Milliseconds::rep>(full.count() / 2, full.count())(random_));
  }
  void reset() { length_ = kFirst; }

 private:
  Milliseconds length_ = kFirst;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace baton
