#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton {

// True if PostgreSQL's text and jsonb take it as it is: UTF-8 (no overlong forms, no surrogates,
// nothing above U+10FFFF) without NUL.
bool is_clean_text(std::string_view bytes);

// Length of the prefix that is clean; a multi-byte character cut off by the end of `bytes` is not
// part of it.
std::size_t clean_prefix(std::string_view bytes);

// Number of bytes (0 to 3) at the end of `bytes` that begin a character whose rest may still come.
std::size_t incomplete_suffix(std::string_view bytes);

// `bytes` as clean text: every NUL and every byte that is not part of a valid character becomes four
// visible ones, \x00 or \xe9.
std::string clean_text(std::string_view bytes);

// Appends the four visible characters that stand for a byte that is no text.
void append_escaped(std::string& text, char byte);

// The largest length up to `limit` at which `text` can be cut without cutting a character.
std::size_t character_boundary(std::string_view text, std::size_t limit);

// At most `limit` bytes of clean text, cut between characters; "..." at the end says that it was cut.
std::string shorten(std::string_view text, std::size_t limit);

}  // namespace baton
