#include "database/dial.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <new>
#include <sstream>

namespace baton {

namespace {

constexpr const char* kNoUser =
    "This process's user id has no name on this machine (no entry in /etc/passwd), so the database "
    "user must be "
    "named: user=... or PGUSER.";

void ignore_notice(void*, const char*) {}

Dial::Handle start(const ConnectionParameters& parameters) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  Dial::Handle handle(PQconnectStartParams(keywords.data(), values.data(), 1));
  if (handle == nullptr) throw std::bad_alloc();
  // The server's SQLSTATE is in verbose texts only.
  PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);
  PQsetNoticeProcessor(handle.get(), ignore_notice, nullptr);
  return handle;
}

// What libpq makes of the parameters, of PG* variables and of a service file: it tells only a
// connection, so one is begun that ends before it looks anything up.
std::map<std::string, std::string> options_of(ConnectionParameters parameters) {
  parameters.emplace_back("sslmode", "none of these");
  const Dial::Handle handle = start(parameters);
  struct Free {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  };
  const std::unique_ptr<PQconninfoOption, Free> options(PQconninfo(handle.get()));
  std::map<std::string, std::string> found;
  for (const PQconninfoOption* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    if (o->val != nullptr) found.emplace(o->keyword, o->val);
  }
  return found;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts(1);
  for (const char c : list) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_name(const std::string& host) {
  return !host.empty() && !host.starts_with("/") && !host.starts_with("@");
}

std::vector<std::string> addresses_of(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  std::vector<std::string> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    char text[NI_MAXHOST] = {};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text);
    }
  }
  return addresses;
}

// A connect_timeout as libpq reads it: 0 and less are none, and it waits for 2 s at least.
Milliseconds limit_of(const std::map<std::string, std::string>& options, Milliseconds otherwise) {
  const auto found = options.find("connect_timeout");
  if (found == options.end()) return otherwise;
  int seconds = 0;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds <= 0 ? otherwise : std::max(Milliseconds(2'000), Milliseconds(seconds * 1'000LL));
}

std::vector<Place> places_in(const std::map<std::string, std::string>& options) {
  const auto list = [&](const char* keyword) {
    const auto found = options.find(keyword);
    return split(found == options.end() ? std::string() : found->second);
  };
  std::vector<std::string> hosts = list("host");
  std::vector<std::string> addresses = list("hostaddr");
  std::vector<std::string> ports = list("port");
  const std::size_t count = std::max(hosts.size(), addresses.size());
  const auto fits = [&](std::vector<std::string>& values) {
    if (values.size() == 1) values.resize(count, values.front());
    return values.size() == count;
  };
  // libpq says best what is wrong with lists of different lengths; and it can't be told an empty
  // address.
  const bool is_mixed =
      addresses.size() > 1 && std::count(addresses.begin(), addresses.end(), std::string()) > 0;
  if (!fits(hosts) || !fits(addresses) || !fits(ports) || is_mixed) return {{}};
  std::vector<Place> places;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::string> found{addresses[i]};
    if (found.front().empty() && is_name(hosts[i])) found = addresses_of(hosts[i]);
    if (found.empty()) found.emplace_back();  // libpq says why it can't be found
    for (std::string& address : found) places.push_back({hosts[i], std::move(address), ports[i]});
  }
  return places;
}

// Without what libpq asks back ("\tIs the server running ...?").
std::string without_questions(const std::string& text) {
  std::string kept;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('\t')) kept += line + "\n";
  }
  return kept;
}

std::string name_of(const Place& place) {
  const std::string host = place.host.empty() ? place.address : place.host;
  const std::string address = place.address == host ? "" : " (" + place.address + ")";
  return "\"" + host + "\"" + (place.address.empty() ? "" : address) + ", port " + place.port;
}

}  // namespace

DatabaseError refused_connection(const std::string& text) {
  DatabaseError error;
  error.message = one_line(text);
  for (std::size_t at = text.find(":  "); at != std::string::npos; at = text.find(":  ", at + 1)) {
    const std::string state = text.substr(at + 3, 5);
    const bool is_state = state.size() == 5 && at + 8 < text.size() && text[at + 8] == ':' &&
                          std::all_of(state.begin(), state.end(), [](unsigned char c) {
                            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                          });
    if (!is_state) continue;
    error.sqlstate = state;
    const std::size_t from = at + 10;
    error.message = one_line(text.substr(from, text.find('\n', from) - from));
  }
  return error;
}

std::vector<Place> places_of(const ConnectionParameters& parameters) {
  return places_in(options_of(parameters));
}

bool name_the_same_hosts(const std::string& one, const std::string& other) {
  const auto hosts = [](const std::string& connection_string) {
    std::map<std::string, std::string> options = options_of({{"dbname", connection_string}});
    return std::vector{options["host"], options["hostaddr"], options["port"]};
  };
  return hosts(one) == hosts(other);
}

ConnectionParameters at_place(ConnectionParameters parameters, const Place& place) {
  if (!place.host.empty()) parameters.emplace_back("host", place.host);
  if (!place.address.empty()) parameters.emplace_back("hostaddr", place.address);
  if (!place.port.empty()) parameters.emplace_back("port", place.port);
  return parameters;
}

Dial::Dial(ConnectionParameters parameters, Milliseconds limit, TimePoint now)
    : parameters_(std::move(parameters)) {
  const auto options = options_of(parameters_);
  places_ = places_in(options);
  limit_ = limit_of(options, limit);
  begin(now);
  advance(false, now);  // what fails before there is a socket wakes nobody
}

void Dial::begin(TimePoint now) {
  handle_ = start(at_place(parameters_, places_[next_]));
  deadline_ = now + limit_;
  wants_write_ = true;
}

void Dial::give_up_place(const DatabaseError& error, TimePoint now) {
  if (!error.sqlstate.empty()) error_.sqlstate = error.sqlstate;
  if (!error.hint.empty()) error_.hint = error.hint;
  error_.message += (error_.message.empty() ? "" : "; ") + error.message;
  ++next_;
  const bool is_answer = !error.sqlstate.empty() && !is_transient(error);
  if (is_answer || next_ == places_.size()) {
    state_ = State::kFailed;
  } else {
    begin(now);
  }
}

Dial::State Dial::advance(bool ready, TimePoint now) {
  while (state_ == State::kConnecting) {
    const bool is_bad = PQstatus(get()) == CONNECTION_BAD;
    const auto polled = is_bad  ? PGRES_POLLING_FAILED
                        : ready ? PQconnectPoll(get())
                                : PGRES_POLLING_ACTIVE;
    ready = false;
    if (polled == PGRES_POLLING_OK) {
      wants_write_ = false;
      state_ = State::kOpen;
    } else if (polled == PGRES_POLLING_FAILED) {
      DatabaseError error = refused_connection(without_questions(PQerrorMessage(get())));
      const char* user = PQuser(get());
      if (user == nullptr || *user == '\0') {
        error.hint = kNoUser;
        if (error.sqlstate.empty()) error.sqlstate = "28000";  // as a server would say
      }
      give_up_place(error, now);
    } else if (now >= deadline_) {
      const std::string seconds = std::to_string(limit_.count() / 1'000);
      give_up_place({"", "no answer from " + name_of(places_[next_]) + " in " + seconds + " s", ""},
                    now);
    } else {
      if (polled == PGRES_POLLING_READING) wants_write_ = false;
      if (polled == PGRES_POLLING_WRITING) wants_write_ = true;
      break;
    }
  }
  return state_;
}

}  // namespace baton
