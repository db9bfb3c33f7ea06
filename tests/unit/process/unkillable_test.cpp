// What cannot be stopped has an end all the same: supervisors and launchers that do not run,
// processes that no signal ends.

#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include <gmock/gmock.h>

#include "process/process_mark.h"
#include "runner.h"

namespace baton {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

// The grace, and 5 s; the rest is for a machine that is busy.
constexpr seconds kBound{20};

class Unkillable : public ProcessTest {
 protected:
  ~Unkillable() override {
    // The launcher died before its supervisors: nobody but us removes their directories.
    launcher_.reset();
    for (const auto& name : entries_of(base_)) std::filesystem::remove_all(base_ + "/" + name);
  }

  bool finishes_in_time(Script& script) {
    const auto deadline = Clock::now() + kBound;
    while (!script.child().finished()) {
      if (!script.turn(deadline)) return false;
    }
    return true;
  }
};

TEST_F(Unkillable, StoppedSupervisorGoesOn) {
  Script script = run(shell("kill -STOP $PPID; exit 3"));
  EXPECT_EQ(script.end<Exited>().code, 3);
}

TEST_F(Unkillable, SupervisorIgnoresWhatElseAScriptMaySend) {
  Script script =
      run(shell("for s in TSTP TTIN TTOU HUP INT QUIT TERM ALRM USR1 USR2 PIPE PROF VTALRM IO PWR "
                "RTMIN RTMAX; do kill -$s $PPID; done; exit 3"));
  EXPECT_EQ(script.end<Exited>().code, 3);
}

TEST_F(Unkillable, SupervisorThatIsStoppedAgainAndAgainHasAnEnd) {
  Script script = start(misbehave({"stop_supervisor"}));
  ASSERT_TRUE(script.wait_for("ready"));
  script.child().stop(milliseconds(100));
  EXPECT_TRUE(finishes_in_time(script));
}

TEST_F(Unkillable, SupervisorThatIsTracedIsKilledAndItsScriptWithIt) {
  Script script = start(misbehave({"trace_supervisor"}));
  ASSERT_TRUE(script.wait_for("ready"));
  script.child().stop(milliseconds(100));
  ASSERT_TRUE(finishes_in_time(script));
  EXPECT_TRUE(script.end<SupervisorLost>().was_running || script.child().pid() == 0);
  EXPECT_EQ(alive(), std::vector<pid_t>{});
  EXPECT_EQ(run(misbehave({"exit", "4"})).end<Exited>().code, 4);
}

TEST_F(Unkillable, StoppedLauncherGoesOn) {
  ::kill(launcher_->pid(), SIGSTOP);
  const pid_t before = launcher_->pid();
  EXPECT_EQ(run(misbehave({"exit", "4"})).end<Exited>().code, 4);
  EXPECT_EQ(launcher_->pid(), before);
}

TEST_F(Unkillable, LauncherThatIsTracedIsReplaced) {
  const pid_t before = launcher_->pid();
  ASSERT_EQ(::ptrace(PTRACE_ATTACH, before, nullptr, nullptr), 0);
  ASSERT_EQ(::waitpid(before, nullptr, 0), before);
  Script lost = start(misbehave({"exit", "4"}));
  ASSERT_TRUE(finishes_in_time(lost));
  EXPECT_FALSE(lost.end<SupervisorLost>().was_running);
  EXPECT_EQ(run(misbehave({"exit", "4"})).end<Exited>().code, 4);
  EXPECT_NE(launcher_->pid(), before);
}

TEST_F(Unkillable, StoppedLauncherDoesNotHoldUpTheEnd) {
  run(misbehave({"exit"}));
  const pid_t launcher = launcher_->pid();
  ::kill(launcher, SIGSTOP);
  const auto begin = Clock::now();
  launcher_.reset();
  EXPECT_LT(Clock::now() - begin, seconds(15)) << "less than the patience with one that hangs";
  EXPECT_FALSE(stat_of(launcher).exists);
}

TEST_F(Unkillable, StoppedLauncherSeesThatItsExecutorDied) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t executor = ::fork();
  if (executor == 0) {
    Launcher launcher(SUPERVISE);
    const pid_t pid = launcher.pid();
    auto launched = launcher.launch(misbehave({"exit"}));
    Script(std::get<std::unique_ptr<Child>>(std::move(launched))).finish();  // it is ready
    ::kill(pid, SIGSTOP);
    if (::write(ends[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    for (;;) ::pause();
  }
  pid_t launcher = 0;
  ASSERT_EQ(::read(ends[0], &launcher, sizeof launcher), static_cast<ssize_t>(sizeof launcher));
  ::kill(executor, SIGKILL);
  ::waitpid(executor, nullptr, 0);
  EXPECT_TRUE(wait_for_death({launcher}, Clock::now() + kBound));
}

TEST_F(Unkillable, StoppedSupervisorSeesThatItsExecutorAndLauncherDied) {
  Script script = start(shell("echo ready; exec sleep 1000"));
  ASSERT_TRUE(script.wait_for("ready"));
  const std::vector<pid_t> pids = alive();
  const pid_t supervisor = children_of(launcher_->pid()).at(0);
  ::kill(launcher_->pid(), SIGKILL);
  ::kill(supervisor, SIGSTOP);
  script.child().stop(milliseconds(0));
  ASSERT_TRUE(finishes_in_time(script));
  EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
  EXPECT_TRUE(wait_for_death(pids, Clock::now()));
}

// Runs `what` in a process of its own that has given up rights; its result is the first line that
// fails, or 0.
int in_a_process(const std::function<void()>& give_up, const std::function<int()>& what) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    give_up();
    ::_exit(what());
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

void become_nobody() {
  if (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(100);
}

// As in a container that was started with --cap-drop.
void drop_the_right_to_kill() {
  if (::prctl(PR_CAPBSET_DROP, CAP_KILL) != 0) ::_exit(100);
}

struct Case {
  const char* name;
  void (*give_up)();
  std::vector<std::string>
      argv;  // "%" stands for a program of root's with the bit, "&" for one without
  const char* user;
  bool main_survives;
};

class UnkillableProcess : public ProcessTest, public testing::WithParamInterface<Case> {
 protected:
  void SetUp() override {
    if (::geteuid() != 0)
      GTEST_SKIP() << "only root can make a program that another user may not kill";
    std::filesystem::permissions(directory_, std::filesystem::perms(0777));
    std::filesystem::permissions(base_, std::filesystem::perms(0777));
    helper_ = directory_ + "/helper";
    std::filesystem::copy_file(MISBEHAVE, helper_);
    ASSERT_EQ(::chmod(helper_.c_str(), 04755), 0);
    std::filesystem::copy_file(MISBEHAVE, directory_ + "/plain");
    launcher_.reset();
  }

  // What was not killed, as root may.
  void TearDown() override {
    for (const pid_t pid : alive()) ::kill(pid, SIGKILL);
    wait_for_death(alive(), Clock::now() + kDeadline);
  }

  std::string helper_;
};

TEST_P(UnkillableProcess, IsNamedInTimeAndHoldsUpNobody) {
  const Case& given = GetParam();
  std::vector<std::string> argv = given.argv;
  for (std::string& word : argv) {
    if (const auto at = word.find('%'); at != word.npos) word.replace(at, 1, helper_);
    if (word == "&") word = directory_ + "/plain";
  }
  const int failed = in_a_process(given.give_up, [&] {
    Launcher launcher(SUPERVISE);
    auto launched = launcher.launch(request(argv));
    Script script(std::get<std::unique_ptr<Child>>(std::move(launched)));
    if (!script.wait_for("ready")) return __LINE__ % 256;
    const auto stopped = Clock::now();
    script.child().stop(milliseconds(100));
    while (!script.child().finished()) {
      if (!script.turn(stopped + kBound)) return 1;
    }
    const ChildResult& result = script.result();
    if (result.survivors.size() != 1) return 2;
    if (result.survivors[0].user != given.user) return 3;
    if (result.survivors[0].pid <= 0 || result.survivors[0].command.empty()) return 4;
    if (result.leftovers_killed != 0) return 5;
    if (std::holds_alternative<SupervisorLost>(result.end) != given.main_survives) return 6;
    // The next step, and the end of everything.
    auto next = launcher.launch(request({MISBEHAVE, "exit", "4"}));
    Script other(std::get<std::unique_ptr<Child>>(std::move(next)));
    if (!other.finish() || other.end<Exited>().code != 4) return 7;
    return Clock::now() - stopped < kBound ? 0 : 8;
  });
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(alive().size(), 1U) << "it is not killed, or the test shows nothing";
}

INSTANTIATE_TEST_SUITE_P(
    , UnkillableProcess,
    testing::Values(
        Case{"InTheForegroundOfAnOrdinaryUser",
             become_nobody,
             {"/bin/sh", "-c", "% setuid_helper; :"},
             "root",
             false},
        Case{"InPlaceOfTheScript", become_nobody, {"%", "setuid_helper"}, "root", true},
        Case{"LeftBehind", become_nobody, {"%", "setuid_helper", "child"}, "root", false},
        Case{"OfAnotherUserForARootWithoutTheRight",
             drop_the_right_to_kill,
             {"/usr/bin/setpriv", "--reuid=65534", "&", "ignore_sigterm"},
             "nobody",
             true}),
    [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace baton
