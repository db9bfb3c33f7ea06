#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/render_health.h"

namespace baton {

// What an ordinary user may still write to a file system, in bytes and files. Some file systems (btrfs) have no number of files: 0.
struct DiskSpace {
  std::uint64_t bytes = 0;
  std::uint64_t free_bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t free_files = 0;
};

// Of the file system that holds path; nothing where it cannot be asked.
std::optional<DiskSpace> disk_space(const std::filesystem::path& path);

// A warning below 10 % of bytes or files, a problem below 2 %: PostgreSQL stops when its disk is full.
Check judge_disk(const std::filesystem::path& path, const DiskSpace& space, const std::string& fix);

}  // namespace baton
