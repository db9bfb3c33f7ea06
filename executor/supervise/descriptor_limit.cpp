#include "supervise/descriptor_limit.h"

#include <sys/resource.h>

namespace baton {

std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // where it is refused, the old one holds
  return before;
}

__attribute__((no_sanitize("address", "undefined", "thread"))) void set_descriptor_limit(
    std::uint64_t limit) {
  rlimit current{};
  if (limit == 0 || ::getrlimit(RLIMIT_NOFILE, &current) != 0) return;
  current.rlim_cur = limit;
  ::setrlimit(RLIMIT_NOFILE, &current);
}

}  // namespace baton
