#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "cli/spawned.h"

namespace baton {

struct PrivateServerOptions {
  std::filesystem::path directory;     // data/, socket/, log, password; made if it is not there
  std::filesystem::path postgres_bin;  // empty: found
  std::string port = "none";
  bool cron = true;  // load pg_cron if it is installed
  // Asked while something takes time; true ends it with Interrupted.
  std::function<bool()> interrupted = [] { return false; };
};

struct Interrupted {};

// A PostgreSQL of our own: data directory and Unix socket below one directory, nothing shared with other servers.
// As root it runs as user postgres. It shuts down with this object, and also when this process is killed.
class PrivateServer {
 public:
  // Starts it, after making the data directory if there is none. Throws Failure, Interrupted.
  explicit PrivateServer(PrivateServerOptions options);
  // Stops it in order: open transactions are rolled back, data is flushed.
  ~PrivateServer();

  // As user postgres: the superuser.
  const std::string& connection() const { return connection_; }
  std::string connection_as(const std::string& user) const;
  // For connections by TCP, which the superuser cannot make. Also in file `password`.
  std::string password() const;
  bool has_cron() const { return has_cron_; }
  bool is_new() const { return is_new_; }
  std::filesystem::path log() const { return options_.directory / "log"; }

  // Whether it has ended by itself within that time.
  bool ended(std::chrono::milliseconds limit) { return server_->wait(limit).has_value(); }

 private:
  void lock();
  void make_directories();
  void initialise();
  void start();
  void await_connection();
  void run(const std::vector<std::string>& arguments, const std::filesystem::path& input,
           const char* what);
  Spawned::Program program(const std::vector<std::string>& arguments) const;
  std::string last_log_lines() const;

  PrivateServerOptions options_;
  std::filesystem::path bin_;
  std::string address_;
  std::string connection_;
  bool has_cron_ = false;
  bool is_new_ = false;
  int lock_ = -1;
  std::unique_ptr<Spawned> server_;
};

}  // namespace baton
