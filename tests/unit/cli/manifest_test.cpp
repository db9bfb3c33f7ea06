#include "cli/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/failure.h"
#include "schema_version.h"

namespace baton {
namespace {

using testing::HasSubstr;

std::vector<std::string> names(const std::vector<Script>& scripts) {
  std::vector<std::string> result;
  for (const Script& script : scripts) result.push_back(script.name);
  return result;
}

std::string refusal(std::span<const SqlFile> files, std::string_view path) {
  try {
    resolve_manifest(files, path);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), kInternal);
    return failure.what();
  }
  return "";
}

TEST(ResolveManifest, FollowsIncludesInTheirOrderRelativeToTheirFile) {
  const SqlFile files[] = {{"install.sql", "select 1;\n\\ir a/list.sql\nselect 2;\n"},
                           {"a/list.sql", "\\ir one.sql\n\\ir ../b/two.sql\n"},
                           {"a/one.sql", "select 'one';\n"},
                           {"b/two.sql", "select 'two';"}};
  const std::vector<Script> scripts = resolve_manifest(files, "install.sql");
  EXPECT_EQ(names(scripts), (std::vector<std::string>{"sql/install.sql", "sql/a/one.sql",
                                                      "sql/b/two.sql", "sql/install.sql"}));
  EXPECT_EQ(scripts[0].text, "select 1;\n");
  EXPECT_EQ(scripts[2].text, "select 'two';\n");
  EXPECT_EQ(scripts[3].text, "select 2;\n");
}

TEST(ResolveManifest, LeavesTransactionsAndPsqlSettingsToTheCaller) {
  const SqlFile files[] = {{"install.sql", "\\set ON_ERROR_STOP on\nbegin;\nselect 1;\nCOMMIT;\n"}};
  const std::vector<Script> scripts = resolve_manifest(files, "install.sql");
  ASSERT_EQ(scripts.size(), 1u);
  EXPECT_EQ(scripts[0].text, "select 1;\n");
}

TEST(ResolveManifest, KeepsBeginInsideAFunctionsBody) {
  const SqlFile files[] = {{"f.sql", "do $$\nbegin\n  perform 1;\nend\n$$;\n"}};
  EXPECT_THAT(resolve_manifest(files, "f.sql")[0].text, HasSubstr("\nbegin\n"));
}

TEST(ResolveManifest, RefusesWhatOnlyPsqlCanDo) {
  const SqlFile files[] = {{"install.sql", "select 1 \\gset\n\\if :x\n"}};
  EXPECT_THAT(refusal(files, "install.sql"), HasSubstr("\\if"));
}

TEST(ResolveManifest, RefusesAMissingFileAndACircle) {
  const SqlFile missing[] = {{"install.sql", "\\ir none.sql\n"}};
  EXPECT_THAT(refusal(missing, "install.sql"), HasSubstr("sql/none.sql"));
  const SqlFile circle[] = {{"a.sql", "\\ir b.sql\n"}, {"b.sql", "\\ir a.sql\n"}};
  EXPECT_THAT(refusal(circle, "a.sql"), HasSubstr("sql/a.sql includes itself"));
}

TEST(UpgradeScripts, RunsEveryMigrationBetweenTheVersionsInOrder) {
  const SqlFile files[] = {{"functions/f.sql", "select 'f';"},
                           {"migrations/0002_second.sql", "select 2;"},
                           {"migrations/0003_third.sql", "select 3;\n\\ir ../functions/f.sql\n"}};
  EXPECT_EQ(names(upgrade_scripts(files, 1, 3)),
            (std::vector<std::string>{"sql/migrations/0002_second.sql",
                                      "sql/migrations/0003_third.sql", "sql/functions/f.sql"}));
  EXPECT_EQ(names(upgrade_scripts(files, 2, 3)).size(), 2u);
  EXPECT_TRUE(upgrade_scripts(files, 3, 3).empty());
}

TEST(UpgradeScripts, RefusesAGap) {
  const SqlFile files[] = {{"migrations/0003_third.sql", "select 3;"}};
  EXPECT_THROW(upgrade_scripts(files, 1, 3), Failure);
}

TEST(EmbeddedSql, IsWholeAndOfTheVersionThatTheProgramClaims) {
  const std::vector<Script> scripts = resolve_manifest(sql_files(), "install.sql");
  EXPECT_GT(scripts.size(), 50u);
  std::string all;
  for (const Script& script : scripts) all += script.text;
  EXPECT_THAT(all, HasSubstr("create table baton.jobs"));
  const std::string version = "select " + std::to_string(kSchemaVersion) + ", database.oid";
  EXPECT_THAT(all, HasSubstr(version));
  EXPECT_NO_THROW(upgrade_scripts(sql_files(), 1, kSchemaVersion));
  EXPECT_THROW(upgrade_scripts(sql_files(), kSchemaVersion, kSchemaVersion + 1), Failure)
      << "there is a migration to a version that schema_version.h does not know";
}

}  // namespace
}  // namespace baton
