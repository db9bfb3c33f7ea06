#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

// The candidate that `word` was probably meant to be: the fewest insertions, deletions, replacements and
// swaps of neighbours away, or one that it begins. None when nothing is near enough to be a slip.
std::optional<std::string> nearest_name(std::string_view word,
                                        const std::vector<std::string>& candidates);

}  // namespace baton
