#include "cli/timestamp.h"

#include <cstdio>
#include <ctime>

namespace baton {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::optional<TimePoint> parse_timestamp(const nlohmann::json& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  std::tm time{};
  int read = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d%*1[T ]%d:%d:%d%n", &time.tm_year, &time.tm_mon,
                  &time.tm_mday, &time.tm_hour, &time.tm_min, &time.tm_sec, &read) != 6) {
    return std::nullopt;
  }
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  std::size_t at = static_cast<std::size_t>(read);

  long fraction = 0;
  if (at < text.size() && text[at] == '.') {
    long unit = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
      fraction += unit * (text[at] - '0');
    }
  }
  int hours = 0;
  int rest = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    std::sscanf(text.c_str() + at + 1, "%2d:%2d", &hours, &rest);
    if (text[at] == '-') {
      hours = -hours;
      rest = -rest;
    }
  }
  return std::chrono::system_clock::from_time_t(timegm(&time)) + microseconds(fraction) -
         minutes(hours * 60 + rest);
}

std::string time_of_day(TimePoint time) {
  const std::time_t whole = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  localtime_r(&whole, &local);
  char text[16];
  std::strftime(text, sizeof text, "%H:%M:%S", &local);
  return text;
}

}  // namespace baton
