#include "lease.h"

#include <gtest/gtest.h>

#include "backoff.h"

namespace baton {
namespace {

const TimePoint kStart{std::chrono::hours(1)};

Lease lease_of_three_ticks() {
  Lease lease;
  lease.set_lengths(Milliseconds(30'000), Milliseconds(10'000));
  lease.begin_renewal(kStart);
  lease.confirm();
  return lease;
}

TEST(Lease, IsRenewedEveryTick) {
  EXPECT_EQ(lease_of_three_ticks().renew_at(), kStart + Milliseconds(10'000));
}

TEST(Lease, IsNotRenewedTwiceAtOnce) {
  Lease lease = lease_of_three_ticks();
  lease.begin_renewal(kStart + Milliseconds(10'000));
  EXPECT_EQ(lease.renew_at(), kNever);
}

TEST(Lease, IsCountedFromTheSendingOfTheRenewalThatSucceeded) {
  Lease lease = lease_of_three_ticks();
  const TimePoint before = lease.fence_at();
  lease.begin_renewal(kStart + Milliseconds(10'000));
  EXPECT_EQ(lease.fence_at(), before) << "it may not arrive";
  lease.confirm();
  EXPECT_EQ(lease.fence_at(), before + Milliseconds(10'000));
}

// The database ends a lease when three ticks have passed: between 20 and 30 s after the renewal.
TEST(Lease, LeavesTimeToStopEverythingBeforeItCanEnd) {
  const Lease lease = lease_of_three_ticks();
  EXPECT_LE(lease.fence_at() + lease.fence_grace(), kStart + Milliseconds(20'000));
  EXPECT_GT(lease.fence_at(), lease.renew_at()) << "one renewal may fail";
}

TEST(Lease, IsRenewedSoonAfterAFailure) {
  Lease lease = lease_of_three_ticks();
  lease.begin_renewal(kStart);
  lease.fail(kStart + Milliseconds(500));
  EXPECT_LT(lease.renew_at(), kStart + Milliseconds(2'000));
}

TEST(Backoff, DoublesWithJitterUpToItsLimit) {
  Backoff backoff;
  Milliseconds full = Backoff::kFirst;
  for (int i = 0; i < 12; ++i) {
    const Milliseconds pause = backoff.next();
    EXPECT_GE(pause, full / 2);
    EXPECT_LE(pause, full);
    full = std::min(full * 2, Backoff::kLast);
  }
  EXPECT_EQ(full, Backoff::kLast);
  backoff.reset();
  EXPECT_LE(backoff.next(), Backoff::kFirst);
}

}  // namespace
}  // namespace baton
