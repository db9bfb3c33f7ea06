#include "process/resolved.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <cerrno>

namespace baton {

std::string path_of_open_file(const UniqueFd& file) {
  return "/proc/self/fd/" + std::to_string(file.get());
}

std::variant<Resolved, int> resolve(int directory, const std::string& name) {
  Resolved resolved{UniqueFd(::openat(directory, name.c_str(), O_PATH | O_CLOEXEC)), {}};
  if (!resolved.file.valid()) return errno;
  char real[PATH_MAX];
  const ssize_t size = ::readlink(path_of_open_file(resolved.file).c_str(), real, sizeof real);
  if (size < 0) return errno;
  resolved.path.assign(real, static_cast<std::size_t>(size));
  return resolved;
}

bool lies_in(const std::string& path, const std::string& directory) {
  if (directory == "/") return path.starts_with('/');
  return path.size() > directory.size() && path.starts_with(directory) &&
         path[directory.size()] == '/';
}

}  // namespace baton
