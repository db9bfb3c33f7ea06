#include "cli/command_line_app.h"

namespace baton {

void CommandLine::add_archive() {
  CLI::App* archive = command(
      app_, "archive", "See which months of ended jobs are archived, and export them", "", nullptr);
  CLI::App* list = command(
      *archive, "list", "List the months of the archive, in the database and in files",
      "A month is open (this one), to export, exported, changed (jobs came after its "
      "export:\nexport it again), or dropped from the database, so that only its file is left.",
      [this]() -> Command { return archive_list_; });
  list->add_flag("--json", archive_list_.json, "One JSON object per line");

  CLI::App* exporting = command(
      *archive, "export", "Write a month that has ended to a file",
      "Writes DIR/baton-archive-MONTH.jsonl.gz, one JSON document per job, and beside it its "
      "checksum for\n`sha256sum --check`; reads it back, and records file, checksum and counts in "
      "the database. Only\nthen may retention drop the month.",
      [this]() -> Command { return archive_export_; });
  exporting->add_option("--month", archive_export_.month, "The month, such as 2026-01")
      ->required()
      ->type_name("MONTH");
  exporting->add_option("--to", archive_export_.to, "The directory that gets the file")
      ->required()
      ->type_name("DIR");
  exporting->add_flag("--json", archive_export_.json, "One JSON document");
}

}  // namespace baton
