#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/failure.h"

namespace baton {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Refusal {
  int status = 0;
  std::string sentence;
  std::string fix;
};

Refusal refusal(const std::vector<std::string>& arguments) {
  try {
    parse_command_line(arguments);
  } catch (const Failure& failure) {
    return {failure.status(), failure.what(), failure.fix()};
  }
  return {};
}

template <typename Options>
Options parsed(const std::vector<std::string>& arguments) {
  return std::get<Options>(parse_command_line(arguments));
}

// Sets a variable as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

class ConfigurationFile : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(path_) << text; }
  void TearDown() override { std::filesystem::remove(path_); }

  // ctest runs each test as a process of its own, several at once.
  std::string path_ =
      testing::TempDir() + "baton-command-line-" + std::to_string(getpid()) + ".toml";
};

TEST(CommandLine, AnUnknownCommandNamesTheNearest) {
  const Refusal wrong = refusal({"migrat"});
  EXPECT_EQ(wrong.status, kUsage);
  EXPECT_EQ(wrong.sentence, "baton has no command \"migrat\".");
  EXPECT_EQ(wrong.fix, "Did you mean `baton migrate`?");
  EXPECT_EQ(refusal({"jobs", "shwo", "7"}).fix, "Did you mean `baton jobs show`?");
}

TEST(CommandLine, AnUnknownFlagNamesTheNearest) {
  const Refusal wrong = refusal({"executor", "--slot=4"});
  EXPECT_EQ(wrong.status, kUsage);
  EXPECT_EQ(wrong.sentence, "baton executor has no option --slot.");
  EXPECT_EQ(wrong.fix, "Did you mean --slots?");
  EXPECT_EQ(refusal({"migrate", "--databse", "x"}).fix, "Did you mean --database?");
}

TEST(CommandLine, AnUnknownFlagIsNamedEvenWhenSomethingElseIsMissing) {
  EXPECT_EQ(refusal({"jobs", "show", "--detials"}).fix, "Did you mean --details?");
}

TEST(CommandLine, ACommandThatNeedsAnotherListsThem) {
  const Refusal wrong = refusal({"jobs"});
  EXPECT_EQ(wrong.status, kUsage);
  EXPECT_THAT(wrong.sentence, AllOf(HasSubstr("list"), HasSubstr("retry")));
  EXPECT_EQ(refusal({}).status, kUsage);
}

TEST(CommandLine, AMissingOrBadValueIsRefused) {
  EXPECT_EQ(refusal({"jobs", "show"}).status, kUsage);
  EXPECT_EQ(refusal({"jobs", "show", "seven"}).status, kUsage);
  EXPECT_EQ(refusal({"executor", "--slots", "0"}).status, kUsage);
  EXPECT_THAT(refusal({"executor", "--drain-limit", "soon"}).sentence, HasSubstr("length of time"));
  EXPECT_EQ(refusal({"jobs", "list", "--status", "finished"}).status, kUsage);
}

TEST(CommandLine, TheConnectionMayComeBeforeOrAfterTheCommand) {
  EXPECT_EQ(parsed<MigrateOptions>({"-d", "service=a", "migrate"}).connection, "service=a");
  EXPECT_EQ(parsed<MigrateOptions>({"migrate", "--database=service=b"}).connection, "service=b");
}

TEST(CommandLine, ReadsAnExecutor) {
  const auto options = parsed<ExecutorOptions>(
      {"executor", "--queues", "mail,default", "--slots", "3", "--commands", "/a", "--commands",
       "/b", "--drain-limit", "2min", "--poll-only", "--log-format", "json", "--name", "one"});
  EXPECT_EQ(options.queues, (std::vector<std::string>{"mail", "default"}));
  EXPECT_EQ(options.slots, 3);
  EXPECT_EQ(options.commands, (std::vector<std::filesystem::path>{"/a", "/b"}));
  EXPECT_EQ(options.drain_limit, std::chrono::minutes(2));
  EXPECT_TRUE(options.poll_only);
  EXPECT_EQ(options.log_format, LogFormat::kJson);
  EXPECT_EQ(options.name, "one");
}

TEST(CommandLine, DefaultsAreThoseOfTheOptions) {
  const auto options = parsed<ExecutorOptions>({"executor"});
  EXPECT_EQ(options.queues, (std::vector<std::string>{"default"}));
  EXPECT_EQ(options.drain_limit, std::chrono::seconds(30));
  EXPECT_EQ(options.slots, 0);
}

TEST(CommandLine, HelpIsCompleteForEveryCommand) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{},
                                             {"migrate"},
                                             {"apply"},
                                             {"executor"},
                                             {"jobs"},
                                             {"doctor"},
                                             {"dev"},
                                             {"jobs", "list"},
                                             {"jobs", "show"},
                                             {"jobs", "logs"},
                                             {"jobs", "wait"},
                                             {"jobs", "cancel"},
                                             {"jobs", "retry"}}) {
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    EXPECT_THAT(parsed<Text>(arguments).text,
                AllOf(HasSubstr("Usage:"), HasSubstr("--database"), HasSubstr("--help")));
  }
}

TEST(CommandLine, AVariableIsBelowAFlag) {
  const Variable slots("BATON_SLOTS", "5");
  EXPECT_EQ(parsed<ExecutorOptions>({"executor"}).slots, 5);
  EXPECT_EQ(parsed<ExecutorOptions>({"executor", "--slots", "6"}).slots, 6);
}

TEST_F(ConfigurationFile, IsBelowVariablesAndFlags) {
  write("database = \"service=app\"\n[executor]\nslots = 4\ncommands = [\"/a\", \"/b\"]\n");
  const auto from_file = parsed<ExecutorOptions>({"--config", path_, "executor"});
  EXPECT_EQ(from_file.slots, 4);
  EXPECT_EQ(from_file.connection, "service=app");
  EXPECT_EQ(from_file.commands.size(), 2u);
  const Variable slots("BATON_SLOTS", "5");
  EXPECT_EQ(parsed<ExecutorOptions>({"--config", path_, "executor"}).slots, 5);
  EXPECT_EQ(parsed<ExecutorOptions>({"--config", path_, "executor", "--slots", "6"}).slots, 6);
}

TEST_F(ConfigurationFile, MayBeNamedByAVariable) {
  write("[executor]\nslots = 4\n");
  const Variable config("BATON_CONFIG", path_);
  EXPECT_EQ(parsed<ExecutorOptions>({"executor"}).slots, 4);
}

TEST_F(ConfigurationFile, OfOneCommandDoesNotRunIt) {
  write("[executor]\nslots = 4\n");
  EXPECT_TRUE(
      std::holds_alternative<MigrateOptions>(parse_command_line({"--config", path_, "migrate"})));
}

TEST_F(ConfigurationFile, AnUnknownKeyNamesTheNearest) {
  write("[executor]\nslot = 4\n");
  const Refusal wrong = refusal({"--config", path_, "executor"});
  EXPECT_EQ(wrong.status, kConfiguration);
  EXPECT_THAT(wrong.sentence, AllOf(HasSubstr(path_), HasSubstr("\"slot\" in [executor]")));
  EXPECT_EQ(wrong.fix, "Did you mean \"slots\"?");
}

TEST_F(ConfigurationFile, AnUnknownSectionIsRefused) {
  write("[exectuor]\nslots = 4\n");
  EXPECT_EQ(refusal({"--config", path_, "executor"}).status, kConfiguration);
}

TEST_F(ConfigurationFile, ThatIsNotThereIsAnError) {
  EXPECT_EQ(refusal({"--config", "/nonexistent/baton.toml", "executor"}).status, kNoInput);
  const Variable config("BATON_CONFIG", "/nonexistent/baton.toml");
  EXPECT_EQ(refusal({"executor"}).status, kNoInput);
}

TEST(StartsScripts, ForExecutorAndDevOnly) {
  const char* executor[] = {"baton", "-d", "x", "executor"};
  const char* jobs[] = {"baton", "jobs", "list"};
  EXPECT_TRUE(starts_scripts(4, executor));
  EXPECT_FALSE(starts_scripts(3, jobs));
}

}  // namespace
}  // namespace baton
