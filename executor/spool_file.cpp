#include "spool_file.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "identity.h"
#include "process/json_text.h"

namespace baton {

namespace {

constexpr std::string_view kMagic = "baton report 1 ";

// FNV-1a: against torn and overwritten files, not against people.
std::string checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  char digits[17] = {};
  const auto end = std::to_chars(digits, digits + 16, hash, 16).ptr;
  return {digits, end};
}

std::int64_t wall_ms() {
  return std::chrono::duration_cast<Milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t monotonic_ms(TimePoint at) {
  return std::chrono::duration_cast<Milliseconds>(at.time_since_epoch()).count();
}

TimePoint end_of(const nlohmann::json& ended, TimePoint now) {
  std::int64_t ago = wall_ms() - ended.at("wall_ms").get<std::int64_t>();
  const std::string boot = ended.at("boot_id").get<std::string>();
  if (!boot.empty() && boot == boot_id()) {
    ago = monotonic_ms(now) - ended.at("monotonic_ms").get<std::int64_t>();
  }
  return now - Milliseconds(std::max<std::int64_t>(ago, 0));
}

SpooledReport parse_report(std::string_view text, TimePoint now) {
  const std::size_t line = text.find('\n');
  if (!text.starts_with(kMagic) || line == text.npos) {
    throw std::invalid_argument("it is not a report of this version");
  }
  const std::string_view content = text.substr(line + 1);
  if (text.substr(kMagic.size(), line - kMagic.size()) != checksum(content)) {
    throw std::invalid_argument("its checksum is wrong");
  }
  const auto report = nlohmann::json::parse(content);
  SpooledReport spooled;
  spooled.database = report.at("database").get<std::string>();
  AttemptId& id = spooled.report.id;
  id.token = report.at("token").get<std::string>();
  id.job_id = report.at("job_id").get<std::int64_t>();
  id.n = report.at("n").get<int>();
  id.attempt = report.at("attempt").get<int>();
  id.step = report.at("step").get<std::string>();
  spooled.report.ended_at = end_of(report.at("ended"), now);
  spooled.report.body = report.at("body").get<std::string>();
  return spooled;
}

}  // namespace

std::string spool_text(const Report& report, const std::string& database, TimePoint now) {
  const nlohmann::json content = {
      {"database", database},
      {"token", report.id.token},
      {"job_id", report.id.job_id},
      {"n", report.id.n},
      {"attempt", report.id.attempt},
      {"step", report.id.step},
      {"ended",
       {{"boot_id", boot_id()},
        {"monotonic_ms", monotonic_ms(report.ended_at)},
        {"wall_ms", wall_ms() - elapsed(report.ended_at, now).count()}}},
      {"body", report.body}};
  const std::string text = print_json(content) + "\n";
  return std::string(kMagic) + checksum(text) + "\n" + text;
}

SpoolContent parse_spool_text(std::string_view text, TimePoint now) {
  SpoolContent content;
  if (text.empty()) content.damage = "it is empty";
  while (!text.empty()) {
    const std::size_t heading_ends = text.find('\n');
    const std::size_t ends =
        heading_ends == text.npos ? text.npos : text.find('\n', heading_ends + 1);
    try {
      content.reports.push_back(
          parse_report(text.substr(0, ends == text.npos ? ends : ends + 1), now));
      text.remove_prefix(std::min(ends, text.size() - 1) + 1);
    } catch (const std::exception& error) {
      content.damage = error.what();
      text.remove_prefix(std::min(text.find(kMagic, 1), text.size()));
    }
  }
  return content;
}

}  // namespace baton
