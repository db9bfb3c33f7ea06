#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace baton {

// What a finished file holds.
struct Written {
  std::string sha256;       // of the file as it is on disk, in hexadecimal digits
  std::uint64_t bytes = 0;  // of the file
  std::uint64_t lines = 0;

  bool operator==(const Written&) const = default;
};

// A gzip file of lines that appears under its name only when it is whole and on disk; until then it is NAME.part,
// which is removed when the object goes unfinished. A file of that name is replaced. All throw Failure when the disk says no.
class GzipFile {
 public:
  explicit GzipFile(std::filesystem::path path);
  ~GzipFile();
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  // Without its line break, which it must not hold.
  void add(std::string_view line);
  // Reads back what was written before it gets its name. Nothing may be added afterwards.
  Written finish();

 private:
  class Stream;
  std::filesystem::path path_;
  std::filesystem::path part_;
  std::unique_ptr<Stream> stream_;
};

// A small file that appears under its name only when it is whole and on disk. Throws Failure.
void write_synced(const std::filesystem::path& path, std::string_view text);

// Reads a whole file again.
Written read_back(const std::filesystem::path& path);

}  // namespace baton
