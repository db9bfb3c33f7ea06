// Commands and secrets: what may be run and read, and what is said when it may not.

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "process/commands.h"
#include "process/secrets.h"
#include "supervise/remove_tree.h"

namespace baton {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Files : public testing::Test {
 protected:
  Files() {
    std::string name = (fs::temp_directory_path() / "baton-files-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    fs::create_directories(path("commands/sub"));
    fs::create_directories(path("more"));
    fs::create_directories(path("secrets"));
    write("commands/run", 0755);
    write("commands/sub/deep", 0755);
    write("commands/plain", 0644);
    write("more/run", 0755);
    write("more/other", 0755);
    write("outside", 0755);
  }
  ~Files() override { EXPECT_FALSE(remove_tree(root_.c_str())); }

  std::string path(const std::string& name) const { return root_ + "/" + name; }

  void write(const std::string& name, mode_t mode, std::string_view content = "#!/bin/sh\n") const {
    std::ofstream(path(name)) << content;
    ::chmod(path(name).c_str(), mode);
  }

  std::variant<FoundCommand, CommandError> find(const std::string& name) const {
    return find_command(name, {path("commands"), path("more")});
  }
  CommandError::Reason reason(const std::string& name) const {
    return std::get<CommandError>(find(name)).reason;
  }

  std::variant<Secret, SecretError> secret(const std::string& name) const {
    return read_secret(path("secrets"), name);
  }
  SecretError::Reason secret_reason(const std::string& name) const {
    return std::get<SecretError>(secret(name)).reason;
  }

  std::string root_;
};

TEST_F(Files, CommandsAreFoundInTheDirectoriesInTheirOrder) {
  EXPECT_EQ(std::get<FoundCommand>(find("run")).program, path("commands/run"));
  EXPECT_EQ(std::get<FoundCommand>(find("other")).program, path("more/other"));
  EXPECT_EQ(std::get<FoundCommand>(find("sub/deep")).program, path("commands/sub/deep"));
}

TEST_F(Files, CommandNamesCannotPlaceAProgram) {
  for (const char* name :
       {"", "/bin/sh", "../outside", "sub/../run", "./run", "sub//deep", "run/", "..", "."}) {
    EXPECT_EQ(reason(name), CommandError::Reason::kBadName) << name;
  }
  EXPECT_EQ(reason(std::string("run\0x", 5)), CommandError::Reason::kBadName);
}

TEST_F(Files, CommandErrorsDiffer) {
  EXPECT_EQ(reason("nothing"), CommandError::Reason::kMissing);
  EXPECT_EQ(reason("run/below"), CommandError::Reason::kMissing);
  EXPECT_EQ(reason("sub"), CommandError::Reason::kNotAFile);
  EXPECT_EQ(reason("plain"), CommandError::Reason::kNotExecutable);
  EXPECT_THAT(std::get<CommandError>(find("plain")).message,
              HasSubstr("\"plain\" is not executable"));
}

TEST_F(Files, WhatIsNotFoundMayLieInADirectoryThatIsAway) {
  const std::vector<std::string> directories = {path("commands"), path("away"), path("more")};
  EXPECT_EQ(std::get<FoundCommand>(find_command("other", directories)).program, path("more/other"));
  const auto error = std::get<CommandError>(find_command("nothing", directories));
  EXPECT_EQ(error.reason, CommandError::Reason::kDirectoryAway);
  EXPECT_THAT(error.message, HasSubstr(path("away") + " cannot be opened: No such file"));
  const auto secret = std::get<SecretError>(read_secret(path("away"), "key"));
  EXPECT_EQ(secret.reason, SecretError::Reason::kDirectoryAway);
}

TEST_F(Files, LinksMayNotLeadOut) {
  fs::create_symlink(path("outside"), path("commands/escape"));
  fs::create_directory_symlink(root_, path("commands/up"));
  fs::create_symlink("/bin/sh", path("commands/shell"));
  EXPECT_EQ(reason("escape"), CommandError::Reason::kOutside);
  EXPECT_EQ(reason("up/outside"), CommandError::Reason::kOutside);
  EXPECT_EQ(reason("shell"), CommandError::Reason::kOutside);
}

TEST_F(Files, DirectoryWhoseNameBeginsLikeACommandDirectoryIsOutside) {
  fs::create_directories(path("commands-private"));
  write("commands-private/tool", 0755);
  fs::create_symlink(path("commands-private/tool"), path("commands/tool"));
  EXPECT_EQ(reason("tool"), CommandError::Reason::kOutside);
}

TEST_F(Files, LinksWithinTheDirectoriesAreFollowedAndKeepTheirName) {
  fs::create_symlink("run", path("commands/alias"));
  fs::create_symlink(path("more/other"), path("commands/across"));
  EXPECT_EQ(std::get<FoundCommand>(find("alias")).called_as, path("commands/alias"));
  EXPECT_EQ(std::get<FoundCommand>(find("across")).program, path("more/other"));
  EXPECT_EQ(std::get<FoundCommand>(find("alias")).program, path("commands/run"));
  EXPECT_EQ(std::get<FoundCommand>(find("across")).called_as, path("commands/across"));
  fs::create_symlink("nowhere", path("commands/dangling"));
  EXPECT_THAT(std::get<CommandError>(find("dangling")).message, HasSubstr("leads to nothing"));
  fs::create_symlink("loop", path("commands/loop"));
  EXPECT_EQ(reason("loop"), CommandError::Reason::kUnreadable);
}

TEST_F(Files, CommandDirectoryMayItselfBeALink) {
  fs::create_directory_symlink(path("commands"), path("link"));
  EXPECT_EQ(std::get<FoundCommand>(find_command("run", {path("link")})).program,
            path("commands/run"));
}

TEST_F(Files, ALinkThatIsSwappedAllTheTimeNeverLeadsOut) {
  write("secrets/inside", 0600, "inside");
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    for (unsigned i = 0; !stop; ++i) {
      for (const std::string place : {"commands", "secrets"}) {
        const std::string inside = place == "commands" ? "run" : "inside";
        fs::create_symlink(i % 2 == 0 ? path("outside") : inside, path(place + "/.new"));
        fs::rename(path(place + "/.new"), path(place + "/swapped"));
      }
    }
  });
  int found = 0;
  for (int i = 0; i < 20'000 && found < 1'000; ++i) {
    const auto command = find("swapped");
    if (const auto* inside = std::get_if<FoundCommand>(&command)) {
      EXPECT_EQ(inside->program, path("commands/run"));
      ++found;
    }
    const auto value = secret("swapped");
    if (const auto* inside = std::get_if<Secret>(&value)) {
      EXPECT_EQ(inside->value, "inside");
    }
  }
  stop = true;
  swapper.join();
  EXPECT_GT(found, 0);
}

TEST_F(Files, SecretIsReadWithoutItsNewline) {
  write("secrets/a", 0600, "s3cret\n");
  write("secrets/b", 0600, "s3cret\r\n");
  write("secrets/c", 0600, "two\nlines\n\n");
  write("secrets/d", 0600, "");
  EXPECT_EQ(std::get<Secret>(secret("a")).value, "s3cret");
  EXPECT_EQ(std::get<Secret>(secret("b")).value, "s3cret");
  EXPECT_EQ(std::get<Secret>(secret("c")).value, "two\nlines\n");
  EXPECT_EQ(std::get<Secret>(secret("d")).value, "");
}

TEST_F(Files, SecretErrorsDifferAndNeverHoldTheValue) {
  using SecretReason = SecretError::Reason;
  write("secrets/large", 0600, "s3cret" + std::string(kMaxSecret, 'x'));
  write("secrets/full", 0600, std::string(kMaxSecret, 'x'));
  write("secrets/nul", 0600, std::string_view("s3cret\0x", 8));
  ASSERT_EQ(::mkfifo(path("secrets/pipe").c_str(), 0600), 0);
  fs::create_directory(path("secrets/directory"));
  EXPECT_EQ(secret_reason("large"), SecretReason::kTooLarge);
  EXPECT_EQ(std::get<Secret>(secret("full")).value.size(), kMaxSecret);
  EXPECT_EQ(secret_reason("nul"), SecretReason::kNotText);
  EXPECT_EQ(secret_reason("pipe"), SecretReason::kNotAFile);
  EXPECT_EQ(secret_reason("directory"), SecretReason::kNotAFile);
  EXPECT_EQ(secret_reason("nothing"), SecretReason::kMissing);
  for (const char* name : {"", ".", "..", ".hidden", "a/b", "../outside"}) {
    EXPECT_EQ(secret_reason(name), SecretReason::kBadName) << name;
  }
  for (const char* name : {"large", "nul"}) {
    EXPECT_THAT(std::get<SecretError>(secret(name)).message, Not(HasSubstr("s3cret")));
  }
}

TEST_F(Files, SecretLinksMayNotLeadOut) {
  fs::create_directories(path("secrets/..data"));
  write("secrets/..data/token", 0600, "mounted\n");
  fs::create_symlink("..data/token", path("secrets/token"));
  fs::create_symlink("/etc/passwd", path("secrets/passwd"));
  EXPECT_EQ(std::get<Secret>(secret("token")).value, "mounted") << "as Kubernetes mounts them";
  EXPECT_EQ(secret_reason("passwd"), SecretError::Reason::kBadName);
}

TEST_F(Files, TreeIsRemovedWithoutFollowingLinks) {
  fs::create_directories(path("tree/a/b/c"));
  write("tree/a/b/c/file", 0400);
  fs::create_directory_symlink(path("commands"), path("tree/a/commands"));
  fs::create_symlink("nowhere", path("tree/dangling"));
  ::chmod(path("tree/a/b/c").c_str(), 0);
  ::chmod(path("tree/a/b").c_str(), 0500);
  ::chmod(path("tree").c_str(), 0);
  EXPECT_FALSE(remove_tree(path("tree").c_str()));
  EXPECT_FALSE(fs::exists(path("tree")));
  EXPECT_TRUE(fs::exists(path("commands/run")));
}

TEST_F(Files, WideTreeIsRemoved) {
  fs::create_directories(path("tree"));
  for (int i = 0; i < 300; ++i) {
    const std::string name = "tree/directory-" + std::to_string(i);
    fs::create_directories(path(name + "/x/.baton-removes-0"));
    write(name + "/file", 0600);
  }
  EXPECT_FALSE(remove_tree(path("tree").c_str()));
  EXPECT_FALSE(fs::exists(path("tree")));
}

TEST_F(Files, MissingTreeIsNoError) { EXPECT_FALSE(remove_tree(path("none").c_str())); }

}  // namespace
}  // namespace baton
