#include "supervise/mount_id.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace baton {

std::uint64_t mount_id(int fd) {
  struct statx status {};
  ::statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &status);
  if ((status.stx_mask & STATX_MNT_ID) != 0) return status.stx_mnt_id;
  return std::uint64_t{status.stx_dev_major} << 32U | status.stx_dev_minor;
}

}  // namespace baton
