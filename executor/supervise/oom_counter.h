#pragma once

#include <cstdint>

#include "base/unique_fd.h"

namespace baton {

// How many processes the kernel has killed for lack of memory, in the caller's control group
// (either version of them), or where that does not tell, on the whole machine. Runs in supervisors:
// no heap.
class OomCounter {
 public:
  OomCounter();

  // 0 where nobody counts. A few microseconds.
  std::uint64_t value() const;

 private:
  UniqueFd file_;
};

}  // namespace baton
