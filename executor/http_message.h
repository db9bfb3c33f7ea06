// As much of HTTP/1.1 as a server needs that answers one GET or HEAD per connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

struct HttpAnswer {
  int status = 200;
  std::string body;
  std::string type = "text/plain; charset=utf-8";
};

struct HttpRequest {
  std::string target;  // "/metrics?only=process"; empty where `refusal` says why it is not answered
  bool is_head = false;  // the answer has no body
  std::optional<HttpAnswer> refusal;
};

inline constexpr std::size_t kMaxHttpRequest = 8 * 1024;

// What came so far; none: more must come before it can be judged. A body is never waited for.
std::optional<HttpRequest> parse_http_request(std::string_view received);

// Says its length, and that the connection ends with it.
std::string to_text(const HttpAnswer& answer, bool is_head);

}  // namespace baton
