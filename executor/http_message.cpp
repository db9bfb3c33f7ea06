#include "http_message.h"

#include <algorithm>

namespace baton {

namespace {

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

HttpRequest refused(int status, std::string why) {
  return {.target = {}, .is_head = false, .refusal = HttpAnswer{status, std::move(why) + "\n"}};
}

bool is_visible(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::optional<HttpRequest> parse_http_request(std::string_view received) {
  if (received.find("\r\n\r\n") == std::string_view::npos) {
    if (received.size() < kMaxHttpRequest) return std::nullopt;
    return refused(431, "The request is too large.");
  }
  const std::string_view line = received.substr(0, received.find("\r\n"));
  const std::size_t first = line.find(' ');
  const std::size_t second = line.rfind(' ');
  if (first == std::string_view::npos || first == second) return refused(400, "Not a request.");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!is_visible(method) || !is_visible(target) || !target.starts_with('/') ||
      !version.starts_with("HTTP/1.")) {
    return refused(400, "Not a request.");
  }
  if (method != "GET" && method != "HEAD") return refused(405, "Only GET and HEAD.");
  return HttpRequest{.target = std::string(target), .is_head = method == "HEAD", .refusal = {}};
}

std::string to_text(const HttpAnswer& answer, bool is_head) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason_of(answer.status) +
                     "\r\nContent-Type: " + answer.type +
                     "\r\nContent-Length: " + std::to_string(answer.body.size()) +
                     "\r\nCache-Control: no-store\r\nConnection: close\r\n";
  if (answer.status == 405) text += "Allow: GET, HEAD\r\n";
  text += "\r\n";
  return is_head ? text : text + answer.body;
}

}  // namespace baton
