#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace baton {

// What names one process for good: its id is used again, and means something in its PID namespace only.
struct ProcessMark {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  // clock ticks since the boot; 0: not known
  std::string pid_namespace;     // inode number; empty: not known
  std::string boot_id;           // of the kernel that ran it; empty: not known
};

ProcessMark own_mark();

// The first line of /etc/machine-id, empty where there is none. Containers often share an image's.
std::string machine_id();

enum class Life {
  kDead,
  kAlive,
  // It cannot be seen from here: another PID namespace (a container), another machine, /proc closed to us.
  kUnknown,
};

// Whether the process lives. `same_machine`: its machine has our machine id, so that another boot id
// means that the machine was started again; believed outside containers only.
Life life_of(const ProcessMark& process, bool same_machine);

// What /proc/PID/stat says; `exists` is false when it could not be read.
struct ProcessStat {
  bool exists = false;
  char state = '?';
  pid_t parent = 0;
  bool is_kernel_thread = false;
  std::uint64_t start_time = 0;
};
ProcessStat stat_of(pid_t pid);

}  // namespace baton
