// The executor's log: one event per line on stderr, with named fields, as text or as JSON.
// Never a secret and never a parameter: fields are ids, names, counts and the database's sentences.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

#include "options.h"

namespace baton {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

struct LogField {
  std::string_view name;
  std::variant<std::int64_t, std::string_view> value;  // empty text is left out
};

// Called once; before it, events go to spdlog's default logger.
void start_logging(LogFormat format);

bool logs(LogLevel level);

// `event` is a sentence without variable parts, so that a collector can count it.
void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

// Lines are gathered and written in one piece: called before the loop waits, and by errors.
void flush_log();

}  // namespace baton
