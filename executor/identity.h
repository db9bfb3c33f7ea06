// Who this executor is, for the row that it registers.
#pragma once

#include <string>

namespace baton {

std::string random_uuid();
std::string host_name();
// Changes with every start of the machine; empty where Linux does not tell.
std::string boot_id();

}  // namespace baton
