#include "strays.h"

#include <cctype>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "logging.h"
#include "process/leftovers.h"

namespace baton {

namespace {

constexpr std::size_t kMost = 1000;  // in one question; the next executor asks about the rest

// Anybody may put anything into an environment.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  }
  return true;
}

}  // namespace

std::string describe_orphaned_processes() {
  nlohmann::json marked = nlohmann::json::array();
  for (const MarkedProcess& process : find_orphaned_processes()) {
    if (!is_uuid(process.token) || process.job_id <= 0 || marked.size() == kMost) continue;
    marked.push_back({{"job_id", process.job_id}, {"token", process.token}});
  }
  return marked.empty() ? std::string() : marked.dump();
}

void kill_strays(const std::vector<std::string>& tokens) {
  for (const std::string& token : tokens) {
    const int killed = kill_orphaned_processes(token);
    if (killed == 0) continue;
    log_event(LogLevel::kWarning, "killed what was left of an attempt that has ended",
              {{"token", token}, {"processes", static_cast<std::int64_t>(killed)}});
  }
}

}  // namespace baton
