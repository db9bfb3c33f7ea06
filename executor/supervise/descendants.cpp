#include "supervise/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/unique_fd.h"
#include "supervise/directory_reader.h"

namespace baton {
namespace {

constexpr int kFreezePasses = 16;

struct Stat {
  pid_t parent = 0;  // 0: there is no such process
  char state = '?';
  char command[16] = {};
};

// By /proc/PID/stat. The name field may contain spaces and parentheses, so it ends at the last ")".
Stat stat_of(pid_t pid) {
  Stat stat;
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/stat", pid);
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return stat;
  char text[512];
  const ssize_t size = ::read(file.get(), text, sizeof text - 1);
  if (size <= 0) return stat;
  text[size] = '\0';
  const char* name = std::strchr(text, '(');
  const char* end_of_name = std::strrchr(text, ')');
  if (name == nullptr || end_of_name == nullptr || std::strlen(end_of_name) < 5) return stat;
  stat.state = end_of_name[2];
  stat.parent = static_cast<pid_t>(std::strtol(end_of_name + 4, nullptr, 10));
  const auto length = static_cast<std::size_t>(end_of_name - name - 1);
  std::memcpy(stat.command, name + 1, std::min(length, sizeof stat.command - 1));
  return stat;
}

// The effective one. Not the owner of /proc/PID: that is root's for whatever may not be dumped.
uid_t user_of(pid_t pid) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/status", pid);
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  char text[1024];
  const ssize_t size = file.valid() ? ::read(file.get(), text, sizeof text - 1) : 0;
  text[std::max<ssize_t>(size, 0)] = '\0';
  const char* users = std::strstr(text, "\nUid:");
  if (users == nullptr) return 0;
  char* after_real = nullptr;
  std::strtoul(users + 5, &after_real, 10);
  return static_cast<uid_t>(std::strtoul(after_real, nullptr, 10));
}

}  // namespace

Descendants::~Descendants() {
  if (entries_ != nullptr) ::munmap(entries_, capacity_ * sizeof(Entry));
}

void Descendants::add(pid_t pid, pid_t parent) {
  if (count_ == capacity_) {
    const std::size_t capacity = capacity_ == 0 ? 512 : capacity_ * 2;
    void* memory = entries_ == nullptr
                       ? ::mmap(nullptr, capacity * sizeof(Entry), PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                       : ::mremap(entries_, capacity_ * sizeof(Entry), capacity * sizeof(Entry),
                                  MREMAP_MAYMOVE);
    if (memory == MAP_FAILED) return;  // the next pass finds it, when others are gone
    entries_ = static_cast<Entry*>(memory);
    capacity_ = capacity;
  }
  entries_[count_++] = {.pid = pid, .parent = parent};
}

void Descendants::collect_children_of_task(pid_t parent, const char* path) {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return;
  char text[4096];
  long number = 0;
  ssize_t size = 0;
  while ((size = ::read(file.get(), text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < size; ++i) {
      if (text[i] >= '0' && text[i] <= '9') {
        number = number * 10 + (text[i] - '0');
      } else if (number > 0) {
        add(static_cast<pid_t>(number), parent);
        number = 0;
      }
    }
  }
  if (number > 0) add(static_cast<pid_t>(number), parent);
}

// Children belong to the thread that forked them, so every thread is asked.
void Descendants::collect_children(pid_t parent) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/task", parent);
  DirectoryReader tasks(UniqueFd(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  while (const char* task = tasks.next()) {
    if (task[0] == '.') continue;
    std::snprintf(path, sizeof path, "/proc/%d/task/%.10s/children", parent, task);
    collect_children_of_task(parent, path);
  }
}

// For kernels without CONFIG_PROC_CHILDREN: repeats a look at all processes until no process turns
// out to be below one that was found.
void Descendants::collect_by_scan() {
  for (std::size_t before = count_ + 1; before != count_;) {
    before = count_;
    DirectoryReader processes(UniqueFd(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    while (const char* name = processes.next()) {
      const auto pid = static_cast<pid_t>(std::strtol(name, nullptr, 10));
      if (pid <= 0) continue;
      const pid_t parent = stat_of(pid).parent;
      bool below = parent == ::getpid();
      bool known = parent == 0;
      for (std::size_t i = 0; i < count_ && !known; ++i) {
        known = entries_[i].pid == pid;
        below = below || entries_[i].pid == parent;
      }
      if (below && !known && !(spare_ != nullptr && spare_(pid, spare_context_))) add(pid, parent);
    }
  }
}

void Descendants::collect() {
  count_ = 0;
  if (look_ == Look::kScan || ::access("/proc/thread-self/children", R_OK) != 0) {
    return collect_by_scan();
  }
  collect_children(::getpid());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (spare_ == nullptr || !spare_(entries_[i].pid, spare_context_))
      entries_[kept++] = entries_[i];
  }
  count_ = kept;
  for (std::size_t i = 0; i < count_; ++i) collect_children(entries_[i].pid);
}

bool Descendants::send(const Entry& entry, int signal) {
  if (entry.parent == ::getpid()) {
    // The whole group in one call: what forks at this moment can't escape, the kernel aborts the
    // fork or signals the child too.
    const pid_t group = ::getpgid(entry.pid);
    if (group > 1 && group != ::getpgrp()) ::kill(-group, signal);
    return ::kill(entry.pid, signal) == 0 || errno != EPERM;
  }
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, entry.pid, 0)));
  if (!process.valid()) return true;
  if (stat_of(entry.pid).parent != entry.parent)
    return true;  // gone, or ours by now: the next pass
  return ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0 || errno != EPERM;
}

std::size_t Descendants::signal_all(int signal) {
  collect();
  // From the leaves up: nobody becomes another's child by the death of a parent before its own turn.
  for (std::size_t i = count_; i > 0; --i) entries_[i - 1].refused = !send(entries_[i - 1], signal);
  return count_;
}

bool Descendants::was_refused(pid_t pid) const {
  for (std::size_t i = 0; i < count_; ++i) {
    if (entries_[i].pid == pid) return entries_[i].refused;
  }
  return false;
}

std::size_t Descendants::describe(wire::Survivor* into, std::size_t room) {
  collect();
  std::size_t alive = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const Stat stat = stat_of(entries_[i].pid);
    if (stat.parent == 0 || stat.state == 'Z' || stat.state == 'X') continue;
    if (alive < room) {
      into[alive].pid = entries_[i].pid;
      into[alive].user = user_of(entries_[i].pid);
      std::memcpy(into[alive].command, stat.command, sizeof stat.command);
    }
    ++alive;
  }
  return alive;
}

pid_t Descendants::first_child() {
  collect();
  return count_ > 0 ? entries_[0].pid : 0;
}

std::size_t Descendants::freeze_and_kill() {
  std::size_t before = 0;
  for (int pass = 0; pass < kFreezePasses; ++pass) {
    const std::size_t found = signal_all(SIGSTOP);
    if (found == before) break;
    before = found;
  }
  return signal_all(SIGKILL);
}

}  // namespace baton
