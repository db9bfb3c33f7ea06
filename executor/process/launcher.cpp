#include "process/launcher.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "process/exec_failure.h"
#include "process/supervisor_pool.h"
#include "supervise/descriptor_limit.h"
#include "supervise/wire.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U  // Linux 6.3
#endif

namespace baton {
namespace {

NotStarted bad_request(std::string message) {
  return {NotStarted::Reason::kBadRequest, EINVAL, std::move(message)};
}

NotStarted no_resources(int error) {
  return describe_failed_launch("", wire::Stage::kSupervisor, error);
}

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

bool is_variable_name(std::string_view name) {
  return !name.empty() && !has_nul(name) && name.find('=') == name.npos;
}

const std::string& program_of(const LaunchRequest& request) {
  return request.program.empty() ? request.argv[0] : request.program;
}

// Values are never named: they may be secret.
std::optional<NotStarted> check(const LaunchRequest& request) {
  if (request.argv.empty() || !program_of(request).starts_with('/') || has_nul(request.program)) {
    return bad_request("The program is not given as an absolute path.");
  }
  for (std::size_t i = 0; i < request.argv.size(); ++i) {
    if (has_nul(request.argv[i])) {
      return bad_request("Argument " + std::to_string(i) + " contains a NUL character.");
    }
  }
  for (const auto& [name, value] : request.environment) {
    if (!is_variable_name(name)) {
      return bad_request(
          "The environment has a variable whose name is empty or contains \"=\" or NUL.");
    }
    if (has_nul(value)) {
      return bad_request("The environment variable " + name + " contains a NUL character.");
    }
  }
  for (const auto& name : request.directory_variables) {
    if (!is_variable_name(name)) return bad_request("A directory variable has a bad name.");
  }
  if (!request.base_directory.starts_with('/') || has_nul(request.base_directory)) {
    return bad_request("The base directory is not an absolute path.");
  }
  return std::nullopt;
}

struct Packed {
  wire::LaunchHeader header;
  std::string strings;
};

Packed pack(const LaunchRequest& request) {
  Packed packed;
  const auto add = [&packed](std::string_view text) {
    packed.strings.append(text).push_back('\0');
  };
  add(request.base_directory);
  add(program_of(request));
  for (const auto& argument : request.argv) add(argument);

  // The last value of a name counts, and what the supervisor sets counts above all.
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < request.environment.size(); ++i)
    last[request.environment[i].name] = i;
  last.erase("BATON_EVENTS");
  for (const auto& name : request.directory_variables) last.erase(name);
  for (std::size_t i = 0; i < request.environment.size(); ++i) {
    const auto& [name, value] = request.environment[i];
    const auto found = last.find(name);
    if (found == last.end() || found->second != i) continue;
    packed.strings.append(name).push_back('=');
    add(value);
    ++packed.header.environment_count;
  }
  for (const auto& name : request.directory_variables) add(name);

  packed.header.argument_count = static_cast<std::uint32_t>(request.argv.size());
  packed.header.directory_variable_count =
      static_cast<std::uint32_t>(request.directory_variables.size());
  packed.header.strings_size = packed.strings.size();
  packed.header.grace_ms = request.grace.count();
  return packed;
}

std::string token_of(const LaunchRequest& request) {
  std::string token;
  for (const auto& [name, value] : request.environment) {
    if (name == "BATON_ATTEMPT_TOKEN") token = value;
  }
  return token;
}

// A memory file with this content that nobody can change any more; invalid with errno set.
UniqueFd sealed_file(const char* name, std::string_view content) {
  UniqueFd file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL));
  if (!file.valid() && errno == EINVAL) {
    file.reset(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  }
  if (!file.valid()) return file;
  // pwrite leaves the position at the start, which is where the script reads from.
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t count = ::pwrite(file.get(), content.data() + done, content.size() - done,
                                   static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return UniqueFd();
    done += static_cast<std::size_t>(count);
  }
  ::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  return file;
}

struct Pipe {
  UniqueFd reader;  // non-blocking
  UniqueFd writer;  // blocking, as scripts expect
};

bool open_pipe(Pipe& pipe) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  pipe.reader.reset(ends[0]);
  pipe.writer.reset(ends[1]);
  return ::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

}  // namespace

std::string supervise_program() {
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::filesystem::path beside = here / "baton-supervise";
  std::error_code error;
  if (std::filesystem::exists(beside, error)) return beside;
  return here.parent_path() / "libexec/baton/baton-supervise";
}

Launcher::Launcher(const std::string& program)
    : descriptor_limit_(raise_descriptor_limit()),
      pool_(std::make_shared<SupervisorPool>(program)) {}

Launcher::~Launcher() = default;

pid_t Launcher::pid() const { return pool_->launcher_pid(); }

Launcher::Launched Launcher::launch(const LaunchRequest& request) {
  if (auto problem = check(request)) return *std::move(problem);
  Packed packed = pack(request);
  packed.header.descriptor_limit = descriptor_limit_;

  const UniqueFd document = sealed_file("baton-stdin", request.document);
  Pipe out;
  Pipe err;
  Pipe events;
  UniqueFd strings;
  const bool in_file = packed.strings.size() > wire::kInlineStrings;
  if (in_file) strings = sealed_file("baton-launch", packed.strings);
  if (!document.valid() || (in_file && !strings.valid()) || !open_pipe(out) || !open_pipe(err) ||
      !open_pipe(events)) {
    return no_resources(errno);
  }

  auto taken = pool_->take();
  if (const int* error = std::get_if<int>(&taken)) return no_resources(*error);
  auto& [control, process] = std::get<SupervisorPool::Supervisor>(taken);
  const wire::FdArray fds{document.get(),      out.writer.get(), err.writer.get(),
                          events.writer.get(), out.reader.get(), err.reader.get(),
                          events.reader.get(), strings.get()};
  const int error = wire::send_packet(control.get(), {&packed.header, sizeof packed.header},
                                      {packed.strings.data(), in_file ? 0 : packed.strings.size()},
                                      fds.data(), in_file ? wire::kMaxFds : wire::kStringsFd);
  if (error != 0) return no_resources(error);

  std::array<UniqueFd, kChannels> ends{std::move(out.reader), std::move(err.reader),
                                       std::move(events.reader), std::move(control)};
  return std::unique_ptr<Child>(
      new Child(pool_, {program_of(request), token_of(request), request.base_directory},
                std::move(ends), std::move(process)));
}

}  // namespace baton
