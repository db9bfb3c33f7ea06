// Whether a process that another program wrote down is dead, and what is left of it.

#include "process/process_mark.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include "process/leftovers.h"
#include "runner.h"

namespace baton {
namespace {

// Outside containers, where a machine's restart can be told.
constexpr const char* kInitial = "4026531836";

// A process that waits to be killed; its mark as it would have written it down itself.
class OtherProcess : public testing::Test {
 protected:
  OtherProcess() {
    pid_ = ::fork();
    if (pid_ == 0) {
      for (;;) ::pause();
    }
    mark_ = own_mark();
    mark_.pid = pid_;
    mark_.start_time = stat_of(pid_).start_time;
  }
  ~OtherProcess() override {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  pid_t pid_ = -1;
  ProcessMark mark_;
};

TEST_F(OtherProcess, LivesUntilItIsKilledAndNobodyNeedsToHaveReapedIt) {
  EXPECT_EQ(life_of(mark_, false), Life::kAlive);
  ::kill(pid_, SIGSTOP);
  EXPECT_EQ(life_of(mark_, false), Life::kAlive) << "a frozen one lives";
  ::kill(pid_, SIGKILL);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(life_of(mark_, false), Life::kDead) << "a zombie";
  ::waitpid(pid_, nullptr, 0);
  EXPECT_EQ(life_of(mark_, false), Life::kDead) << "no such process";
}

TEST_F(OtherProcess, ThatGotThePidLaterIsNotTheOneWrittenDown) {
  --mark_.start_time;
  EXPECT_EQ(life_of(mark_, false), Life::kDead);
}

TEST_F(OtherProcess, OfAnotherPidNamespaceCannotBeSeen) {
  mark_.pid_namespace = "17";
  EXPECT_EQ(life_of(mark_, false), Life::kUnknown);
  EXPECT_EQ(life_of(mark_, true), Life::kUnknown);
}

TEST_F(OtherProcess, OfAnotherBootIsDeadOnTheSameMachineOnly) {
  mark_.boot_id = "another";
  EXPECT_EQ(life_of(mark_, false), Life::kUnknown) << "two machines with one name";
  const Life same = own_mark().pid_namespace == kInitial ? Life::kDead : Life::kUnknown;
  EXPECT_EQ(life_of(mark_, true), same);
  mark_.pid_namespace = "17";
  EXPECT_EQ(life_of(mark_, true), Life::kUnknown)
      << "a container may have moved to another machine";
}

TEST_F(OtherProcess, ThatIsNotWhollyKnownIsNotJudged) {
  for (auto forget : {+[](ProcessMark& mark) { mark.boot_id.clear(); },
                      +[](ProcessMark& mark) { mark.pid_namespace.clear(); },
                      +[](ProcessMark& mark) { mark.start_time = 0; },
                      +[](ProcessMark& mark) { mark.pid = 0; }}) {
    ProcessMark mark = mark_;
    forget(mark);
    EXPECT_EQ(life_of(mark, true), Life::kUnknown);
  }
}

class RemainsTest : public ProcessTest {};

TEST_F(RemainsTest, HoldsScriptsByTokenAndKeepersByTheirExecutor) {
  Script script = start(misbehave({"setsid_child", "wait"}));
  ASSERT_TRUE(script.wait_for("ready"));
  EXPECT_EQ(look_for_remains(::getpid(), 0, {"another token"}).marked.size(), 0U);
  EXPECT_EQ(look_for_remains(::getpid(), 0, {"another token", token_}).marked.size(), 2U);
  EXPECT_EQ(look_for_remains(::getpid(), 0, {}).keepers, 0)
      << "its own launcher is nobody's remains";

  // Seen by another process, launcher and supervisor are what its executor left.
  const pid_t looker = ::fork();
  if (looker == 0) ::_exit(look_for_remains(::getppid(), 0, {}).keepers == 2 ? 0 : 1);
  int status = -1;
  ::waitpid(looker, &status, 0);
  EXPECT_EQ(status, 0);

  for (const MarkedProcess& marked : look_for_remains(::getpid(), 0, {token_}).marked) {
    EXPECT_TRUE(kill_marked_process(marked));
  }
  ASSERT_TRUE(script.finish());
  EXPECT_EQ(look_for_remains(::getpid(), 0, {token_}).marked.size(), 0U);
}

TEST_F(RemainsTest, YoungProcessesOfOtherUsersAreSuspected) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs a second user";
  Script script = start(misbehave({"setsid_child", "wait"}));
  ASSERT_TRUE(script.wait_for("ready"));
  const std::uint64_t started = stat_of(::getpid()).start_time;
  const pid_t looker = ::fork();
  if (looker == 0) {
    if (::setuid(65534) != 0) ::_exit(1);
    const bool suspects = look_for_remains(::getppid(), started, {}).unreadable > 0;
    const auto never = std::numeric_limits<std::uint64_t>::max();
    ::_exit(suspects && look_for_remains(::getppid(), never, {}).unreadable == 0 ? 0 : 2);
  }
  int status = -1;
  ::waitpid(looker, &status, 0);
  EXPECT_EQ(status, 0);
  kill_marked_processes(token_);
  ASSERT_TRUE(script.finish());
}

// Looked at without pause while each of them ends: sooner or later one goes between open and read.
TEST(StatOf, AProcessThatGoesWhileItIsReadIsSimplyGone) {
  std::atomic<pid_t> current = 0;
  std::thread parent([&current] {
    for (int child = 0; child < 1000; ++child) {
      const pid_t pid = ::fork();
      if (pid == 0) ::_exit(0);
      current = pid;
      ::waitpid(pid, nullptr, 0);
    }
    current = -1;
  });
  EXPECT_NO_THROW({
    while (current != -1) stat_of(current);
  });
  parent.join();
}

}  // namespace
}  // namespace baton
