#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace baton {

// What the script and all its descendants used.
struct Usage {
  std::chrono::microseconds user_cpu{0};
  std::chrono::microseconds system_cpu{0};
  long max_rss_kb = 0;  // of its largest process
};

struct Exited {
  int code = 0;
};

struct Signaled {
  int signal = 0;
};

// The script never ran: no process of it ever existed. Never confused with an exit code such as 127.
struct NotStarted {
  enum class Reason {
    kBadRequest,          // a NUL byte in argv, an empty argv, a bad variable name
    kNoResources,         // out of processes, descriptors or memory: worth a retry
    kNoWorkingDirectory,  // the base directory is missing, full or not writable
    kMissing,             // argv[0] does not exist
    kNotExecutable,       // argv[0] exists, but may not be executed
    kInterpreterMissing,  // its #! line (or its ELF header) names a program that does not exist
    kNotAProgram,         // neither a binary of this machine nor a script with a #! line
    kBusy,                // it, or its interpreter, is open for writing
    kTooLarge,            // argv and environment exceed what the kernel takes
    kOther,
  };
  Reason reason = Reason::kOther;
  int error = 0;             // errno, 0 if there was none
  std::string message = {};  // one sentence for people, names the file; never a parameter's value
};

// The supervisor died (somebody killed it), so the script's exit status is not known. Its processes
// have been killed by the launcher before this is told.
struct SupervisorLost {
  bool was_running = false;  // false: it is not known whether the script had started
};

using ChildEnd = std::variant<Exited, Signaled, NotStarted, SupervisorLost>;

// A process of the script that could not be killed: another user's, or one that hangs in the
// kernel.
struct Survivor {
  pid_t pid = 0;
  std::string user;
  std::string command;
};

struct ChildResult {
  ChildEnd end = {};
  Usage usage = {};
  // Descendants that were still alive when the script's main process had ended, and were killed.
  int leftovers_killed = 0;
  // Processes that the kernel killed for lack of memory meanwhile, in the executor's control group:
  // the script's, it may be assumed, if one of its own died of SIGKILL.
  unsigned oom_kills = 0;
  // stop() had reached the script before its main process ended. Where the supervisor is lost, that
  // is not known: true.
  bool was_stopped = false;
  // Somebody else had sent SIGTERM, SIGINT or SIGHUP to the script's supervisor before that: to all
  // processes of the service, it seems.
  bool was_signaled = false;
  // From the end of the main process until nothing of the script was left.
  std::chrono::milliseconds clean_up{0};
  // What of the private directory could not be removed, and why; empty if it is gone.
  std::string left_behind = {};
  // What still runs; some of them are named. If the main process is among them, `end` is
  // SupervisorLost.
  std::vector<Survivor> survivors = {};
};

}  // namespace baton
