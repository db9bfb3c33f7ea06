#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "database/client.h"

namespace baton {

struct RenderOptions {
  bool details = false;  // outputs, and `explanations`
  int max_lines =
      0;           // 0: as many as it takes; else ended phases become one line, then the end is cut
  int frame = -1;  // the picture of running steps in an animation; -1: it stands still
  std::map<std::string, std::string> explanations = {};  // by step
};

// The picture of a job: who it is and how far, its steps by phase, what went wrong and what to do next. Pure:
// the same answer of baton.job_status(), terminal and options give the same lines.
std::vector<std::string> render_job(const Terminal& terminal, const JobStatus& job,
                                    const RenderOptions& options = {});

}  // namespace baton
