#pragma once

#include <string>
#include <variant>
#include <vector>

namespace baton {

struct CommandError {
  enum class Reason {
    kBadName,  // empty, absolute, or with a ".." in it
    kOutside,  // a symbolic link leads out of the command directories
    kMissing,
    kNotAFile,  // a directory, a socket, ...
    kNotExecutable,
    kUnreadable,  // a directory on the way may not be entered
  };
  Reason reason = Reason::kMissing;
  std::string message;  // one sentence that names the command
};

// The absolute path of the program that `name` stands for. The database can name a command, never
// place one: `name` is a file name or a relative path, looked up in `directories` (absolute paths of
// existing directories) in their order, and what it resolves to, symbolic links followed, must
// lie inside one of them. The first directory that has the name decides. The path is not the resolved
// one, so that a program sees the name it was called by.
std::variant<std::string, CommandError> find_command(const std::string& name,
                                                     const std::vector<std::string>& directories);

}  // namespace baton
