// A server for those who look at this process: collectors of metrics, and whoever asks whether it is well.
//
// One thread of its own accepts, reads, asks the handler and writes, so answers are made one at a time and nothing piles
// up. What clients can take from the process is bounded: so many connections, so many bytes of a request, so many seconds
// for all of it; where all connections are taken, the oldest goes for a new one.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "clock.h"
#include "http_message.h"
#include "listen_address.h"

namespace baton {

class HttpServer {
 public:
  // Called in the server's thread; must not throw.
  using Handler = std::function<HttpAnswer(const std::string& target)>;

  // Listens on the first address that the host's name has, and answers nobody yet. Throws std::runtime_error with a
  // sentence for people if it cannot.
  explicit HttpServer(const ListenAddress& address);
  // Ends the thread, as soon as a handler that runs has returned; connections are closed.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Begins to answer. Called once.
  void start(Handler handler);
  // Where it really listens.
  const ListenAddress& address() const { return address_; }
  // Readable from when on it is to end: for a handler that waits.
  int stop_fd() const { return stop_.get(); }

 private:
  struct Client {
    UniqueFd socket;
    TimePoint deadline;
    std::string received;
    std::string answer;        // what is left of it; empty before the request is whole
    bool is_answered = false;  // all of it is written; the rest of what comes is read and dropped
  };

  void run();
  void accept_some(TimePoint now);
  // False: the client is done with.
  bool go_on(Client& client);
  bool read(Client& client);
  bool write(Client& client);
  static bool is_in_time(const Client& client);

  ListenAddress address_;
  UniqueFd listener_;
  UniqueFd stop_;
  Handler handler_;
  std::vector<Client> clients_;
  TimePoint accept_at_{};  // not before that
  std::thread thread_;
};

}  // namespace baton
