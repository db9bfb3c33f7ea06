#include "process/directory_reader.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

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

}  // namespace baton
