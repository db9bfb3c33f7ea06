// Does what scripts should not: `misbehave MODE [ARGUMENT]...`. What it starts prints its own pid, so that a
// test can wait for it.

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

using Arguments = std::vector<std::string>;

void say(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::_Exit(3);
}

[[noreturn]] void wait_for_ever() {
  for (;;) ::pause();
}

void ignore_term() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::signal(signal, SIG_IGN);
}

long number(const Arguments& arguments, std::size_t at, long otherwise) {
  return at < arguments.size() ? std::strtol(arguments[at].c_str(), nullptr, 10) : otherwise;
}

int exit_with(const Arguments& arguments) { return static_cast<int>(number(arguments, 0, 0)); }

int die_of(const Arguments& arguments) {
  ::kill(::getpid(), static_cast<int>(number(arguments, 0, SIGKILL)));
  wait_for_ever();
}

int ignore_sigterm(const Arguments&) {
  ignore_term();
  say("ready");
  wait_for_ever();
}

// Blocks the signal and waits for it, so that none can come between a look and a wait.
[[noreturn]] void clean_up_on_sigterm(int code) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &term, nullptr);
  say("ready");
  int signal = 0;
  ::sigwait(&term, &signal);
  say("cleaned up");
  std::_Exit(code);
}

int end_on_sigterm(const Arguments&) { clean_up_on_sigterm(9); }

// Lets a process wait for another's progress: for its open(), or its end.
class Gate {
 public:
  Gate() {
    if (::pipe(ends_) != 0) std::_Exit(3);
  }
  void open() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  void wait_until_open() {
    ::close(ends_[1]);
    char byte = 0;
    while (::read(ends_[0], &byte, 1) > 0) {
    }
  }

 private:
  int ends_[2];
};

// setsid_child [wait]: a grandchild in a session of its own that ignores SIGTERM and keeps stdout open.
int setsid_child(const Arguments& arguments) {
  Gate ignoring;
  if (::fork() == 0) {
    ::setsid();
    ignore_term();
    ignoring.open();
    say("ready");
    wait_for_ever();
  }
  if (!arguments.empty()) wait_for_ever();
  ignoring.wait_until_open();
  return 0;
}

int leftover_ends_on_sigterm(const Arguments&) {
  Gate blocking;
  if (::fork() == 0) {
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &term, nullptr);
    blocking.open();
    clean_up_on_sigterm(0);
  }
  blocking.wait_until_open();
  return 0;
}

int double_fork(const Arguments&) {
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0) {
      say("ready");
      wait_for_ever();
    }
    std::_Exit(0);
  }
  ::wait(nullptr);
  return 0;
}

int flood(const Arguments& arguments) {
  const std::string line(63, 'x');
  std::string block;
  while (block.size() < 64 * 1024) block += line + "\n";
  for (long left = number(arguments, 0, 1) * 1024 * 1024; left > 0;
       left -= static_cast<long>(block.size())) {
    if (::write(STDOUT_FILENO, block.data(), block.size()) < 0) return 3;
  }
  return 0;
}

int broken_text(const Arguments&) {
  const char text[] = "caf\xe9 \0 \xed\xa0\x80 \xf4\x90\x80\x80 \xc3\xa4\n";
  return ::write(STDOUT_FILENO, text, sizeof text - 1) > 0 ? 0 : 3;
}

int close_stdout(const Arguments&) {
  say("before");
  ::close(STDOUT_FILENO);
  const char text[] = "after\n";
  return ::write(STDERR_FILENO, text, sizeof text - 1) > 0 ? 4 : 3;
}

// fork_chain LIMIT [setsid]: every process forks the next and ends, so no pid lives long.
int fork_chain(const Arguments& arguments) {
  const long limit = number(arguments, 0, 1000000);
  const bool own_session = arguments.size() > 1;
  ignore_term();
  say("ready");
  if (::fork() > 0) wait_for_ever();
  for (long i = 0; i < limit; ++i) {
    if (own_session) ::setsid();
    if (::fork() != 0) std::_Exit(0);
  }
  return 0;
}

// fork_tree LIMIT: processes that fork as fast as they can, up to about LIMIT of them.
int fork_tree(const Arguments& arguments) {
  ignore_term();
  const long limit = number(arguments, 0, 200);
  for (long alive = 1; alive < limit; alive *= 2) {
    if (::fork() == 0) ::setsid();
  }
  say("ready");
  // Each goes on for ever with children that end at once.
  for (;;) {
    if (::fork() == 0) std::_Exit(0);
    ::waitpid(-1, nullptr, 0);
  }
}

// A grandchild without descriptor 3 that opens $BATON_EVENTS.
int event_of_grandchild(const Arguments&) {
  ::close(3);
  Gate written_gate;
  if (::fork() == 0) {
    ::setsid();
    if (::fork() != 0) std::_Exit(0);
    const int events = ::open(std::getenv("BATON_EVENTS"), O_WRONLY);
    const char text[] = "{\"type\":\"progress\",\"percent\":40}\n";
    const bool written = ::write(events, text, sizeof text - 1) > 0;
    say(written ? "written" : "not written");
    std::_Exit(0);
  }
  ::wait(nullptr);
  written_gate.wait_until_open();  // by the grandchild's end: it is an orphan by now
  return 0;
}

int count_stdin(const Arguments&) {
  long total = 0;
  char buffer[64 * 1024];
  ssize_t size = 0;
  while ((size = ::read(STDIN_FILENO, buffer, sizeof buffer)) > 0) total += size;
  say(std::to_string(total));
  return 0;
}

int list_descriptors(const Arguments&) {
  for (int fd = 0; fd < 4096; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) say(std::to_string(fd));
  }
  return 0;
}

int stop_itself(const Arguments&) {
  say("ready");
  ::raise(SIGSTOP);
  wait_for_ever();
}

// Its supervisor, from a child, again and again.
int stop_supervisor(const Arguments&) {
  const pid_t supervisor = ::getppid();
  if (::fork() == 0) {
    while (::kill(supervisor, SIGSTOP) == 0) {
    }
    std::_Exit(0);
  }
  say("ready");
  wait_for_ever();
}

// A traced process does nothing, and no SIGCONT helps.
int trace_supervisor(const Arguments&) {
  const pid_t supervisor = ::getppid();
  if (::ptrace(PTRACE_ATTACH, supervisor, nullptr, nullptr) != 0) return 3;
  ::waitpid(supervisor, nullptr, 0);
  say("ready");
  wait_for_ever();
}

// setuid_helper [child]: of a program that belongs to root and has the bit; the real user is root's
// then, too. With "child" another process does it, and the main one ends.
int setuid_helper(const Arguments& arguments) {
  Gate gate;
  if (!arguments.empty() && ::fork() != 0) {
    gate.wait_until_open();
    return 0;
  }
  if (::setuid(0) != 0) return 3;
  ignore_term();
  say("ready");
  gate.open();
  wait_for_ever();
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<int(const Arguments&)>> modes = {
      {"exit", exit_with},
      {"die", die_of},
      {"ignore_sigterm", ignore_sigterm},
      {"end_on_sigterm", end_on_sigterm},
      {"setsid_child", setsid_child},
      {"leftover_ends_on_sigterm", leftover_ends_on_sigterm},
      {"double_fork", double_fork},
      {"flood", flood},
      {"broken_text", broken_text},
      {"close_stdout", close_stdout},
      {"fork_chain", fork_chain},
      {"fork_tree", fork_tree},
      {"event_of_grandchild", event_of_grandchild},
      {"count_stdin", count_stdin},
      {"list_descriptors", list_descriptors},
      {"stop_itself", stop_itself},
      {"stop_supervisor", stop_supervisor},
      {"trace_supervisor", trace_supervisor},
      {"setuid_helper", setuid_helper},
  };
  const Arguments arguments(argv + (argc > 1 ? 2 : 1), argv + argc);
  const auto mode = modes.find(argc > 1 ? argv[1] : "");
  return mode == modes.end() ? 2 : mode->second(arguments);
}
