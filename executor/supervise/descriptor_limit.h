#pragma once

#include <cstdint>

namespace baton {

// Raises this process's limit of open descriptors to what it may have: each running step takes a handful.
// Returns the limit as it was, which is what scripts get: some break where it is large (they walk
// through all numbers, or use select()).
std::uint64_t raise_descriptor_limit();

// Runs between fork and exec: system calls only.
void set_descriptor_limit(std::uint64_t limit);

}  // namespace baton
