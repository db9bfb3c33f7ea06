// Processes of attempts that have ended, which a crash of an executor and its supervisors left behind.
#pragma once

#include <string>
#include <vector>

namespace baton {

// Every process of this machine that carries an attempt's marker and has outlived its supervisor, as ended_attempts() wants it: a JSON array,
// empty text when there is none. Whose they are only the database knows: another executor's, another
// database's, or nobody's any more.
std::string describe_orphaned_processes();

// Kills what carries the tokens.
void kill_strays(const std::vector<std::string>& tokens);

}  // namespace baton
