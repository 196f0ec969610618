// Codes that nobody can guess.
#pragma once

#include <string>

namespace shuxin::app {

/// 16 characters of the 31 that cannot be mistaken for each other: 79 bits from the system's source of
/// chance.
[[nodiscard]] std::string random_code();

}  // namespace shuxin::app
