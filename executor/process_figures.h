#pragma once

#include <cstdint>
#include <string>

#include "clock.h"

namespace baton {

// What an executor knows of itself without asking anybody.
struct ProcessFigures {
  std::string unwell;  // one sentence; empty: it does its work
  std::size_t slots = 0;
  std::size_t running = 0;
  std::size_t waiting = 0;      // claimed, and not begun yet
  std::size_t unconfirmed = 0;  // results that the database has not confirmed
  std::size_t on_disk = 0;
  bool is_draining = false;
  bool is_connected = false;
  Milliseconds outage{0};
  std::int64_t connections = 0;
  std::int64_t connection_failures = 0;
  std::int64_t connection_recoveries = 0;
};

// In the text format of Prometheus; all names begin with baton_process_.
std::string to_text(const ProcessFigures& figures);

// One family with one sample. `labels` is empty, or as it is written, with braces.
std::string metric_text(const char* name, const char* type, const char* help, double value,
                        const std::string& labels = {});
// A value of a label.
std::string label_value(const std::string& text);

}  // namespace baton
