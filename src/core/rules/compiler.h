// The last stage before evaluating: syntax tree to nodes, with names resolved to slots and types inferred.
#pragma once

#include "core/base/diagnostic.h"
#include "core/rules/node.h"

namespace shuxin::rules {

/// Fills `code.body`, `code.type` and `code.inputs` from `code.syntax`, or from `code.tests_syntax` for unary
/// tests of a value of type `tested`. What cannot be right is told as warnings: the null that it gives at run
/// time is FEEL's answer to it.
void compile_code(Code& code, const Scope& scope, const Type* tested, const base::Place& place,
                  base::Diagnostics& diagnostics);

}  // namespace shuxin::rules
