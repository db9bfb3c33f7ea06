# cmake -D SQL_DIRECTORY=... -D OUTPUT=... -P embed_sql.cmake
# Writes the C++ table of all SQL files. Raw string literals keep the text as it is; their
# delimiter may not occur in it.

file(GLOB_RECURSE paths RELATIVE ${SQL_DIRECTORY} ${SQL_DIRECTORY}/*.sql)
list(SORT paths)
list(LENGTH paths count)

set(table "")
foreach(path IN LISTS paths)
  file(READ "${SQL_DIRECTORY}/${path}" text)
  string(FIND "${text}" ")baton_sql\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${path} contains the delimiter )baton_sql\"")
  endif()
  string(APPEND table "    SqlFile{\"${path}\", R\"baton_sql(${text})baton_sql\"},\n")
endforeach()

file(WRITE "${OUTPUT}" "#include \"sql_files.h\"

#include <array>

namespace baton {
namespace {

constexpr std::array<SqlFile, ${count}> kSqlFiles{{
${table}}};

}  // namespace

std::span<const SqlFile> sql_files() { return kSqlFiles; }

}  // namespace baton
")
