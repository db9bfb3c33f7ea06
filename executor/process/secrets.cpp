#include "process/secrets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>

#include "base/unique_fd.h"
#include "process/text.h"

namespace baton {
namespace {

using Reason = SecretError::Reason;

SecretError error(Reason reason, const std::string& name, const std::string& what) {
  return {reason, "The secret \"" + shorten(clean_text(name), 200) + "\" " + what};
}

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&::free)> real(::realpath(path.c_str(), nullptr), &::free);
  return real == nullptr ? std::string() : std::string(real.get());
}

bool is_good_name(std::string_view name) {
  return !name.empty() && name[0] != '.' && name.find('/') == name.npos &&
         name.find('\0') == name.npos;
}

// Reads one byte more than is allowed, so that too large shows.
std::variant<Secret, SecretError> read_file(int file, const std::string& name) {
  Secret secret;
  secret.value.resize(kMaxSecret + 1);
  std::size_t size = 0;
  while (size < secret.value.size()) {
    const ssize_t count = ::read(file, secret.value.data() + size, secret.value.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return error(Reason::kUnreadable, name, "cannot be read.");
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > kMaxSecret) return error(Reason::kTooLarge, name, "is larger than 64 KB.");
  secret.value.resize(size);
  const std::size_t newline = secret.value.ends_with("\r\n") ? 2
                              : secret.value.ends_with('\n') ? 1
                                                             : 0;
  secret.value.resize(size - newline);
  if (secret.value.find('\0') != std::string::npos) {
    return error(Reason::kNotText, name,
                 "contains a NUL character, which no environment variable can hold.");
  }
  return secret;
}

}  // namespace

std::variant<Secret, SecretError> read_secret(const std::string& directory,
                                              const std::string& name) {
  if (!is_good_name(name)) {
    return error(Reason::kBadName, name,
                 "has a name that is empty, contains \"/\" or begins with \".\".");
  }
  const std::string root = real_path(directory);
  if (root.empty())
    return error(Reason::kMissing, name, "cannot be found: the secrets directory does not exist.");
  const std::string path = real_path(root + "/" + name);
  if (path.empty()) {
    return errno == EACCES
               ? error(Reason::kUnreadable, name, "cannot be read: permission denied.")
               : error(Reason::kMissing, name, "does not exist in the secrets directory.");
  }
  if (!path.starts_with(root + "/")) {
    return error(Reason::kBadName, name,
                 "is a symbolic link that leads out of the secrets directory.");
  }
  // Non-blocking: opening a named pipe must not wait for a writer.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid()) return error(Reason::kUnreadable, name, "cannot be read.");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return error(Reason::kNotAFile, name, "is not a regular file.");
  }
  return read_file(file.get(), name);
}

}  // namespace baton
