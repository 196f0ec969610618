// What is checked of a catalogue as a whole, once all its files are read. Private to the catalogue.
#pragma once

#include "core/catalog/catalog.h"

namespace shuxin::catalog {

/// Every name that one definition uses of another, versions that overlap, states that cannot be reached or
/// left, circles, promises longer than the law's limit.
void check_references(const Catalogue& catalogue, base::Diagnostics& diagnostics);

/// Compiles every FEEL formula against the names in force where it stands (form, facts, case, …).
void compile_formulas(Catalogue& catalogue, base::Diagnostics& diagnostics);

}  // namespace shuxin::catalog
