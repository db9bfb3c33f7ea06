#pragma once

#include <cstddef>
#include <string>
#include <variant>

namespace baton {

struct SecretError {
  enum class Reason {
    kBadName,
    kMissing,
    kNotAFile,
    kUnreadable,
    kTooLarge,
    kNotText,
    kDirectoryAway
  };
  Reason reason = Reason::kMissing;
  std::string message;  // names the secret, never holds any of its value
};

struct Secret {
  std::string value;
};

inline constexpr std::size_t kMaxSecret = 64 * 1024;

// The contents of the regular file `name` in `directory`, without one trailing newline (LF or CRLF). `name` has no
// "/" and does not begin with "."; symbolic links are followed only as far as they stay in
// `directory` (as mounted Kubernetes and Docker secrets do). A NUL byte is refused: no
// environment variable can hold it.
std::variant<Secret, SecretError> read_secret(const std::string& directory,
                                              const std::string& name);

}  // namespace baton
