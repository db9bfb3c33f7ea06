#include "process/process_mark.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>

namespace baton {
namespace {

// The inode number of the initial PID namespace is part of the kernel's interface (PROC_PID_INIT_INO).
constexpr const char* kInitialNamespace = "4026531836";
constexpr unsigned long kKernelThread = 0x00200000;  // PF_KTHREAD

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string own_pid_namespace() {
  struct stat status {};
  return ::stat("/proc/self/ns/pid", &status) == 0 ? std::to_string(status.st_ino) : std::string();
}

}  // namespace

ProcessStat stat_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  // Not by iterators: they throw where the process goes between open and read. What can be longer, its name, has 15
  // characters.
  std::array<char, 4096> buffer{};
  file.read(buffer.data(), buffer.size());
  const std::string text(buffer.data(), static_cast<std::size_t>(file.gcount()));
  const std::size_t after_name = text.rfind(')');
  if (after_name == text.npos) return {};
  std::istringstream fields(text.substr(after_name + 1));
  ProcessStat stat;
  fields >> stat.state >> stat.parent;  // fields 3 and 4
  std::string skipped;
  for (int field = 5; field < 9; ++field) fields >> skipped;
  unsigned long flags = 0;
  fields >> flags;
  stat.is_kernel_thread = (flags & kKernelThread) != 0;
  for (int field = 10; field < 22; ++field) fields >> skipped;
  fields >> stat.start_time;
  stat.exists = !fields.fail();
  return stat;
}

ProcessMark own_mark() {
  return {.pid = ::getpid(),
          .start_time = stat_of(::getpid()).start_time,
          .pid_namespace = own_pid_namespace(),
          .boot_id = first_line("/proc/sys/kernel/random/boot_id")};
}

std::string machine_id() { return first_line("/etc/machine-id"); }

Life life_of(const ProcessMark& process, bool same_machine) {
  const ProcessMark own = own_mark();
  if (process.boot_id.empty() || own.boot_id.empty() || process.pid_namespace.empty() ||
      own.pid_namespace.empty() || process.start_time == 0 || process.pid <= 0) {
    return Life::kUnknown;
  }
  if (process.boot_id != own.boot_id) {
    const bool outside_containers =
        process.pid_namespace == kInitialNamespace && own.pid_namespace == kInitialNamespace;
    return same_machine && outside_containers ? Life::kDead : Life::kUnknown;
  }
  if (process.pid_namespace != own.pid_namespace) return Life::kUnknown;
  // A mount of /proc may hide other users' processes: only kill() says that there is none.
  if (::kill(process.pid, 0) != 0 && errno == ESRCH) return Life::kDead;
  const ProcessStat stat = stat_of(process.pid);
  if (!stat.exists) return Life::kUnknown;
  const bool is_gone = stat.state == 'Z' || stat.state == 'X';
  return stat.start_time != process.start_time || is_gone ? Life::kDead : Life::kAlive;
}

}  // namespace baton
