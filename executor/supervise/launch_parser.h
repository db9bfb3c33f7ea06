#pragma once

#include <sys/types.h>

#include <cstddef>

#include "supervise/wire.h"

namespace baton {

// What execve needs: pointers to the strings where they came, in the packet or in the memory file
// (mapped), so that there is no other copy of what may be secret. The library's string functions
// never see them: those leave pieces in vector registers, and the next signal writes its registers
// to the stack, where they stay. Runs in supervisors: no heap.
class LaunchStrings {
 public:
  LaunchStrings() = default;
  ~LaunchStrings();
  LaunchStrings(const LaunchStrings&) = delete;
  LaunchStrings& operator=(const LaunchStrings&) = delete;

  // Finds the strings in the packet, which must outlive this, or in the memory file `file` if that
  // is not -1. 0 or errno.
  int read(const wire::LaunchHeader& header, const char* in_packet, int file);

  const char* base_directory() const { return base_directory_; }
  const char* program() const { return program_; }
  char** argv() const { return argv_; }
  char** environment() const { return environment_; }

  // Adds NAME=directory for every directory variable, and BATON_EVENTS: a path by which others
  // reach this process's descriptor `events`.
  void add_variables(const char* directory, int events);

 private:
  int map_file(int file, std::size_t size);
  int make_room(const wire::LaunchHeader& header);
  void append(const char* text);
  void add_variable(const char* name, const char* value);

  void* mapped_ = nullptr;  // of the memory file
  std::size_t mapped_size_ = 0;
  void* room_ = nullptr;  // for the pointers, and for what is no secret and therefore copied
  std::size_t room_size_ = 0;
  char* spare_ = nullptr;
  const char* base_directory_ = nullptr;
  const char* program_ = nullptr;
  char** argv_ = nullptr;
  char** environment_ = nullptr;
  std::size_t environment_count_ = 0;
  const char* directory_variables_ = nullptr;
  std::size_t directory_variable_count_ = 0;
};

}  // namespace baton
