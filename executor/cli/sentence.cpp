#include "cli/sentence.h"

#include <cctype>

namespace baton {

std::string as_sentence(std::string message) {
  if (message.empty()) return message;
  message[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(message[0])));
  if (message.back() != '.' && message.back() != '?') message += '.';
  return message;
}

}  // namespace baton
