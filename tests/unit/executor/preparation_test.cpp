#include "preparation.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace baton {
namespace {

namespace fs = std::filesystem;

class Preparation : public testing::Test {
 protected:
  Preparation() {
    write("commands/work", "#!/bin/sh\n");
    fs::permissions(root_ / "commands/work", fs::perms::owner_all);
    write("secrets/api-token", "s3cr3t\n");
    workplace_.secrets_directory = fs::canonical(root_ / "secrets").string();
    workplace_.run_directory = root_.string();
    workplace_.environment = {{"PATH", "/usr/bin"}};
    spec_.key = "a";
    spec_.command = {"work", "from-spec"};
    attempt_.token = "t1";
    attempt_.job_id = 7;
    attempt_.attempt = 2;
    attempt_.document = "{}";
  }
  ~Preparation() override { fs::remove_all(root_); }

  static fs::path make_root() {
    std::string pattern = (fs::temp_directory_path() / "baton-preparation.XXXXXX").string();
    const fs::path root = ::mkdtemp(pattern.data());
    for (const char* name : {"commands", "secrets"}) fs::create_directory(root / name);
    return root;
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(root_ / name) << text;
  }

  LaunchRequest request() {
    auto prepared = prepare(attempt_, spec_, workplace_);
    if (const auto* refusal = std::get_if<Refusal>(&prepared)) {
      ADD_FAILURE() << refusal->message;
      return {};
    }
    return std::get<LaunchRequest>(std::move(prepared));
  }
  Refusal refusal() {
    auto prepared = prepare(attempt_, spec_, workplace_);
    if (const auto* refusal = std::get_if<Refusal>(&prepared)) return *refusal;
    ADD_FAILURE() << "it was not refused";
    return {};
  }
  static std::map<std::string, std::string> environment_of(const LaunchRequest& request) {
    std::map<std::string, std::string> environment;
    for (const auto& [name, value] : request.environment) environment[name] = value;
    return environment;
  }

  fs::path root_ = make_root();
  std::string commands_ = fs::canonical(root_ / "commands").string();
  Workplace workplace_{{commands_}, {}, {}, {}, "/opt/baton"};
  StepSpec spec_;
  ClaimedAttempt attempt_;
};

TEST_F(Preparation, TheWebhookIsThisProgramAndNothingElseOfIt) {
  spec_.command = {"baton-webhook", "--database", "evil"};
  EXPECT_EQ(request().argv, (std::vector<std::string>{"/opt/baton", "webhook"}));
  spec_.command = {"baton", "migrate"};
  EXPECT_EQ(refusal().code, "COMMAND_NOT_FOUND");
}

TEST_F(Preparation, AProgramOfThatNameInADirectoryIsTakenInstead) {
  write("commands/baton-webhook", "#!/bin/sh\n");
  fs::permissions(root_ / "commands/baton-webhook", fs::perms::owner_all);
  spec_.command = {"baton-webhook"};
  EXPECT_EQ(request().argv.front(), commands_ + "/baton-webhook");
}

TEST_F(Preparation, TakesTheRenderedCommandWhereThereIsOne) {
  EXPECT_EQ(request().argv[1], "from-spec");
  attempt_.command = R"(["work", "a b", "{\"x\"}"])";
  const auto argv = request().argv;
  EXPECT_EQ(argv[0], commands_ + "/work");
  EXPECT_EQ(argv[1], "a b");
  EXPECT_EQ(argv[2], "{\"x\"}");
}

TEST_F(Preparation, RefusesVariablesThatMakeProgramsLoadCode) {
  for (const char* name : {"PGPASSWORD",
                           "BATON_ATTEMPT_TOKEN",
                           "LD_PRELOAD",
                           "GLIBC_TUNABLES",
                           "PATH",
                           "BASH_ENV",
                           "ENV",
                           "PS4",
                           "PERL5OPT",
                           "PERL5DB",
                           "PYTHONPATH",
                           "PYTHONWARNINGS",
                           "RUBYOPT",
                           "NODE_OPTIONS",
                           "npm_config_script_shell",
                           "JAVA_TOOL_OPTIONS",
                           "_JAVA_OPTIONS",
                           "JDK_JAVA_OPTIONS",
                           "CLASSPATH",
                           "DOTNET_STARTUP_HOOKS",
                           "GIT_SSH_COMMAND",
                           "LESSOPEN",
                           "PAGER",
                           "TAR_OPTIONS",
                           "OPENSSL_CONF",
                           "PUPPETEER_EXECUTABLE_PATH"}) {
    spec_.environment = {{name, "x", false}};
    EXPECT_EQ(refusal().code, "CONFIGURATION") << name;
    EXPECT_NE(refusal().message.find(name), std::string::npos);
    attempt_.environment = "{\"" + std::string(name) + "\": {\"secret\": \"api-token\"}}";
    EXPECT_EQ(refusal().code, "CONFIGURATION") << name << " from the database's own text";
    attempt_.environment.reset();
  }
}

TEST_F(Preparation, TakesVariablesThatOnlyLookLikeThem) {
  for (const char* name : {"HEADLESS", "NODE_ENV", "PYTHONUNBUFFERED", "PYTHONUTF8", "HTTPS_PROXY",
                           "HOME", "TZ", "LANG", "ENVIRONMENT", "API_PATH", "PATHS", "GITHUB_TOKEN",
                           "PAGER_KEY", "DOTNET_ENVIRONMENT"}) {
    spec_.environment = {{name, "x", false}};
    EXPECT_EQ(environment_of(request()).at(name), "x");
  }
}

TEST_F(Preparation, NamesTheAttemptInTheEnvironment) {
  spec_.environment = {{"COLOUR", "red", false}};
  const auto environment = environment_of(request());
  EXPECT_EQ(environment.at("BATON_ATTEMPT_TOKEN"), "t1");
  EXPECT_EQ(environment.at("BATON_JOB_ID"), "7");
  EXPECT_EQ(environment.at("BATON_STEP"), "a");
  EXPECT_EQ(environment.at("BATON_ATTEMPT"), "2");
  EXPECT_EQ(environment.at("COLOUR"), "red");
  EXPECT_EQ(environment.at("PATH"), "/usr/bin");
}

TEST_F(Preparation, ReadsSecretsFromTheirFiles) {
  attempt_.environment = R"({"TOKEN": {"secret": "api-token"}})";
  EXPECT_EQ(environment_of(request()).at("TOKEN"), "s3cr3t");
}

TEST_F(Preparation, ASecretThatCameWithTheJobGoesBeforeAFileOfItsName) {
  attempt_.secrets = {{"api-token", "own"}, {"other", "unasked"}};
  spec_.environment = {{"TOKEN", "api-token", true}};
  EXPECT_EQ(environment_of(request()).at("TOKEN"), "own");
  workplace_.secrets_directory.clear();
  EXPECT_EQ(environment_of(request()).at("TOKEN"), "own") << "and needs no directory";
  for (const auto& [name, value] : environment_of(request())) EXPECT_NE(value, "unasked") << name;
}

TEST_F(Preparation, RefusesAMissingSecretByName) {
  spec_.environment = {{"TOKEN", "no-such", true}};
  EXPECT_EQ(refusal().code, "CONFIGURATION");
  EXPECT_NE(refusal().message.find("no-such"), std::string::npos);
  workplace_.secrets_directory.clear();
  EXPECT_NE(refusal().message.find("--secrets-dir"), std::string::npos);
}

TEST_F(Preparation, RefusesACommandThatIsNotThere) {
  spec_.command = {"no-such-command"};
  EXPECT_EQ(refusal().code, "COMMAND_NOT_FOUND");
  EXPECT_NE(refusal().message.find("no-such-command"), std::string::npos);
}

TEST_F(Preparation, RefusesACommandThatLeavesTheDirectories) {
  spec_.command = {"../secrets/api-token"};
  EXPECT_EQ(refusal().code, "CONFIGURATION");
}

TEST_F(Preparation, FollowsALinkToTheNextReleaseAtEachStart) {
  for (const std::string release : {"1", "2"}) {
    fs::create_directories(root_ / "releases" / release);
    write("releases/" + release + "/work", "#!/bin/sh\n");
    write("releases/" + release + "/token", release);
    fs::permissions(root_ / "releases" / release / "work", fs::perms::owner_all);
  }
  fs::create_directory_symlink("releases/1", root_ / "current");
  workplace_.commands = {(root_ / "current").string()};
  workplace_.secrets_directory = (root_ / "current").string();
  spec_.environment = {{"TOKEN", "token", true}};
  EXPECT_EQ(request().program, fs::canonical(root_ / "releases/1/work"));
  fs::create_directory_symlink("releases/2", root_ / "next");
  fs::rename(root_ / "next", root_ / "current");
  fs::remove_all(root_ / "releases/1");
  EXPECT_EQ(request().program, fs::canonical(root_ / "releases/2/work"));
  EXPECT_EQ(request().argv[0], fs::canonical(root_ / "releases/2/work"));
  EXPECT_EQ(environment_of(request()).at("TOKEN"), "2");
}

TEST_F(Preparation, RunsWhatWasCheckedWhereverALinkLeadsLater) {
  fs::create_symlink("work", root_ / "commands/alias");
  spec_.command = {"alias"};
  EXPECT_EQ(request().program, commands_ + "/work");
  EXPECT_EQ(request().argv[0], commands_ + "/alias")
      << "by which a binary may tell its roles apart";
}

TEST_F(Preparation, AProgramThatIsBeingWrittenHasAClassOfItsOwn) {
  EXPECT_EQ(refusal_of(NotStarted{NotStarted::Reason::kBusy, ETXTBSY, "x"}).code, "COMMAND_BUSY");
}

TEST_F(Preparation, TroubleOfTheHostIsNeverReadFromItsText) {
  using Reason = NotStarted::Reason;
  for (const Reason reason : {Reason::kNoResources, Reason::kNoWorkingDirectory, Reason::kOther}) {
    EXPECT_EQ(refusal_of(NotStarted{reason, ENOENT, "x"}).code, "HOST_TROUBLE");
  }
}

TEST(BaseEnvironment, HoldsNothingOfThePrograms) {
  ::setenv("PGPASSWORD", "s3cr3t", 1);
  for (const auto& variable : base_environment()) {
    EXPECT_TRUE(variable.name == "PATH" || variable.name == "HOME" || variable.name == "LANG" ||
                variable.name == "TZ")
        << variable.name;
  }
  ::unsetenv("PGPASSWORD");
}

}  // namespace
}  // namespace baton
