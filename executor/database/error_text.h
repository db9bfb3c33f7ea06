#pragma once

#include <string>

#include "database/database_error.h"

namespace baton {

// Takes apart what libpq makes of an error ("ERROR:  sentence\nDETAIL:  ...\nHINT:  ..."), because
// libpqxx 6 keeps nothing else. A verbose text's SQLSTATE beats `sqlstate`. DETAIL is joined to the message; LINE and CONTEXT are left out.
DatabaseError parse_error_text(const std::string& text, const std::string& sqlstate);

}  // namespace baton
