#include "supervise/remove_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "supervise/directory_reader.h"
#include "supervise/mount_id.h"

namespace baton {
namespace {

// Needs no right to the file itself, follows no link and triggers no automount.
UniqueFd find(int directory, const char* name) {
  return UniqueFd(::openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

bool is_mounted_on(int directory, const char* name, std::uint64_t mount) {
  const UniqueFd found = find(directory, name);
  return found.valid() && mount_id(found.get()) != mount;
}

enum class Alone { kGone, kHasContents, kLeft };  // kLeft: see errno

// Removes a file or an empty directory. The kernel refuses to remove what something is mounted on.
Alone remove_alone(int directory, const char* name, std::uint64_t mount) {
  if (::unlinkat(directory, name, 0) == 0) return Alone::kGone;
  if (errno == EISDIR) {
    if (::unlinkat(directory, name, AT_REMOVEDIR) == 0) return Alone::kGone;
    if (errno == ENOTEMPTY || errno == EEXIST) return Alone::kHasContents;
  }
  if (errno == ENOENT) return Alone::kGone;
  if (errno == EBUSY) errno = is_mounted_on(directory, name, mount) ? EXDEV : EBUSY;
  return Alone::kLeft;
}

// The directory `name` in `directory`, open to its owner; invalid with EXDEV if something is
// mounted on it. All is done through one descriptor: a mount or a link that takes the name's place
// stays untouched.
UniqueFd open_own(int directory, const char* name, std::uint64_t mount) {
  const UniqueFd found = find(directory, name);
  if (!found.valid()) return {};
  if (mount_id(found.get()) != mount) {
    errno = EXDEV;
    return {};
  }
  char itself[32];
  std::snprintf(itself, sizeof itself, "/proc/self/fd/%d", found.get());
  ::chmod(itself, 0700);
  return UniqueFd(::openat(found.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

class TreeRemover {
 public:
  TreeRemover(int top, std::uint64_t mount) : top_(top), mount_(mount) {}

  // Empties the top directory, which is all there is when every directory has been moved up.
  Leftover empty_top();

 private:
  enum class Step { kDone, kMovedUp, kLeft };

  Step remove_entry(int directory, const char* within, const char* name);
  bool empty_directory(const char* name);
  Step leave(const char* within, const char* name);

  int top_;
  std::uint64_t mount_;
  Leftover left_;
  unsigned moved_ = 0;
};

bool dots(const char* name) { return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0; }

TreeRemover::Step TreeRemover::leave(const char* within, const char* name) {
  if (left_) return Step::kLeft;
  left_.error = errno;
  std::snprintf(left_.path, sizeof left_.path, "%s%s%s", within, *within == '\0' ? "" : "/", name);
  return Step::kLeft;
}

// Removes one entry of a directory below the top, or moves it up if it is a directory with
// contents.
TreeRemover::Step TreeRemover::remove_entry(int directory, const char* within, const char* name) {
  const Alone alone = remove_alone(directory, name, mount_);
  if (alone == Alone::kGone) return Step::kDone;
  if (alone == Alone::kLeft) return leave(within, name);
  // Moving a directory changes its "..", which needs the right to write to it.
  if (!open_own(directory, name, mount_).valid()) return leave(within, name);
  char moved[48];
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::snprintf(moved, sizeof moved, ".baton-removes-%u", moved_++);
    if (::renameat(directory, name, top_, moved) == 0) return Step::kMovedUp;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) break;
  }
  return leave(within, name);
}

// Empties a directory that lies directly in the top one.
bool TreeRemover::empty_directory(const char* name) {
  DirectoryReader directory(open_own(top_, name, mount_));
  if (directory.fd() < 0) {
    leave("", name);
    return false;
  }
  bool is_empty = true;
  // Removing entries while reading may skip some on some file systems: read again until nothing is
  // left.
  for (bool progress = true; progress;) {
    progress = false;
    is_empty = true;
    directory.rewind();
    while (const char* entry = directory.next()) {
      if (dots(entry)) continue;
      if (remove_entry(directory.fd(), name, entry) == Step::kLeft) {
        is_empty = false;
      } else {
        progress = true;
      }
    }
  }
  return is_empty;
}

Leftover TreeRemover::empty_top() {
  for (bool progress = true; progress;) {
    progress = false;
    left_ = {};
    DirectoryReader top(UniqueFd(::openat(top_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    while (const char* entry = top.next()) {
      if (dots(entry)) continue;
      const Alone alone = remove_alone(top_, entry, mount_);
      if (alone == Alone::kGone || (alone == Alone::kHasContents && empty_directory(entry) &&
                                    remove_alone(top_, entry, mount_) == Alone::kGone)) {
        progress = true;
      } else {
        leave("", entry);
      }
    }
  }
  return left_;
}

// The directory in which `path` lies, and the name that it has there.
UniqueFd open_parent(const char* path, const char** name) {
  const char* slash = std::strrchr(path, '/');
  *name = slash == nullptr ? path : slash + 1;
  if (slash == nullptr) return UniqueFd(::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  char parent[4096];
  const int length = static_cast<int>(slash - path) + 1;
  if (std::snprintf(parent, sizeof parent, "%.*s", length, path) >=
      static_cast<int>(sizeof parent)) {
    errno = ENAMETOOLONG;
    return {};
  }
  return UniqueFd(::open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

Leftover remove_tree(const char* path) {
  const char* name = nullptr;
  const UniqueFd parent = open_parent(path, &name);
  if (!parent.valid()) return {.error = errno == ENOENT ? 0 : errno};
  const std::uint64_t mount = mount_id(parent.get());
  const Alone alone = remove_alone(parent.get(), name, mount);
  if (alone == Alone::kGone) return {};
  if (alone == Alone::kLeft) return {.error = errno};
  const UniqueFd top = open_own(parent.get(), name, mount);
  if (!top.valid()) return {.error = errno};
  const Leftover left = TreeRemover(top.get(), mount).empty_top();
  if (remove_alone(parent.get(), name, mount) == Alone::kGone) return {};
  return left ? left : Leftover{.error = errno};
}

}  // namespace baton
