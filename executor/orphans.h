// As process 1 of a PID namespace (in a container without an init) this process becomes the parent
// of every process there whose own has died: of what `docker exec` started, say, or of supervisors
// whose launcher was killed. Somebody has to wait for them, or they stay as zombies.
#pragma once

#include <sys/types.h>

#include <vector>

#include "base/unique_fd.h"

namespace baton {

class Orphans {
 public:
  // Takes note of the children that there are: they are our own, and others wait for them. Blocks
  // SIGCHLD where this is process 1, and does nothing elsewhere.
  Orphans();

  int fd() const { return fd_.get(); }  // -1 elsewhere; readable when a child has ended

  // Waits for those that have ended, but for our own and the launcher.
  void reap(pid_t launcher);

 private:
  UniqueFd fd_;
  std::vector<pid_t> own_;
};

}  // namespace baton
