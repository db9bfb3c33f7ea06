#include "supervise/descendants.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include <gtest/gtest.h>

#include "supervise/directory_reader.h"

namespace baton {
namespace {

constexpr std::size_t kTreeSize = 6;

// A child with a child, each in a session of its own, and so on; says through `ready` when all are there.
void grow_chain(std::size_t length, int ready) {
  if (length == 0 || ::fork() != 0) return;
  ::setsid();
  if (::write(ready, "x", 1) != 1) ::_exit(1);
  grow_chain(length - 1, ready);
  for (;;) ::pause();
}

void grow_tree(int ready) {
  grow_chain(kTreeSize - 2, ready);
  grow_chain(1, ready);
  grow_chain(1, ready);
}

// Until no child is left, as supervisors do: a pass may miss what just got another parent.
std::size_t kill_and_reap_all(Descendants& descendants) {
  std::size_t reaped = 0;
  for (;;) {
    descendants.freeze_and_kill();
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, nullptr, WNOHANG)) > 0) ++reaped;
    if (pid < 0 && errno == ECHILD) return reaped;
  }
}

// Runs in a process of its own, as supervisors do; its exit status is the test's result.
int find_and_kill(Descendants::Look look) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  int ends[2];
  if (::pipe(ends) != 0) return 1;
  grow_tree(ends[1]);
  char byte = 0;
  for (std::size_t i = 0; i < kTreeSize; ++i) {
    if (::read(ends[0], &byte, 1) != 1) return 2;
  }
  Descendants descendants(look);
  if (descendants.signal_all(0) != kTreeSize) return 3;
  if (kill_and_reap_all(descendants) != kTreeSize) return 4;
  return descendants.signal_all(SIGKILL) == 0 ? 0 : 5;
}

int spare_a_child(Descendants::Look look) {
  int ends[2];
  if (::pipe(ends) != 0) return 1;
  static pid_t spared = ::fork();
  if (spared == 0) {
    grow_chain(1, ends[1]);
    for (;;) ::pause();
  }
  char byte = 0;
  if (::read(ends[0], &byte, 1) != 1) return 2;
  Descendants descendants(look);
  descendants.spare([](pid_t child, const void*) { return child == spared; }, nullptr);
  return descendants.freeze_and_kill() == 0 && ::waitpid(spared, nullptr, WNOHANG) == 0 ? 0 : 3;
}

int in_own_process(int (*what)(Descendants::Look), Descendants::Look look) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const int result = what(look);
    Descendants rest;
    kill_and_reap_all(rest);
    ::_exit(result);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(Descendants, AllAreFoundAndKilled) {
  EXPECT_EQ(in_own_process(find_and_kill, Descendants::Look::kChildrenFiles), 0);
}

TEST(Descendants, AllAreFoundAndKilledWithoutChildrenFiles) {
  EXPECT_EQ(in_own_process(find_and_kill, Descendants::Look::kScan), 0);
}

TEST(Descendants, SparedChildIsLeftAloneWithWhatIsBelow) {
  EXPECT_EQ(in_own_process(spare_a_child, Descendants::Look::kChildrenFiles), 0);
  EXPECT_EQ(in_own_process(spare_a_child, Descendants::Look::kScan), 0);
}

TEST(Descriptors, AreClosedFromANumberOn) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    for (int i = 0; i < 50; ++i) ::dup(0);
    ::dup2(0, 900);
    close_from(5);
    for (int fd = 5; fd < 1000; ++fd) {
      if (::fcntl(fd, F_GETFD) >= 0) ::_exit(1);
    }
    ::_exit(::fcntl(4, F_GETFD) >= 0 ? 0 : 2);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace baton
