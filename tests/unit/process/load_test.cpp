// What floods of output and many steps at once cost the executor.

#include <sys/epoll.h>

#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "process/transcript.h"
#include "runner.h"
#include "sanitizers.h"

namespace baton {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class Load : public ProcessTest {
 protected:
  long rss_kb() const {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
  }
};

TEST_F(Load, FloodOfOutputIsReadInBoundedMemory) {
  Transcript transcript({});
  auto launched = launcher_->launch(misbehave({"flood", "1000"}));
  Script script(std::get<std::unique_ptr<Child>>(std::move(launched)), transcript);
  const long before = rss_kb();
  const auto deadline = Clock::now() + kDeadline;
  while (!script.child().finished()) {
    ASSERT_TRUE(script.turn(deadline));
    ASSERT_LT(transcript.stdout_stream().memory(), 64U * 1024);
  }
  transcript.finish();
  EXPECT_EQ(transcript.stdout_stream().total_bytes(), 1000ULL * 1024 * 1024);
  if (!kSanitized) {
    EXPECT_LT(rss_kb() - before, 2 * 1024);
  }
  const auto pieces = transcript.take_pieces();
  ASSERT_EQ(pieces.size(), 2U) << "head and tail";
  EXPECT_EQ(pieces[0].start, 0U);
  EXPECT_EQ(pieces[1].end, 1000ULL * 1024 * 1024);
}

// Runs scripts in one epoll set, as an executor does.
class Crowd {
 public:
  Crowd(Launcher& launcher, const LaunchRequest& request, std::size_t size)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)), members_(size) {
    for (std::size_t i = 0; i < size; ++i) {
      auto launched = launcher.launch(request);
      members_[i].child = std::get<std::unique_ptr<Child>>(std::move(launched));
      members_[i].child->watch(epoll_.get(), i << 2);
    }
  }

  template <typename Done>
  bool turn_until(Done done) {
    const auto deadline = Clock::now() + kDeadline;
    while (!done()) {
      epoll_event events[64];
      const int count = ::epoll_wait(epoll_.get(), events, 64, 1000);
      if (Clock::now() > deadline) return false;
      for (int i = 0; i < count; ++i) {
        Member& member = members_[events[i].data.u64 >> 2];
        member.child->on_readable(Child::channel_of(events[i].data.u64), member.transcript);
      }
    }
    return true;
  }

  std::size_t count(std::function<bool(Child&, Transcript&)> what) {
    std::size_t found = 0;
    for (Member& member : members_) found += what(*member.child, member.transcript) ? 1U : 0U;
    return found;
  }

 private:
  struct Member {
    std::unique_ptr<Child> child;
    Transcript transcript{{}};
  };
  UniqueFd epoll_;
  std::vector<Member> members_;
};

TEST_F(Load, HundredScriptsAtOnceTakeLittleMemoryAndAllEnd) {
  const long before = rss_kb();
  Crowd crowd(
      *launcher_,
      shell("head -c 200000 /dev/zero; head -c 200000 /dev/zero >&2; echo ready; exec sleep 1000"),
      100);
  ASSERT_TRUE(crowd.turn_until([&] {
    return crowd.count([](Child&, Transcript& transcript) {
      return transcript.stdout_stream().total_bytes() == 200006;
    }) == 100;
  }));
  if (!kSanitized) {
    EXPECT_LT(rss_kb() - before, 15 * 1024) << "KB for 100 scripts that all flood both streams";
  }
  crowd.count([](Child& child, Transcript&) {
    child.stop(milliseconds(0));
    return true;
  });
  ASSERT_TRUE(crowd.turn_until([&] {
    return crowd.count([](Child& child, Transcript&) { return child.finished(); }) == 100;
  }));
}

}  // namespace
}  // namespace baton
