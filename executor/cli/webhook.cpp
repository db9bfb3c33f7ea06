#include "cli/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/failure.h"
#include "database/exact_json.h"

namespace baton {
namespace {

using nlohmann::json;

const json& parameter(const json& document, const char* name) {
  static const json none;
  const auto parameters = document.find("parameters");
  if (parameters == document.end() || !parameters->is_object()) return none;
  const auto found = parameters->find(name);
  return found == parameters->end() ? none : *found;
}

json read_document() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  json document;
  try {
    document = parse_exact(text);
  } catch (const json::exception&) {
    document = nullptr;
  }
  if (!document.is_object()) {
    throw Failure(kBadInput, "Standard input holds no JSON object.",
                  "It is what the command of a step gets there.");
  }
  return document;
}

// To the executor where there is one, else to whoever runs it by hand.
void say(const json& message) {
  const char* events = std::getenv("BATON_EVENTS");
  if (events == nullptr || *events == '\0') {
    fmt::print("{}\n", message.dump());
    return;
  }
  std::ofstream out(events, std::ios::app);
  out << message.dump() << '\n' << std::flush;
  if (!out) throw Failure(kInternal, "$BATON_EVENTS cannot be written.");
}

}  // namespace

WebhookRequest webhook_request(const json& document, const char* url, const char* secret) {
  WebhookRequest request;
  if (url != nullptr) request.url = url;
  if (request.url.empty()) {
    throw Failure(
        kBadInput, "There is no URL to send to.",
        "Set WEBHOOK_URL in the step's environment: where it goes is not the job's to say.");
  }
  const json& payload = parameter(document, "payload");
  const json& body = payload.is_null() ? parameter(document, "notification") : payload;
  if (body.is_null()) {
    throw Failure(kBadInput, "There is nothing to send.",
                  "It is parameters.payload, or parameters.notification.");
  }
  request.body = print_exact(body);
  if (request.body.size() > kMaxWebhookBody) {
    throw Failure(kBadInput,
                  fmt::format("The document has {} bytes, more than {}.", request.body.size(),
                              kMaxWebhookBody),
                  "Send a link to what is large.");
  }
  if (secret != nullptr) request.secret = secret;
  const auto job = document.find("job");
  if (job != document.end() && job->is_object() && job->contains("id")) {
    request.delivery = print_exact(job->at("id"));
    const auto step = document.find("step");
    if (step != document.end() && step->is_object() && step->contains("key")) {
      request.delivery += "/" + step->at("key").get<std::string>();
    }
  }
  return request;
}

std::string webhook_signature(std::string_view secret, std::int64_t unix_time,
                              std::string_view body) {
  const std::string signed_text = fmt::format("{}.{}", unix_time, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const unsigned char* done = ::HMAC(::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                                     reinterpret_cast<const unsigned char*>(signed_text.data()),
                                     signed_text.size(), digest.data(), &length);
  if (done == nullptr) throw Failure(kInternal, "The request could not be signed.");
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest.at(i));
  return fmt::format("t={},v1={}", unix_time, hex);
}

WebhookOutcome outcome_of_status(int status, std::optional<std::chrono::seconds> retry_after,
                                 const std::string& where) {
  WebhookOutcome outcome;
  outcome.http_status = status;
  if (status >= 200 && status < 300) return outcome;
  outcome.message = fmt::format("{} answered {}", where, status);
  // The shipped error classes know 401, 403, 408 and 429 by their number; of the others the kind says it all.
  if (status >= 300 && status < 400) {
    outcome.code = "CONFIGURATION";
    outcome.message += ": redirects are not followed, name the final URL";
  } else if (status == 401 || status == 403 || status == 408 || status == 429) {
    outcome.code = std::to_string(status);
  } else if (status >= 400 && status < 500) {
    outcome.code = "API_4XX";
  } else {
    outcome.code = "API_5XX";
  }
  if (status == 429 || status == 503) outcome.retry_after = retry_after;
  return outcome;
}

json webhook_message(const WebhookOutcome& outcome) {
  if (outcome.code.empty()) {
    return {{"type", "completion"}, {"status", "success"}, {"http_status", outcome.http_status}};
  }
  json message = {{"type", "error"}, {"code", outcome.code}, {"message", outcome.message}};
  if (outcome.retry_after) message["retry_after"] = outcome.retry_after->count();
  return message;
}

int call_webhook(const WebhookOptions& options) {
  WebhookOutcome outcome;
  try {
    const WebhookRequest request =
        webhook_request(read_document(), std::getenv("WEBHOOK_URL"), std::getenv("WEBHOOK_SECRET"));
    outcome = send_webhook(request, options.timeout);
  } catch (const Failure& failure) {
    // No other try would find another document.
    say({{"type", "error"}, {"code", "CONFIGURATION"}, {"message", failure.what()}});
    throw;
  }
  say(webhook_message(outcome));
  if (outcome.code.empty()) return kDone;
  fmt::print(stderr, "baton: {}.\n", outcome.message);
  return kUnavailable;
}

}  // namespace baton
