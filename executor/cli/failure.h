#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace baton {

// Exit statuses, after sysexits.h; executor.h has those of the executor.
enum ExitStatus : int {
  kDone = 0,
  kUsage = 64,          // the command line or the configuration file cannot be understood
  kBadInput = 65,       // a file or a value was understood and refused
  kNoInput = 66,        // a file cannot be read, a job does not exist
  kUnavailable = 69,    // the database cannot be reached
  kInternal = 70,       // a defect, or something the machine refused
  kTemporary = 75,      // --timeout passed
  kNoPermission = 77,   // the database refused this user
  kConfiguration = 78,  // schema missing, older or newer; wrong connection string
};

// Why a command ends early: one sentence, what to do about it, and the exit status. main prints
// both on stderr. Neither ever holds a password.
class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& sentence, std::string fix = {})
      : std::runtime_error(sentence), status_(status), fix_(std::move(fix)) {}

  ExitStatus status() const { return status_; }
  const std::string& fix() const { return fix_; }

 private:
  ExitStatus status_;
  std::string fix_;
};

}  // namespace baton
