// Processes of scripts that could not be killed: their attempts have ended, they have not.
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "process/child_result.h"
#include "report.h"

namespace baton {

class Survivors {
 public:
  void add(const AttemptId& id, const std::vector<Survivor>& survivors);

  // Those that live, as renew_lease() wants them: a JSON array. The others are forgotten.
  std::string text();

 private:
  struct Known {
    AttemptId id;
    Survivor who;
    UniqueFd process;  // a pidfd
  };
  std::vector<Known> known_;
};

}  // namespace baton
