#include "process/exec_failure.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/unique_fd.h"
#include "process/text.h"

namespace baton {
namespace {

std::string error_text(int error) {
  return ::strerrordesc_np(error) != nullptr ? ::strerrordesc_np(error) : "unknown error";
}

// The interpreter that a script's first line names, "" if it has none.
std::string interpreter_of(const std::string& program) {
  const UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  char text[256];
  const ssize_t size = file.valid() ? ::read(file.get(), text, sizeof text) : -1;
  if (size < 3) return {};
  std::string_view line(text, static_cast<std::size_t>(size));
  if (!line.starts_with("#!")) return {};
  line =
      line.substr(2, line.find('\n') == std::string_view::npos ? line.npos : line.find('\n') - 2);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return clean_text(line.substr(0, line.find_first_of(" \t")));
}

NotStarted describe_missing(const std::string& program, const std::string& name) {
  struct stat status {};
  if (::stat(program.c_str(), &status) != 0) {
    return {NotStarted::Reason::kMissing, ENOENT, "The program " + name + " does not exist."};
  }
  const std::string interpreter = interpreter_of(program);
  if (interpreter.empty()) {
    return {NotStarted::Reason::kInterpreterMissing, ENOENT,
            "The program " + name + " exists, but the loader that it is linked for does not."};
  }
  // A carriage return is invisible and the usual reason.
  const bool windows_line = interpreter.ends_with('\r');
  return {NotStarted::Reason::kInterpreterMissing, ENOENT,
          "The first line of " + name + " names the interpreter " +
              (windows_line ? interpreter.substr(0, interpreter.size() - 1) : interpreter) +
              (windows_line
                   ? " followed by a carriage return (a Windows line end), which does not exist."
                   : ", which does not exist.")};
}

NotStarted describe_denied(const std::string& program, const std::string& name) {
  struct stat status {};
  if (::stat(program.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return {NotStarted::Reason::kNotExecutable, EACCES, name + " is a directory, not a program."};
  }
  const std::string interpreter = interpreter_of(program);
  if (!interpreter.empty() && ::access(program.c_str(), X_OK) == 0) {
    return {NotStarted::Reason::kNotExecutable, EACCES,
            "The interpreter " + interpreter + " of " + name + " may not be executed."};
  }
  return {NotStarted::Reason::kNotExecutable, EACCES,
          "The program " + name +
              " may not be executed: check its mode (chmod +x) and its file system (noexec)."};
}

NotStarted describe_busy(const std::string& program, const std::string& name) {
  const std::string interpreter = interpreter_of(program);
  return {NotStarted::Reason::kBusy, ETXTBSY,
          name + (interpreter.empty() ? "" : ", or its interpreter " + interpreter + ",") +
              " is being written to: deploy by rename (write a new file, then mv it over the old "
              "one)."};
}

NotStarted describe_failed_exec(const std::string& program, int error) {
  const std::string name = clean_text(program);
  switch (error) {
    case ENOENT:
      return describe_missing(program, name);
    case ENOTDIR:
      return {NotStarted::Reason::kMissing, error,
              "The program " + name + " does not exist: a part of its path is not a directory."};
    case EACCES:
    case EPERM:
      return describe_denied(program, name);
    case ENOEXEC:
    case ELIBBAD:
      return {NotStarted::Reason::kNotAProgram, error,
              name +
                  " is neither a program for this machine nor a script whose first line begins "
                  "with #!."};
    case ETXTBSY:
      return describe_busy(program, name);
    case E2BIG:
      return {
          NotStarted::Reason::kTooLarge, error,
          "The arguments and the environment of " + name + " are larger than the system takes."};
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case EAGAIN:
      return {NotStarted::Reason::kNoResources, error,
              "No resources to run " + name + ": " + error_text(error) + "."};
    default:
      return {NotStarted::Reason::kOther, error,
              "Cannot run " + name + ": " + error_text(error) + "."};
  }
}

}  // namespace

NotStarted describe_failed_launch(const std::string& program, wire::Stage stage, int error) {
  switch (stage) {
    case wire::Stage::kExec:
      return describe_failed_exec(program, error);
    case wire::Stage::kDirectory:
      return {NotStarted::Reason::kNoWorkingDirectory, error,
              "Cannot make the script's working directory: " + error_text(error) + "."};
    case wire::Stage::kNone:
    case wire::Stage::kSupervisor:
    case wire::Stage::kProcess:
      break;
  }
  return {NotStarted::Reason::kNoResources, error,
          "Cannot make a process: " + error_text(error) + "."};
}

}  // namespace baton
