#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "process/launcher.h"

namespace baton {

// Long enough for a busy machine under a sanitizer; only a failing test waits for it.
inline constexpr std::chrono::seconds kDeadline{150};

// Keeps everything a script writes.
class Recorder : public ByteSink {
 public:
  void on_bytes(Channel channel, std::string_view bytes) override { texts_[channel].append(bytes); }
  const std::string& text(Channel channel) { return texts_[channel]; }

 private:
  std::map<Channel, std::string> texts_;
};

// A Child and a loop for it.
class Script {
 public:
  explicit Script(std::unique_ptr<Child> child) : child_(std::move(child)) {}
  Script(std::unique_ptr<Child> child, ByteSink& sink) : child_(std::move(child)), sink_(&sink) {}

  Child& child() { return *child_; }
  const std::string& out() { return recorder_.text(Channel::kStdout); }
  const std::string& err() { return recorder_.text(Channel::kStderr); }
  const std::string& events() { return recorder_.text(Channel::kEvents); }

  // Both return false when the deadline has passed. wait_for() looks at stdout.
  bool wait_for(std::string_view text);
  bool finish();

  // finish() must have returned true.
  const ChildResult& result() const { return child_->result(); }
  template <typename End>
  const End& end() const {
    return std::get<End>(child_->result().end);
  }

  // One wait for at most what is left until `deadline`; false when it has passed.
  bool turn(std::chrono::steady_clock::time_point deadline);

 private:
  std::unique_ptr<Child> child_;
  Recorder recorder_;
  ByteSink* sink_ = &recorder_;
};

// A test that starts scripts. Each gets a token of its own in BATON_ATTEMPT_TOKEN, by which all its
// descendants are found, and must have left nothing behind at the end.
class ProcessTest : public testing::Test {
 protected:
  ProcessTest();
  ~ProcessTest() override;

  LaunchRequest request(std::vector<std::string> argv) const;
  LaunchRequest misbehave(std::vector<std::string> arguments) const;
  LaunchRequest shell(const std::string& script) const;

  Script start(const LaunchRequest& request);
  // Starts and waits for the end.
  Script run(const LaunchRequest& request);

  // Descendants of scripts of this test that live.
  std::vector<pid_t> alive() const;

  std::string write_file(const std::string& name, std::string_view content,
                         mode_t mode = 0755) const;

  std::string token_;
  std::string directory_;  // of the test
  std::string base_;       // where working directories are made
  std::optional<Launcher> launcher_{SUPERVISE};
};

// Waits for the end of processes that need not be our children. False if one lives at the deadline.
bool wait_for_death(const std::vector<pid_t>& pids, std::chrono::steady_clock::time_point deadline);

std::vector<pid_t> children_of(pid_t pid);

std::vector<std::string> entries_of(const std::string& directory);

}  // namespace baton
