#include "monitor.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "connection_counts.h"

namespace baton {
namespace {

TEST(ListenAddress, IsAHostAndPerhapsAPort) {
  const auto text = [](const char* given) {
    const auto address = parse_listen_address(given);
    return address ? to_text(*address) : "";
  };
  EXPECT_EQ(text("127.0.0.1:9200"), "127.0.0.1:9200");
  EXPECT_EQ(text("localhost"), "localhost:9187");
  EXPECT_EQ(text("[::1]:0"), "[::1]:0");
  EXPECT_EQ(text("[::]"), "[::]:9187");
  EXPECT_EQ(text("db-1.example.com:65535"), "db-1.example.com:65535");
  for (const char* wrong :
       {"", ":9187", "9187", "::1", "::1:9187", "[::1", "[::1]9187", "[127.0.0.1]:1",
        "h:", "h:65536", "h:-1", "h:http", "h:1:2", "a b:1", "http://h:1", "h:00000000001"}) {
    EXPECT_EQ(text(wrong), "") << wrong;
  }
}

TEST(HttpRequest, IsJudgedOnceItIsWhole) {
  EXPECT_FALSE(parse_http_request(""));
  EXPECT_FALSE(parse_http_request("GET /metrics HTTP/1.1\r\nHost: x\r\n"));
  const auto whole = parse_http_request("GET /metrics?a=b HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(whole && !whole->refusal);
  EXPECT_EQ(whole->target, "/metrics?a=b");
  EXPECT_FALSE(whole->is_head);
  EXPECT_TRUE(parse_http_request("HEAD / HTTP/1.0\r\n\r\n")->is_head);
}

TEST(HttpRequest, IsRefusedWithItsStatus) {
  const auto status = [](const std::string& text) {
    const auto request = parse_http_request(text);
    return request && request->refusal ? request->refusal->status : 0;
  };
  EXPECT_EQ(status("POST /metrics HTTP/1.1\r\n\r\n"), 405);
  EXPECT_EQ(status("get /metrics HTTP/1.1\r\n\r\n"), 405);
  for (const char* wrong :
       {"\r\n\r\n", " \r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
        "GET metrics HTTP/1.1\r\n\r\n", "GET / /x HTTP/1.1\r\n\r\n", "GET / HTTP/2\r\n\r\n"}) {
    EXPECT_EQ(status(wrong), 400) << wrong;
  }
  EXPECT_EQ(status(std::string(kMaxHttpRequest, 'x')), 431);
  EXPECT_EQ(status(std::string(kMaxHttpRequest - 1, 'x')), 0);
}

TEST(HttpAnswer, HasItsLengthAlsoWithoutABody) {
  const HttpAnswer answer{503, "no\n"};
  EXPECT_TRUE(to_text(answer, false).ends_with("Connection: close\r\n\r\nno\n"));
  EXPECT_TRUE(to_text(answer, true).ends_with("Connection: close\r\n\r\n"));
  EXPECT_NE(to_text(answer, true).find("Content-Length: 3\r\n"), std::string::npos);
}

TEST(ProcessFigures, EscapesLabels) { EXPECT_EQ(label_value("a\"b\\c\nd"), R"("a\"b\\c\nd")"); }

TEST(ConnectionCounts, AnOutageIsOneHoweverManyFailures) {
  const TimePoint now{std::chrono::hours(1)};
  ConnectionCounts counts;
  counts.note_failure(now);  // before the first: not there yet, so nothing to recover
  counts.note_made();
  EXPECT_EQ(counts.recoveries(), 0);
  counts.note_failure(now);
  counts.note_failure(now + Milliseconds(700));
  EXPECT_EQ(counts.outage(now + Milliseconds(1'000)), Milliseconds(1'000));
  counts.note_made();
  EXPECT_EQ(counts.failures(), 3);
  EXPECT_EQ(counts.recoveries(), 1);
  EXPECT_EQ(counts.outage(now + Milliseconds(2'000)), Milliseconds(0));
}

// What a server of this process answers, until it closes.
std::string get(int port, const std::string& target) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return {};
  const std::string request = "GET " + target + " HTTP/1.1\r\n\r\n";
  ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL);
  std::string answer;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::recv(socket.get(), buffer, sizeof buffer, 0)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(n));
  }
  return answer;
}

// Serves /port, to find out which it is, and whatever else.
class AMonitor : public testing::Test {
 protected:
  AMonitor() {
    // The port is taken and given back: nobody else asks for it meanwhile.
    HttpServer probe({"127.0.0.1", "0"});
    port_ = std::stoi(probe.address().port);
  }
  int port_ = 0;
};

TEST_F(AMonitor, SaysThatTheLoopDoesNotAnswer) {
  Monitor monitor({"127.0.0.1", std::to_string(port_)}, "host=/nowhere dbname=none", "one");
  const std::string answer = get(port_, "/healthz");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_TRUE(answer.ends_with("The executor's loop does not answer.\n")) << answer;
}

TEST_F(AMonitor, AnswersWithWhatTheLoopSaysAndWithoutADatabase) {
  Monitor monitor({"127.0.0.1", std::to_string(port_)}, "host=/nowhere dbname=none", "one");
  std::atomic<bool> ends{false};
  std::thread loop([&] {
    while (!ends) {
      pollfd question{monitor.question_fd(), POLLIN, 0};
      if (::poll(&question, 1, 20) == 1) monitor.answer({.unwell = "It rains.", .slots = 7});
    }
  });
  EXPECT_TRUE(get(port_, "/readyz").ends_with("\r\n\r\nIt rains.\n"));
  EXPECT_TRUE(get(port_, "/healthz").ends_with("\r\n\r\nok\n"));
  const std::string text = get(port_, "/metrics");
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_NE(text.find("\nbaton_process_slots 7\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nbaton_process_healthy 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nbaton_database_up{sqlstate=\"\"} 0\n"), std::string::npos) << text;
  EXPECT_EQ(get(port_, "/metrics?only=process").find("baton_database"), std::string::npos);
  ends = true;
  loop.join();
}

TEST_F(AMonitor, RefusesAnAddressThatIsTaken) {
  const HttpServer first({"127.0.0.1", std::to_string(port_)});
  EXPECT_THROW(HttpServer({"127.0.0.1", std::to_string(port_)}), std::runtime_error);
}

}  // namespace
}  // namespace baton
