#include "supervise/launch_parser.h"

#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace baton {
namespace {

// Byte by byte: volatile keeps the compiler from making strlen() of it.
const char* next(const char* string) {
  const volatile char* byte = string;
  while (*byte != '\0') ++byte;
  return const_cast<const char*>(byte) + 1;
}

}  // namespace

LaunchStrings::~LaunchStrings() {
  if (room_ != nullptr) ::munmap(room_, room_size_);
  if (mapped_ != nullptr) ::munmap(mapped_, mapped_size_);
}

int LaunchStrings::read(const wire::LaunchHeader& header, const char* in_packet, int file) {
  if (file >= 0) {
    if (const int error = map_file(file, header.strings_size); error != 0) return error;
    in_packet = static_cast<const char*>(mapped_);
  }
  if (const int error = make_room(header); error != 0) return error;

  base_directory_ = spare_;
  append(in_packet);
  ++spare_;
  program_ = next(in_packet);
  const char* string = next(program_);
  char** pointer = argv_ = static_cast<char**>(room_);
  // execve() does not write through these pointers; its type just lacks const.
  for (std::uint32_t i = 0; i < header.argument_count; ++i, string = next(string)) {
    *pointer++ = const_cast<char*>(string);
  }
  *pointer++ = nullptr;
  environment_ = pointer;
  environment_count_ = header.environment_count;
  for (std::uint32_t i = 0; i < header.environment_count; ++i, string = next(string)) {
    *pointer++ = const_cast<char*>(string);
  }
  directory_variables_ = string;
  directory_variable_count_ = header.directory_variable_count;
  return 0;
}

int LaunchStrings::map_file(int file, std::size_t size) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return errno;
  if (static_cast<std::size_t>(status.st_size) != size) return EPROTO;
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (memory == MAP_FAILED) return errno;
  mapped_ = memory;
  mapped_size_ = size;
  return 0;
}

// The base directory and the names of the directory variables are parts of the strings; each
// variable that is added also needs "=", a path and NUL.
int LaunchStrings::make_room(const wire::LaunchHeader& header) {
  const std::size_t added = header.directory_variable_count + 1;
  const std::size_t pointers = header.argument_count + header.environment_count + added + 2;
  const std::size_t copies = header.strings_size + added * (PATH_MAX + 64);
  room_size_ = pointers * sizeof(char*) + copies;
  void* memory =
      ::mmap(nullptr, room_size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return errno;
  room_ = memory;
  spare_ = reinterpret_cast<char*>(static_cast<char**>(room_) + pointers);
  return 0;
}

void LaunchStrings::append(const char* text) {
  for (const volatile char* byte = text; *byte != '\0'; ++byte) *spare_++ = *byte;
}

void LaunchStrings::add_variable(const char* name, const char* value) {
  environment_[environment_count_++] = spare_;
  append(name);
  append("=");
  append(value);
  ++spare_;  // the room is zeroes
}

void LaunchStrings::add_variables(const char* directory, int events) {
  const char* name = directory_variables_;
  for (std::size_t i = 0; i < directory_variable_count_; ++i, name = next(name)) {
    add_variable(name, directory);
  }
  char events_path[64];
  std::snprintf(events_path, sizeof events_path, "/proc/%d/fd/%d", ::getpid(), events);
  add_variable("BATON_EVENTS", events_path);
  environment_[environment_count_] = nullptr;
}

}  // namespace baton
