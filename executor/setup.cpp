#include "setup.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "backoff.h"
#include "executor.h"
#include "identity.h"
#include "logging.h"
#include "process/process_mark.h"
#include "process/removal_failure.h"
#include "schema_version.h"
#include "supervise/remove_tree.h"

namespace baton {

namespace {

namespace fs = std::filesystem;

fs::path existing_directory(const fs::path& path, const std::string& option) {
  std::error_code error;
  const fs::path absolute = fs::canonical(path, error);
  if (error) {
    throw SetupError(kExitConfiguration, option + " " + path.string() + ": " + error.message() +
                                             "; create the directory or name another.");
  }
  if (!fs::is_directory(absolute)) {
    throw SetupError(kExitConfiguration,
                     option + " " + path.string() + " is not a directory; name one.");
  }
  return absolute;
}

// Under the name that was given: a link such as `current` may lead elsewhere later on, and is
// followed then.
fs::path named_directory(const fs::path& path, const std::string& option) {
  existing_directory(path, option);
  return fs::absolute(path);
}

constexpr const char* kPrefix = "baton-executor.";

// What lies directly below --run-dir, $TMPDIR or /tmp is made there.
fs::path parent_of_run_directories(const fs::path& chosen) {
  std::error_code error;
  fs::path parent = chosen;
  if (parent.empty()) parent = fs::temp_directory_path(error);
  if (error) parent = "/tmp";
  return existing_directory(parent, chosen.empty() ? "TMPDIR" : "--run-dir");
}

UniqueFd locked(const fs::path& directory) {
  UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd.valid() && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) fd.reset();
  return fd;
}

// A mount that a script left is nothing to fail on.
void remove_or_tell(const fs::path& directory) {
  const Leftover left = remove_tree(directory.c_str());
  if (!left) return;
  log_event(LogLevel::kWarning, "a part of a run directory is left",
            {{"why", describe_failed_removal(directory.string(), left)}});
}

void remove_abandoned(const fs::path& base) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(base, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    // One that another executor has made and not locked yet is younger than this.
    const auto age = fs::file_time_type::clock::now() - entry.last_write_time(error);
    if (error || age < std::chrono::minutes(1)) continue;
    if (const UniqueFd lock = locked(entry.path()); lock.valid()) remove_or_tell(entry.path());
  }
}

// A script's $TMPDIR has "/<pid>-<number>" more. Python's multiprocessing makes sockets in it,
// under names of 32 bytes, and says "AF_UNIX path too long".
void warn_if_long(const fs::path& run_directory) {
  constexpr std::int64_t kLongest = sizeof(sockaddr_un{}.sun_path) - 1;
  constexpr std::int64_t kOwn = 13;
  constexpr std::int64_t kNeeded = 32;
  const auto length = static_cast<std::int64_t>(run_directory.string().size());
  const std::int64_t left = kLongest - kOwn - length;
  if (left >= kNeeded) return;
  log_event(
      LogLevel::kWarning,
      "the run directory's path is long: scripts cannot make Unix sockets with ordinary names "
      "in $TMPDIR; name a shorter one with --run-dir",
      {{"directory", run_directory.string()},
       {"bytes_left", std::max<std::int64_t>(left, 0)},
       {"bytes_needed_by_python", kNeeded},
       {"too_long_by", kNeeded - left}});
}

int status_for(const std::error_code& error) {
  for (const std::errc passing : {std::errc::no_space_on_device, std::errc::too_many_files_open,
                                  std::errc::too_many_files_open_in_system,
                                  std::errc::not_enough_memory, std::errc::io_error}) {
    if (error == passing) return kExitUnavailable;
  }
  return error.value() == EDQUOT ? kExitUnavailable : kExitConfiguration;
}

fs::path parent_of_spool(const ExecutorOptions& options) {
  if (!options.spool_directory.empty()) {
    return existing_directory(options.spool_directory, "--spool-dir");
  }
  // systemd's StateDirectory=: kept where /tmp is a service's own, and gone with it. A list: the
  // first.
  const char* state = std::getenv("STATE_DIRECTORY");
  const std::string kept = state == nullptr ? "" : state;
  const fs::path base = kept.empty() ? parent_of_run_directories(options.run_directory) /
                                           ("baton-spool." + std::to_string(::geteuid()))
                                     : fs::path(kept.substr(0, kept.find(':'))) / "spool";
  make_private_directory(base);  // others may write to where it lies
  return base;
}

Spool spool_for(const ExecutorOptions& options) {
  try {
    return Spool(parent_of_spool(options), registration_for(options).name);
  } catch (const std::system_error& error) {
    throw SetupError(status_for(error.code()),
                     std::string("Results cannot be kept on disk: ") + error.what() +
                         "; name a directory of this user's own with --spool-dir.");
  }
}

}  // namespace

RunDirectory::RunDirectory(const fs::path& parent) {
  const fs::path base = parent_of_run_directories(parent);
  remove_abandoned(base);
  std::string pattern = (base / (std::string(kPrefix) + "XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    const std::error_code error(errno, std::generic_category());
    throw SetupError(status_for(error), "No working directory can be made in " + base.string() +
                                            ": " + error.message() +
                                            "; name another with --run-dir.");
  }
  path_ = pattern;
  warn_if_long(path_);
  lock_ = locked(path_);
}

void RunDirectory::restore() {
  struct stat status {};
  if (!lock_.valid() || ::fstat(lock_.get(), &status) != 0 || status.st_nlink > 0) return;
  std::error_code error;
  fs::create_directories(path_.parent_path(), error);
  if (::mkdir(path_.c_str(), 0700) == 0) {
    lock_ = locked(path_);
    log_event(LogLevel::kWarning, "the run directory was removed and is made again",
              {{"directory", path_.string()},
               {"hint", "what cleans up there must leave it: name another place with --run-dir"}});
    return;
  }
  log_event(LogLevel::kError, "the run directory was removed and cannot be made again",
            {{"directory", path_.string()},
             {"message", std::error_code(errno, std::generic_category()).message()}});
}

RunDirectory::~RunDirectory() { remove_or_tell(path_); }

Disk::Disk(const ExecutorOptions& options)
    : run_directory(options.run_directory), spool(spool_for(options)) {}

std::unique_ptr<Disk> wait_for_disk(const ExecutorOptions& options, Signals& signals) {
  Backoff backoff;
  for (;;) {
    try {
      return std::make_unique<Disk>(options);
    } catch (const SetupError& error) {
      if (error.exit_status != kExitUnavailable) throw;
      const Milliseconds wait = backoff.next();
      log_event(LogLevel::kWarning, error.what(), {{"again_in_ms", wait.count()}});
      flush_log();
      pollfd stop{.fd = signals.fd(), .events = POLLIN, .revents = 0};
      ::poll(&stop, 1, static_cast<int>(wait.count()));
      if (signals.take_stop_requests() > 0) return nullptr;
    }
  }
}

Registration registration_for(const ExecutorOptions& options) {
  Registration registration;
  registration.host = host_name();
  registration.name = options.name.empty() ? registration.host : options.name;
  const ProcessMark own = own_mark();
  registration.pid = own.pid;
  registration.boot_id = own.boot_id;
  registration.pid_namespace = own.pid_namespace;
  registration.process_start = static_cast<std::int64_t>(own.start_time);
  registration.machine_id = machine_id();
  registration.incarnation = random_uuid();
  registration.version = BATON_VERSION;
  registration.schema_version = kSchemaVersion;
  registration.queues = options.queues;
  registration.slots =
      options.slots > 0 ? options.slots : static_cast<int>(std::thread::hardware_concurrency());
  registration.slots = std::max(registration.slots, 1);
  registration.poll_only = registration.is_pooled = options.poll_only;
  return registration;
}

Workplace workplace_for(const ExecutorOptions& options, const RunDirectory& run_directory) {
  std::vector<std::string> directories;
  for (const fs::path& directory : options.commands) {
    directories.push_back(named_directory(directory, "--commands").string());
  }
  Workplace workplace{.commands = std::move(directories),
                      .secrets_directory = {},
                      .run_directory = run_directory.path().string(),
                      .environment = base_environment(),
                      .own_program = fs::read_symlink("/proc/self/exe").string()};
  if (!options.secrets_dir.empty()) {
    workplace.secrets_directory = named_directory(options.secrets_dir, "--secrets-dir").string();
  }
  return workplace;
}

SqlServer sql_server_for(const ExecutorOptions& options) {
  try {
    parse_connection_string(options.sql_connection);
  } catch (const std::invalid_argument& error) {
    throw SetupError(kExitConfiguration, std::string("--sql-connection: ") + error.what());
  }
  try {
    const std::string with_its_user = with_user(options.connection, "baton_sql");
    const std::string& own = options.sql_connection;
    return {.connection = own.empty() ? with_its_user : own,
            .is_ours = own.empty() || name_the_same_hosts(own, options.connection)};
  } catch (const std::invalid_argument& error) {
    throw SetupError(kExitConfiguration, std::string("The connection string: ") + error.what());
  }
}

}  // namespace baton
