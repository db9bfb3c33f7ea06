#include "process/commands.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "process/resolved.h"
#include "process/text.h"

namespace baton {
namespace {

constexpr int kMostLooks = 100;

CommandError error(CommandError::Reason reason, const std::string& name, const std::string& what) {
  return {reason, "The command \"" + shorten(clean_text(name), 200) + "\" " + what};
}

// A relative path in which no part is "", "." or "..".
bool is_command_name(std::string_view name) {
  if (name.find('\0') != name.npos) return false;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == name.npos) return true;
    name.remove_prefix(slash + 1);
  }
}

// Those of them that are there.
std::vector<Resolved> resolve_all(const std::vector<std::string>& directories) {
  std::vector<Resolved> roots;
  for (const auto& directory : directories) {
    auto root = resolve(AT_FDCWD, directory);
    if (auto* found = std::get_if<Resolved>(&root)) roots.push_back(std::move(*found));
  }
  return roots;
}

bool lead_to_the_same(const std::vector<Resolved>& some, const std::vector<Resolved>& others) {
  return std::equal(
      some.begin(), some.end(), others.begin(), others.end(),
      [](const Resolved& one, const Resolved& other) { return one.path == other.path; });
}

struct Found {
  Resolved program;
  std::string called_as;
};

// What is not found may lie in a directory that is away: a mount, a deployment that moves it.
CommandError not_found(const std::string& name, const std::vector<std::string>& directories) {
  for (const auto& directory : directories) {
    const auto root = resolve(AT_FDCWD, directory);
    if (const int* problem = std::get_if<int>(&root)) {
      return error(CommandError::Reason::kDirectoryAway, name,
                   "cannot be looked up: the command directory " + directory +
                       " cannot be opened: " + ::strerrordesc_np(*problem) + ".");
    }
  }
  return error(CommandError::Reason::kMissing, name, "does not exist in the command directories.");
}

std::variant<Found, CommandError> look_up(const std::string& name,
                                          const std::vector<Resolved>& roots,
                                          const std::vector<std::string>& directories) {
  for (const Resolved& root : roots) {
    auto resolved = resolve(root.file.get(), name);
    if (auto* program = std::get_if<Resolved>(&resolved)) {
      return Found{std::move(*program), root.path + "/" + name};
    }
    const int problem = std::get<int>(resolved);
    struct stat status {};
    if (problem == ENOENT &&
        ::fstatat(root.file.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
      return error(CommandError::Reason::kMissing, name,
                   "is a symbolic link that leads to nothing.");
    }
    if (problem != ENOENT && problem != ENOTDIR) {
      return error(CommandError::Reason::kUnreadable, name,
                   std::string("cannot be looked up: ") + ::strerrordesc_np(problem) + ".");
    }
  }
  return not_found(name, directories);
}

std::variant<FoundCommand, CommandError> find_in(const std::vector<Resolved>& roots,
                                                 const std::string& name,
                                                 const std::vector<std::string>& directories) {
  auto looked_up = look_up(name, roots, directories);
  if (auto* problem = std::get_if<CommandError>(&looked_up)) return std::move(*problem);
  auto& [program, called_as] = std::get<Found>(looked_up);
  if (std::none_of(roots.begin(), roots.end(), [&program = program](const Resolved& root) {
        return lies_in(program.path, root.path);
      })) {
    return error(CommandError::Reason::kOutside, name,
                 "is a symbolic link that leads out of the command directories.");
  }
  struct stat status {};
  if (::fstat(program.file.get(), &status) != 0) {
    return error(CommandError::Reason::kMissing, name, "does not exist any more.");
  }
  if (!S_ISREG(status.st_mode)) {
    return error(CommandError::Reason::kNotAFile, name,
                 S_ISDIR(status.st_mode) ? "is a directory." : "is not a regular file.");
  }
  const std::string itself = path_of_open_file(program.file);
  if (::faccessat(AT_FDCWD, itself.c_str(), X_OK, AT_EACCESS) != 0) {
    return error(CommandError::Reason::kNotExecutable, name, "is not executable: chmod +x it.");
  }
  return FoundCommand{std::move(program.path), std::move(called_as)};
}

}  // namespace

std::variant<FoundCommand, CommandError> find_command(const std::string& name,
                                                      const std::vector<std::string>& directories) {
  if (name.starts_with('/')) {
    return error(CommandError::Reason::kBadName, name,
                 "is an absolute path: give its name below a command directory.");
  }
  if (!is_command_name(name)) {
    return error(CommandError::Reason::kBadName, name,
                 "is not a file name or a relative path without \".\" and \"..\".");
  }
  for (int look = 0;; ++look) {
    const std::vector<Resolved> roots = resolve_all(directories);
    auto found = find_in(roots, name, directories);
    // A link that was swapped during the look: what it led to was perhaps being removed.
    if (std::holds_alternative<FoundCommand>(found) || look == kMostLooks ||
        lead_to_the_same(roots, resolve_all(directories))) {
      return found;
    }
  }
}

}  // namespace baton
