// What a script gets, and how its end comes back.

#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "runner.h"

namespace baton {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing::UnorderedElementsAre;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Launch : public ProcessTest {
 protected:
  NotStarted failure_of(const LaunchRequest& request) {
    auto launched = launcher_->launch(request);
    if (auto* failure = std::get_if<NotStarted>(&launched)) return *failure;
    Script script(std::get<std::unique_ptr<Child>>(std::move(launched)));
    if (!script.finish()) throw std::runtime_error("the launch did not fail");
    return script.end<NotStarted>();
  }
};

TEST_F(Launch, ExitCodeZeroComesBack) {
  EXPECT_EQ(run(misbehave({"exit", "0"})).end<Exited>().code, 0);
}

TEST_F(Launch, ExitCodeSevenComesBack) {
  EXPECT_EQ(run(misbehave({"exit", "7"})).end<Exited>().code, 7);
}

TEST_F(Launch, ExitCode127OfAScriptIsNotAFailedLaunch) {
  EXPECT_EQ(run(misbehave({"exit", "127"})).end<Exited>().code, 127);
}

TEST_F(Launch, SignalComesBack) {
  EXPECT_EQ(run(misbehave({"die", std::to_string(SIGUSR2)})).end<Signaled>().signal, SIGUSR2);
}

TEST_F(Launch, StdoutAndStderrAreKeptApart) {
  Script script = run(shell("echo out; echo err >&2"));
  EXPECT_EQ(script.out(), "out\n");
  EXPECT_EQ(script.err(), "err\n");
}

TEST_F(Launch, DocumentArrivesOnStdin) {
  LaunchRequest request = shell("cat");
  request.document = R"({"step":"menu"})";
  EXPECT_EQ(run(request).out(), request.document);
}

TEST_F(Launch, StdinCanBeReadTwiceButNotChanged) {
  LaunchRequest request =
      shell("cat /dev/stdin; cat; (echo x >> /dev/stdin) 2>/dev/null; cat /dev/stdin");
  request.document = "abc";
  EXPECT_EQ(run(request).out(), "abcabcabc");
}

TEST_F(Launch, EmptyDocumentIsEndOfFile) {
  EXPECT_EQ(run(misbehave({"count_stdin"})).out(), "0\n");
}

TEST_F(Launch, HugeDocumentArrivesWhole) {
  LaunchRequest request = misbehave({"count_stdin"});
  request.document.assign(100 * 1024 * 1024, 'x');
  EXPECT_EQ(run(request).out(), std::to_string(request.document.size()) + "\n");
}

TEST_F(Launch, DocumentThatNobodyReadsDoesNotHoldUpTheEnd) {
  LaunchRequest request = misbehave({"exit", "0"});
  request.document.assign(10 * 1024 * 1024, 'x');
  EXPECT_EQ(run(request).end<Exited>().code, 0);
}

TEST_F(Launch, ArgumentsArriveAsTheyAreWithoutAShell) {
  Script script = run(request({"/usr/bin/printf", "%s|", "a b", "$HOME", "", "'q'\n", "*"}));
  EXPECT_EQ(script.out(), "a b|$HOME||'q'\n|*|");
}

TEST_F(Launch, HugeArgumentsArriveWhole) {
  LaunchRequest request = shell("echo $# ${#1} ${#16}");
  request.argv.push_back("sh");
  // Linux takes 128 KB for one argument and by default 2 MB for all.
  for (int i = 0; i < 16; ++i) request.argv.push_back(std::string(110'000, 'a'));
  EXPECT_EQ(run(request).out(), "16 110000 110000\n");
}

TEST_F(Launch, TooLargeArgumentsAreATypedFailure) {
  LaunchRequest request = misbehave({"exit"});
  for (int i = 0; i < 100; ++i) request.argv.push_back(std::string(120'000, 'a'));
  const NotStarted failure = failure_of(request);
  EXPECT_EQ(failure.reason, NotStarted::Reason::kTooLarge);
  EXPECT_EQ(failure.error, E2BIG);
}

TEST_F(Launch, EnvironmentIsExactlyWhatWasAskedFor) {
  LaunchRequest request = this->request({"/usr/bin/env"});
  request.environment = {{"BATON_ATTEMPT_TOKEN", token_}, {"A", "1"}, {"B", "x=y\nz"}, {"A", "2"}};
  request.directory_variables = {"HOME"};
  Script script = run(request);
  EXPECT_THAT(
      lines_of(script.out()),
      UnorderedElementsAre("BATON_ATTEMPT_TOKEN=" + token_, "A=2", "B=x=y", "z",
                           StartsWith("HOME=" + base_ + "/"), StartsWith("BATON_EVENTS=/proc/")));
}

TEST_F(Launch, OnlyDescriptorsZeroToThreeAreOpen) {
  const int leaked = ::dup(STDOUT_FILENO);  // without close-on-exec, as careless code leaves them
  Script script = run(misbehave({"list_descriptors"}));
  ::close(leaked);
  EXPECT_THAT(lines_of(script.out()), ElementsAre("0", "1", "2", "3"));
}

TEST_F(Launch, SignalsAreDefaultAndUnblocked) {
  Script script = run(request({"/bin/sed", "-n", "/^Sig[BIC]/p", "/proc/self/status"}));
  EXPECT_THAT(lines_of(script.out()),
              ElementsAre("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000",
                          "SigCgt:\t0000000000000000"));
}

TEST_F(Launch, ScriptIsToBeTakenFirstWhenMemoryRunsOut) {
  Script script = run(shell("cat /proc/self/oom_score_adj /proc/$PPID/oom_score_adj"));
  std::istringstream fields(script.out());
  int own = 0, supervisor = 0;
  fields >> own >> supervisor;
  EXPECT_EQ(own, std::min(supervisor + 500, 1000));
}

TEST_F(Launch, ScriptLeadsASessionAndGroupOfItsOwn) {
  Script script = run(shell("cut -d' ' -f1,5,6 /proc/$$/stat"));
  std::istringstream fields(script.out());
  pid_t pid = 0, group = 0, session = 0;
  fields >> pid >> group >> session;
  EXPECT_EQ(pid, group);
  EXPECT_EQ(pid, session);
  EXPECT_NE(session, ::getsid(0));
}

TEST_F(Launch, WorkingDirectoryIsPrivateEmptyAndRemoved) {
  Script script =
      run(shell("pwd; stat -c %a .; ls -A; mkdir -p a/b/c; echo x >a/b/c/file; ln -s / a/root; "
                "chmod 0500 a/b; chmod 0 a/b/c; mkfifo pipe"));
  ASSERT_EQ(lines_of(script.out()).size(), 2U);
  EXPECT_THAT(lines_of(script.out())[0], StartsWith(base_ + "/"));
  EXPECT_EQ(lines_of(script.out())[1], "700");
  EXPECT_EQ(script.result().left_behind, "");
  EXPECT_EQ(entries_of(base_), std::vector<std::string>{});
}

TEST_F(Launch, DeepWorkingDirectoryIsRemoved) {
  Script script = run(
      shell("i=0; while [ $i -lt 600 ]; do mkdir dddddddddd && cd -P dddddddddd; i=$((i+1)); done; "
            "echo x >file; echo $i"));
  EXPECT_EQ(script.out(), "600\n");
  EXPECT_EQ(script.result().left_behind, "");
  EXPECT_EQ(entries_of(base_), std::vector<std::string>{});
}

TEST_F(Launch, OnlyAnUntouchedDirectoryServesAnotherStep) {
  const std::string first = run(shell("pwd")).out();
  EXPECT_EQ(run(shell("pwd; chmod 0755 .")).out(), first);
  const std::string second = run(shell("pwd; ls -A; stat -c %a .; touch x; rm x")).out();
  EXPECT_NE(second.substr(0, second.find('\n') + 1), first) << "its mode had been changed";
  EXPECT_THAT(second, testing::EndsWith("\n700\n"));
  EXPECT_NE(run(shell("pwd")).out(), second.substr(0, second.find('\n') + 1))
      << "something had been in it";
}

TEST_F(Launch, UntouchedDirectoryIsRemovedSoon) {
  run(misbehave({"exit"}));
  const UniqueFd watch(::inotify_init1(IN_CLOEXEC));
  ::inotify_add_watch(watch.get(), base_.c_str(), IN_DELETE);
  pollfd removal{.fd = watch.get(), .events = POLLIN, .revents = 0};
  // Either it is gone before we look, or we are told.
  if (!entries_of(base_).empty()) {
    EXPECT_EQ(::poll(&removal, 1, 30'000), 1);
  }
  EXPECT_EQ(entries_of(base_), std::vector<std::string>{});
}

TEST_F(Launch, ScriptMayRemoveItsWorkingDirectoryItself) {
  EXPECT_EQ(run(shell("rmdir \"$PWD\"")).result().left_behind, "");
}

TEST_F(Launch, ConsecutiveStepsShareNothing) {
  Script first = run(shell("umask 0777; ulimit -n 10; echo x >file; trap '' TERM; exec sleep 0"));
  Script second = run(shell("ls -A; umask; ulimit -n"));
  Script own = run(shell("umask; ulimit -n"));
  EXPECT_EQ(second.out(), own.out());
  EXPECT_EQ(first.child().supervisor_pid(), second.child().supervisor_pid())
      << "an idle supervisor is used again";
}

TEST_F(Launch, UsageCountsWhatChildrenUsed) {
  Script script = run(shell("/bin/sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'"));
  EXPECT_GT(script.result().usage.user_cpu + script.result().usage.system_cpu,
            std::chrono::milliseconds(5));
  EXPECT_GT(script.result().usage.max_rss_kb, 500);
}

TEST_F(Launch, MissingProgramIsATypedFailure) {
  const NotStarted failure = failure_of(request({directory_ + "/nothing"}));
  EXPECT_EQ(failure.reason, NotStarted::Reason::kMissing);
  EXPECT_EQ(failure.error, ENOENT);
  EXPECT_THAT(failure.message, HasSubstr(directory_ + "/nothing"));
}

TEST_F(Launch, FileThatIsNotExecutableIsATypedFailure) {
  const NotStarted failure = failure_of(request({write_file("plain", "#!/bin/sh\n", 0644)}));
  EXPECT_EQ(failure.reason, NotStarted::Reason::kNotExecutable);
  EXPECT_EQ(failure.error, EACCES);
}

TEST_F(Launch, DirectoryIsATypedFailure) {
  const NotStarted failure = failure_of(request({directory_}));
  EXPECT_EQ(failure.reason, NotStarted::Reason::kNotExecutable);
  EXPECT_THAT(failure.message, HasSubstr("is a directory"));
}

TEST_F(Launch, MissingInterpreterIsNamed) {
  const NotStarted failure =
      failure_of(request({write_file("script", "#! /opt/none/python9 -u\nprint()\n")}));
  EXPECT_EQ(failure.reason, NotStarted::Reason::kInterpreterMissing);
  EXPECT_THAT(failure.message, HasSubstr("interpreter /opt/none/python9,"));
}

TEST_F(Launch, WindowsLineEndInTheFirstLineIsExplained) {
  const NotStarted failure = failure_of(request({write_file("script", "#!/bin/sh\r\necho\r\n")}));
  EXPECT_EQ(failure.reason, NotStarted::Reason::kInterpreterMissing);
  EXPECT_THAT(failure.message, HasSubstr("carriage return"));
}

TEST_F(Launch, FileWithoutInterpreterLineIsNotRunByAShell) {
  const NotStarted failure = failure_of(request({write_file("script", "echo no\n")}));
  EXPECT_EQ(failure.reason, NotStarted::Reason::kNotAProgram);
}

TEST_F(Launch, MissingBaseDirectoryIsATypedFailure) {
  LaunchRequest request = misbehave({"exit"});
  request.base_directory = directory_ + "/none";
  EXPECT_EQ(failure_of(request).reason, NotStarted::Reason::kNoWorkingDirectory);
}

TEST_F(Launch, BadRequestsAreRefusedAtOnce) {
  LaunchRequest nul = misbehave({"exit", std::string("a\0b", 3)});
  EXPECT_EQ(failure_of(nul).reason, NotStarted::Reason::kBadRequest);
  EXPECT_EQ(failure_of(request({"true"})).reason, NotStarted::Reason::kBadRequest);
  EXPECT_EQ(failure_of(request({})).reason, NotStarted::Reason::kBadRequest);
  LaunchRequest name = misbehave({"exit"});
  name.environment.push_back({"A=B", "x"});
  EXPECT_EQ(failure_of(name).reason, NotStarted::Reason::kBadRequest);
  LaunchRequest value = misbehave({"exit"});
  value.environment.push_back({"PASSWORD", std::string("geheim\0", 7)});
  EXPECT_EQ(failure_of(value).message,
            "The environment variable PASSWORD contains a NUL character.");
}

TEST_F(Launch, FailedLaunchLeavesTheSupervisorUsable) {
  failure_of(request({directory_ + "/nothing"}));
  EXPECT_EQ(run(misbehave({"exit", "5"})).end<Exited>().code, 5);
}

TEST_F(Launch, EventsArriveFromDescriptorThree) {
  EXPECT_EQ(run(shell("echo '{}' >&3")).events(), "{}\n");
}

TEST_F(Launch, EventsArriveFromAGrandchildThatClosedDescriptorThree) {
  Script script = run(misbehave({"event_of_grandchild"}));
  EXPECT_EQ(script.out(), "written\n");
  EXPECT_EQ(script.events(), "{\"type\":\"progress\",\"percent\":40}\n");
}

}  // namespace
}  // namespace baton
