#include "cli/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "cli/failure.h"

namespace baton {
namespace {

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
    line.remove_suffix(1);
  }
  return line;
}

// Only at the beginning of a line: an indented "commit;" belongs to the body of a procedure.
bool is_transaction_control(std::string_view line) {
  std::string word(line);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return (word.starts_with("begin") && word.ends_with(";")) || word == "commit;" ||
         word == "start transaction;";
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

class Resolver {
 public:
  explicit Resolver(std::span<const SqlFile> files) : files_(files) {}

  void add(std::string_view path) {
    const std::string name(path);
    if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
      throw Failure(kInternal, fmt::format("sql/{} includes itself.", name));
    }
    open_.push_back(name);
    add_text(name, file(path).text);
    open_.pop_back();
  }

  std::vector<Script> take() { return std::move(scripts_); }

 private:
  const SqlFile& file(std::string_view path) const {
    const auto found = std::find_if(files_.begin(), files_.end(),
                                    [path](const SqlFile& file) { return file.path == path; });
    if (found != files_.end()) return *found;
    throw Failure(kInternal, fmt::format("sql/{} is not part of this program.", path),
                  "This is a defect of the build; please report it.");
  }

  void add_text(const std::string& name, std::string_view text) {
    std::string statements;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const std::string_view word = trimmed(line);
      if (word.starts_with('\\')) {
        flush(name, statements);
        run_command(name, word);
      } else if (!is_transaction_control(line)) {
        statements.append(line);
        statements.push_back('\n');
      }
    }
    flush(name, statements);
  }

  void flush(const std::string& name, std::string& statements) {
    if (!is_blank(statements)) scripts_.push_back({"sql/" + name, statements});
    statements.clear();
  }

  void run_command(const std::string& name, std::string_view line) {
    const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view command = line.substr(0, space);
    if (command == "\\ir" || command == "\\include_relative") {
      const std::filesystem::path directory = std::filesystem::path(name).parent_path();
      add((directory / trimmed(line.substr(space))).lexically_normal().generic_string());
      return;
    }
    static constexpr std::array<std::string_view, 5> kForPsqlOnly{"\\set", "\\unset", "\\echo",
                                                                  "\\pset", "\\timing"};
    if (std::find(kForPsqlOnly.begin(), kForPsqlOnly.end(), command) == kForPsqlOnly.end()) {
      throw Failure(kInternal, fmt::format("sql/{} uses {}, which only psql knows.", name, command),
                    "This is a defect of the build; please report it.");
    }
  }

  std::span<const SqlFile> files_;
  std::vector<std::string> open_;
  std::vector<Script> scripts_;
};

int migration_number(std::string_view path) {
  constexpr std::string_view kFolder = "migrations/";
  if (!path.starts_with(kFolder)) return 0;
  path.remove_prefix(kFolder.size());
  int number = 0;
  std::from_chars(path.data(), path.data() + path.size(), number);
  return number;
}

}  // namespace

std::vector<Script> resolve_manifest(std::span<const SqlFile> files, std::string_view path) {
  Resolver resolver(files);
  resolver.add(path);
  return resolver.take();
}

std::vector<Script> upgrade_scripts(std::span<const SqlFile> files, int from, int to) {
  Resolver resolver(files);
  for (int version = from + 1; version <= to; ++version) {
    const auto found = std::find_if(files.begin(), files.end(), [version](const SqlFile& file) {
      return migration_number(file.path) == version;
    });
    if (found == files.end()) {
      throw Failure(kInternal, fmt::format("There is no migration to schema version {}.", version),
                    "This is a defect of the build; please report it.");
    }
    resolver.add(found->path);
  }
  return resolver.take();
}

}  // namespace baton
