#include "cli/gzip_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "base/unique_fd.h"
#include "cli/failure.h"

namespace baton {
namespace {

namespace fs = std::filesystem;

constexpr int kGzip = 15 + 16;  // zlib's window bits for the gzip format
using Buffer = std::array<unsigned char, 1 << 16>;

[[noreturn]] void refuse(const fs::path& path, const char* what) {
  throw Failure(kInternal,
                fmt::format("{} cannot be {}: {}.", path.string(), what, std::strerror(errno)),
                "Check the directory, its permissions, and the space that is left.");
}

void write_all(int fd, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, "written");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

void sync_directory(const fs::path& directory) {
  const UniqueFd fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || fsync(fd.get()) != 0) refuse(directory, "written");
}

}  // namespace

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(const unsigned char* data, std::size_t size) {
    check(EVP_DigestUpdate(context_.get(), data, size) == 1);
  }
  std::string digits() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
  static void check(bool good) {
    if (!good) throw Failure(kInternal, "SHA-256 is not available in this OpenSSL.");
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// The open file: compresses, writes and sums up.
class GzipFile::Stream {
 public:
  explicit Stream(const fs::path& path)
      : path_(path), fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)) {
    if (!fd_.valid()) refuse(path_, "written");
    if (deflateInit2(&deflate_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw Failure(kInternal, "zlib has no memory left.");
    }
  }
  ~Stream() { deflateEnd(&deflate_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void add(std::string_view text) {
    while (!text.empty()) {
      const std::size_t size =
          std::min<std::size_t>(text.size(), std::numeric_limits<uInt>::max() / 2);
      // zlib does not write to what it reads; its declaration predates const.
      deflate_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
      deflate_.avail_in = static_cast<uInt>(size);
      while (deflate_.avail_in > 0) push(Z_NO_FLUSH);
      text.remove_prefix(size);
    }
  }
  void add_line(std::string_view line) {
    add(line);
    add("\n");
    ++written_.lines;
  }
  Written finish() {
    while (push(Z_FINISH) != Z_STREAM_END) {
    }
    if (fsync(fd_.get()) != 0) refuse(path_, "written");
    // What is read back comes from the disk, and not from the memory that it was written to it
    // from.
    posix_fadvise(fd_.get(), 0, 0, POSIX_FADV_DONTNEED);
    written_.sha256 = sum_.digits();
    return written_;
  }

 private:
  int push(int flush) {
    deflate_.next_out = buffer_.data();
    deflate_.avail_out = static_cast<uInt>(buffer_.size());
    const int result = deflate(&deflate_, flush);
    if (result != Z_OK && result != Z_STREAM_END) {
      throw Failure(kInternal, fmt::format("zlib gives up with {}.", result),
                    "Nothing was recorded; try again.");
    }
    const std::size_t made = buffer_.size() - deflate_.avail_out;
    sum_.add(buffer_.data(), made);
    written_.bytes += made;
    write_all(fd_.get(), {reinterpret_cast<const char*>(buffer_.data()), made}, path_);
    return result;
  }

  fs::path path_;
  UniqueFd fd_;
  z_stream deflate_{};
  Sha256 sum_;
  Written written_;
  Buffer buffer_{};
};

GzipFile::GzipFile(fs::path path) : path_(std::move(path)), part_(path_.string() + ".part") {
  stream_ = std::make_unique<Stream>(part_);
}

GzipFile::~GzipFile() {
  if (stream_ == nullptr) return;
  stream_.reset();
  std::error_code ignored;
  fs::remove(part_, ignored);
}

void GzipFile::add(std::string_view line) { stream_->add_line(line); }

Written GzipFile::finish() {
  const Written written = stream_->finish();
  if (read_back(part_) != written) {
    throw Failure(kInternal,
                  fmt::format("{} does not hold what was written to it.", part_.string()),
                  "Check the disk; nothing was recorded.");
  }
  if (rename(part_.c_str(), path_.c_str()) != 0) refuse(path_, "written");
  stream_.reset();
  sync_directory(path_.parent_path());
  return written;
}

void write_synced(const fs::path& path, std::string_view text) {
  const fs::path part = path.string() + ".part";
  const UniqueFd fd(open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
  if (!fd.valid()) refuse(part, "written");
  try {
    write_all(fd.get(), text, part);
    if (fsync(fd.get()) != 0 || rename(part.c_str(), path.c_str()) != 0) refuse(part, "written");
  } catch (const Failure&) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
  sync_directory(path.parent_path());
}

Written read_back(const fs::path& path) {
  Written found;
  Sha256 sum;
  Buffer buffer{};
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) refuse(path, "read");
  ssize_t count = 0;
  while ((count = read(fd.get(), buffer.data(), buffer.size())) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, "read");
    sum.add(buffer.data(), static_cast<std::size_t>(count));
    found.bytes += static_cast<std::uint64_t>(count);
  }
  found.sha256 = sum.digits();

  const std::unique_ptr<gzFile_s, decltype(&gzclose)> file(gzopen(path.c_str(), "rbe"), gzclose);
  if (file == nullptr) refuse(path, "read");
  int size = 0;
  while ((size = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) {
    for (int i = 0; i < size; ++i)
      found.lines += buffer[static_cast<std::size_t>(i)] == '\n' ? 1U : 0U;
  }
  if (size < 0) found.lines = 0;  // not what was written: the caller compares
  return found;
}

}  // namespace baton
