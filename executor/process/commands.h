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
    kUnreadable,     // a directory on the way may not be entered
    kDirectoryAway,  // it is not found, and one of the directories cannot be opened
  };
  Reason reason = Reason::kMissing;
  std::string message;  // one sentence that names the command
};

struct FoundCommand {
  std::string program;    // its real path, without links: what is checked here is what is run
  std::string called_as;  // its name in the directory in which it was found, for argv[0]
};

// The program that `name` stands for. The database can name a command, never place one: `name` is a
// file name or a relative path, looked up in `directories` (absolute paths) in their order, and
// what it resolves to, symbolic links followed, must lie inside one of them. The first directory
// that has the name decides. The directories may be links themselves, and may lead elsewhere at the
// next call.
std::variant<FoundCommand, CommandError> find_command(const std::string& name,
                                                      const std::vector<std::string>& directories);

}  // namespace baton
