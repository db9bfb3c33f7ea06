#include "dead_mans_switch.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "boot_alarm.h"

namespace baton {
namespace {

// How a process ends that sets its switch, does `then`, and would exit with 7 after 30 s.
template <typename Then>
int status_of(Milliseconds length, Then then) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    DeadMansSwitch dead;
    dead.set(BootClock::now() + length);
    then(dead);
    ::poll(nullptr, 0, 30'000);
    ::_exit(7);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

TEST(DeadMansSwitch, KillsAProcessThatStandsStill) {
  const int status = status_of(Milliseconds(50), [](DeadMansSwitch&) {});
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

TEST(DeadMansSwitch, KillsAProcessThatIsStopped) {
  const int status = status_of(Milliseconds(50), [](DeadMansSwitch&) { ::raise(SIGSTOP); });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

TEST(DeadMansSwitch, SparesWhatPutsItOffOrTurnsItOff) {
  const int status = status_of(Milliseconds(100), [](DeadMansSwitch& dead) {
    dead.set(BootClock::now() + std::chrono::hours(1));
    ::poll(nullptr, 0, 200);
    dead.set(BootClock::now() + Milliseconds(100));
    dead.clear();
    ::poll(nullptr, 0, 200);
    ::_exit(3);
  });
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 3) << status;
}

TEST(BootAlarm, RingsAtItsTimeAndIsSilentAfterItWasHeeded) {
  BootAlarm alarm;
  pollfd fd{.fd = alarm.fd(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&fd, 1, 0), 0) << "not set";
  const BootTime at = BootClock::now() + Milliseconds(20);
  alarm.set(at);
  EXPECT_EQ(::poll(&fd, 1, 30'000), 1);
  EXPECT_GE(BootClock::now(), at);
  alarm.heed();
  EXPECT_EQ(::poll(&fd, 1, 0), 0);
  alarm.set(at);
  EXPECT_EQ(::poll(&fd, 1, 0), 0) << "the same time does not ring again";
  alarm.set(BootClock::now() - Milliseconds(1));
  EXPECT_EQ(::poll(&fd, 1, 30'000), 1) << "a time that has passed rings at once";
  alarm.heed();
  alarm.set(BootTime{} - std::chrono::hours(1));
  EXPECT_EQ(::poll(&fd, 1, 30'000), 1) << "also one before the machine's boot";
}

}  // namespace
}  // namespace baton
