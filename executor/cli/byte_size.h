#pragma once

#include <string>

namespace baton {

// Bytes for people, in decimal units: 512 B, 49.2 kB, 731 MB.
std::string byte_size(double bytes);

}  // namespace baton
