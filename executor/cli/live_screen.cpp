#include "cli/live_screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace baton {

void LiveScreen::draw(const std::vector<std::string>& lines) {
  // One write, so that no half picture is seen: up to the first line, each line over the old one.
  std::string text;
  if (drawn_ > 0) text += fmt::format("\033[{}A", drawn_);
  for (const std::string& line : lines) text += "\r" + line + "\033[K\n";
  text += "\033[J";
  fmt::print("{}", text);
  std::fflush(stdout);
  drawn_ = lines.size();
}

int LiveScreen::height() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 4) return 0;
  return size.ws_row - 1;
}

}  // namespace baton
