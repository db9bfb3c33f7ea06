#pragma once

#include <string>
#include <vector>

namespace baton {

// A block of lines at the end of a terminal's output that is drawn over in place.
class LiveScreen {
 public:
  // Replaces what was drawn before. Lines must fit the terminal's width, and all of them its height.
  void draw(const std::vector<std::string>& lines);

  // The lines that fit the terminal, or 0 when its height is not known.
  static int height();

 private:
  std::size_t drawn_ = 0;
};

}  // namespace baton
