#include "cli/postgres_programs.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>

#include "cli/failure.h"

namespace baton {

namespace fs = std::filesystem;

fs::path find_postgres() {
  fs::path best;
  int best_version = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string name = entry.path().filename().string();
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    if (version > best_version && fs::exists(entry.path() / "bin/initdb")) {
      best_version = version;
      best = entry.path() / "bin";
    }
  }
  if (!best.empty()) return best;
  std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t end = std::min(path.find(':', from), path.size());
    const fs::path directory = path.substr(from, end - from);
    if (!directory.empty() && access((directory / "initdb").c_str(), X_OK) == 0) return directory;
    from = end + 1;
  }
  throw Failure(
      kConfiguration, "PostgreSQL's server programs are not installed.",
      "Install them (Debian: postgresql-15), or name their directory with --postgres-bin.");
}

bool has_pg_cron(const fs::path& bin) {
  std::error_code error;
  return fs::exists(bin / "../lib/pg_cron.so", error) ||
         fs::exists(bin / "../lib/postgresql/pg_cron.so", error);
}

}  // namespace baton
