#include "cli/private_server.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <system_error>

#include <fmt/format.h>

#include "cli/failure.h"
#include "cli/postgres_programs.h"
#include "database/client.h"
#include "supervise/remove_tree.h"

namespace baton {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kDatabase = "baton";
// sockaddr_un holds 108 bytes, with the name of the socket and the closing zero.
constexpr std::size_t kLongestSocketDirectory = 85;

bool is_root() { return geteuid() == 0; }

const passwd& postgres_user() {
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) {
    throw Failure(
        kNoPermission, "PostgreSQL does not run as root, and there is no user postgres.",
        "Run as an ordinary user, or install PostgreSQL's package, which makes that user.");
  }
  return *user;
}

void make_private(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    throw Failure(kNoPermission,
                  fmt::format("{} cannot be made: {}.", directory.string(), error.message()),
                  "Name another place with --dir.");
  }
  fs::permissions(directory, fs::perms::owner_all, error);
  if (is_root()) {
    const passwd& user = postgres_user();
    if (chown(directory.c_str(), user.pw_uid, user.pw_gid) != 0) {
      throw Failure(kNoPermission,
                    fmt::format("{} cannot be given to user postgres.", directory.string()));
    }
  }
}

// Root can go everywhere, user postgres cannot, and says it less clearly.
void check_way(const fs::path& directory) {
  if (!is_root()) return;
  for (fs::path part = directory.parent_path(); part.has_relative_path();
       part = part.parent_path()) {
    struct stat status {};
    if (stat(part.c_str(), &status) != 0 || (status.st_mode & S_IXOTH) != 0) continue;
    if (status.st_uid == postgres_user().pw_uid) continue;
    throw Failure(kNoPermission, fmt::format("User postgres cannot enter {}.", part.string()),
                  fmt::format("Name another place with --dir, or: chmod o+x {}", part.string()));
  }
}

std::string random_password() {
  static constexpr std::string_view kLetters =
      "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> letter(0, kLetters.size() - 1);
  std::string password;
  for (int i = 0; i < 24; ++i) password += kLetters[letter(device)];
  return password;
}

void write_file(const fs::path& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool good =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) close(file);
  if (!good)
    throw Failure(kNoPermission, fmt::format("{} cannot be written.", path.string()),
                  "Check its directory.");
  if (is_root() && chown(path.c_str(), postgres_user().pw_uid, postgres_user().pw_gid) != 0) {
    throw Failure(kNoPermission,
                  fmt::format("{} cannot be given to user postgres.", path.string()));
  }
}

}  // namespace

PrivateServer::PrivateServer(PrivateServerOptions options) : options_(std::move(options)) {
  bin_ = options_.postgres_bin.empty() ? find_postgres() : fs::absolute(options_.postgres_bin);
  if (!fs::exists(bin_ / "initdb") || !fs::exists(bin_ / "postgres")) {
    throw Failure(kConfiguration, fmt::format("initdb and postgres are not in {}.", bin_.string()),
                  "Correct --postgres-bin.");
  }
  options_.directory = fs::absolute(options_.directory).lexically_normal();
  if (!options_.directory.has_filename()) options_.directory = options_.directory.parent_path();
  has_cron_ = options_.cron && has_pg_cron(bin_);
  make_directories();
  lock();
  if (!fs::exists(options_.directory / "data/PG_VERSION")) initialise();
  start();
  await_connection();
}

PrivateServer::~PrivateServer() {
  if (server_ != nullptr) {
    server_->signal(SIGINT);  // "fast": does not wait for clients
    if (!server_->wait(seconds(30))) {
      server_->signal(SIGQUIT);
      server_->wait(seconds(5));
    }
    server_.reset();
  }
  if (lock_ >= 0) close(lock_);
}

void PrivateServer::make_directories() {
  std::error_code error;
  const bool is_there = fs::exists(options_.directory, error);
  fs::create_directories(options_.directory, error);
  if (error) {
    throw Failure(
        kNoPermission,
        fmt::format("{} cannot be made: {}.", options_.directory.string(), error.message()),
        "Name another place with --dir.");
  }
  // User postgres must be able to pass; what is below is its own.
  if (!is_there) fs::permissions(options_.directory, fs::perms(is_root() ? 0711 : 0700), error);
  check_way(options_.directory / "data");
  make_private(options_.directory / "data");
  make_private(options_.directory / "socket");
}

void PrivateServer::lock() {
  const fs::path file = options_.directory / "lock";
  lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0)
    throw Failure(kNoPermission, fmt::format("{} cannot be written.", file.string()),
                  "Check its directory.");
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    throw Failure(kTemporary,
                  fmt::format("Another baton dev uses {}.", options_.directory.string()),
                  "Stop it, or name another place with --dir.");
  }
}

Spawned::Program PrivateServer::program(const std::vector<std::string>& arguments) const {
  Spawned::Program program;
  // setpriv also makes the server end when this process is killed.
  program.arguments = {"setpriv", "--pdeathsig", "INT"};
  if (is_root())
    program.arguments.insert(program.arguments.end(),
                             {"--reuid=postgres", "--regid=postgres", "--init-groups"});
  program.arguments.insert(program.arguments.end(), arguments.begin(), arguments.end());
  program.environment = {fmt::format("PATH={}:/usr/bin:/bin", bin_.string()), "LC_ALL=C.UTF-8"};
  if (const char* zone = std::getenv("TZ"))
    program.environment.push_back(fmt::format("TZ={}", zone));
  program.log = log();
  return program;
}

void PrivateServer::run(const std::vector<std::string>& arguments, const fs::path& input,
                        const char* what) {
  Spawned::Program wanted = program(arguments);
  wanted.input = input;
  Spawned process(wanted);
  std::optional<int> status;
  while (!(status = process.wait(milliseconds(100)))) {
    if (options_.interrupted()) throw Interrupted{};
  }
  if (*status != 0)
    throw Failure(kInternal, fmt::format("{} failed: {}", what, last_log_lines()),
                  fmt::format("All of it is in {}.", log().string()));
}

void PrivateServer::initialise() {
  is_new_ = true;
  const fs::path data = options_.directory / "data";
  const fs::path statement = options_.directory / "create.sql";
  write_file(options_.directory / "password", random_password() + "\n");
  write_file(statement, fmt::format("create database {}\n", kDatabase));
  try {
    run({(bin_ / "initdb").string(), "-D", data.string(), "-U", "postgres", "--auth-local=trust",
         "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"},
        "/dev/null", "initdb");
    // Before the server runs: pg_cron's launcher wants its database at the start.
    run({(bin_ / "postgres").string(), "--single", "-D", data.string(), "postgres"}, statement,
        "create database");
  } catch (...) {
    // A half-made data directory would be taken for a whole one the next time.
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(data, ignored))
      remove_tree(entry.path().c_str());
    throw;
  }
  fs::remove(statement);
}

void PrivateServer::start() {
  fs::path socket = options_.directory / "socket";
  if (socket.string().size() > kLongestSocketDirectory) {
    throw Failure(kUsage,
                  fmt::format("The path {} is too long for a Unix socket.", socket.string()),
                  "Name a shorter place with --dir.");
  }
  const bool tcp = options_.port != "none";
  const std::string port = tcp ? options_.port : "5432";
  std::vector<std::string> arguments{(bin_ / "postgres").string(), "-D",
                                     (options_.directory / "data").string()};
  const auto set = [&](const std::string& name, const std::string& value) {
    arguments.push_back("-c");
    arguments.push_back(name + "=" + value);
  };
  set("listen_addresses", tcp ? "127.0.0.1" : "");
  set("port", port);
  set("unix_socket_directories", socket.string());
  set("log_line_prefix", "%m [%p] %a ");
  if (has_cron_) {
    set("shared_preload_libraries", "pg_cron");
    set("cron.database_name", kDatabase);
    set("cron.use_background_workers", "on");
  }
  address_ = fmt::format("host={} port={} dbname={}", socket.string(), port, kDatabase);
  connection_ = connection_as("postgres");
  server_ = std::make_unique<Spawned>(program(arguments));
}

void PrivateServer::await_connection() {
  const auto deadline = std::chrono::steady_clock::now() + seconds(60);
  while (true) {
    try {
      Client(connection_, "baton dev");
      return;
    } catch (const DatabaseFailure& failure) {
      if (options_.interrupted()) throw Interrupted{};
      if (ended(milliseconds(50)) || std::chrono::steady_clock::now() > deadline) {
        throw Failure(kUnavailable, fmt::format("PostgreSQL did not start: {}", last_log_lines()),
                      fmt::format("All of it is in {}.", log().string()));
      }
    }
  }
}

std::string PrivateServer::connection_as(const std::string& user) const {
  return fmt::format("{} user={}", address_, user);
}

std::string PrivateServer::password() const {
  std::ifstream file(options_.directory / "password");
  std::string password;
  std::getline(file, password);
  return password;
}

std::string PrivateServer::last_log_lines() const {
  std::ifstream file(log());
  std::string line;
  std::string last;
  while (std::getline(file, line)) {
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace baton
