#include "spool.h"

#include <fcntl.h>
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

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
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
    errno = EPERM;
    fail(path);
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
  std::size_t written = 0;
  try {
    for (const Report* report : reports) {
      write(report->id.token, spool_text(*report, database, now));
      on_disk_.insert(report->id.token);
      ++written;
    }
    sync_directory();
    if (std::exchange(is_failing_, false)) {
      log_event(LogLevel::kInfo, "results can be kept on disk again");
    }
  } catch (const std::system_error& error) {
    note_failure(error.what());
    try {
      sync_directory();
    } catch (const std::system_error&) {
      return 0;
    }
  }
  return written;
}

void Spool::write(const std::string& token, const std::string& content) const {
  const fs::path path = directory_ / (file_name(token) + std::string(kSuffix));
  fs::path unfinished = directory_ / (file_name(token) + "." + std::to_string(::getpid()));
  unfinished += kUnfinished;
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
      auto parsed = parse_spool_text(read_all(entry.path()), now);
      if (const auto* why = std::get_if<std::string>(&parsed)) {
        set_aside(entry.path(), *why);
        continue;
      }
      auto& spooled = std::get<SpooledReport>(parsed);
      if (spooled.database != database) {
        ++of_others;
        continue;
      }
      on_disk_.insert(spooled.report.id.token);
      reports.push_back(std::move(spooled.report));
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::no_such_file_or_directory)
        set_aside(entry.path(), error.what());
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

void Spool::set_aside(const fs::path& file, const std::string& why) const {
  fs::path aside = file;
  aside += kAside;
  std::error_code error;
  fs::rename(file, aside, error);
  log_event(LogLevel::kError, "a result on disk cannot be read and is set aside",
            {{"file", aside.native()}, {"why", why}, {"error", error ? error.message() : ""}});
}

void Spool::remove(const std::string& token) {
  if (on_disk_.erase(token) == 0) return;
  const fs::path path = directory_ / (file_name(token) + std::string(kSuffix));
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
