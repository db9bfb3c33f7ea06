#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "cli/apply.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/executor_checks.h"
#include "cli/failure.h"
#include "cli/migrate.h"
#include "cli/private_server.h"
#include "executor.h"
#include "process/removal_failure.h"
#include "signals.h"
#include "supervise/remove_tree.h"

namespace baton {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// What people and applications log in as; Baton's own sessions are the superuser's.
constexpr const char* kDeveloper = "dev";

void say(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

// Where everything is kept; a temporary one goes with this object.
class Place {
 public:
  explicit Place(const fs::path& wanted)
      : path_(wanted.empty() ? wanted : fs::absolute(wanted).lexically_normal()),
        is_temporary_(wanted.empty()) {
    if (!is_temporary_) return;
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "baton-dev.XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw Failure(
          kNoPermission,
          fmt::format("No directory can be made in {}.", fs::path(pattern).parent_path().string()),
          "Name a place with --dir.");
    }
    path_ = pattern;
    // As root, the server's user must be able to pass.
    if (geteuid() == 0) chmod(path_.c_str(), 0711);
  }
  ~Place() {
    const Leftover left = is_temporary_ ? remove_tree(path_.c_str()) : Leftover{};
    if (left) say(describe_failed_removal(path_.string(), left));
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  const fs::path& path() const { return path_; }
  bool is_temporary() const { return is_temporary_; }

 private:
  fs::path path_;
  bool is_temporary_;
};

// Whole or not at all: whoever waits for the file may read it as soon as it is there.
void write_ready_file(const fs::path& path, const std::string& connection) {
  const fs::path unfinished = path.string() + ".new";
  std::ofstream file(unfinished);
  file << connection << '\n';
  file.close();
  std::error_code error;
  if (file) fs::rename(unfinished, path, error);
  if (!file || error)
    fmt::print(stderr, "baton: the ready file {} cannot be written\n", path.string());
}

// While the executor has the main thread: says when all is up, and ends the executor if the server is gone.
class Watch {
 public:
  Watch(PrivateServer& server, const fs::path& ready_file)
      : server_(server), ready_file_(ready_file), thread_([this] { run(); }) {}
  ~Watch() {
    stopping_ = true;
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool server_is_gone() const { return gone_; }

 private:
  void run() {
    bool announced = false;
    while (!stopping_) {
      if (server_.ended(milliseconds(announced ? 200 : 20))) {
        gone_ = true;
        return hurry();
      }
      if (!announced) announced = announce_if_up();
    }
  }

  // Nothing can be reported any more, so there is nothing to drain for, and nothing to wait for
  // once the executor has seen that itself. Two signals at once, because two of one kind are one.
  void hurry() {
    while (!stopping_) {
      for (const int signal : {SIGTERM, SIGINT}) kill(getpid(), signal);
      std::this_thread::sleep_for(milliseconds(500));
    }
  }

  bool announce_if_up() {
    try {
      if (!Client(server_.connection(), "baton dev").executor_is_alive(getpid())) return false;
    } catch (const DatabaseFailure&) {
      return false;
    }
    say("ready; Ctrl-C stops all of it");
    if (!ready_file_.empty()) write_ready_file(ready_file_, server_.connection_as(kDeveloper));
    return true;
  }

  PrivateServer& server_;
  fs::path ready_file_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> gone_ = false;
  std::thread thread_;
};

void check_port(const std::string& port) {
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  const bool good =
      error == std::errc{} && end == port.data() + port.size() && number > 0 && number < 65536;
  if (!good && port != "none") {
    throw Failure(kUsage, "--port is a number up to 65535, or none.",
                  "With none there is only a Unix socket.");
  }
}

// Without --commands there is a directory to put them in.
ExecutorOptions executor_options(const DevOptions& options, const Place& place,
                                 const std::string& connection) {
  ExecutorOptions executor = options.executor;
  executor.connection = connection;
  if (executor.commands.empty()) {
    const fs::path commands = place.path() / "commands";
    fs::create_directories(commands);
    executor.commands.push_back(commands);
    say(fmt::format("commands: put the programs of your steps into {}", commands.string()));
  }
  if (executor.spool_directory.empty()) {
    executor.spool_directory = place.path() / "spool";
    fs::create_directories(executor.spool_directory);
  }
  return checked(executor);
}

int serve(const DevOptions& options, const Place& place, Launcher& launcher, Signals& signals) {
  PrivateServer server({.directory = place.path(),
                        .postgres_bin = options.postgres_bin,
                        .port = options.port,
                        .cron = options.cron,
                        .interrupted = [&signals] { return signals.take_stop_requests() > 0; }});
  say(fmt::format("PostgreSQL runs in {}{}", place.path().string(),
                  place.is_temporary() ? ", to be removed at the end" : ""));
  {
    Client client = connect(server.connection(), "baton dev");
    say(describe(migrate_schema(client, false), false));
    say(set_up_cron(client, false).sentence);
    client.let_in_developer(kDeveloper, server.password());
    if (!options.apply.empty()) {
      ApplyOptions apply;
      apply.files = options.apply;
      apply.commands = options.executor.commands;
      apply_files(client, detect_terminal(Colour::kAuto), apply);
    }
  }
  const ExecutorOptions executor = executor_options(options, place, server.connection());
  say(fmt::format("psql '{}'", server.connection_as(kDeveloper)));
  say(fmt::format("for a superuser's rights: psql '{}'", server.connection()));
  if (options.port != "none") {
    say(fmt::format("also on 127.0.0.1:{}, user {}, password in {}", options.port, kDeveloper,
                    (place.path() / "password").string()));
  }

  int status = 0;
  bool gone = false;
  {
    Watch watch(server, options.ready_file);
    status = run_executor(executor, launcher);
    gone = watch.server_is_gone();
  }
  if (gone) {
    throw Failure(kUnavailable, "PostgreSQL has ended by itself.",
                  fmt::format("Look into {}.", server.log().string()));
  }
  return status;
}

}  // namespace

int run_dev(const DevOptions& options, Launcher& launcher) {
  check_port(options.port);
  if (!options.executor.commands.empty()) checked(options.executor);
  // From here on Ctrl-C and SIGTERM are asked for, until the executor listens to them itself.
  Signals signals;
  const Place place(options.directory);
  std::error_code ignored;
  if (!options.ready_file.empty()) fs::remove(options.ready_file, ignored);
  int status = 0;
  try {
    status = serve(options, place, launcher, signals);
  } catch (const Interrupted&) {
    say("interrupted");
  }
  if (!options.ready_file.empty()) fs::remove(options.ready_file, ignored);
  return status;
}

}  // namespace baton
