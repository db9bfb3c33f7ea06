#pragma once

#include <CLI/CLI.hpp>

#include <istream>
#include <vector>

namespace baton {

// CLI11's configuration file (TOML-like: key = value, [executor], [jobs.list]), with two differences: a key
// that no option has is an error that names the nearest, and a BATON_* variable beats the file.
class ConfigFile : public CLI::ConfigTOML {
 public:
  // `program` must outlive this object.
  explicit ConfigFile(CLI::App& program) : program_(program) {}

  // Throws Failure with kConfiguration.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  const CLI::Option& find(const CLI::ConfigItem& item) const;
  [[noreturn]] void refuse(const CLI::App& section, const CLI::ConfigItem& item) const;

  CLI::App& program_;
};

// The long names of the options of a (sub)command, without dashes.
std::vector<std::string> option_names(const CLI::App& app);

}  // namespace baton
