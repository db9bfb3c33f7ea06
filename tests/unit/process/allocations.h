#pragma once

#include <cstddef>

namespace baton {

// The bytes that this program has asked of operator new so far: a measure of work that does not depend
// on the machine.
std::size_t allocated_bytes();

}  // namespace baton
