# Library baton_sql_files: every file under sql/ as text inside the binary, so that `baton migrate`
# needs no checkout. Generated again whenever one of the files changes, comes or goes.

file(GLOB_RECURSE sql_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sql/*.sql)
set(sql_generated ${PROJECT_BINARY_DIR}/generated)

add_custom_command(
  OUTPUT ${sql_generated}/sql_files.cpp
  COMMAND ${CMAKE_COMMAND} -D SQL_DIRECTORY=${PROJECT_SOURCE_DIR}/sql
          -D OUTPUT=${sql_generated}/sql_files.cpp
          -P ${PROJECT_SOURCE_DIR}/scripts/cmake/embed_sql.cmake
  DEPENDS ${sql_sources} ${PROJECT_SOURCE_DIR}/scripts/cmake/embed_sql.cmake
  COMMENT "Embedding sql/"
  VERBATIM)

file(CONFIGURE OUTPUT ${sql_generated}/sql_files.h CONTENT [[#pragma once

#include <span>
#include <string_view>

namespace baton {

/// One file of sql/, as it was when the binary was built.
struct SqlFile {
  std::string_view path;  ///< relative to sql/, such as "functions/claim/claim_steps.sql"
  std::string_view text;
};

/// Every file of sql/, sorted by path. The texts live as long as the program.
std::span<const SqlFile> sql_files();

}  // namespace baton
]] @ONLY)

add_library(baton_sql_files STATIC ${sql_generated}/sql_files.cpp)
target_include_directories(baton_sql_files PUBLIC ${sql_generated})
target_link_libraries(baton_sql_files PRIVATE baton_warnings)
# clang counts the characters of the texts, and gives up after a million.
target_compile_options(baton_sql_files PRIVATE $<$<CXX_COMPILER_ID:Clang>:-fconstexpr-steps=100000000>)
