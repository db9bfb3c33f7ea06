#include "process/process_image.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "process/unique_fd.h"

namespace baton {
namespace {

// Field numbers of /proc/PID/stat (proc(5)).
constexpr int kArgumentsStart = 48;
constexpr int kArgumentsEnd = 49;
constexpr int kEnvironmentStart = 50;
constexpr int kEnvironmentEnd = 51;

// The value of a field, 0 if it can't be had. `text` begins after the name, which is field 2.
std::uintptr_t field(const char* text, int number) {
  for (int at = 2; at < number; ++at) {
    text = std::strchr(text, ' ');
    if (text == nullptr) return 0;
    ++text;
  }
  return std::strtoul(text, nullptr, 10);
}

void overwrite(std::uintptr_t start, std::uintptr_t end, const char* title) {
  if (start == 0 || end <= start) return;
  auto* memory = reinterpret_cast<char*>(start);
  const std::size_t size = end - start;
  std::memset(memory, 0, size);
  std::memcpy(memory, title, std::min(std::strlen(title), size - 1));
}

}  // namespace

void replace_process_image(const char* title, const char* variable) {
  char text[1024] = {};
  const UniqueFd file(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
  if (!file.valid() || ::read(file.get(), text, sizeof text - 1) <= 0) return;
  const char* after_name = std::strrchr(text, ')');
  if (after_name == nullptr) return;
  environ = nullptr;
  overwrite(field(after_name, kEnvironmentStart), field(after_name, kEnvironmentEnd), variable);
  overwrite(field(after_name, kArgumentsStart), field(after_name, kArgumentsEnd), title);
}

}  // namespace baton
