#include "supervise/remove_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "supervise/directory_reader.h"

namespace baton {
namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

class TreeRemover {
 public:
  explicit TreeRemover(int top) : top_(top) {}

  // Empties the top directory, which is all there is when every directory has been moved up.
  int empty_top();

 private:
  enum class Step { kDone, kMovedUp, kFailed };

  Step remove_entry(int directory, const char* name);
  bool empty_directory(const char* name);
  bool fail() {
    if (error_ == 0) error_ = errno;
    return false;
  }

  int top_;
  int error_ = 0;
  unsigned moved_ = 0;
};

bool dots(const char* name) { return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0; }

// Removes one entry of a directory below the top, or moves it up if it is a directory with contents.
TreeRemover::Step TreeRemover::remove_entry(int directory, const char* name) {
  if (::unlinkat(directory, name, 0) == 0) return Step::kDone;
  if (errno != EISDIR) return fail(), Step::kFailed;
  if (::unlinkat(directory, name, AT_REMOVEDIR) == 0) return Step::kDone;
  if (errno != ENOTEMPTY && errno != EEXIST && errno != EACCES) return fail(), Step::kFailed;
  // Moving a directory changes its "..", which needs the right to write to it.
  ::fchmodat(directory, name, 0700, 0);
  char moved[48];
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::snprintf(moved, sizeof moved, ".baton-removes-%u", moved_++);
    if (::renameat(directory, name, top_, moved) == 0) return Step::kMovedUp;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) break;
  }
  return fail(), Step::kFailed;
}

// Empties a directory that lies directly in the top one.
bool TreeRemover::empty_directory(const char* name) {
  ::fchmodat(top_, name, 0700, 0);
  DirectoryReader directory(UniqueFd(::openat(top_, name, kOpenDirectory)));
  if (directory.fd() < 0) return fail();
  bool failed = false;
  // Removing entries while reading may skip some on some file systems: read again until nothing is left.
  for (bool progress = true; progress;) {
    progress = false;
    failed = false;
    directory.rewind();
    while (const char* entry = directory.next()) {
      if (dots(entry)) continue;
      if (remove_entry(directory.fd(), entry) == Step::kFailed) {
        failed = true;
      } else {
        progress = true;
      }
    }
  }
  return !failed;
}

int TreeRemover::empty_top() {
  for (bool progress = true; progress;) {
    progress = false;
    DirectoryReader top(UniqueFd(::openat(top_, ".", kOpenDirectory)));
    while (const char* entry = top.next()) {
      if (dots(entry)) continue;
      if (::unlinkat(top_, entry, 0) == 0) {
        progress = true;
      } else if (errno != EISDIR) {
        fail();
      } else if (::unlinkat(top_, entry, AT_REMOVEDIR) == 0 ||
                 (empty_directory(entry) && ::unlinkat(top_, entry, AT_REMOVEDIR) == 0)) {
        progress = true;
      } else {
        fail();
      }
    }
  }
  return error_;
}

}  // namespace

int remove_tree(const char* path) {
  if (::rmdir(path) == 0 || errno == ENOENT) return 0;
  if (errno != ENOTEMPTY && errno != EEXIST) return errno;
  ::chmod(path, 0700);
  const UniqueFd top(::open(path, kOpenDirectory));
  if (!top.valid()) return errno;
  const int error = TreeRemover(top.get()).empty_top();
  if (::rmdir(path) == 0) return 0;
  return error != 0 ? error : errno;
}

}  // namespace baton
