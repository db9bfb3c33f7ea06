// A script that says when it was started: writes CLOCK_MONOTONIC, in nanoseconds, as a line into the file or pipe that it
// is given.
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>

int main(int argc, char** argv) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  if (argc != 2) return 64;
  const int file = ::open(argv[1], O_WRONLY | O_APPEND | O_CLOEXEC);
  std::array<char, 32> line{};
  const int length = std::snprintf(line.data(), line.size(), "%lld%09ld\n",
                                   static_cast<long long>(now.tv_sec), now.tv_nsec);
  return ::write(file, line.data(), static_cast<std::size_t>(length)) == length ? 0 : 1;
}
