#pragma once

#include "options.h"

namespace baton {

// The options with absolute directories. Throws Failure with a sentence for what would let every step fail: no
// or unreadable directories, a queue without a name.
ExecutorOptions checked(ExecutorOptions options);

}  // namespace baton
