#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cwchar>

#include <fmt/format.h>

namespace baton {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The locale as the C library chooses it, without calling setlocale(): that would also change how
// libpq words its messages.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string::npos || value.find("utf8") != std::string::npos ||
           value.find("UTF8") != std::string::npos || value.find("utf-8") != std::string::npos;
  }
  return false;
}

int terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  const int columns = std::atoi(environment("COLUMNS").c_str());
  return columns >= 20 ? columns : 100;
}

struct Glyph {
  std::size_t bytes;
  int width;
  std::uint32_t character;
};

// Wide: East Asian and emoji blocks. Zero: combining marks, joiners, variation selectors.
int width_of(std::uint32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F))
    return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

Glyph glyph_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 1 || length > text.size()) return {1, 1, first};
  std::uint32_t c = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return {length, width_of(c), c};
}

// Controls, and what Unicode has to change how text around it is read (TR 36 and 39).
bool is_harmful(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x180E || c == 0x200B ||
         c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string escaped(std::uint32_t c) {
  if (c < 0x10000) return fmt::format("\\u{:04x}", c);
  c -= 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (c >> 10), 0xDC00 + (c & 0x3FF));
}

const char* code(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "0";
    case Ink::kBold:
      return "1";
    case Ink::kDim:
      return "2";
    case Ink::kGreen:
      return "32";
    case Ink::kRed:
      return "31";
    case Ink::kYellow:
      return "33";
    case Ink::kBlue:
      return "34";
    case Ink::kCyan:
      return "36";
  }
  return "0";
}

}  // namespace

Terminal detect_terminal(Colour wish) {
  Terminal terminal;
  terminal.is_terminal = isatty(STDOUT_FILENO) == 1 && environment("TERM") != "dumb";
  terminal.width = terminal_width();
  terminal.utf8 = locale_is_utf8();
  terminal.colour = wish == Colour::kAlways || (wish == Colour::kAuto && terminal.is_terminal &&
                                                environment("NO_COLOR").empty());
  return terminal;
}

std::string inked(const Terminal& terminal, Ink ink, std::string_view text) {
  if (!terminal.colour || ink == Ink::kPlain || text.empty()) return std::string(text);
  return fmt::format("\033[{}m{}\033[0m", code(ink), text);
}

int columns(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    if (text.starts_with("\033[")) {
      const std::size_t end = text.find('m');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      continue;
    }
    const Glyph glyph = glyph_at(text);
    width += glyph.width;
    text.remove_prefix(glyph.bytes);
  }
  return width;
}

std::string fitted(const Terminal& terminal, std::string_view text, int width) {
  if (columns(text) <= width) return std::string(text);
  const std::string_view ellipsis = terminal.utf8 ? "…" : "...";
  int left = width - columns(ellipsis);
  if (left <= 0) return std::string(ellipsis.substr(0, terminal.utf8 ? ellipsis.size() : 1));
  std::string kept;
  while (!text.empty()) {
    const Glyph glyph = glyph_at(text);
    if (glyph.width > left) break;
    kept += text.substr(0, glyph.bytes);
    left -= glyph.width;
    text.remove_prefix(glyph.bytes);
  }
  while (kept.ends_with(' ')) kept.pop_back();
  return kept + std::string(ellipsis);
}

namespace {

// As much of the text as so many columns hold.
std::string beginning(std::string_view text, int width) {
  std::string kept;
  while (!text.empty()) {
    const Glyph glyph = glyph_at(text);
    if (glyph.width > width) break;
    kept += text.substr(0, glyph.bytes);
    width -= glyph.width;
    text.remove_prefix(glyph.bytes);
  }
  return kept;
}

}  // namespace

std::vector<std::string> wrapped(const Terminal& terminal, std::string_view text, int width,
                                 std::size_t limit) {
  std::vector<std::string> lines;
  while (lines.size() + 1 < limit && columns(text) > width) {
    std::size_t end = text.rfind(' ');
    while (end != std::string_view::npos && end > 0 && columns(text.substr(0, end)) > width)
      end = text.rfind(' ', end - 1);
    if (end == std::string_view::npos || end == 0) {
      // A word that is longer than the line, such as a document: broken where the line ends.
      const std::string piece = beginning(text, width);
      if (piece.empty()) break;
      lines.push_back(piece);
      text.remove_prefix(piece.size());
      continue;
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.push_back(fitted(terminal, text, width));
  return lines;
}

std::string padded(std::string text, int width) {
  const int missing = width - columns(text);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

std::string padded_left(std::string text, int width) {
  const int missing = width - columns(text);
  if (missing > 0) text.insert(0, static_cast<std::size_t>(missing), ' ');
  return text;
}

std::string harmless_lines(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Glyph glyph = glyph_at(text);
    if (is_harmful(glyph.character) && text[0] != '\n' && text[0] != '\t') {
      clean += escaped(glyph.character);
    } else {
      clean += text.substr(0, glyph.bytes);
    }
    text.remove_prefix(glyph.bytes);
  }
  return clean;
}

std::string harmless(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return harmless_lines(line);
}

}  // namespace baton
