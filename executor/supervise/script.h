#pragma once

#include <sys/types.h>

#include <cstdint>

#include "supervise/wire.h"

namespace baton {

struct ScriptSpawn {
  const char* directory = nullptr;
  const char* program = nullptr;
  char** argv = nullptr;
  char** environment = nullptr;
  const int* fds = nullptr;            // stdin, stdout, stderr, events
  std::uint64_t descriptor_limit = 0;  // 0: as it is
  const char* oom_score_adj = nullptr;
};

struct SpawnedScript {
  pid_t pid = 0;
  wire::Stage failed = wire::Stage::kNone;
  int error = 0;
};

// Starts the script in a session of its own, to be killed when the caller dies, and returns when exec
// has happened or failed (then the process is gone already). Like vfork, it borrows the caller's
// memory in between, so nothing is copied and errno comes back without a pipe.
SpawnedScript spawn_script(const ScriptSpawn& spawn);

}  // namespace baton
