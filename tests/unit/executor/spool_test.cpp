#include "spool.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

namespace baton {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

const std::string kDatabase = "7412/16384";
const std::string kToken = "0b41cd1a-3f2d-4f6b-9b7e-000000000001";

class SpoolTest : public testing::Test {
 protected:
  SpoolTest() {
    std::string pattern = (fs::temp_directory_path() / "baton-spool-test.XXXXXX").string();
    base_ = ::mkdtemp(pattern.data());
    spdlog::set_level(spdlog::level::off);
  }
  ~SpoolTest() override {
    spdlog::set_level(spdlog::level::info);
    fs::remove_all(base_);
  }

  Report report_of(const std::string& token, TimePoint ended_at) const {
    return make_report({token, 7, 3, 2, "menuImport"},
                       {{"ended", "exited"}, {"outputs", {{"text", "Grüße"}}}}, ended_at);
  }
  std::size_t keep(Spool& spool, const std::vector<std::string>& tokens) const {
    std::vector<Report> reports;
    for (const auto& token : tokens) reports.push_back(report_of(token, now_));
    std::vector<const Report*> pointers;
    for (const Report& report : reports) pointers.push_back(&report);
    return spool.keep(pointers, kDatabase, now_);
  }
  std::vector<std::string> tokens_found(Spool& spool) const {
    std::vector<std::string> tokens;
    for (const Report& report : spool.load(kDatabase, now_)) tokens.push_back(report.id.token);
    return tokens;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(base_ / "one")) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  // A file of its own for each.
  void keep_apart(Spool& spool, const std::vector<std::string>& tokens) const {
    for (const auto& token : tokens) ASSERT_EQ(keep(spool, {token}), 1U);
  }
  fs::path file_of(const std::string& token) const { return base_ / "one" / (token + ".report"); }

  fs::path base_;
  const TimePoint now_ = Clock::now();
};

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

std::string content_of(const fs::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_F(SpoolTest, ASuccessorFindsTheWholeReport) {
  {
    Spool spool(base_, "one");
    const Report report = report_of(kToken, now_ - Milliseconds(5'000));
    ASSERT_EQ(spool.keep({&report}, kDatabase, now_), 1U);
  }
  Spool successor(base_, "one");
  const auto found = successor.load(kDatabase, now_);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id.token, kToken);
  EXPECT_EQ(found[0].id.job_id, 7);
  EXPECT_EQ(found[0].id.n, 3);
  EXPECT_EQ(found[0].id.attempt, 2);
  EXPECT_EQ(found[0].id.step, "menuImport");
  EXPECT_EQ(found[0].body, report_of(kToken, now_).body);
  EXPECT_NEAR(static_cast<double>(elapsed(found[0].ended_at, now_).count()), 5'000, 2);
}

TEST_F(SpoolTest, NobodyElseCanReadIt) {
  Spool spool(base_, "one");
  keep(spool, {kToken});
  EXPECT_EQ(mode_of(base_ / "one"), 0700U);
  EXPECT_EQ(mode_of(file_of(kToken)), 0600U);
}

TEST_F(SpoolTest, ADirectoryThatOthersMayWriteToIsClosed) {
  fs::create_directory(base_ / "one");
  ASSERT_EQ(::chmod((base_ / "one").c_str(), 0777), 0);
  std::ofstream(base_ / "one/something");
  const Spool spool(base_, "one");
  EXPECT_EQ(mode_of(base_ / "one"), 0700U);
}

TEST_F(SpoolTest, ADirectoryOfSomebodyElseIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  fs::create_directory(base_ / "one");
  ASSERT_EQ(::chown((base_ / "one").c_str(), 65534, 65534), 0);
  EXPECT_THROW(Spool(base_, "one"), std::system_error);
}

TEST_F(SpoolTest, ALinkIsRefused) {
  fs::create_directory(base_ / "elsewhere");
  fs::create_directory_symlink(base_ / "elsewhere", base_ / "one");
  EXPECT_THROW(Spool(base_, "one"), std::system_error);
}

TEST_F(SpoolTest, ComesBackInTheOrderOfTheEnds) {
  Spool spool(base_, "one");
  const Report last = report_of("a", now_);
  const Report first = report_of("c", now_ - Milliseconds(9'000));
  const Report second = report_of("b", now_ - Milliseconds(2'000));
  ASSERT_EQ(spool.keep({&last, &first, &second}, kDatabase, now_), 3U);
  EXPECT_THAT(tokens_found(spool), ElementsAre("c", "b", "a"));
}

TEST_F(SpoolTest, WhatIsKeptAtOnceIsOneFile) {
  Spool spool(base_, "one");
  std::vector<std::string> tokens;
  for (int i = 0; i < 1'000; ++i) tokens.push_back("t" + std::to_string(i));
  ASSERT_EQ(keep(spool, tokens), 1'000U);
  EXPECT_THAT(files(), ElementsAre("t0.report"));
  EXPECT_THAT(tokens_found(spool), UnorderedElementsAreArray(tokens));
}

TEST_F(SpoolTest, WhatIsTooMuchForOneFileIsSeveral) {
  Spool spool(base_, "one");
  std::vector<Report> reports;
  for (const char* token : {"a", "b", "c"}) {
    reports.push_back(
        make_report({token, 7, 1, 1, "a"}, {{"outputs", std::string(9'000'000, 'x')}}, now_));
  }
  ASSERT_EQ(spool.keep({&reports[0], &reports[1], &reports[2]}, kDatabase, now_), 3U);
  EXPECT_THAT(files(), ElementsAre("a.report", "c.report"));
  EXPECT_THAT(tokens_found(spool), UnorderedElementsAre("a", "b", "c"));
}

TEST_F(SpoolTest, AFileGoesWithTheLastOfItsReportsInAnyOrder) {
  std::vector<std::string> order = {"a", "b", "c"};
  do {
    Spool spool(base_, "one");
    ASSERT_EQ(keep(spool, {"a", "b", "c"}), 3U);
    for (const std::string& token : order) {
      EXPECT_TRUE(fs::exists(file_of("a"))) << "before " << token;
      spool.remove(token);
      spool.remove(token);
    }
    EXPECT_THAT(files(), IsEmpty());
  } while (std::next_permutation(order.begin(), order.end()));
}

// A result that the database cannot record for a day keeps its file, and a file of later results does
// not depend on it.
TEST_F(SpoolTest, ASuccessorFindsAllReportsOfAFileOfWhichSomeAreSettled) {
  {
    Spool spool(base_, "one");
    ASSERT_EQ(keep(spool, {"a", "b", "c"}), 3U);
    ASSERT_EQ(keep(spool, {"d", "e"}), 2U);
    for (const char* token : {"a", "c", "d"}) spool.remove(token);
    EXPECT_EQ(spool.size(), 2U);
  }
  Spool successor(base_, "one");
  EXPECT_THAT(tokens_found(successor), UnorderedElementsAre("a", "b", "c", "d", "e"));
  for (const char* token : {"e", "d"}) successor.remove(token);
  EXPECT_THAT(files(), ElementsAre("a.report"));
  for (const char* token : {"c", "b", "a"}) successor.remove(token);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(SpoolTest, WhatIsSettledIsGone) {
  Spool spool(base_, "one");
  keep_apart(spool, {"a", "b"});
  spool.remove("a");
  spool.remove("a");
  spool.remove("never there");
  EXPECT_THAT(tokens_found(spool), ElementsAre("b"));
  EXPECT_EQ(spool.size(), 1U);
}

TEST_F(SpoolTest, AnEmptyDirectoryIsNotLeftBehindAndAFullOneIs) {
  {
    Spool spool(base_, "one");
    EXPECT_FALSE(fs::exists(base_ / "one")) << "a process that is killed leaves nothing";
    keep(spool, {kToken});
    spool.remove(kToken);
  }
  EXPECT_FALSE(fs::exists(base_ / "one"));
  {
    Spool spool(base_, "one");
    keep(spool, {kToken});
  }
  EXPECT_TRUE(fs::exists(file_of(kToken)));
}

TEST_F(SpoolTest, ResultsOfAnotherDatabaseStayWhereTheyAre) {
  Spool spool(base_, "one");
  keep(spool, {kToken});
  EXPECT_THAT(spool.load("7412/99999", now_), IsEmpty());
  EXPECT_THAT(tokens_found(spool), ElementsAre(kToken));
}

TEST_F(SpoolTest, EveryTruncatedFileIsSetAsideAndHoldsUpNoOther) {
  Spool spool(base_, "one");
  ASSERT_EQ(keep(spool, {kToken}), 1U);
  const std::string whole = content_of(file_of(kToken));
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    keep_apart(spool, {kToken, "good"});
    fs::resize_file(file_of(kToken), length);
    EXPECT_THAT(tokens_found(spool), ElementsAre("good")) << "cut after " << length << " bytes";
    EXPECT_THAT(files(), ElementsAre(kToken + ".report.unreadable", "good.report"));
  }
}

TEST_F(SpoolTest, DamageInAFileCostsNoOtherReportOfIt) {
  Spool spool(base_, "one");
  ASSERT_EQ(keep(spool, {"a", "b", "c"}), 3U);
  const std::string whole = content_of(file_of("a"));
  const std::size_t begin = whole.find("baton report", 1);
  const std::size_t end = whole.find("baton report", begin + 1);
  for (std::size_t at = begin; at < end; at += 3) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x21);
    fs::create_directory(base_ / "one");
    std::ofstream(file_of("a")) << changed;
    Spool successor(base_, "one");
    EXPECT_THAT(tokens_found(successor), UnorderedElementsAre("a", "c")) << "byte " << at;
    EXPECT_EQ(content_of(file_of("a") += ".unreadable"), changed);
    EXPECT_TRUE(fs::exists(file_of("a"))) << "until the others are recorded";
    for (const char* token : {"a", "c"}) successor.remove(token);
    EXPECT_THAT(files(), ElementsAre("a.report.unreadable"));
    fs::remove(file_of("a") += ".unreadable");
  }
}

TEST_F(SpoolTest, AFileThatEndsEarlyStillHasTheReportsBefore) {
  Spool spool(base_, "one");
  ASSERT_EQ(keep(spool, {"a", "b"}), 2U);
  const std::string whole = content_of(file_of("a"));
  const std::size_t second = whole.find("baton report", 1);
  for (std::size_t length = whole.size() - 1; length > second; length -= 3) {
    std::ofstream(file_of("a")) << whole.substr(0, length);
    EXPECT_THAT(tokens_found(spool), ElementsAre("a")) << "cut after " << length << " bytes";
  }
}

TEST_F(SpoolTest, EveryFlippedByteIsNoticed) {
  Spool spool(base_, "one");
  ASSERT_EQ(keep(spool, {kToken}), 1U);
  const std::string whole = content_of(file_of(kToken));
  for (std::size_t at = 0; at < whole.size(); at += 5) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x21);
    std::ofstream(file_of(kToken)) << changed;
    EXPECT_THAT(tokens_found(spool), IsEmpty()) << "byte " << at;
  }
}

TEST_F(SpoolTest, WhatIsNotAReportIsNotTouched) {
  Spool spool(base_, "one");
  fs::create_directory(base_ / "one");
  std::ofstream(base_ / "one/notes.txt") << "by hand";
  EXPECT_THAT(tokens_found(spool), IsEmpty());
  EXPECT_THAT(files(), ElementsAre("notes.txt"));
}

TEST_F(SpoolTest, AnOldUnfinishedFileIsRemovedAndAYoungOneIsLeftToItsWriter) {
  Spool spool(base_, "one");
  fs::create_directory(base_ / "one");
  for (const char* name : {"a.1.unfinished", "b.2.unfinished"}) std::ofstream(base_ / "one" / name);
  fs::last_write_time(base_ / "one/a.1.unfinished",
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_THAT(tokens_found(spool), IsEmpty());
  EXPECT_THAT(files(), ElementsAre("b.2.unfinished"));
}

// As when the disk is full: write() fails in the middle of a file.
TEST_F(SpoolTest, AFullDiskKeepsWhatFitsLeavesNoHalfFilesAndRecovers) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  Spool spool(base_, "one");
  const Report small = report_of("small", now_);
  const Report large =
      make_report({"large", 7, 1, 1, "a"}, {{"outputs", std::string(100'000, 'x')}}, now_);
  const rlimit tight{.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  EXPECT_EQ(spool.keep({&small, &large}, kDatabase, now_), 1U);
  EXPECT_EQ(spool.keep({&large, &small}, kDatabase, now_), 0U);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(files(), ElementsAre("small.report"));
  EXPECT_EQ(spool.keep({&large}, kDatabase, now_), 1U) << "there is room again";
  EXPECT_EQ(tokens_found(spool).size(), 2U);
}

TEST_F(SpoolTest, ADirectoryThatWasCleanedUpIsMadeAgain) {
  Spool spool(base_ / "made-by-setup", "one");
  fs::remove_all(base_ / "made-by-setup");
  EXPECT_EQ(keep(spool, {kToken}), 1U);
  EXPECT_THAT(tokens_found(spool), ElementsAre(kToken));
}

TEST_F(SpoolTest, AnyNameOfAnExecutorIsOneDirectoryBelowItsBase) {
  for (const char* name : {"../../etc", ".", "..", "a/b",
                           "k\xc3\xbc"
                           "che"}) {
    Spool spool(base_, name);
    keep(spool, {kToken});
    EXPECT_EQ(spool.directory().parent_path(), base_);
    EXPECT_TRUE(fs::is_directory(spool.directory())) << spool.directory();
  }
  EXPECT_NE(Spool(base_, "a/b").directory(), Spool(base_, "a%b").directory());
}

}  // namespace
}  // namespace baton
