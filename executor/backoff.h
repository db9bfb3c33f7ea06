#pragma once

#include <algorithm>
#include <random>
#include <utility>

#include "clock.h"

namespace baton {

// A call that is refused for a reason that only a person can remove is asked again after this.
constexpr Milliseconds kAfterPermanent{60'000};

// Waiting times between tries: 1 s, 2 s, 4 s and so on up to 10 s, each with a random part, so that
// many executors do not come back to a restarted database in step.
class Backoff {
 public:
  static constexpr Milliseconds kFirst{1'000};
  static constexpr Milliseconds kLast{10'000};

  // Between half of the current length and all of it; the next is twice as long.
  Milliseconds next() {
    const Milliseconds full = length_;
    length_ = std::min(length_ * 2, kLast);
    return between(full / 2, full);
  }
  // As next(), but the first one after a success is a moment only: just not in step with others.
  Milliseconds first_at_once() { return std::exchange(is_first_, false) ? moment() : next(); }
  Milliseconds moment() { return between(Milliseconds(20), Milliseconds(100)); }
  void reset() {
    length_ = kFirst;
    is_first_ = true;
  }

 private:
  Milliseconds between(Milliseconds least, Milliseconds most) {
    return Milliseconds(
        std::uniform_int_distribution<Milliseconds::rep>(least.count(), most.count())(random_));
  }

  Milliseconds length_ = kFirst;
  bool is_first_ = true;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace baton
