// What `baton webhook` decides, apart from the sending: how a request is signed, and what an answer means to the step.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace baton {

struct WebhookRequest {
  std::string url;
  std::string body;    // JSON
  std::string secret;  // empty: not signed
  // Of the job and the step: the same for every attempt, so that the receiver can know a repetition.
  std::string delivery;
};

// The URL is that of $WEBHOOK_URL; the body is parameters.payload, else parameters.notification.
// Throws Failure (kBadInput) for a document that has neither or is larger than kMaxWebhookBody.
WebhookRequest webhook_request(const nlohmann::json& document, const char* url, const char* secret);

inline constexpr std::size_t kMaxWebhookBody = 1024 * 1024;

// "t=1700000000,v1=<hex>": HMAC-SHA256 of "1700000000.<body>". The time is signed too, so that a receiver can refuse what
// somebody recorded and sends again later.
std::string webhook_signature(std::string_view secret, std::int64_t unix_time,
                              std::string_view body);

// How it ended, in the words of error classes: no code is a success.
struct WebhookOutcome {
  std::string code;  // "429", "API_5XX", "ECONNREFUSED", "CONFIGURATION" ...
  std::string message;
  int http_status = 0;  // 0: there was no answer
  std::optional<std::chrono::seconds> retry_after;
};

// Of a status that was received. `where` is scheme and host: a path may hold a key.
WebhookOutcome outcome_of_status(int status, std::optional<std::chrono::seconds> retry_after,
                                 const std::string& where);

// The line for $BATON_EVENTS.
nlohmann::json webhook_message(const WebhookOutcome& outcome);

// Sends it, waiting for an answer for at most `timeout`. Redirects are not followed, proxies not used, and of
// the answer no more than 64 kB are read.
WebhookOutcome send_webhook(const WebhookRequest& request, std::chrono::milliseconds timeout);

}  // namespace baton
