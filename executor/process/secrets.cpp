#include "process/secrets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/unique_fd.h"
#include "process/resolved.h"
#include "process/text.h"

namespace baton {
namespace {

constexpr int kMostReads = 3;

SecretError error(SecretError::Reason reason, const std::string& name, const std::string& what) {
  return {reason, "The secret \"" + shorten(clean_text(name), 200) + "\" " + what};
}

bool is_secret_name(std::string_view name) {
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
    if (count < 0) return error(SecretError::Reason::kUnreadable, name, "cannot be read.");
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > kMaxSecret)
    return error(SecretError::Reason::kTooLarge, name, "is larger than 64 KB.");
  secret.value.resize(size);
  const std::size_t newline = secret.value.ends_with("\r\n") ? 2
                              : secret.value.ends_with('\n') ? 1
                                                             : 0;
  secret.value.resize(size - newline);
  if (secret.value.find('\0') != std::string::npos) {
    return error(SecretError::Reason::kNotText, name,
                 "contains a NUL character, which no environment variable can hold.");
  }
  return secret;
}

std::variant<Secret, SecretError> look_for(const std::string& directory, const std::string& name) {
  const auto root = resolve(AT_FDCWD, directory);
  const auto* place = std::get_if<Resolved>(&root);
  if (place == nullptr) {
    return error(SecretError::Reason::kDirectoryAway, name,
                 std::string("cannot be found: the secrets directory cannot be opened: ") +
                     ::strerrordesc_np(std::get<int>(root)) + ".");
  }
  const auto resolved = resolve(place->file.get(), name);
  if (const int* problem = std::get_if<int>(&resolved)) {
    return *problem == EACCES
               ? error(SecretError::Reason::kUnreadable, name, "cannot be read: permission denied.")
               : error(SecretError::Reason::kMissing, name,
                       "does not exist in the secrets directory.");
  }
  const auto& found = std::get<Resolved>(resolved);
  if (!lies_in(found.path, place->path)) {
    return error(SecretError::Reason::kBadName, name,
                 "is a symbolic link that leads out of the secrets directory.");
  }
  struct stat status {};
  if (::fstat(found.file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return error(SecretError::Reason::kNotAFile, name, "is not a regular file.");
  }
  const UniqueFd file(::open(path_of_open_file(found.file).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return error(SecretError::Reason::kUnreadable, name, "cannot be read.");
  return read_file(file.get(), name);
}

}  // namespace

std::variant<Secret, SecretError> read_secret(const std::string& directory,
                                              const std::string& name) {
  if (!is_secret_name(name)) {
    return error(SecretError::Reason::kBadName, name,
                 "has a name that is empty, contains \"/\" or begins with \".\".");
  }
  // A link that is swapped during the look leads to what is perhaps being removed.
  for (int look = 0;; ++look) {
    auto found = look_for(directory, name);
    const auto* failure = std::get_if<SecretError>(&found);
    const bool is_gone =
        failure != nullptr && (failure->reason == SecretError::Reason::kMissing ||
                               failure->reason == SecretError::Reason::kDirectoryAway);
    if (!is_gone || look == kMostReads) return found;
  }
}

}  // namespace baton
