#pragma once

#include <cstddef>

#include "base/unique_fd.h"

namespace baton {

// Names in an open directory, without the heap (unlike opendir), so that launcher and supervisors may
// use it. An invalid descriptor is an empty directory. "." and ".." are among the names.
class DirectoryReader {
 public:
  explicit DirectoryReader(UniqueFd directory) : directory_(std::move(directory)) {}

  // The next name, valid until the next call; null at the end.
  const char* next();

  int fd() const { return directory_.get(); }
  void rewind();

 private:
  UniqueFd directory_;
  std::size_t position_ = 0;
  std::size_t size_ = 0;
  alignas(8) char buffer_[2048];
};

// Closes every descriptor from `first` on, also where close_range() is not to be had (old kernels, and
// containers whose filter does not know it).
void close_from(int first);

}  // namespace baton
