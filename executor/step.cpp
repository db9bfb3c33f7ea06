#include "step.h"

namespace baton {

const char* name_of(StopReason reason) {
  switch (reason) {
    case StopReason::kTimeout:
      return "timeout";
    case StopReason::kIdleTimeout:
      return "idle_timeout";
    case StopReason::kCancelled:
      return "cancelled";
    case StopReason::kInterrupted:
      return "interrupted";
    case StopReason::kLost:
      return "lost";
  }
  return "interrupted";
}

}  // namespace baton
