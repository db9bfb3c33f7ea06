#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_options.h"

namespace baton {

// What the output can show. Plain ASCII without colours is always right; a terminal may show more.
struct Terminal {
  int width = 100;
  bool is_terminal = false;
  bool colour = false;
  bool utf8 = false;
};

// Of standard output: its width, NO_COLOR, TERM, and the locale's character set.
Terminal detect_terminal(Colour wish);

enum class Ink { kPlain, kBold, kDim, kGreen, kRed, kYellow, kBlue, kCyan };

// The text between the escape sequences of `ink`, or as it is without colours.
std::string inked(const Terminal& terminal, Ink ink, std::string_view text);

// How many columns the text takes; escape sequences count nothing.
int columns(std::string_view text);

// The text cut to so many columns, the last being an ellipsis where something was left out. No escape
// sequences inside.
std::string fitted(const Terminal& terminal, std::string_view text, int width);

// The text broken at spaces into lines of so many columns; the last of `limit` lines is fitted.
std::vector<std::string> wrapped(const Terminal& terminal, std::string_view text, int width,
                                 std::size_t limit);

// Filled up with spaces to so many columns.
std::string padded(std::string text, int width);
std::string padded_left(std::string text, int width);

// Control characters as spaces, so that text from scripts cannot steer the terminal; one line.
std::string harmless(std::string_view text);

}  // namespace baton
