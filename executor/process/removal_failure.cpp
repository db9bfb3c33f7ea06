#include "process/removal_failure.h"

#include <cerrno>
#include <system_error>

#include "process/text.h"

namespace baton {

std::string describe_failed_removal(const std::string& directory, const Leftover& left) {
  if (!left) return {};
  const std::string name = clean_text(*left.path == '\0' ? directory : directory + "/" + left.path);
  if (left.error == EXDEV) {
    return name + " was left as it is: something is mounted there; umount it, then remove it";
  }
  return name + " could not be removed: " + std::generic_category().message(left.error);
}

}  // namespace baton
