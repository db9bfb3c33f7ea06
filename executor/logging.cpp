#include "logging.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string>

#include <spdlog/details/null_mutex.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

namespace baton {

namespace {

bool as_json = false;

// A write per line would cost more than making it; a few lines together cost one.
class GatheringSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  ~GatheringSink() override { write_all(); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    gathered_.append(line.data(), line.size());
    if (gathered_.size() >= kLimit) write_all();
  }
  void flush_() override { write_all(); }

 private:
  static constexpr std::size_t kLimit = 32 * 1024;

  // A log that nobody reads must not stop the work: lines that do not fit into its pipe are
  // dropped, whole, and counted. So much at once does not block where poll() says that there is
  // room.
  static constexpr std::size_t kAtOnce = PIPE_BUF;

  // Of the text as much as there is room for; the rest.
  static std::string_view write_some(std::string_view left) {
    while (!left.empty()) {
      pollfd room{STDERR_FILENO, POLLOUT, 0};
      if (::poll(&room, 1, 0) <= 0 || (room.revents & POLLOUT) == 0) break;
      const ssize_t written = ::write(STDERR_FILENO, left.data(), std::min(left.size(), kAtOnce));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) break;
      left.remove_prefix(static_cast<std::size_t>(written));
    }
    return left;
  }

  void write_all() {
    begun_ = std::string(write_some(begun_));
    if (begun_.empty() && lost_ > 0) {
      begun_ = std::string(write_some(loss()));
      lost_ = 0;
    }
    const std::string_view left = begun_.empty() ? write_some(gathered_) : gathered_;
    // What has begun is ended before anything else is said.
    const bool has_begun = begun_.empty() && left.size() < gathered_.size() && !left.empty() &&
                           left.data()[-1] != '\n';
    const std::size_t end = has_begun ? left.find('\n') + 1 : 0;
    if (has_begun) begun_ = left.substr(0, end);
    lost_ += std::count(left.begin() + static_cast<std::ptrdiff_t>(end), left.end(), '\n');
    gathered_.clear();
  }

  std::string loss() {
    const std::string count = std::to_string(lost_);
    const std::string text =
        as_json ? R"("event":"lines of this log were lost: nobody read it","count":)" + count
                : "lines of this log were lost: nobody read it count=" + count;
    spdlog::memory_buf_t line;
    formatter_->format({spdlog::source_loc(), "baton", spdlog::level::warn,
                        spdlog::string_view_t(text.data(), text.size())},
                       line);
    return {line.data(), line.size()};
  }

  std::string gathered_;
  std::string begun_;  // the rest of a line of which a part is written
  std::ptrdiff_t lost_ = 0;
};

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool is_plain(std::string_view text) {
  for (const char c : text) {  // negative where it has a sign and is not ASCII
    if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\') return false;
  }
  return true;
}

// In ASCII: names of files and words of scripts must not steer the terminal that shows the log.
void append_quoted(std::string& line, std::string_view text) {
  line += nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void append_value(std::string& line, const LogField& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line += std::to_string(*number);
    return;
  }
  const std::string_view text = std::get<std::string_view>(field.value);
  if (!as_json && is_plain(text)) {
    line += text;
  } else {
    append_quoted(line, text);
  }
}

bool is_empty(const LogField& field) {
  const auto* text = std::get_if<std::string_view>(&field.value);
  return text != nullptr && text->empty();
}

}  // namespace

void start_logging(LogFormat format) {
  as_json = format == LogFormat::kJson;
  auto logger = std::make_shared<spdlog::logger>("baton", std::make_shared<GatheringSink>());
  const char* pattern =
      as_json ? R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      pattern, spdlog::pattern_time_type::utc, std::string("\n")));
  const char* level = std::getenv("BATON_LOG_LEVEL");
  logger->set_level(level == nullptr ? spdlog::level::info : spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::err);
  spdlog::set_default_logger(std::move(logger));
}

bool logs(LogLevel level) { return spdlog::default_logger_raw()->should_log(spdlog_level(level)); }

void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!logs(level)) return;
  std::string line;
  if (as_json) {
    line += "\"event\":";
    append_quoted(line, event);
  } else {
    line += event;
  }
  for (const LogField& field : fields) {
    if (is_empty(field)) continue;
    if (as_json) {
      line += ',';
      append_quoted(line, field.name);
      line += ':';
    } else {
      line += ' ';
      line += field.name;
      line += '=';
    }
    append_value(line, field);
  }
  spdlog::default_logger_raw()->log(spdlog_level(level),
                                    spdlog::string_view_t(line.data(), line.size()));
}

void flush_log() { spdlog::default_logger_raw()->flush(); }

}  // namespace baton
