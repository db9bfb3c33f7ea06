#pragma once

#include <optional>
#include <string>

namespace baton {

// What CLI11 says of the value of an option, in words for people.
struct Complaint {
  std::string option;  // "--slots", or "job" for a positional
  std::string text;    // "\"many\" is not a number from 1 to 10000"
};

// None where its sentence is not about a value.
std::optional<Complaint> complaint_of(const std::string& sentence);

}  // namespace baton
