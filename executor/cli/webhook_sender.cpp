// The only code that knows libcurl.
#include <curl/curl.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include <fmt/format.h>

#include "cli/failure.h"
#include "cli/webhook.h"

namespace baton {
namespace {

constexpr std::size_t kMaxAnswer = 64 * 1024;
constexpr std::chrono::seconds kLongestWait{24 * 60 * 60};

using Curl = std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)>;
using Url = std::unique_ptr<CURLU, decltype(&::curl_url_cleanup)>;

class Headers {
 public:
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { ::curl_slist_free_all(list_); }

  void add(const std::string& line) {
    curl_slist* longer = ::curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw Failure(kInternal, "There is no memory for the request.");
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// Nothing of the answer but its status counts; one that is longer is broken off.
std::size_t count_answer(char*, std::size_t size, std::size_t count, void* total) {
  std::size_t& read = *static_cast<std::size_t*>(total);
  read += size * count;
  return read > kMaxAnswer ? 0 : size * count;
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (::curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&::curl_free)> owned(text, &::curl_free);
  return owned.get();
}

// Scheme and host, for messages: a path or a query may hold a key.
std::string place_of(const std::string& url) {
  const Url parsed(::curl_url(), &::curl_url_cleanup);
  if (::curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return "the URL";
  return part_of(parsed.get(), CURLUPART_SCHEME) + "://" + part_of(parsed.get(), CURLUPART_HOST);
}

// What went wrong before there was an answer, as error classes call it.
const char* code_of(CURLcode problem) {
  switch (problem) {
    case CURLE_COULDNT_CONNECT:
      return "ECONNREFUSED";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "ENOTFOUND";
    case CURLE_OPERATION_TIMEDOUT:
      return "ETIMEDOUT";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return "ECONNRESET";
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return "CONFIGURATION";
    default:
      return "NETWORK";
  }
}

void prepare(CURL* curl, const WebhookRequest& request, const Headers& headers,
             std::chrono::milliseconds timeout, std::size_t& answer_bytes) {
  ::curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  // What else libcurl speaks (file, ftp, ...) must stay out: without this nothing is sent.
  if (::curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK) {
    throw Failure(kInternal, "libcurl cannot be kept to http and https.",
                  "Install libcurl 7.85 or later.");
  }
  ::curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  ::curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  ::curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  ::curl_easy_setopt(curl, CURLOPT_POST, 1L);
  ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  ::curl_easy_setopt(curl, CURLOPT_USERAGENT, "baton/" BATON_VERSION);
  ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &count_answer);
  ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer_bytes);
}

}  // namespace

WebhookOutcome send_webhook(const WebhookRequest& request, std::chrono::milliseconds timeout) {
  const Curl curl(::curl_easy_init(), &::curl_easy_cleanup);
  if (curl == nullptr) throw Failure(kInternal, "libcurl does not start.");
  Headers headers;
  headers.add("Content-Type: application/json");
  headers.add("Expect:");  // no round trip to ask for leave
  if (!request.delivery.empty()) headers.add("Baton-Delivery: " + request.delivery);
  if (!request.secret.empty()) {
    headers.add("Baton-Signature: " +
                webhook_signature(request.secret, std::time(nullptr), request.body));
  }
  std::size_t answer_bytes = 0;
  prepare(curl.get(), request, headers, timeout, answer_bytes);

  const CURLcode problem = ::curl_easy_perform(curl.get());
  long status = 0;
  ::curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  const std::string where = place_of(request.url);
  const bool broken_off = problem == CURLE_WRITE_ERROR && answer_bytes > kMaxAnswer;
  if (problem != CURLE_OK && !broken_off) {
    return {.code = code_of(problem),
            .message = fmt::format("{}: {}", where, ::curl_easy_strerror(problem)),
            .http_status = 0,
            .retry_after = {}};
  }
  std::optional<std::chrono::seconds> retry_after;
  curl_off_t wait = 0;
  if (::curl_easy_getinfo(curl.get(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
    retry_after = std::min(std::chrono::seconds(wait), kLongestWait);
  }
  return outcome_of_status(static_cast<int>(status), retry_after, where);
}

}  // namespace baton
