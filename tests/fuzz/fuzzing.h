#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace baton {

// Says what is broken and ends the program, so that libFuzzer keeps the input.
inline void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", claim);
  std::abort();
}

// An input is a seed for the sizes of the reads, a byte of choices, and what the script wrote.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) {
    if (size > 0) sizes_ = data[0];
    if (size > 1) choices_ = data[1];
    if (size > 2) bytes_ = {reinterpret_cast<const char*>(data) + 2, size - 2};
  }

  std::string_view bytes() const { return bytes_; }
  bool choice(unsigned number) const { return (choices_ >> number & 1U) != 0; }

  // Calls read(part) as reads from a pipe would bring it: small and large parts, the same ones each time.
  template <typename Read>
  void in_parts(Read&& read) const {
    in_parts(bytes_, read);
  }

  template <typename Read>
  void in_parts(std::string_view bytes, Read&& read) const {
    std::uint32_t state = sizes_ + 1U;
    for (std::string_view rest = bytes; !rest.empty();) {
      state = state * 1664525U + 1013904223U;
      const std::size_t wanted =
          (state >> 16 & 3U) == 0 ? 1 + (state >> 18 & 4095U) : 1 + (state >> 18 & 7U);
      const std::string_view part = rest.substr(0, std::min(wanted, rest.size()));
      rest.remove_prefix(part.size());
      read(part);
    }
  }

 private:
  std::uint8_t sizes_ = 0;
  std::uint8_t choices_ = 0;
  std::string_view bytes_;
};

}  // namespace baton
