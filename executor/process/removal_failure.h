#pragma once

#include <string>

#include "supervise/remove_tree.h"

namespace baton {

// What of `directory` is left, and why, in words; empty if nothing is.
std::string describe_failed_removal(const std::string& directory, const Leftover& left);

}  // namespace baton
