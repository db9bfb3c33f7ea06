// What is mounted into a tree is somebody else's data: removing the tree leaves it as it is.

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gmock/gmock.h>

#include "process/removal_failure.h"
#include "supervise/remove_tree.h"

namespace baton {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;

constexpr uid_t kNobody = 65534;

enum class Who { kRoot, kOrdinaryUser };

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

// Root has its mounts in a mount namespace; an ordinary user is root of a user namespace.
bool enter_namespaces(Who who) {
  if (who == Who::kRoot) {
    if (::unshare(CLONE_NEWNS) != 0) return false;
  } else {
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) return false;
    ::prctl(PR_SET_DUMPABLE, 1);  // the maps are ours to write again
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    write("/proc/self/setgroups", "deny");
    write("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
    write("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

class Mounts : public testing::TestWithParam<Who> {
 protected:
  Mounts() {
    std::string name = (fs::temp_directory_path() / "baton-mounts-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    if (GetParam() == Who::kOrdinaryUser && ::geteuid() == 0) {
      EXPECT_EQ(::chown(root_.c_str(), kNobody, kNobody), 0);
    }
  }
  // Without remove_tree(): a fault of it must not clean up after itself.
  ~Mounts() override { fs::remove_all(root_); }

  std::string path(const std::string& name) const { return root_ + "/" + name; }

  void mount_at(const std::string& from, const std::string& on, unsigned long flags = 0) const {
    ASSERT_EQ(::mount(path(from).c_str(), path(on).c_str(), nullptr, MS_BIND | flags, nullptr), 0)
        << on << ": " << ::strerror(errno);
  }

  void expect_untouched() const {
    EXPECT_TRUE(fs::exists(path("precious/deep/er/file")));
    EXPECT_TRUE(fs::exists(path("precious/file")));
    struct stat status {};
    ASSERT_EQ(::stat(path("precious").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0751U);
  }

  // Runs `body` in a process that may mount.
  void in_namespaces(const std::function<void()>& body) {
    if (GetParam() == Who::kRoot && ::geteuid() != 0) GTEST_SKIP() << "only root has these";
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
      if (!enter_namespaces(GetParam())) ::_exit(77);
      fs::create_directories(path("precious/deep/er"));
      write(path("precious/file"), "kept");
      write(path("precious/deep/er/file"), "kept");
      ::chmod(path("precious").c_str(), 0751);
      body();
      std::fflush(nullptr);
      ::_exit(HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no namespaces here";
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "see above; status " << status;
  }

  std::string root_;
};

TEST_P(Mounts, ADirectoryMountedInTheTreeKeepsItsContentsAndItsMode) {
  in_namespaces([this] {
    fs::create_directories(path("tree/data"));
    fs::create_directories(path("tree/other/below"));
    mount_at("precious", "tree/data");
    const Leftover left = remove_tree(path("tree").c_str());
    EXPECT_EQ(left.error, EXDEV);
    EXPECT_STREQ(left.path, "data");
    expect_untouched();
    EXPECT_FALSE(fs::exists(path("tree/other"))) << "the rest is removed";
    EXPECT_THAT(describe_failed_removal(path("tree"), left),
                testing::StartsWith(path("tree/data") + " was left as it is"));
  });
}

TEST_P(Mounts, AlsoDeepInTheTree) {
  in_namespaces([this] {
    fs::create_directories(path("tree/a/b/c/data"));
    write(path("tree/a/b/file"), "");
    mount_at("precious", "tree/a/b/c/data");
    const Leftover left = remove_tree(path("tree").c_str());
    EXPECT_EQ(left.error, EXDEV);
    EXPECT_THAT(left.path, EndsWith("/data"));
    expect_untouched();
    EXPECT_TRUE(fs::exists(path("tree/") + left.path + "/deep/er/file")) << "named as it is now";
    EXPECT_EQ(::umount((path("tree/") + left.path).c_str()), 0);
    EXPECT_FALSE(remove_tree(path("tree").c_str())) << "once it is unmounted, the rest goes";
    expect_untouched();
  });
}

TEST_P(Mounts, AlsoAFileAReadOnlyMountAndAnotherFileSystem) {
  in_namespaces([this] {
    for (const char* name : {"read-only", "memory"}) fs::create_directories(path("tree/") + name);
    write(path("tree/file"), "");
    mount_at("precious/file", "tree/file");
    mount_at("precious", "tree/read-only");
    mount_at("precious", "tree/read-only", MS_REMOUNT | MS_RDONLY);
    ASSERT_EQ(::mount("none", path("tree/memory").c_str(), "tmpfs", 0, nullptr), 0);
    write(path("tree/memory/file"), "");
    EXPECT_EQ(remove_tree(path("tree").c_str()).error, EXDEV);
    expect_untouched();
    EXPECT_TRUE(fs::exists(path("tree/memory/file")));
  });
}

TEST_P(Mounts, AlsoOnTheTreeItselfAndOneUponAnother) {
  in_namespaces([this] {
    fs::create_directories(path("tree/data"));
    fs::create_directories(path("between/data"));
    mount_at("between", "tree");
    mount_at("precious", "tree/data");
    const Leftover left = remove_tree(path("tree").c_str());
    EXPECT_EQ(left.error, EXDEV);
    EXPECT_STREQ(left.path, "");
    expect_untouched();
    EXPECT_TRUE(fs::exists(path("between/data")));
  });
}

TEST_P(Mounts, ALinkToAMountIsRemovedAndTheMountIsNot) {
  in_namespaces([this] {
    fs::create_directories(path("tree"));
    fs::create_directories(path("mounted"));
    mount_at("precious", "mounted");
    fs::create_directory_symlink(path("mounted"), path("tree/link"));
    EXPECT_FALSE(remove_tree(path("tree").c_str()));
    expect_untouched();
  });
}

TEST_P(Mounts, ATreeOnAMountIsRemovedAsAnyOther) {
  in_namespaces([this] {
    fs::create_directories(path("disk"));
    ASSERT_EQ(::mount("none", path("disk").c_str(), "tmpfs", 0, nullptr), 0);
    fs::create_directories(path("disk/tree/a/b"));
    EXPECT_FALSE(remove_tree(path("disk/tree").c_str()));
    EXPECT_FALSE(fs::exists(path("disk/tree")));
  });
}

// Removes the tree in a process of its own, and calls `intervene` before or after its nth system
// call; false if it makes fewer.
bool remove_with_intervention(const std::string& tree, int n,
                              const std::function<void()>& intervene) {
  const pid_t remover = ::fork();
  if (remover == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    remove_tree(tree.c_str());
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(remover, &status, 0);
  for (int calls = 0; WIFSTOPPED(status); ++calls) {
    if (calls == n) intervene();
    ::ptrace(PTRACE_SYSCALL, remover, nullptr, nullptr);
    ::waitpid(remover, &status, 0);
    if (!WIFSTOPPED(status)) return calls >= n;
  }
  return false;
}

// A process that a script left outside of the step may do that.
TEST_P(Mounts, OneThatIsMadeAtAnyMomentOfTheRemovalIsNotEnteredEither) {
  in_namespaces([this] {
    for (const std::string on : {"tree", "tree/a", "tree/a/data", "tree/a/file"}) {
      const std::string from = on.ends_with("file") ? "precious/file" : "precious";
      int moments = 0;
      for (bool goes_on = true; goes_on; ++moments) {
        fs::create_directories(path("tree/a/data/x"));
        write(path("tree/a/file"), "");
        goes_on = remove_with_intervention(path("tree"), moments, [&] {
          ::mount(path(from).c_str(), path(on).c_str(), nullptr, MS_BIND, nullptr);
        });
        expect_untouched();
        ::umount(path(on).c_str());
        // It may have been moved with the directory that it is in.
        for (const char* moved : {"tree/.baton-removes-0", "tree/a/.baton-removes-0"}) {
          ::umount(path(moved).c_str());
        }
        if (HasFailure()) return;
        remove_tree(path("tree").c_str());
      }
      EXPECT_GT(moments, 20) << on;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(, Mounts, testing::Values(Who::kRoot, Who::kOrdinaryUser),
                         [](const auto& tested) {
                           return tested.param == Who::kRoot ? "AsRoot" : "AsAnOrdinaryUser";
                         });

}  // namespace
}  // namespace baton
