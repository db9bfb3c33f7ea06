#include "cli/timestamp.h"

#include <cstdio>
#include <ctime>
#include <regex>

#include "cli/duration.h"

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

namespace {

// The local midnight that began this day, or one before.
TimePoint midnight(int days_ago) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm day{};
  localtime_r(&now, &day);
  day.tm_mday -= days_ago;
  day.tm_hour = day.tm_min = day.tm_sec = 0;
  day.tm_isdst = -1;
  return std::chrono::system_clock::from_time_t(mktime(&day));
}

}  // namespace

std::optional<TimePoint> parse_moment(const std::string& text) {
  if (text == "today") return midnight(0);
  if (text == "yesterday") return midnight(1);
  // A bare number would be seconds, and is more likely half of a date.
  const bool has_unit = !text.empty() && (text.back() < '0' || text.back() > '9');
  if (const auto ago = parse_duration(text); ago && has_unit)
    return std::chrono::system_clock::now() - *ago;
  static const std::regex kForm(
      R"((\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)");
  std::smatch part;
  if (!std::regex_match(text, part, kForm)) return std::nullopt;
  const auto number = [&](std::size_t i) { return part[i].matched ? std::stoi(part[i]) : 0; };
  std::tm time{};
  time.tm_year = number(1) - 1900;
  time.tm_mon = number(2) - 1;
  time.tm_mday = number(3);
  time.tm_hour = number(4);
  time.tm_min = number(5);
  time.tm_sec = number(6);
  time.tm_isdst = -1;
  std::tm same = time;
  const std::string zone = part[7];
  const std::time_t whole = zone.empty() ? mktime(&same) : timegm(&same);
  // The 31st of June would be the 1st of July, 25:00 the next day.
  if (time.tm_mon > 11 || same.tm_mon != time.tm_mon || same.tm_mday != time.tm_mday ||
      time.tm_hour > 23 || time.tm_min > 59 || time.tm_sec > 59) {
    return std::nullopt;
  }
  int hours = 0;
  int rest = 0;
  if (zone.size() > 1) {
    hours = std::stoi(zone.substr(1, 2));
    if (zone.size() > 3) rest = std::stoi(zone.substr(zone.size() - 2));
  }
  const minutes ahead(zone.starts_with('-') ? -(hours * 60 + rest) : hours * 60 + rest);
  return std::chrono::system_clock::from_time_t(whole) - ahead;
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
