// Nothing outlives its step. ProcessTest's destructor looks for what did, by the marker in the environment.

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "process/process_mark.h"
#include "runner.h"

namespace baton {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

bool wait_for_state(pid_t pid, char state) {
  const auto deadline = Clock::now() + kDeadline;
  while (stat_of(pid).state != state) {
    if (Clock::now() > deadline) return false;
    ::usleep(1000);
  }
  return true;
}

class Stop : public ProcessTest {
 protected:
  // Starts, waits until the script says "ready", stops it and waits for the end.
  Script stop(const LaunchRequest& request, milliseconds grace) {
    Script script = start(request);
    EXPECT_TRUE(script.wait_for("ready\n"));
    script.child().stop(grace);
    EXPECT_TRUE(script.finish());
    EXPECT_EQ(alive(), std::vector<pid_t>{}) << "when the end is told";
    return script;
  }
};

TEST_F(Stop, SigtermEndsAnOrdinaryScript) {
  Script script = stop(shell("echo ready; exec sleep 1000"), seconds(60));
  EXPECT_EQ(script.end<Signaled>().signal, SIGTERM);
}

TEST_F(Stop, ScriptMayCleanUpWithinItsGrace) {
  Script script = stop(misbehave({"end_on_sigterm"}), seconds(60));
  EXPECT_EQ(script.end<Exited>().code, 9);
  EXPECT_EQ(script.out(), "ready\ncleaned up\n");
}

TEST_F(Stop, KillsAfterTheGraceWhenTheScriptIgnoresSigterm) {
  const auto begin = Clock::now();
  Script script = stop(misbehave({"ignore_sigterm"}), milliseconds(150));
  EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
  EXPECT_GE(Clock::now() - begin, milliseconds(150));
}

// The supervisor does not look until both have come. (It is traced: its launcher continues one that
// was only stopped.)
TEST_F(Stop, AStopAfterTheEndOfTheScriptIsNone) {
  for (const bool is_late : {true, false}) {
    Script script = start(shell("echo ready; trap 'exit 5' TERM; read line; exec sleep 1000"));
    ASSERT_TRUE(script.wait_for("ready"));
    while (script.child().pid() == 0) ASSERT_TRUE(script.turn(Clock::now() + kDeadline));
    const pid_t supervisor = script.child().supervisor_pid();
    ASSERT_EQ(::ptrace(PTRACE_ATTACH, supervisor, nullptr, nullptr), 0);
    ASSERT_EQ(::waitpid(supervisor, nullptr, __WALL), supervisor);
    if (!is_late) script.child().stop(seconds(60));
    ::kill(script.child().pid(), SIGKILL);
    ASSERT_TRUE(wait_for_state(script.child().pid(), 'Z'));
    if (is_late) script.child().stop(seconds(60));
    ASSERT_EQ(::ptrace(PTRACE_DETACH, supervisor, nullptr, nullptr), 0);
    ASSERT_TRUE(script.finish());
    EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
    EXPECT_FALSE(script.result().was_stopped) << "it was dead when the stop was looked at";
  }
  EXPECT_TRUE(stop(shell("echo ready; exec sleep 1000"), seconds(60)).result().was_stopped);
}

TEST_F(Stop, ASignalToTheSupervisorIsToldWithTheScriptThatItCameDuring) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    Script script = start(shell("echo ready; exec sleep 1000"));
    ASSERT_TRUE(script.wait_for("ready"));
    while (script.child().pid() == 0) ASSERT_TRUE(script.turn(Clock::now() + kDeadline));
    ::kill(script.child().supervisor_pid(), signal);
    ::kill(script.child().pid(), SIGTERM);
    ASSERT_TRUE(script.finish());
    EXPECT_TRUE(script.result().was_signaled);
    EXPECT_FALSE(script.result().was_stopped);
    EXPECT_FALSE(run(shell("exit 0")).result().was_signaled)
        << "the same supervisor, another script";
  }
}

TEST_F(Stop, GraceOfZeroKillsAtOnce) {
  EXPECT_EQ(stop(misbehave({"end_on_sigterm"}), milliseconds(0)).end<Signaled>().signal, SIGKILL);
}

TEST_F(Stop, LaterStopWithLessGraceCounts) {
  Script script = start(misbehave({"ignore_sigterm"}));
  ASSERT_TRUE(script.wait_for("ready"));
  script.child().stop(seconds(3600));
  script.child().stop(milliseconds(50));
  script.child().stop(seconds(3600));
  ASSERT_TRUE(script.finish());
  EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
}

TEST_F(Stop, StopReachesTheWholeGroup) {
  Script script = stop(shell("sleep 1000 & sleep 1000 & echo ready; wait"), seconds(60));
  EXPECT_EQ(script.end<Signaled>().signal, SIGTERM);
}

TEST_F(Stop, StoppedScriptSeesSigterm) {
  EXPECT_EQ(stop(misbehave({"stop_itself"}), seconds(60)).end<Signaled>().signal, SIGTERM);
}

TEST_F(Stop, KillsAGrandchildInItsOwnSession) {
  Script script = stop(misbehave({"setsid_child", "wait"}), milliseconds(100));
  EXPECT_EQ(script.end<Signaled>().signal, SIGTERM);
  EXPECT_EQ(script.result().leftovers_killed, 1);
}

TEST_F(Stop, StopRightAfterTheLaunchIsNotLost) {
  Script script = start(misbehave({"ignore_sigterm"}));
  script.child().stop(milliseconds(0));
  ASSERT_TRUE(script.finish());
  EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
}

TEST_F(Stop, StopAfterTheEndDoesNotHitTheNextStep) {
  Script first = start(misbehave({"exit", "0"}));
  // Until the end is read, the stop still goes to the supervisor, which has no script any more.
  ASSERT_TRUE(wait_for_death(alive(), Clock::now() + kDeadline));
  first.child().stop(milliseconds(0));
  ASSERT_TRUE(first.finish());
  first.child().stop(milliseconds(0));
  EXPECT_EQ(run(misbehave({"exit", "3"})).end<Exited>().code, 3);
}

TEST_F(Stop, EndKillsAGrandchildInItsOwnSessionThatHoldsTheOutputOpen) {
  Script script = run(misbehave({"setsid_child"}));
  EXPECT_EQ(alive(), std::vector<pid_t>{}) << "when the end is told";
  EXPECT_EQ(script.end<Exited>().code, 0);
  EXPECT_EQ(script.result().leftovers_killed, 1);
}

TEST_F(Stop, EndKillsADoubleForkedDaemon) {
  Script script = run(misbehave({"double_fork"}));
  EXPECT_EQ(alive(), std::vector<pid_t>{});
  EXPECT_EQ(script.end<Exited>().code, 0);
  EXPECT_EQ(script.result().leftovers_killed, 1);
}

TEST_F(Stop, LeftoverMayCleanUpBeforeItIsKilled) {
  Script script = run(misbehave({"leftover_ends_on_sigterm"}));
  EXPECT_EQ(script.end<Exited>().code, 0);
  EXPECT_EQ(script.out(), "ready\ncleaned up\n");
  EXPECT_EQ(script.result().leftovers_killed, 1);
}

TEST_F(Stop, EndWithoutLeftoversKillsNothing) {
  EXPECT_EQ(run(shell("true | true; /bin/true & wait")).result().leftovers_killed, 0);
}

TEST_F(Stop, ChainOfForksIsKilled) {
  EXPECT_EQ(stop(misbehave({"fork_chain"}), milliseconds(0)).end<Signaled>().signal, SIGKILL);
}

TEST_F(Stop, ChainOfForksInNewSessionsIsKilled) {
  EXPECT_EQ(stop(misbehave({"fork_chain", "1000000000", "setsid"}), milliseconds(0))
                .end<Signaled>()
                .signal,
            SIGKILL);
}

TEST_F(Stop, TreeOfForksInNewSessionsIsKilled) {
  Script script = stop(misbehave({"fork_tree", "200"}), milliseconds(0));
  EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
  EXPECT_GE(script.result().leftovers_killed, 1);
}

TEST_F(Stop, DestroyedChildIsStopped) {
  std::vector<pid_t> pids;
  {
    Script script = start(misbehave({"setsid_child", "wait"}));
    ASSERT_TRUE(script.wait_for("ready"));
    pids = alive();
    ASSERT_EQ(pids.size(), 2U);
    // The supervisor, which removes the working directory, ends last.
    for (const pid_t supervisor : children_of(launcher_->pid())) pids.push_back(supervisor);
  }
  EXPECT_TRUE(wait_for_death(pids, Clock::now() + seconds(10)));
}

}  // namespace
}  // namespace baton
