// Reports on the local disk: results that a database that is away has not confirmed yet, so that
// they outlive this process. In normal running nothing is written.
//
// One file for all reports that are kept at once, in a directory of one executor (by name; 0700,
// files 0600), written under another name, synced, renamed, and the directory synced. Each report
// says which database it belongs to, and carries a checksum. A file of which a part cannot be read
// is kept aside as well and never stands in the way.
//
// A file goes when the last of its reports is settled, so a successor may find settled ones.
// Several processes may use a directory (a predecessor that still ends). Neither does harm: reports
// name their attempt, so one that is reported twice counts once, and removing a file that is gone
// already is no error.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clock.h"
#include "report.h"

namespace baton {

// Makes it with mode 0700 where it does not exist. Throws std::system_error if that fails, or if it
// belongs to somebody else, who could hand us reports: the error names the owner.
void make_private_directory(const std::filesystem::path& path);

class Spool {
 public:
  // Below `base`, which must exist, for the executor of that name; there only while something is in
  // it. Throws as above where it could not be made.
  Spool(const std::filesystem::path& base, const std::string& executor_name);
  // Leaves no empty directory behind.
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Returns how many of the reports, from the first one on, are safe on disk now. Fewer than all
  // when the disk is full or the like: logged once until it works again; try again later.
  std::size_t keep(const std::vector<const Report*>& reports, const std::string& database,
                   TimePoint now);

  // What a predecessor (or this process) has kept for this database, oldest end first. What belongs
  // to another database stays where it is.
  std::vector<Report> load(const std::string& database, TimePoint now);

  // The report is settled. Passes over one that is not on disk.
  void remove(const std::string& token);

  // Of the reports on disk, those that are not settled.
  std::size_t size() const { return on_disk_.size(); }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  void make_directory() const;
  bool keep_together(std::span<const Report* const> reports, const std::string& database,
                     TimePoint now);
  void write(const std::string& name, std::string_view content) const;
  void sync_directory() const;
  // `is_still_needed`: it stays where it is too, for what can be read of it.
  void set_aside(const std::filesystem::path& file, const std::string& why,
                 bool is_still_needed) const;
  void note_on_disk(const std::string& token, const std::string& name);
  void note_failure(const std::string& why);

  std::filesystem::path base_;
  std::filesystem::path directory_;
  std::unordered_map<std::string, std::string> on_disk_;    // the names of the files, by token
  std::unordered_map<std::string, std::size_t> unsettled_;  // how many reports, by name of the file
  bool is_failing_ = false;
};

}  // namespace baton
