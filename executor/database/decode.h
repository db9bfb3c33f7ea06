// Results of SQL functions as values. A result that is not as the protocol says throws
// ProtocolError: the schema and the program do not belong together.
#pragma once

#include <libpq-fe.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "database/replies.h"

namespace baton {

class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

Registered decode_registered(const PGresult* result);
std::vector<ReportResult> decode_reported(const PGresult* result);
// Fills claimed, next_due and tick_due.
void decode_claimed(const PGresult* result, Exchanged& exchanged);
Renewed decode_renewed(const PGresult* result);
Maintained decode_maintained(const PGresult* result);
PredecessorReleased decode_predecessor_released(const PGresult* result);
std::vector<std::string> decode_tokens(const PGresult* result);
JobSecrets decode_job_secrets(const PGresult* result);

// An array literal of PostgreSQL: {"a","b"}.
std::string array_literal(const std::vector<std::string>& values);

}  // namespace baton
