#pragma once

#include <string>

namespace baton {

// A message of the database as a sentence: with a capital letter and a full stop.
std::string as_sentence(std::string message);

}  // namespace baton
