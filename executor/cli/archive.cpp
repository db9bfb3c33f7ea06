#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "cli/byte_size.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/failure.h"
#include "cli/gzip_file.h"
#include "cli/marks.h"
#include "cli/print_json.h"
#include "cli/render_step.h"
#include "cli/terminal.h"

namespace baton {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMonthColumns = 5;
using MonthRow = std::array<std::string, kMonthColumns>;

std::string size_text(const json& row, const char* field) {
  const auto found = row.find(field);
  return found == row.end() || !found->is_number() ? "" : byte_size(found->get<double>());
}

std::string padded_to(const std::string& text, std::size_t width, bool right) {
  const std::string room(width - std::min(width, text.size()), ' ');
  return right ? room + text : text + room;
}

fs::path directory_of(const fs::path& given) {
  std::error_code error;
  fs::path directory = fs::canonical(given, error);
  if (error || !fs::is_directory(directory)) {
    throw Failure(kNoInput, fmt::format("There is no directory {}.", given.string()),
                  "Create it, or correct --to.");
  }
  if (access(directory.c_str(), W_OK | X_OK) != 0) {
    throw Failure(kNoInput, fmt::format("The directory {} cannot be written.", given.string()),
                  "Give this user write permission on it, or correct --to.");
  }
  return directory;
}

// So that `sha256sum --check` can tell years later.
void write_checksum(const fs::path& file, const std::string& sha256) {
  write_synced(file.string() + ".sha256", sha256 + "  " + file.filename().string() + "\n");
}

}  // namespace

int list_archive(const ArchiveListOptions& options) {
  Client client = connect_to_schema(options.connection, "baton archive");
  const std::vector<json> months = client.archived_months();
  if (options.json) {
    for (const json& month : months) print_json_line(month);
    return kDone;
  }
  if (months.empty()) {
    fmt::print("nothing is archived\n");
    return kDone;
  }
  std::vector<MonthRow> rows{{"month", "state", "jobs", "size", "file"}};
  for (const json& month : months) {
    rows.push_back({text_of(month, "month"), text_of(month, "state"),
                    std::to_string(month.value("jobs", std::int64_t{0})), size_text(month, "bytes"),
                    text_of(month, "file")});
  }
  std::array<std::size_t, kMonthColumns> widths{};
  for (const MonthRow& row : rows) {
    for (std::size_t i = 0; i < kMonthColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const MonthRow& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < kMonthColumns; ++i) {
      line += (i == 0 ? "" : "  ") + padded_to(row[i], widths[i], i == 2 || i == 3);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print("{}\n", line);
  }
  return kDone;
}

int export_archive(const ArchiveExportOptions& options) {
  const fs::path directory = directory_of(options.to);
  Client client = connect_to_schema(options.connection, "baton archive");
  const fs::path path = directory / fmt::format("baton-archive-{}.jsonl.gz", options.month);

  // Asked first, so that a month that is not there leaves no file.
  std::vector<ArchivedJob> jobs = client.read_archived_month(options.month, 0);
  GzipFile file(path);
  while (!jobs.empty()) {
    for (const ArchivedJob& job : jobs) file.add(job.line);
    jobs = client.read_archived_month(options.month, jobs.back().job);
  }
  const Written written = file.finish();
  write_checksum(path, written.sha256);
  client.record_archive_export(options.month,
                               {path.string(), written.sha256, written.bytes, written.lines},
                               actor_named(options.actor));
  if (options.json) {
    print_document({{"month", options.month},
                    {"file", path.string()},
                    {"sha256", written.sha256},
                    {"bytes", written.bytes},
                    {"jobs", written.lines}});
    return kDone;
  }
  fmt::print("{}: {} {} in {} bytes\nsha256 {}\n", path.string(), written.lines,
             written.lines == 1 ? "job" : "jobs", written.bytes, written.sha256);
  return kDone;
}

}  // namespace baton
