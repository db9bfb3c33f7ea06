#include "process/text.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace baton {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

// Length of the leading run of ASCII without NUL, eight bytes at a time: nearly all output is that.
std::size_t plain_prefix(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & kHighBits) != 0 || ((word - kOnes) & ~word & kHighBits) != 0) break;
  }
  // Not "> 0": whether char has a sign depends on the machine.
  while (at < bytes.size() && bytes[at] != '\0' && static_cast<unsigned char>(bytes[at]) < 0x80)
    ++at;
  return at;
}

struct Sequence {
  std::size_t length = 0;  // 0: the first byte cannot begin a character
  unsigned char low = 0x80;
  unsigned char high = 0xBF;  // the range of the second byte
};

// Table 3-7 of the Unicode standard: which bytes may follow which first byte. The ranges of the second
// byte are what keeps out overlong forms, surrogates and values above U+10FFFF.
Sequence sequence_of(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return {.length = 2};
  if (first == 0xE0) return {.length = 3, .low = 0xA0};
  if (first == 0xED) return {.length = 3, .high = 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {.length = 3};
  if (first == 0xF0) return {.length = 4, .low = 0x90};
  if (first >= 0xF1 && first <= 0xF3) return {.length = 4};
  if (first == 0xF4) return {.length = 4, .high = 0x8F};
  return {};
}

// How many bytes at the start of `bytes` fit the sequence that its first byte announces.
std::size_t fitting(std::string_view bytes, const Sequence& sequence) {
  std::size_t count = 1;
  while (count < sequence.length && count < bytes.size()) {
    const auto byte = static_cast<unsigned char>(bytes[count]);
    const unsigned char low = count == 1 ? sequence.low : 0x80;
    const unsigned char high = count == 1 ? sequence.high : 0xBF;
    if (byte < low || byte > high) break;
    ++count;
  }
  return count;
}

// Length of the multi-byte character that `bytes` begins with, 0 if it does not begin with a whole one.
std::size_t character(std::string_view bytes) {
  const Sequence sequence = sequence_of(static_cast<unsigned char>(bytes[0]));
  return sequence.length != 0 && fitting(bytes, sequence) == sequence.length ? sequence.length : 0;
}

}  // namespace

std::size_t clean_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    at += plain_prefix(bytes.substr(at));
    if (at == bytes.size() || bytes[at] == '\0') break;
    const std::size_t length = character(bytes.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

bool is_clean_text(std::string_view bytes) { return clean_prefix(bytes) == bytes.size(); }

std::size_t incomplete_suffix(std::string_view bytes) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(3, bytes.size()); ++size) {
    const std::string_view suffix = bytes.substr(bytes.size() - size);
    const Sequence sequence = sequence_of(static_cast<unsigned char>(suffix[0]));
    if (sequence.length > size && fitting(suffix, sequence) == size) return size;
  }
  return 0;
}

void append_escaped(std::string& text, char byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  const std::array<char, 4> escape{'\\', 'x', kDigits[value >> 4], kDigits[value & 15]};
  text.append(escape.data(), escape.size());
}

std::string clean_text(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t clean = clean_prefix(bytes);
    text.append(bytes.substr(0, clean));
    if (clean == bytes.size()) break;
    bytes.remove_prefix(clean);
    do {
      append_escaped(text, bytes[0]);
      bytes.remove_prefix(1);
    } while (!bytes.empty() && bytes[0] == '\0');
  }
  return text;
}

std::size_t character_boundary(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  // At most three bytes back to the start of the character that the limit cuts.
  for (std::size_t back = 0; back < 4 && back <= limit; ++back) {
    if ((static_cast<unsigned char>(text[limit - back]) & 0xC0) != 0x80) return limit - back;
  }
  return limit;
}

std::string shorten(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  if (limit <= 3) return std::string(text.substr(0, character_boundary(text, limit)));
  return std::string(text.substr(0, character_boundary(text, limit - 3))) + "...";
}

}  // namespace baton
