#include "cli/webhook.h"

#include <gtest/gtest.h>

#include "cli/failure.h"

namespace baton {
namespace {

using nlohmann::json;
using std::chrono::seconds;

// openssl dgst -sha256 -hmac 'it is a secret' of '1700000000.{"a":1}'
TEST(Webhook, SignsTimeAndBodyWithHmacSha256) {
  EXPECT_EQ(webhook_signature("it is a secret", 1'700'000'000, R"({"a":1})"),
            "t=1700000000,v1=e13ca661150ed628f4ae657a91356a99ce1d89519ed99c20a90f567c6f061275");
}

TEST(Webhook, AnAnswerBecomesTheCodeOfItsErrorClass) {
  const auto code = [](int status) { return outcome_of_status(status, {}, "https://h").code; };
  EXPECT_EQ(code(200), "");
  EXPECT_EQ(code(204), "");
  EXPECT_EQ(code(301), "CONFIGURATION");
  EXPECT_EQ(code(401), "401");
  EXPECT_EQ(code(404), "API_4XX");
  EXPECT_EQ(code(408), "408");
  EXPECT_EQ(code(418), "API_4XX");
  EXPECT_EQ(code(429), "429");
  EXPECT_EQ(code(500), "API_5XX");
  EXPECT_EQ(code(599), "API_5XX");
}

TEST(Webhook, TheServersWaitIsPassedOnWhereItMeansOne) {
  EXPECT_EQ(webhook_message(outcome_of_status(429, seconds(7), "https://h")),
            (json{{"type", "error"},
                  {"code", "429"},
                  {"message", "https://h answered 429"},
                  {"retry_after", 7}}));
  EXPECT_FALSE(
      webhook_message(outcome_of_status(404, seconds(7), "https://h")).contains("retry_after"));
  EXPECT_EQ(webhook_message(outcome_of_status(204, {}, "https://h")),
            (json{{"type", "completion"}, {"status", "success"}, {"http_status", 204}}));
}

TEST(Webhook, TheStepsEnvironmentNamesTheUrlAndTheJobDoesNot) {
  const json document = {
      {"job", {{"id", 7}}},
      {"step", {{"key", "send"}}},
      {"parameters",
       {{"url", "http://mine"}, {"payload", {{"x", 1}}}, {"notification", {{"y", 2}}}}}};
  const WebhookRequest theirs = webhook_request(document, "https://hook", "s");
  EXPECT_EQ(theirs.url, "https://hook");
  EXPECT_EQ(theirs.secret, "s");
  EXPECT_EQ(theirs.delivery, "7/send") << "another step of the job is no repetition";
  EXPECT_EQ(theirs.body, R"({"x":1})");
  EXPECT_THROW(webhook_request(document, nullptr, nullptr), Failure);
}

TEST(Webhook, WhatCannotBeSentIsRefused) {
  EXPECT_THROW(webhook_request(json{{"parameters", {{"payload", 1}}}}, nullptr, nullptr), Failure);
  EXPECT_THROW(webhook_request(json{{"parameters", {{"url", "http://h"}}}}, nullptr, nullptr),
               Failure);
  EXPECT_THROW(webhook_request(json::object(), "http://h", nullptr), Failure);
  const json large = {{"parameters", {{"payload", std::string(kMaxWebhookBody, 'x')}}}};
  EXPECT_THROW(webhook_request(large, "http://h", nullptr), Failure);
}

}  // namespace
}  // namespace baton
