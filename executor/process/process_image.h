#pragma once

namespace baton {

// Overwrites this process's copies of the environment and the command line, which hold what the
// program was started with (perhaps passwords) and which /proc shows to every process of the same user,
// and puts `title` where ps looks and `variable` (NAME=value) where the environment was. Only for a fresh
// fork that never looks at either again.
void replace_process_image(const char* title, const char* variable);

}  // namespace baton
