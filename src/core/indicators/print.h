// How a figure is said: rounded, with its unit, and with 余, 超 or 以上 where the rule asks for them.
#pragma once

#include "core/indicators/definitions.h"

namespace shuxin::indicators {

/// The number and unit in words. 余 and 超 are said only of what is more than a whole number of steps; a
/// figure that is exactly so many steps is printed as it is. 以上 holds for that too, and is said of it.
/// Below one step a figure is printed as it is.
[[nodiscard]] Text print_figure(const Indicator& indicator, base::Decimal rounded);

/// The number and unit alone, without what the print rule makes of it.
[[nodiscard]] Text print_amount(const Indicator& indicator, base::Decimal rounded);

/// `42.6%`, or `-3.0%`: the decimals of the rule are kept.
[[nodiscard]] Text print_percent(base::Decimal percent, int decimals);

/// Digits with exactly so many decimals.
[[nodiscard]] std::string fixed(base::Decimal number, int decimals);

}  // namespace shuxin::indicators
