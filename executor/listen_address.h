#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton {

// Where a server of this process listens.
struct ListenAddress {
  std::string host;  // a name or a numeric address, without brackets
  std::string port;  // digits; 0: any that is free
};

// "HOST:PORT", "[IPV6]:PORT", and either without its port, which is then kDefaultMetricsPort. None for anything else,
// a port alone among it: who wants every address says 0.0.0.0 or [::].
std::optional<ListenAddress> parse_listen_address(std::string_view text);

inline constexpr const char* kDefaultMetricsPort = "9187";

// As it is written in a URL.
std::string to_text(const ListenAddress& address);

}  // namespace baton
