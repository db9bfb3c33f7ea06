#pragma once

#include <cstdint>

namespace baton {

// Which mount an open file (O_PATH is enough) lies on. A directory that is mounted a second time
// has the same device and inode numbers in both places, but not the same mount. Kernels before 5.8
// do not tell it: there the device must do. No heap.
std::uint64_t mount_id(int fd);

}  // namespace baton
