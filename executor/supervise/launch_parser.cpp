#include "supervise/launch_parser.h"

#include <limits.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace baton {
namespace {

int read_whole(int file, char* into, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = ::pread(file, into + done, size - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return EPROTO;
    done += static_cast<std::size_t>(count);
  }
  return 0;
}

}  // namespace

LaunchStrings::~LaunchStrings() {
  if (memory_ != nullptr) ::munmap(memory_, memory_size_);
}

int LaunchStrings::read(const wire::LaunchHeader& header, const char* in_packet, int file) {
  // Every directory variable needs its name, "=", a path, NUL; its name is counted in strings_size.
  const std::size_t added = header.directory_variable_count + 1;
  const std::size_t pointers = header.argument_count + header.environment_count + added + 2;
  const std::size_t room = header.strings_size + added * (PATH_MAX + 64);
  memory_size_ = pointers * sizeof(char*) + header.strings_size + room;
  memory_ =
      ::mmap(nullptr, memory_size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory_ == MAP_FAILED) {
    memory_ = nullptr;
    return ENOMEM;
  }
  pointers_ = static_cast<char**>(memory_);
  text_ = reinterpret_cast<char*>(pointers_ + pointers);
  spare_ = text_ + header.strings_size;

  if (file >= 0) {
    if (const int error = read_whole(file, text_, header.strings_size); error != 0) return error;
  } else {
    std::memcpy(text_, in_packet, header.strings_size);
  }

  char* string = after(text_, 2);
  char** pointer = pointers_;
  for (std::uint32_t i = 0; i < header.argument_count; ++i, string = after(string, 1)) {
    *pointer++ = string;
  }
  *pointer++ = nullptr;
  environment_ = pointer;
  environment_count_ = header.environment_count;
  for (std::uint32_t i = 0; i < header.environment_count; ++i, string = after(string, 1)) {
    *pointer++ = string;
  }
  directory_variables_ = string;
  directory_variable_count_ = header.directory_variable_count;
  return 0;
}

char* LaunchStrings::after(const char* string, std::size_t count) const {
  char* position = const_cast<char*>(string);
  for (std::size_t i = 0; i < count; ++i) position += std::strlen(position) + 1;
  return position;
}

void LaunchStrings::add_variables(const char* directory, int events) {
  const auto add = [this](const char* name, const char* value) {
    environment_[environment_count_++] = spare_;
    // The parts are bounded by what sent them; read() left room for the longest.
    spare_ += std::sprintf(spare_, "%s=%s", name, value) + 1;
  };
  const char* name = directory_variables_;
  for (std::size_t i = 0; i < directory_variable_count_; ++i, name = after(name, 1)) {
    add(name, directory);
  }
  char events_path[64];
  std::snprintf(events_path, sizeof events_path, "/proc/%d/fd/%d", ::getpid(), events);
  add("BATON_EVENTS", events_path);
  environment_[environment_count_] = nullptr;
}

}  // namespace baton
