#pragma once

#include <cstddef>

namespace baton {

// What remove_tree() had to leave where it is.
struct Leftover {
  static constexpr std::size_t kLongest = 320;  // two names that we made and one that a script made

  int error = 0;             // errno; EXDEV: something is mounted there. 0: nothing is left
  char path[kLongest] = {};  // below the removed path; empty: that itself

  explicit operator bool() const { return error != 0; }
};

// Removes the directory `path` with everything in it (or a file) and opens directories that their
// owner had made unreadable. Follows no symbolic link, crosses no mount and changes nothing behind
// one, also not behind one that is made meanwhile: what a script has mounted into its directory is
// somebody else's data. The rest is removed all the same; the first thing that is left is returned.
// Works at any depth with a few descriptors and no heap: a directory found inside is first moved up
// to the top.
Leftover remove_tree(const char* path);

}  // namespace baton
