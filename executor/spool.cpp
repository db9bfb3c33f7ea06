#include "spool.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"
#include "logging.h"
#include "spool_file.h"

namespace baton {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".report";
constexpr std::string_view kUnfinished = ".unfinished";
constexpr std::string_view kAside = ".unreadable";
constexpr std::size_t kMaxBytes = 256 * 1024 * 1024;
// A file that has as many bytes takes no further report.
constexpr std::size_t kFullBytes = 16 * 1024 * 1024;

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

std::string name_of_user(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  const std::string number = std::to_string(uid);
  return entry == nullptr ? "user " + number : std::string(entry->pw_name) + " (" + number + ")";
}

// As one component of a path, whatever the name is.
std::string file_name(const std::string& name) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string safe;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
                          (c == '.' && !safe.empty());
    if (is_plain) {
      safe += c;
    } else {
      safe += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return safe;
}

void write_all(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t count = ::write(fd, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(fd) != 0) fail(path);
}

std::string read_all(const fs::path& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.valid()) fail(path);
  std::string content;
  char buffer[64 * 1024];
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path);
    if (count == 0) return content;
    content.append(buffer, static_cast<std::size_t>(count));
    if (content.size() > kMaxBytes) return {};
  }
}

}  // namespace

void make_private_directory(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail(path);
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) fail(path);
  if (!S_ISDIR(status.st_mode)) {
    errno = ENOTDIR;
    fail(path);
  }
  if (status.st_uid != ::geteuid()) {
    throw std::system_error(EPERM, std::generic_category(),
                            path.string() + " belongs to " + name_of_user(status.st_uid) +
                                ", not to " + name_of_user(::geteuid()));
  }
  if ((status.st_mode & 077) != 0 && ::chmod(path.c_str(), 0700) != 0) fail(path);
}

Spool::Spool(const fs::path& base, const std::string& executor_name)
    : base_(base), directory_(base / file_name(executor_name)) {
  make_directory();  // what is wrong with it is better known now
  ::rmdir(directory_.c_str());
}

Spool::~Spool() { ::rmdir(directory_.c_str()); }

void Spool::make_directory() const {
  // What cleans up temporary directories may have taken both.
  if (!fs::exists(base_)) make_private_directory(base_);
  make_private_directory(directory_);
  const UniqueFd fd(::open(base_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid()) ::fsync(fd.get());
}

std::size_t Spool::keep(const std::vector<const Report*>& reports, const std::string& database,
                        TimePoint now) {
  std::span<const Report* const> left(reports);
  while (!left.empty()) {
    std::size_t count = 0;
    for (std::size_t bytes = 0; count < left.size() && bytes < kFullBytes; ++count) {
      bytes += left[count]->body.size();
    }
    while (count > 0 && !keep_together(left.first(count), database, now)) count /= 2;
    if (count == 0) return reports.size() - left.size();
    left = left.subspan(count);
  }
  if (std::exchange(is_failing_, false)) {
    log_event(LogLevel::kInfo, "results can be kept on disk again");
  }
  return reports.size();
}

bool Spool::keep_together(std::span<const Report* const> reports, const std::string& database,
                          TimePoint now) {
  const std::string name = file_name(reports.front()->id.token) + std::string(kSuffix);
  try {
    std::string content;
    for (const Report* report : reports) content += spool_text(*report, database, now);
    write(name, content);
    sync_directory();
  } catch (const std::system_error& error) {
    note_failure(error.what());
    ::unlink((directory_ / name).c_str());  // it would be nobody's, and found at the next start
    return false;
  }
  for (const Report* report : reports) note_on_disk(report->id.token, name);
  return true;
}

void Spool::write(const std::string& name, std::string_view content) const {
  const fs::path path = directory_ / name;
  fs::path unfinished = path;
  unfinished += "." + std::to_string(::getpid()) + std::string(kUnfinished);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
  UniqueFd fd(::open(unfinished.c_str(), flags, 0600));
  if (!fd.valid() && errno == ENOENT) {  // something cleans up where we live
    make_directory();
    fd.reset(::open(unfinished.c_str(), flags, 0600));
  }
  if (!fd.valid()) fail(unfinished);
  try {
    write_all(fd.get(), content, unfinished);
    if (::rename(unfinished.c_str(), path.c_str()) != 0) fail(path);
  } catch (...) {
    ::unlink(unfinished.c_str());
    throw;
  }
}

void Spool::sync_directory() const {
  const UniqueFd fd(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) fail(directory_);
}

std::vector<Report> Spool::load(const std::string& database, TimePoint now) {
  std::vector<Report> reports;
  std::int64_t of_others = 0;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(directory_, failure)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (name.ends_with(kUnfinished) &&
        fs::file_time_type::clock::now() - entry.last_write_time(ignored) >
            std::chrono::minutes(1)) {
      fs::remove(entry.path(), ignored);
    }
    if (!name.ends_with(kSuffix)) continue;
    try {
      SpoolContent content = parse_spool_text(read_all(entry.path()), now);
      if (!content.damage.empty()) {
        set_aside(entry.path(), content.damage, !content.reports.empty());
      }
      for (SpooledReport& spooled : content.reports) {
        if (spooled.database != database) {
          ++of_others;
          continue;
        }
        note_on_disk(spooled.report.id.token, name);
        reports.push_back(std::move(spooled.report));
      }
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::no_such_file_or_directory)
        set_aside(entry.path(), error.what(), false);
    }
  }
  if (of_others > 0) {
    log_event(LogLevel::kInfo, "results on disk belong to another database and stay there",
              {{"count", of_others}, {"directory", directory_.native()}});
  }
  std::stable_sort(reports.begin(), reports.end(),
                   [](const Report& a, const Report& b) { return a.ended_at < b.ended_at; });
  return reports;
}

void Spool::set_aside(const fs::path& file, const std::string& why, bool is_still_needed) const {
  fs::path aside = file;
  aside += kAside;
  std::error_code error;
  if (is_still_needed) {
    fs::create_hard_link(file, aside, error);
    if (error == std::errc::file_exists) return;  // told of before
  } else {
    fs::rename(file, aside, error);
  }
  log_event(LogLevel::kError, "a result on disk cannot be read and is set aside",
            {{"file", aside.native()}, {"why", why}, {"error", error ? error.message() : ""}});
}

void Spool::note_on_disk(const std::string& token, const std::string& name) {
  if (on_disk_.emplace(token, name).second) ++unsettled_[name];
}

void Spool::remove(const std::string& token) {
  const auto found = on_disk_.find(token);
  if (found == on_disk_.end()) return;
  const std::string name = std::move(found->second);
  on_disk_.erase(found);
  if (--unsettled_[name] > 0) return;
  unsettled_.erase(name);
  const fs::path path = directory_ / name;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    log_event(LogLevel::kWarning, "a result on disk cannot be removed",
              {{"file", path.native()}, {"error", std::generic_category().message(errno)}});
  }
}

void Spool::note_failure(const std::string& why) {
  if (std::exchange(is_failing_, true)) return;
  log_event(LogLevel::kError, "results cannot be kept on disk; they wait in memory",
            {{"error", why}});
}

}  // namespace baton
