#include "cli/disk_check.h"

#include <sys/statvfs.h>

#include <algorithm>

#include <fmt/format.h>

#include "cli/byte_size.h"

namespace baton {
namespace {

// In percent; without a total there is nothing to judge.
double free_share(std::uint64_t free, std::uint64_t total) {
  return total == 0 ? 100.0 : 100.0 * static_cast<double>(free) / static_cast<double>(total);
}

}  // namespace

std::optional<DiskSpace> disk_space(const std::filesystem::path& path) {
  struct statvfs found {};
  if (statvfs(path.c_str(), &found) != 0) return std::nullopt;
  return DiskSpace{found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize, found.f_files,
                   found.f_favail};
}

Check judge_disk(const std::filesystem::path& path, const DiskSpace& space,
                 const std::string& fix) {
  const double bytes = free_share(space.free_bytes, space.bytes);
  const double files = free_share(space.free_files, space.files);
  const double least = std::min(bytes, files);
  const std::string message =
      files < bytes ? fmt::format("On the disk of {} {} of {} files are left ({:.0f} %).",
                                  path.string(), space.free_files, space.files, files)
                    : fmt::format("On the disk of {} {} of {} are free ({:.0f} %).", path.string(),
                                  byte_size(static_cast<double>(space.free_bytes)),
                                  byte_size(static_cast<double>(space.bytes)), bytes);
  if (least >= 10) return {"disk", "ok", message, ""};
  return {"disk", least < 2 ? "problem" : "warning", message, fix};
}

}  // namespace baton
