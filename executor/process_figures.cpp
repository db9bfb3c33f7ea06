#include "process_figures.h"

#include <fmt/format.h>

namespace baton {

std::string metric_text(const char* name, const char* type, const char* help, double value,
                        const std::string& labels) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0}{3} {4}\n", name, help, type, labels,
                     value);
}

std::string label_value(const std::string& text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped + "\"";
}

std::string to_text(const ProcessFigures& figures) {
  const auto gauge = [](const char* name, const char* help, auto value) {
    return metric_text(name, "gauge", help, static_cast<double>(value));
  };
  const auto counter = [](const char* name, const char* help, std::int64_t value) {
    return metric_text(name, "counter", help, static_cast<double>(value));
  };
  const double outage = std::chrono::duration<double>(figures.outage).count();
  return gauge("baton_process_draining", "1 while this executor ends: it claims nothing more.",
               figures.is_draining) +
         gauge("baton_process_slots", "Steps that may run in this executor at once.",
               figures.slots) +
         gauge("baton_process_running_steps", "Steps that run in this executor.", figures.running) +
         gauge("baton_process_waiting_attempts",
               "Attempts that this executor has claimed and not begun.", figures.waiting) +
         gauge("baton_process_unconfirmed_results",
               "Results that the database has not confirmed yet.", figures.unconfirmed) +
         gauge("baton_process_results_on_disk", "Those of them that are on disk.",
               figures.on_disk) +
         gauge("baton_process_connected", "1 while this executor is connected to the database.",
               figures.is_connected) +
         gauge("baton_process_outage_seconds",
               "How long the connection has been away; 0 while there is one.", outage) +
         counter("baton_process_connections_total", "Connections made.", figures.connections) +
         counter("baton_process_connection_failures_total",
                 "Connections lost, and tries to make one that failed.",
                 figures.connection_failures) +
         counter("baton_process_connection_recoveries_total",
                 "Outages of the connection that ended.", figures.connection_recoveries);
}

}  // namespace baton
