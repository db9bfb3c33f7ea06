// What happens to running steps when the executor, a supervisor or the launcher is killed.

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "process/leftovers.h"
#include "runner.h"
#include "supervise/wire.h"

namespace baton {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

class Survival : public ProcessTest {
 protected:
  // After a supervisor was killed nobody is left to remove its directory.
  void forget_directories() const {
    for (const auto& name : entries_of(base_)) std::filesystem::remove_all(base_ + "/" + name);
  }
};

// An executor in a process of its own: launches, says so through a pipe when the script is ready, and waits.
[[noreturn]] void be_executor(const LaunchRequest& request, int ready) {
  Launcher launcher(SUPERVISE);
  auto launched = launcher.launch(request);
  Script script(std::get<std::unique_ptr<Child>>(std::move(launched)));
  if (!script.wait_for("ready")) ::_exit(1);
  const std::string pid = std::to_string(launcher.pid());
  if (::write(ready, pid.c_str(), pid.size() + 1) < 0) ::_exit(1);
  script.finish();
  ::_exit(0);
}

struct OtherExecutor {
  pid_t pid = 0;
  pid_t launcher = 0;
};

OtherExecutor fork_executor(const LaunchRequest& request) {
  int ends[2];
  if (::pipe(ends) != 0) return {};
  const pid_t pid = ::fork();
  if (pid == 0) be_executor(request, ends[1]);
  ::close(ends[1]);
  char text[32] = {};
  const UniqueFd reader(ends[0]);
  if (::read(reader.get(), text, sizeof text - 1) <= 0) return {};
  return {pid, static_cast<pid_t>(std::stol(text))};
}

TEST_F(Survival, NothingLives5sAfterTheExecutorWasKilled) {
  LaunchRequest request = misbehave({"setsid_child", "wait"});
  request.grace = seconds(60);
  const OtherExecutor executor = fork_executor(request);
  ASSERT_GT(executor.pid, 0);
  const std::vector<pid_t> pids = alive();
  ASSERT_EQ(pids.size(), 2U);

  const auto killed = Clock::now();
  ::kill(executor.pid, SIGKILL);
  ::waitpid(executor.pid, nullptr, 0);
  EXPECT_TRUE(wait_for_death(pids, killed + seconds(5)));
  EXPECT_EQ(alive(), std::vector<pid_t>{});
  EXPECT_TRUE(wait_for_death({executor.launcher}, killed + seconds(5))) << "nor the launcher";
}

TEST_F(Survival, KilledExecutorsScriptMayCleanUp) {
  LaunchRequest request = shell("trap 'echo done >" + directory_ +
                                "/cleaned; exit' TERM; echo ready; "
                                "while :; do sleep 0.01; done");
  const OtherExecutor executor = fork_executor(request);
  ASSERT_GT(executor.pid, 0);
  const std::vector<pid_t> pids = alive();
  ::kill(executor.pid, SIGKILL);
  ::waitpid(executor.pid, nullptr, 0);
  EXPECT_TRUE(wait_for_death(pids, Clock::now() + seconds(5)));
  EXPECT_TRUE(std::ifstream(directory_ + "/cleaned").good());
  EXPECT_TRUE(wait_for_death({executor.launcher}, Clock::now() + seconds(5)));
}

TEST_F(Survival, ExecutorAndLauncherKilledTogetherLeaveNothing) {
  LaunchRequest request = misbehave({"setsid_child", "wait"});
  request.grace = milliseconds(50);
  const OtherExecutor executor = fork_executor(request);
  ASSERT_GT(executor.pid, 0);
  const std::vector<pid_t> pids = alive();
  const std::vector<pid_t> supervisors = children_of(executor.launcher);
  ASSERT_EQ(supervisors.size(), 1U);
  ::kill(executor.launcher, SIGKILL);
  ::kill(executor.pid, SIGKILL);
  ::waitpid(executor.pid, nullptr, 0);
  EXPECT_TRUE(wait_for_death(pids, Clock::now() + seconds(5)));
  // The last supervisor removes the working directory after the script's end.
  EXPECT_TRUE(wait_for_death(supervisors, Clock::now() + seconds(5)));
}

TEST_F(Survival, ExecutorAndSupervisorKilledTogetherLeaveNothing) {
  const OtherExecutor executor = fork_executor(misbehave({"setsid_child", "wait"}));
  ASSERT_GT(executor.pid, 0);
  const std::vector<pid_t> pids = alive();
  ASSERT_EQ(pids.size(), 2U);
  const std::vector<pid_t> supervisors = children_of(executor.launcher);
  ASSERT_EQ(supervisors.size(), 1U);
  ::kill(executor.pid, SIGKILL);
  ::kill(supervisors[0], SIGKILL);
  ::waitpid(executor.pid, nullptr, 0);
  EXPECT_TRUE(wait_for_death(pids, Clock::now() + seconds(5)));
  EXPECT_TRUE(wait_for_death({executor.launcher}, Clock::now() + seconds(5)));
  forget_directories();
}

TEST_F(Survival, KilledSupervisorIsToldWhenItsProcessesAndDirectoryAreGone) {
  Script script = start(shell("mkdir a; echo x >a/file; setsid sleep 1000 & echo ready; wait"));
  ASSERT_TRUE(script.wait_for("ready"));
  while (script.child().pid() == 0) ASSERT_TRUE(script.turn(Clock::now() + kDeadline));
  ::kill(script.child().supervisor_pid(), SIGKILL);
  ASSERT_TRUE(script.finish());
  EXPECT_TRUE(script.end<SupervisorLost>().was_running);
  EXPECT_EQ(alive(), std::vector<pid_t>{});
  EXPECT_EQ(entries_of(base_), std::vector<std::string>{});
  EXPECT_EQ(run(misbehave({"exit", "4"})).end<Exited>().code, 4) << "the next step runs";
}

TEST_F(Survival, SupervisorAndLauncherKilledLeaveNothing) {
  Script script = start(misbehave({"setsid_child", "wait"}));
  ASSERT_TRUE(script.wait_for("ready"));
  while (script.child().pid() == 0) ASSERT_TRUE(script.turn(Clock::now() + kDeadline));
  ::kill(launcher_->pid(), SIGKILL);
  ASSERT_TRUE(wait_for_death({launcher_->pid()}, Clock::now() + kDeadline));
  ::kill(script.child().supervisor_pid(), SIGKILL);
  ASSERT_TRUE(script.finish());
  EXPECT_TRUE(script.end<SupervisorLost>().was_running);
  EXPECT_EQ(alive(), std::vector<pid_t>{});
}

TEST_F(Survival, NextStepOfASupervisorIsReportedUnderItsOwnTag) {
  const UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  Recorder recorder;
  for (const std::uint64_t tag : {4U, 8U, 12U}) {
    Script script = start(misbehave({"exit"}));
    script.child().watch(epoll.get(), tag);
    while (!script.child().finished()) {
      epoll_event event{};
      ASSERT_EQ(::epoll_wait(epoll.get(), &event, 1, 30'000), 1);
      ASSERT_EQ(event.data.u64 & ~Child::kChannelMask, tag);
      script.child().on_readable(Child::channel_of(event.data.u64), recorder);
    }
  }
}

TEST_F(Survival, WhatTheScriptClosesIsNotReportedForEver) {
  const std::string gate = directory_ + "/gate";
  ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
  const UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  Script script = start(shell("exec >&- 3>&-; echo closed >&2; read line <" + gate));
  script.child().watch(epoll.get(), 0);
  while (script.err() != "closed\n") ASSERT_TRUE(script.turn(Clock::now() + kDeadline));
  while (script.child().pid() == 0) ASSERT_TRUE(script.turn(Clock::now() + kDeadline));
  epoll_event event{};
  EXPECT_EQ(::epoll_wait(epoll.get(), &event, 1, 0), 0);
  std::ofstream(gate) << "go\n";
  ASSERT_TRUE(script.finish());
  EXPECT_EQ(::epoll_wait(epoll.get(), &event, 1, 0), 0);
}

TEST_F(Survival, KilledIdleSupervisorCostsNothing) {
  const pid_t idle = run(misbehave({"exit", "0"})).child().supervisor_pid();
  ::kill(idle, SIGKILL);
  ASSERT_TRUE(wait_for_death({idle}, Clock::now() + kDeadline));
  // The launcher closes the socket when it has seen the death: until then the step may be told lost.
  const auto deadline = Clock::now() + kDeadline;
  for (;;) {
    Script next = run(misbehave({"exit", "4"}));
    if (const auto* exited = std::get_if<Exited>(&next.result().end)) {
      EXPECT_EQ(exited->code, 4);
      break;
    }
    EXPECT_FALSE(next.end<SupervisorLost>().was_running);
    ASSERT_LT(Clock::now(), deadline);
  }
  forget_directories();
}

TEST_F(Survival, RunningStepSurvivesTheLauncherAndTheNextLaunchMakesAnother) {
  const std::string gate = directory_ + "/gate";
  ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
  Script script = start(shell("echo ready; read line <" + gate + "; exit 6"));
  ASSERT_TRUE(script.wait_for("ready"));
  const pid_t old = launcher_->pid();
  ::kill(old, SIGKILL);
  ASSERT_TRUE(wait_for_death({old}, Clock::now() + kDeadline));

  EXPECT_EQ(run(misbehave({"exit", "4"})).end<Exited>().code, 4);
  EXPECT_NE(launcher_->pid(), old);
  std::ofstream(gate) << "go\n";
  ASSERT_TRUE(script.finish());
  EXPECT_EQ(script.end<Exited>().code, 6);
}

// A sanitizer's shadow of the memory is larger than what any process holds.
constexpr unsigned long kMostOfAProcess = 1UL << 30;

// Whether `text` is anywhere in the memory of a process.
bool memory_holds(pid_t pid, const std::string& text) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  std::ifstream memory("/proc/" + std::to_string(pid) + "/mem", std::ios::binary);
  std::string line;
  while (std::getline(maps, line)) {
    unsigned long begin = 0;
    unsigned long end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx r", &begin, &end) != 2) continue;
    if (end - begin > kMostOfAProcess) continue;
    std::string content(end - begin, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(begin));
    memory.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(memory.gcount()));
    if (content.find(text) != content.npos) return true;
  }
  return false;
}

TEST_F(Survival, NothingOfTheExecutorsMemoryIsInItsLauncherAndSupervisorsAlsoNotInRemadeOnes) {
  // Put together here, so that no program file holds it.
  const std::string canary = "canary-" + token_ + "-on-the-heap";
  const auto expect_clean = [&](pid_t supervisor) {
    EXPECT_FALSE(memory_holds(launcher_->pid(), canary)) << "launcher";
    EXPECT_FALSE(memory_holds(supervisor, canary)) << "supervisor";
  };
  EXPECT_TRUE(memory_holds(::getpid(), canary)) << "the search finds it where it is";
  expect_clean(run(misbehave({"exit"})).child().supervisor_pid());

  const pid_t old = launcher_->pid();
  Script holder = start(shell("echo ready; exec sleep 1000"));  // so that the next needs a new one
  ASSERT_TRUE(holder.wait_for("ready"));
  ::kill(old, SIGKILL);
  ASSERT_TRUE(wait_for_death({old}, Clock::now() + kDeadline));
  Script next = start(shell("echo ready; exec sleep 1000"));
  ASSERT_TRUE(next.wait_for("ready"));
  ASSERT_NE(launcher_->pid(), old);
  const std::vector<pid_t> supervisors = children_of(launcher_->pid());
  ASSERT_EQ(supervisors.size(), 1U);
  expect_clean(supervisors[0]);
  for (Script* script : {&holder, &next}) {
    script->child().stop(milliseconds(0));
    ASSERT_TRUE(script->finish());
  }
}

// A secret that was handed to one script is not found in the supervisor that started it: not while
// the script runs, nor afterwards, wherever in a vector register a copy of it would have begun. (The
// end of a script is a signal, and that writes the registers to the stack.)
TEST_F(Survival, SupervisorKeepsNoSecretOfTheScriptThatItStarted) {
  const std::string canary = "canary-" + token_;
  pid_t supervisor = 0;
  const auto expect_forgotten = [&](std::size_t padding) {
    // The script may speak before its supervisor has forgotten what it started it with.
    const auto deadline = Clock::now() + kDeadline;
    while (memory_holds(supervisor, canary) && Clock::now() < deadline) ::poll(nullptr, 0, 5);
    ASSERT_FALSE(memory_holds(supervisor, canary)) << "padding " << padding;
  };
  constexpr std::size_t kRegister = 64;
  for (std::size_t i = 0; i < 2 * kRegister; ++i) {
    const std::size_t padding = i < kRegister ? i : wire::kInlineStrings + i;
    LaunchRequest request = misbehave({"ignore_sigterm"});
    request.environment.push_back({"PADDING", std::string(padding, 'x')});
    request.environment.push_back({"SECRET", canary});
    Script script = start(request);
    ASSERT_TRUE(script.wait_for("ready"));
    EXPECT_TRUE(memory_holds(alive().at(0), canary)) << "the search finds it where it is";
    supervisor = children_of(launcher_->pid()).at(0);
    expect_forgotten(padding);
    script.child().stop(milliseconds(0));
    ASSERT_TRUE(script.finish());
    expect_forgotten(padding);
  }
}

TEST_F(Survival, LauncherIsTheSameProgramAfterAnUpgradeReplacedIt) {
  const std::string program = directory_ + "/baton-supervise";
  std::filesystem::copy_file(SUPERVISE, program);
  launcher_.emplace(program);
  write_file("new", "not a program");
  std::filesystem::rename(directory_ + "/new", program);
  const pid_t old = launcher_->pid();
  ::kill(old, SIGKILL);
  ASSERT_TRUE(wait_for_death({old}, Clock::now() + kDeadline));
  EXPECT_EQ(run(misbehave({"exit", "4"})).end<Exited>().code, 4);
}

TEST_F(Survival, AScriptThatCannotBeWatchedIsSaidToBe) {
  Script script = start(misbehave({"ignore_sigterm"}));
  ASSERT_TRUE(script.wait_for("ready"));
  EXPECT_THROW(script.child().watch(-1, 0), std::system_error);
  script.child().stop(milliseconds(0));
  ASSERT_TRUE(script.finish());
}

TEST_F(Survival, MissingLauncherIsNamed) {
  try {
    Launcher missing(directory_ + "/none");
    FAIL() << "it started";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
    EXPECT_NE(std::string(error.what()).find(directory_ + "/none"), std::string::npos);
  }
}

TEST_F(Survival, LauncherShowsNeitherEnvironmentNorCommandLine) {
  ASSERT_NE(::getenv("PATH"), nullptr);
  const auto content = [](pid_t pid, const char* file) {
    std::ifstream stream("/proc/" + std::to_string(pid) + "/" + file);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  const pid_t supervisor = run(misbehave({"exit"})).child().supervisor_pid();
  for (const pid_t pid : {launcher_->pid(), supervisor}) {
    EXPECT_EQ(content(pid, "environ").find("PATH"), std::string::npos);
    EXPECT_EQ(content(pid, "cmdline").find("unit_process"), std::string::npos);
  }
  EXPECT_TRUE(content(launcher_->pid(), "cmdline").starts_with("baton: launcher"));
  EXPECT_TRUE(content(supervisor, "cmdline").starts_with("baton: supervisor"));
}

TEST_F(Survival, MarkedProcessesAreFoundAndKilled) {
  Script script = start(misbehave({"setsid_child", "wait"}));
  ASSERT_TRUE(script.wait_for("ready"));
  EXPECT_EQ(alive().size(), 2U);
  EXPECT_EQ(kill_marked_processes("another token"), 0);
  EXPECT_EQ(kill_marked_processes(token_), 2);
  ASSERT_TRUE(script.finish());
  EXPECT_EQ(script.end<Signaled>().signal, SIGKILL);
}

}  // namespace
}  // namespace baton
