#include "supervise/work_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "supervise/directory_reader.h"
#include "supervise/remove_tree.h"

namespace baton {
namespace {

bool is_empty(const char* path) {
  DirectoryReader directory(
      UniqueFd(::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)));
  if (directory.fd() < 0) return false;
  while (const char* name = directory.next()) {
    if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0) return false;
  }
  return true;
}

}  // namespace

int WorkDirectory::prepare(const char* base) {
  if (kept_) {
    const bool same_base =
        std::strlen(base) == base_size_ && std::strncmp(path_, base, base_size_) == 0;
    if (same_base && is_untouched()) return 0;
    remove();
  }
  base_size_ = std::strlen(base);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const int length =
        std::snprintf(path_, sizeof path_, "%s/step-%d-%u", base, ::getpid(), ++made_);
    if (length < 0 || static_cast<std::size_t>(length) >= sizeof path_) return ENAMETOOLONG;
    if (::mkdir(path_, 0700) == 0) return ::stat(path_, &as_made_) == 0 ? 0 : errno;
    if (errno != EEXIST) return errno;  // EEXIST: a crash left it, and the pid came again
  }
  return EEXIST;
}

// Whatever is done to a directory or in it sets its change time. That is only as fine as a timer tick, hence
// the other looks: what could escape all of them is an attribute set within the tick in which it was made.
bool WorkDirectory::is_untouched() const {
  struct stat now {};
  return ::lstat(path_, &now) == 0 && now.st_ino == as_made_.st_ino &&
         now.st_dev == as_made_.st_dev && now.st_mode == as_made_.st_mode &&
         now.st_uid == as_made_.st_uid && now.st_gid == as_made_.st_gid &&
         now.st_ctim.tv_sec == as_made_.st_ctim.tv_sec &&
         now.st_ctim.tv_nsec == as_made_.st_ctim.tv_nsec && is_empty(path_);
}

int WorkDirectory::clear() {
  kept_ = is_untouched();
  return kept_ ? 0 : remove_tree(path_);
}

void WorkDirectory::remove_all_of(pid_t supervisor, const char* base) {
  char prefix[32];
  const int length = std::snprintf(prefix, sizeof prefix, "step-%d-", supervisor);
  DirectoryReader directory(UniqueFd(::open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  while (const char* name = directory.next()) {
    if (std::strncmp(name, prefix, static_cast<std::size_t>(length)) != 0) continue;
    char path[4200];
    std::snprintf(path, sizeof path, "%s/%s", base, name);
    remove_tree(path);
  }
}

int WorkDirectory::remove() {
  kept_ = false;
  return remove_tree(path_);
}

}  // namespace baton
