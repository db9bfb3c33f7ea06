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

bool look_at(const char* path, struct statx* status) {
  return ::statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_MNT_ID, status) ==
         0;
}

bool is_same_moment(const statx_timestamp& one, const statx_timestamp& other) {
  return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

// Removes `name` in `base`; what is left is named from `base` on.
Leftover remove_in(const char* base, const char* name) {
  char path[4200];
  std::snprintf(path, sizeof path, "%s/%s", base, name);
  const Leftover below = remove_tree(path);
  Leftover left{.error = below.error};
  std::snprintf(left.path, sizeof left.path, "%.32s%s%.285s", name, *below.path == '\0' ? "" : "/",
                below.path);
  return left;
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
    const int length = std::snprintf(path_, sizeof path_, "%s/%d-%u", base, ::getpid(), ++made_);
    if (length < 0 || static_cast<std::size_t>(length) >= sizeof path_) return ENAMETOOLONG;
    if (::mkdir(path_, 0700) == 0) return look_at(path_, &as_made_) ? 0 : errno;
    if (errno != EEXIST) return errno;  // EEXIST: a crash left it, and the pid came again
  }
  return EEXIST;
}

// Whatever is done to a directory or in it sets its change time. That is only as fine as a timer
// tick, hence the other looks: what could escape all of them is an attribute set within the tick in
// which it was made.
bool WorkDirectory::is_untouched() const {
  struct statx now {};
  return look_at(path_, &now) && now.stx_ino == as_made_.stx_ino &&
         now.stx_dev_major == as_made_.stx_dev_major &&
         now.stx_dev_minor == as_made_.stx_dev_minor && now.stx_mnt_id == as_made_.stx_mnt_id &&
         now.stx_mode == as_made_.stx_mode && now.stx_uid == as_made_.stx_uid &&
         now.stx_gid == as_made_.stx_gid && is_same_moment(now.stx_ctime, as_made_.stx_ctime) &&
         is_empty(path_);
}

bool WorkDirectory::keep_if_untouched() {
  kept_ = is_untouched();
  return kept_;
}

Leftover WorkDirectory::clear() { return keep_if_untouched() ? Leftover{} : remove(); }

Leftover WorkDirectory::remove_all_of(pid_t supervisor, const char* base) {
  Leftover left;
  char prefix[32];
  const int length = std::snprintf(prefix, sizeof prefix, "%d-", supervisor);
  DirectoryReader directory(UniqueFd(::open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  while (const char* name = directory.next()) {
    if (std::strncmp(name, prefix, static_cast<std::size_t>(length)) != 0) continue;
    const Leftover of_this = remove_in(base, name);
    if (!left) left = of_this;
  }
  return left;
}

Leftover WorkDirectory::remove() {
  kept_ = false;
  path_[base_size_] = '\0';
  const Leftover left = remove_in(path_, path_ + base_size_ + 1);
  path_[base_size_] = '/';
  return left;
}

}  // namespace baton
