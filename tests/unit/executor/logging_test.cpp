#include "logging.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <regex>
#include <sstream>
#include <string>

namespace baton {
namespace {

// Standard error is a pipe of one page, which nobody reads but we.
class LoggingIntoAPipe : public testing::Test {
 protected:
  LoggingIntoAPipe() : kept_(::dup(STDERR_FILENO)) {
    EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
    ::fcntl(ends_[1], F_SETPIPE_SZ, 4096);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    ::dup2(ends_[1], STDERR_FILENO);
    start_logging(LogFormat::kText);
  }
  ~LoggingIntoAPipe() override {
    ::dup2(kept_, STDERR_FILENO);
    for (const int fd : {kept_, ends_[0], ends_[1]}) ::close(fd);
  }
  std::string read_all() {
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(ends_[0], buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(n));
    }
    return text;
  }

  int kept_;
  int ends_[2] = {-1, -1};
};

TEST_F(LoggingIntoAPipe, LosesOnlyWholeLinesAndCountsThem) {
  constexpr unsigned kLines = 300;
  std::string text;
  int lost = 0;
  for (unsigned i = 0; i < kLines; ++i) {
    // Also longer than a pipe takes at once.
    log_event(LogLevel::kInfo, "event",
              {{"text", std::string(i % 50 == 7 ? 9'000U : i % 90U, 'x')}});
    if (i % 3 == 0) flush_log();
    if (i % 70 == 69) text += read_all();
  }
  for (int i = 0; i < 20; ++i) {
    flush_log();
    text += read_all();
  }
  log_event(LogLevel::kInfo, "the end");
  flush_log();
  text += read_all();

  int whole = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    static const std::regex kWhole(R"(\d{4}-\d\d-\d\dT[\d:.]+Z info event( text=x*)?)");
    static const std::regex kLost(R"(\S+ warning lines of this log were lost: .* count=(\d+))");
    std::smatch found;
    if (std::regex_match(line, found, kLost)) {
      lost += std::stoi(found[1]);
    } else if (line.find("the end") == std::string::npos) {
      EXPECT_TRUE(line.size() > 8'000 || std::regex_match(line, kWhole)) << line;
      ++whole;
    }
  }
  EXPECT_GT(lost, 0);
  EXPECT_EQ(whole + lost, kLines);
  EXPECT_NE(text.find("the end"), std::string::npos);
}

TEST_F(LoggingIntoAPipe, ShowsWhatWouldSteerATerminal) {
  log_event(LogLevel::kWarning, "a file is left",
            {{"why", "\033]52;c;AAAA\a\u202e\u009b\x7f\n name"}, {"step", "menuImport"}});
  flush_log();
  const std::string text = read_all();
  EXPECT_NE(text.find(R"(why="\u001b]52;c;AAAA\u0007\u202e\u009b\u007f\n name" step=menuImport)"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace baton
