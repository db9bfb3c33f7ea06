#pragma once

#include <string>

#include "process/child_result.h"
#include "supervise/wire.h"

namespace baton {

// What a launch that failed at `stage` with errno `error` means, in words. Looks at the file to find out
// which of several causes it was (a #! line that names a missing interpreter, say).
NotStarted describe_failed_launch(const std::string& program, wire::Stage stage, int error);

}  // namespace baton
