#pragma once

namespace baton {

// The schema that this program was built for. It grows with every file in sql/migrations/; a unit
// test compares it with them and with sql/schema/installation.sql.
inline constexpr int kSchemaVersion = 1;

}  // namespace baton
