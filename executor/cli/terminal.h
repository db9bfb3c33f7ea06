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

// What others wrote, so that it cannot steer the terminal or look like something else: control
// characters, marks that turn the direction of writing, and characters that cannot be seen become
// visible \u001b, which in JSON means the same. One line: line ends and tabs become spaces.
std::string harmless(std::string_view text);
// The same, but line ends and tabs stay.
std::string harmless_lines(std::string_view text);

}  // namespace baton
