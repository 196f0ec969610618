// Rules of a table compared two by two: overlaps, conflicts and subsumed rules. Not part of the room's face.
#pragma once

#include "core/rules/bits.h"
#include "core/rules/table_outputs.h"
#include "core/rules/table_report.h"

namespace shuxin::rules::dmn {

/// Adds to the report what any two rules have to do with each other. `dead`: rules that can never fire, which
/// are not called subsumed besides.
void compare_pairs(Report& report, const Outputs& outputs, const Bits& dead, const AnalysisBounds& bounds);

}  // namespace shuxin::rules::dmn
