// How many steps a second the launcher runs, against bare posix_spawn with pipes, in the same run.
//
//   spawn_rate [--program /bin/true] [--argument ARGUMENT]... [--at-once 4] [--seconds 10] [--directory /dev/shm]
//   spawn_rate --bare-steps 5000 ...   only posix_spawn, so many; prints JSON: the limit of scripts/bench
//
// Both capture stdout and stderr and wait for the end. The launcher also gives the script stdin and an event
// channel, a private working directory, and a supervisor that would kill what it leaves behind.
// The two take turns, so that a machine that others use too slows both. On a busy machine the rates say
// little (what has more processes gets more of it); processor time per step, of everything together, does.

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "process/launcher.h"
#include "process/transcript.h"

namespace {

using baton::Child;
using baton::Launcher;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string program = "/bin/true";
  std::vector<std::string> arguments;
  std::string directory = "/dev/shm";
  std::size_t at_once = 4;
  double seconds = 10;
  std::size_t bare_steps = 0;
};

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

// A script started with posix_spawn, its stdout and stderr captured.
class BareChild {
 public:
  BareChild(const std::string& program, const std::vector<std::string>& arguments) {
    std::array<std::array<int, 2>, 2> pipes;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    for (std::size_t i = 0; i < 2; ++i) {
      if (::pipe2(pipes[i].data(), O_CLOEXEC) != 0) die("pipe2");
      ends_[i].reset(pipes[i][0]);
      posix_spawn_file_actions_adddup2(&actions, pipes[i][1], static_cast<int>(i) + 1);
    }
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::array<char*, 1> environment{nullptr};
    const int error =
        ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) die("posix_spawn");
    for (const auto& pipe : pipes) ::close(pipe[1]);
  }

  void watch(int epoll, std::size_t slot) {
    for (std::size_t i = 0; i < 2; ++i) {
      epoll_event event{.events = EPOLLIN, .data = {.u64 = slot * 4 + i}};
      ::epoll_ctl(epoll, EPOLL_CTL_ADD, ends_[i].get(), &event);
    }
  }

  // True when it has ended.
  bool on_readable(std::size_t which) {
    static std::array<char, 64 * 1024> buffer;
    if (!ends_[which].valid() || ::read(ends_[which].get(), buffer.data(), buffer.size()) > 0)
      return false;
    ends_[which].reset();
    if (ends_[0].valid() || ends_[1].valid()) return false;
    if (::waitpid(pid_, nullptr, 0) != pid_) die("waitpid");
    return true;
  }

 private:
  pid_t pid_ = 0;
  std::array<baton::UniqueFd, 2> ends_;
};

struct Turn {
  std::size_t steps = 0;
  double seconds = 0;
  double cpu_seconds = 0;
};

double seconds_of(const rusage& usage) {
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// Of this process and what it has waited for.
double own_cpu_seconds() {
  rusage self{};
  rusage children{};
  ::getrusage(RUSAGE_SELF, &self);
  ::getrusage(RUSAGE_CHILDREN, &children);
  return seconds_of(self) + seconds_of(children);
}

// Of a running process alone, from the scheduler's own count (nanoseconds).
double cpu_seconds_of(pid_t pid) {
  double nanoseconds = 0;
  std::ifstream("/proc/" + std::to_string(pid) + "/schedstat") >> nanoseconds;
  return nanoseconds / 1e9;
}

// Keeps `at_once` steps running while more() says so; start(slot) starts one, advance(slot, which) says if it ended.
template <typename More, typename Start, typename Advance>
void take_turn(Turn& turn, const Options& options, int epoll, More more, Start start,
               Advance advance) {
  const auto begin = Clock::now();
  const double cpu_begin = own_cpu_seconds();
  std::size_t running = 0;
  for (; running < options.at_once && more(); ++running) start(running);
  while (running > 0) {
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const auto data = events[static_cast<std::size_t>(i)].data.u64;
      if (!advance(data / 4, data % 4)) continue;
      ++turn.steps;
      if (more()) {
        start(data / 4);
      } else {
        --running;
      }
    }
  }
  turn.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  turn.cpu_seconds += own_cpu_seconds() - cpu_begin;
}

struct Slot {
  std::unique_ptr<Child> child;
  std::unique_ptr<baton::Transcript> transcript;
  double cpu_seconds = 0;  // of the scripts
  std::set<pid_t> supervisors;
};

void launch(Launcher& launcher, const Options& options, Slot& slot, int epoll, std::size_t number) {
  std::vector<std::string> words{options.program};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  auto launched = launcher.launch({.argv = words,
                                   .environment = {{"PATH", "/usr/bin:/bin"}},
                                   .document = "{}",
                                   .base_directory = options.directory});
  auto* child = std::get_if<std::unique_ptr<Child>>(&launched);
  if (child == nullptr) die(std::get<baton::NotStarted>(launched).message.c_str());
  slot.child = std::move(*child);
  slot.transcript = std::make_unique<baton::Transcript>(baton::Transcript::Options{});
  slot.child->watch(epoll, number * 4);
}

bool advance(Slot& slot, std::size_t which) {
  if (slot.child == nullptr) return false;  // a stale event of the same batch
  slot.child->on_readable(static_cast<baton::Channel>(which), *slot.transcript);
  if (!slot.child->finished()) return false;
  const auto* exited = std::get_if<baton::Exited>(&slot.child->result().end);
  if (exited == nullptr || exited->code != 0) die("the program failed");
  slot.transcript->finish();
  const auto& usage = slot.child->result().usage;
  slot.cpu_seconds += std::chrono::duration<double>(usage.user_cpu + usage.system_cpu).count();
  slot.supervisors.insert(slot.child->supervisor_pid());
  slot.child.reset();
  return true;
}

void take_bare_turn(Turn& turn, const Options& options, int epoll, auto more) {
  std::vector<std::unique_ptr<BareChild>> children(options.at_once);
  take_turn(
      turn, options, epoll, more,
      [&](std::size_t slot) {
        children[slot] = std::make_unique<BareChild>(options.program, options.arguments);
        children[slot]->watch(epoll, slot);
      },
      [&](std::size_t slot, std::size_t which) {
        if (children[slot] == nullptr || !children[slot]->on_readable(which)) return false;
        children[slot].reset();
        return true;
      });
}

int print_bare_turn(const Options& options, int epoll) {
  Turn turn;
  std::size_t started = 0;
  take_bare_turn(turn, options, epoll, [&] { return started++ < options.bare_steps; });
  std::printf("{\"steps\": %zu, \"seconds\": %.6f, \"cpu_s\": %.6f}\n", turn.steps, turn.seconds,
              turn.cpu_seconds);
  return 0;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--program") options.program = argv[i + 1];
    if (name == "--argument") options.arguments.emplace_back(argv[i + 1]);
    if (name == "--bare-steps") options.bare_steps = std::strtoul(argv[i + 1], nullptr, 10);
    if (name == "--directory") options.directory = argv[i + 1];
    if (name == "--at-once") options.at_once = std::strtoul(argv[i + 1], nullptr, 10);
    if (name == "--seconds") options.seconds = std::strtod(argv[i + 1], nullptr);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  if (options.bare_steps > 0) return print_bare_turn(options, ::epoll_create1(EPOLL_CLOEXEC));
  Launcher launcher(SUPERVISE);
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  Turn bare;
  Turn ours;
  std::vector<Slot> slots(options.at_once);
  const double turn = 0.5;
  for (double spent = 0; spent < options.seconds; spent += 2 * turn) {
    const auto until = [&] {
      return
          [end = Clock::now() + std::chrono::duration<double>(turn)] { return Clock::now() < end; };
    };
    take_bare_turn(bare, options, epoll, until());
    take_turn(
        ours, options, epoll, until(),
        [&](std::size_t slot) { launch(launcher, options, slots[slot], epoll, slot); },
        [&](std::size_t slot, std::size_t which) { return advance(slots[slot], which); });
  }
  double tree_cpu = cpu_seconds_of(launcher.pid());
  std::set<pid_t> supervisors;
  for (const Slot& slot : slots) {
    tree_cpu += slot.cpu_seconds;
    supervisors.insert(slot.supervisors.begin(), slot.supervisors.end());
  }
  for (const pid_t supervisor : supervisors) tree_cpu += cpu_seconds_of(supervisor);
  ours.cpu_seconds += tree_cpu;

  const double bare_rate = static_cast<double>(bare.steps) / bare.seconds;
  const double our_rate = static_cast<double>(ours.steps) / ours.seconds;
  const double bare_cpu = 1e6 * bare.cpu_seconds / static_cast<double>(bare.steps);
  const double our_cpu = 1e6 * ours.cpu_seconds / static_cast<double>(ours.steps);
  std::printf("posix_spawn  %8.0f steps/s  %6.0f us of processor time a step\n", bare_rate,
              bare_cpu);
  std::printf("launcher     %8.0f steps/s  %6.0f us of processor time a step\n", our_rate, our_cpu);
  std::printf("ratio        %8.2f          %6.2f\n", our_rate / bare_rate, bare_cpu / our_cpu);
}
