#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"

namespace baton {

// One finding of `baton doctor`, as baton.health has them.
struct Check {
  std::string name;
  std::string status;  // ok, warning, problem
  std::string message;
  std::string fix;  // empty: nothing is to be done
};

std::vector<std::string> render_health(const Terminal& terminal, const std::vector<Check>& checks);

// 0 all is well, 1 there are warnings, 2 there are problems.
int health_status(const std::vector<Check>& checks);

}  // namespace baton
