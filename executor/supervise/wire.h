#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "supervise/remove_tree.h"

// What executor, launcher and supervisors say to each other: fixed structures in packets of Unix
// sockets (SOCK_SEQPACKET). Both ends are the same binary, so there is no version and no byte order.
// Code that includes this also runs between fork and exec: nothing here allocates or throws.
namespace baton::wire {

enum class Kind : std::uint32_t {
  kSpawn =
      1,     // executor -> launcher, with one descriptor: fork a supervisor that serves this socket
  kLaunch,   // executor -> supervisor: a LaunchHeader, strings, and descriptors
  kStop,     // executor -> supervisor: a Stop
  kMade,     // launcher -> executor, with one descriptor: its pidfd; a Report: it is made
  kStarted,  // supervisor -> executor: a Report; the script runs
  kEmptied,  // supervisor -> executor: a Report: the directory is still to go
  kStopping,  // supervisor -> executor: a Report; it kills, and what it kills takes its time to die
  kNotStarted,  // supervisor (or launcher) -> executor: a Report; it never will
  kEnded,       // supervisor -> executor: a Report; nothing of it is left, but for the survivors
  kOrphaned,    // launcher -> executor: a Report; a dead supervisor left survivors
};

// Descriptors of a launch, in this order; the last only when the strings do not fit into the packet.
// The reading ends are for the supervisor, should the executor die: scripts that write while they
// clean up would otherwise get SIGPIPE.
enum : std::size_t {
  kStdinFd,
  kStdoutFd,
  kStderrFd,
  kEventsFd,
  kFirstReader,
  kStringsFd = kFirstReader + 3,
  kMaxFds
};
inline constexpr std::size_t kReaders = kStringsFd - kFirstReader;
using FdArray = std::array<int, kMaxFds>;

// Strings up to this size travel in the packet, larger ones in a memory file.
inline constexpr std::size_t kInlineStrings = 24 * 1024;

struct Spawn {
  Kind kind = Kind::kSpawn;
};

// The strings: base directory, program, argv, environment ("NAME=value"), directory variables
// (names); each ends with NUL.
struct LaunchHeader {
  Kind kind = Kind::kLaunch;
  std::uint32_t argument_count = 0;
  std::uint32_t environment_count = 0;
  std::uint32_t directory_variable_count = 0;
  std::uint64_t strings_size = 0;
  std::int64_t grace_ms = 0;
  std::uint64_t descriptor_limit = 0;  // of the script; 0: as it is
};

struct Stop {
  Kind kind = Kind::kStop;
  std::int64_t grace_ms = 0;
};

// Where a launch failed.
enum class Stage : std::uint32_t { kNone, kSupervisor, kDirectory, kProcess, kExec };

// A process that could not be killed: another user's, or one that hangs in the kernel.
struct Survivor {
  pid_t pid = 0;
  uid_t user = 0;
  char command[16] = {};  // as the kernel has it: cut, and whatever the process called itself
};
inline constexpr std::size_t kMaxSurvivors = 4;

struct Report {
  Kind kind = Kind::kEnded;
  pid_t supervisor = 0;
  pid_t pid = 0;
  Stage stage = Stage::kNone;  // kNotStarted
  int error = 0;               // kNotStarted: errno
  int status = 0;              // kEnded: as from wait()
  int leftovers_killed = 0;
  std::uint32_t oom_kills = 0;  // kEnded: by the kernel in our control group, while it ran
  // kEnded, of the time before the main process had ended:
  bool was_stopped = false;      // a Stop had come
  bool was_signaled = false;     // the supervisor too had got a SIGTERM, SIGINT or SIGHUP
  std::int64_t clean_up_ms = 0;  // kEnded: since the main process had ended
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
  std::int64_t max_rss_kb = 0;
  Leftover directory = {};  // kEnded: named from the base directory on
  bool main_survives =
      false;  // kEnded: there is no status, the main process is among the survivors
  std::uint32_t survivors = 0;  // kEnded, kOrphaned: how many there are; the first are named
  Survivor named[kMaxSurvivors] = {};
};

struct Bytes {
  const void* data = nullptr;
  std::size_t size = 0;
};

// Sends one packet (two parts, the second may be empty) with descriptors. 0 or errno. Never SIGPIPE;
// whether it may block is up to the socket.
int send_packet(int socket, Bytes head, Bytes body = {}, const int* fds = nullptr,
                std::size_t fd_count = 0);

enum class Received { kPacket, kClosed, kNothing, kError };

struct Packet {
  std::size_t size = 0;
  FdArray fds{-1, -1, -1, -1, -1, -1, -1, -1};
  std::size_t fd_count = 0;

  void close_fds();
};

// Receives one packet into `buffer`. Descriptors are close-on-exec and the caller's to close. kNothing: a
// non-blocking socket has none.
Received receive_packet(int socket, void* buffer, std::size_t capacity, Packet& packet);

}  // namespace baton::wire
