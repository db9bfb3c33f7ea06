#pragma once

#include <string>
#include <variant>

#include "base/unique_fd.h"

namespace baton {

// What a path leads to, links followed: held open (O_PATH), with the place that this very file has.
// A link that leads elsewhere a moment later does not matter any more.
struct Resolved {
  UniqueFd file;
  std::string path;
};

// `name` is relative to the open directory, or to the current one for AT_FDCWD. errno if it leads
// to nothing.
std::variant<Resolved, int> resolve(int directory, const std::string& name);

// Whether the real path lies below the real directory.
bool lies_in(const std::string& path, const std::string& directory);

// By this path the system finds the open file itself, whatever its name leads to by now.
std::string path_of_open_file(const UniqueFd& file);

}  // namespace baton
