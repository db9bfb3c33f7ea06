#include "runner.h"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "process/leftovers.h"

namespace baton {
namespace {

using Clock = std::chrono::steady_clock;

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<long>(0, left));
}

std::string unique_name() {
  static std::atomic<int> counter = 0;
  return std::to_string(::getpid()) + "-" + std::to_string(++counter);
}

}  // namespace

bool Script::turn(Clock::time_point deadline) {
  std::array<pollfd, kChannels> fds;
  for (std::size_t i = 0; i < kChannels; ++i) {
    fds[i] = {.fd = child_->fd(static_cast<Channel>(i)), .events = POLLIN, .revents = 0};
  }
  const auto until = std::min(deadline, child_->overdue_at());
  if (::poll(fds.data(), fds.size(), milliseconds_until(until)) == 0) {
    if (until == deadline) return false;
    child_->end_overdue(*sink_);
    return true;
  }
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (fds[i].revents != 0) child_->on_readable(static_cast<Channel>(i), *sink_);
  }
  return true;
}

bool Script::wait_for(std::string_view text) {
  const auto deadline = Clock::now() + kDeadline;
  while (out().find(text) == std::string::npos) {
    if (child_->finished() || !turn(deadline)) return false;
  }
  return true;
}

bool Script::finish() {
  const auto deadline = Clock::now() + kDeadline;
  while (!child_->finished()) {
    if (!turn(deadline)) return false;
  }
  return true;
}

ProcessTest::ProcessTest()
    : token_("test-" + unique_name()),
      directory_(std::filesystem::temp_directory_path() / ("baton-" + unique_name())),
      base_(directory_ + "/work") {
  std::filesystem::create_directories(base_);
}

ProcessTest::~ProcessTest() {
  EXPECT_EQ(alive(), std::vector<pid_t>{});
  launcher_.reset();  // waits for the supervisors, which remove the directories that they had kept
  // One whose launcher was killed is nobody's child to wait for: it removes its directory in its own time.
  const auto deadline = Clock::now() + kDeadline;
  while (!entries_of(base_).empty() && Clock::now() < deadline) ::poll(nullptr, 0, 5);
  EXPECT_EQ(entries_of(base_), std::vector<std::string>{});
  for (const pid_t pid : alive()) ::kill(pid, SIGKILL);
  std::filesystem::remove_all(directory_);
}

LaunchRequest ProcessTest::request(std::vector<std::string> argv) const {
  return {.argv = std::move(argv),
          .environment = {{"PATH", "/usr/bin:/bin"}, {"BATON_ATTEMPT_TOKEN", token_}},
          .base_directory = base_};
}

LaunchRequest ProcessTest::misbehave(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), MISBEHAVE);
  return request(std::move(arguments));
}

LaunchRequest ProcessTest::shell(const std::string& script) const {
  return request({"/bin/sh", "-c", script});
}

Script ProcessTest::start(const LaunchRequest& request) {
  auto launched = launcher_->launch(request);
  if (auto* problem = std::get_if<NotStarted>(&launched))
    throw std::runtime_error(problem->message);
  return Script(std::get<std::unique_ptr<Child>>(std::move(launched)));
}

Script ProcessTest::run(const LaunchRequest& request) {
  Script script = start(request);
  if (!script.finish()) throw std::runtime_error("the script did not end");
  return script;
}

std::vector<pid_t> ProcessTest::alive() const {
  std::vector<pid_t> pids;
  for (const MarkedProcess& marked : find_marked_processes()) {
    if (marked.token == token_) pids.push_back(marked.pid);
  }
  return pids;
}

std::string ProcessTest::write_file(const std::string& name, std::string_view content,
                                    mode_t mode) const {
  const std::string path = directory_ + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << content;
  ::chmod(path.c_str(), mode);
  return path;
}

bool wait_for_death(const std::vector<pid_t>& pids, Clock::time_point deadline) {
  for (const pid_t pid : pids) {
    const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!process.valid()) continue;  // gone
    pollfd fd{.fd = process.get(), .events = POLLIN, .revents = 0};
    if (::poll(&fd, 1, milliseconds_until(deadline)) == 0) return false;
  }
  return true;
}

std::vector<pid_t> children_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
  return {std::istream_iterator<pid_t>(file), {}};
}

std::vector<std::string> entries_of(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    names.push_back(entry.path().filename());
  return names;
}

}  // namespace baton
