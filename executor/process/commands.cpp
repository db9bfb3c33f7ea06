#include "process/commands.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "process/text.h"

namespace baton {
namespace {

using Reason = CommandError::Reason;

CommandError error(Reason reason, const std::string& name, const std::string& what) {
  return {reason, "The command \"" + shorten(clean_text(name), 200) + "\" " + what};
}

// What the path resolves to, symbolic links followed; errno if nothing.
std::variant<std::string, int> resolve(const std::string& path) {
  const std::unique_ptr<char, decltype(&::free)> real(::realpath(path.c_str(), nullptr), &::free);
  if (real == nullptr) return errno;
  return std::string(real.get());
}

// A relative path in which no part is "", "." or "..".
bool is_good_name(std::string_view name) {
  if (name.find('\0') != name.npos) return false;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == name.npos) return true;
    name.remove_prefix(slash + 1);
  }
}

bool lies_inside(const std::string& path, const std::vector<std::string>& directories) {
  for (const auto& directory : directories) {
    const auto real = resolve(directory);
    const auto* root = std::get_if<std::string>(&real);
    if (root == nullptr) continue;
    if (*root == "/" ||
        (path.starts_with(*root) && path.size() > root->size() && path[root->size()] == '/')) {
      return true;
    }
  }
  return false;
}

struct Found {
  std::string path;  // as named
  std::string real;  // symbolic links followed; outside the directories or not
};

std::variant<Found, CommandError> look_up(const std::string& name,
                                          const std::vector<std::string>& directories) {
  for (const auto& directory : directories) {
    const std::string path = directory + "/" + name;
    auto resolved = resolve(path);
    if (auto* real = std::get_if<std::string>(&resolved)) return Found{path, std::move(*real)};
    const int problem = std::get<int>(resolved);
    struct stat status {};
    if (problem == ENOENT && ::lstat(path.c_str(), &status) == 0) {
      return error(Reason::kMissing, name, "is a symbolic link that leads to nothing.");
    }
    if (problem != ENOENT && problem != ENOTDIR) {
      return error(Reason::kUnreadable, name,
                   std::string("cannot be looked up: ") + ::strerrordesc_np(problem) + ".");
    }
  }
  return error(Reason::kMissing, name, "does not exist in the command directories.");
}

}  // namespace

std::variant<std::string, CommandError> find_command(const std::string& name,
                                                     const std::vector<std::string>& directories) {
  if (name.starts_with('/')) {
    return error(Reason::kBadName, name,
                 "is an absolute path: give its name below a command directory.");
  }
  if (!is_good_name(name)) {
    return error(Reason::kBadName, name,
                 "is not a file name or a relative path without \".\" and \"..\".");
  }
  auto looked_up = look_up(name, directories);
  if (auto* problem = std::get_if<CommandError>(&looked_up)) return std::move(*problem);
  const auto& [path, real] = std::get<Found>(looked_up);
  if (!lies_inside(real, directories)) {
    return error(Reason::kOutside, name,
                 "is a symbolic link that leads out of the command directories.");
  }
  struct stat status {};
  if (::stat(real.c_str(), &status) != 0)
    return error(Reason::kMissing, name, "does not exist any more.");
  if (!S_ISREG(status.st_mode)) {
    return error(Reason::kNotAFile, name,
                 S_ISDIR(status.st_mode) ? "is a directory." : "is not a regular file.");
  }
  if (::faccessat(AT_FDCWD, real.c_str(), X_OK, AT_EACCESS) != 0) {
    return error(Reason::kNotExecutable, name, "is not executable: chmod +x it.");
  }
  return path;
}

}  // namespace baton
