#include "supervise/directory_reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

namespace baton {

const char* DirectoryReader::next() {
  if (position_ >= size_) {
    if (!directory_.valid()) return nullptr;
    const long size = ::syscall(SYS_getdents64, directory_.get(), buffer_, sizeof buffer_);
    if (size <= 0) return nullptr;
    size_ = static_cast<std::size_t>(size);
    position_ = 0;
  }
  const auto* entry = reinterpret_cast<const dirent64*>(buffer_ + position_);
  position_ += entry->d_reclen;
  return entry->d_name;
}

void DirectoryReader::rewind() {
  ::lseek(directory_.get(), 0, SEEK_SET);
  position_ = size_ = 0;
}

void close_from(int first) {
  if (::close_range(static_cast<unsigned>(first), ~0U, 0) == 0) return;
  DirectoryReader open(UniqueFd(::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  while (const char* name = open.next()) {
    const auto fd = static_cast<int>(std::strtol(name, nullptr, 10));
    if (fd >= first && fd != open.fd()) ::close(fd);
  }
}

}  // namespace baton
