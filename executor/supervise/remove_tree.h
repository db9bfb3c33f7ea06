#pragma once

namespace baton {

// Removes the directory `path` with everything in it, follows no symbolic link and opens directories
// that their owner had made unreadable. Works at any depth with a few descriptors and no heap: a
// directory found inside is first moved up to the top. Nobody else may be changing the tree.
// 0 or the errno of the first thing that could not be removed (the rest is removed all the same).
int remove_tree(const char* path);

}  // namespace baton
