#include "supervise/oom_counter.h"

#include <fcntl.h>
#include <limits.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace baton {
namespace {

constexpr const char* kKey = "oom_kill ";

bool counts(int file) {
  char text[8 * 1024];
  const ssize_t size = ::pread(file, text, sizeof text - 1, 0);
  if (size <= 0) return false;
  text[size] = '\0';
  return std::strstr(text, kKey) != nullptr;
}

bool open_if_it_counts(UniqueFd& file, const char* path) {
  file.reset(::open(path, O_RDONLY | O_CLOEXEC));
  return file.valid() && counts(file.get());
}

// Where the group's path is that of another namespace, what is mounted is the group itself.
bool open_of_group(UniqueFd& file, const char* mount, const char* group, const char* name) {
  char path[PATH_MAX];
  std::snprintf(path, sizeof path, "%s%s/%s", mount, group, name);
  if (open_if_it_counts(file, path)) return true;
  std::snprintf(path, sizeof path, "%s/%s", mount, name);
  return open_if_it_counts(file, path);
}

// The path of the group in a hierarchy, by its line of /proc/self/cgroup ("4:memory:/path"); ends
// the line.
char* group_in(char* groups, const char* hierarchy) {
  char* line = std::strstr(groups, hierarchy);
  if (line == nullptr) return nullptr;
  char* path = line + std::strlen(hierarchy);
  path[std::strcspn(path, "\n")] = '\0';
  return path;
}

}  // namespace

OomCounter::OomCounter() {
  char groups[8 * 1024];
  const UniqueFd own(::open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC));
  const ssize_t size = own.valid() ? ::read(own.get(), groups, sizeof groups - 1) : 0;
  groups[size > 0 ? size : 0] = '\0';
  // Of version 2 first: its line is the last. Where both are mounted, the file is in one of them
  // only.
  if (const char* group = group_in(groups, "0::")) {
    if (open_of_group(file_, "/sys/fs/cgroup", group, "memory.events")) return;
  }
  if (const char* group = group_in(groups, ":memory:")) {
    if (open_of_group(file_, "/sys/fs/cgroup/memory", group, "memory.oom_control")) return;
  }
  if (!open_if_it_counts(file_, "/proc/vmstat")) file_.reset();
}

std::uint64_t OomCounter::value() const {
  if (!file_.valid()) return 0;
  char text[8 * 1024];
  const ssize_t size = ::pread(file_.get(), text, sizeof text - 1, 0);
  if (size <= 0) return 0;
  text[size] = '\0';
  const char* found = std::strstr(text, kKey);
  return found == nullptr ? 0 : std::strtoull(found + std::strlen(kKey), nullptr, 10);
}

}  // namespace baton
