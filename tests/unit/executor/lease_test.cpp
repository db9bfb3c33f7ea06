#include "lease.h"

#include <gtest/gtest.h>

#include <utility>

#include "backoff.h"

namespace baton {
namespace {

const TimePoint kStart{std::chrono::hours(1)};
const BootTime kBoot{std::chrono::hours(7)};

Lease lease_of_three_ticks() {
  Lease lease;
  lease.set_lengths(Milliseconds(30'000), Milliseconds(10'000));
  lease.begin_renewal(kStart, kBoot);
  lease.confirm();
  return lease;
}

TEST(Lease, IsRenewedEveryTick) {
  EXPECT_EQ(lease_of_three_ticks().renew_at(), kStart + Milliseconds(10'000));
}

TEST(Lease, IsNotRenewedTwiceAtOnce) {
  Lease lease = lease_of_three_ticks();
  lease.begin_renewal(kStart + Milliseconds(10'000), kBoot + Milliseconds(10'000));
  EXPECT_EQ(lease.renew_at(), kNever);
}

TEST(Lease, IsRenewedAtOnceWhenItBecomesShorter) {
  for (const auto& [length, tick] : {std::pair{3'000, 1'000}, {20'000, 10'000}}) {
    Lease lease = lease_of_three_ticks();
    lease.set_lengths(Milliseconds(length), Milliseconds(tick));
    EXPECT_LE(lease.renew_at(), kStart);
  }
  Lease lease = lease_of_three_ticks();
  lease.set_lengths(Milliseconds(60'000), Milliseconds(20'000));
  EXPECT_EQ(lease.renew_at(), kStart + Milliseconds(10'000)) << "a longer one as planned";
}

TEST(Lease, IsCountedFromTheSendingOfTheRenewalThatSucceeded) {
  Lease lease = lease_of_three_ticks();
  const BootTime before = lease.fence_at();
  lease.begin_renewal(kStart + Milliseconds(10'000), kBoot + Milliseconds(10'000));
  EXPECT_EQ(lease.fence_at(), before) << "it may not arrive";
  lease.confirm();
  EXPECT_EQ(lease.fence_at(), before + Milliseconds(10'000));
}

// The database ends a lease when three ticks have passed: between 20 and 30 s after the renewal.
TEST(Lease, LeavesTimeToStopEverythingBeforeItCanEnd) {
  const Lease lease = lease_of_three_ticks();
  EXPECT_LE(lease.fence_at() + lease.fence_grace(), kBoot + Milliseconds(19'000))
      << "a second to kill what does not end nicely";
  EXPECT_GT(lease.fence_at() - kBoot, lease.renew_at() - kStart) << "one renewal may fail";
}

TEST(Lease, LeavesThatTimeWhateverItsLengthIs) {
  for (const int ticks : {2, 3, 10}) {
    Lease lease;
    lease.set_lengths(Milliseconds(1'000 * ticks), Milliseconds(1'000));
    lease.begin_renewal(kStart, kBoot);
    lease.confirm();
    EXPECT_LT(lease.fence_at() + lease.fence_grace(), kBoot + Milliseconds(1'000 * (ticks - 1)));
    EXPECT_GT(lease.fence_at() - kBoot, lease.renew_at() - kStart) << ticks;
  }
}

TEST(Lease, IsRenewedSoonAfterAFailure) {
  Lease lease = lease_of_three_ticks();
  lease.begin_renewal(kStart, kBoot);
  lease.fail(kStart + Milliseconds(500));
  EXPECT_LT(lease.renew_at(), kStart + Milliseconds(2'000));
}

TEST(Backoff, DoublesWithJitterUpToItsLimit) {
  Backoff backoff;
  for (const int seconds : {1, 2, 4, 8, 10, 10, 10}) {
    const Milliseconds pause = backoff.next();
    EXPECT_GE(pause, Milliseconds(500 * seconds));
    EXPECT_LE(pause, Milliseconds(1'000 * seconds));
  }
  backoff.reset();
  EXPECT_LE(backoff.next(), Milliseconds(1'000));
}

TEST(Backoff, TriesTheFirstTimeAtOnce) {
  Backoff backoff;
  EXPECT_LE(backoff.first_at_once(), Milliseconds(100));
  EXPECT_GE(backoff.first_at_once(), Milliseconds(500));
  backoff.reset();
  EXPECT_LE(backoff.first_at_once(), Milliseconds(100));
}

}  // namespace
}  // namespace baton
