// What types operators and paths give, as far as the types of their parts tell.
#pragma once

#include <string>

#include "core/rules/ast.h"
#include "core/rules/type.h"

namespace shuxin::rules {

/// Nothing is known of it before it is evaluated, or it is the null that every operator takes.
bool is_open(const Type& type);

/// `base.name`: of a list, the list of the members; Any when nothing tells.
Type type_of_member(const Type& base, const std::string& name);

/// Whether a context of this type may have members that its type does not name.
bool could_have_member(const Type& type);

/// Any when the standard leaves it undefined (DMN 1.5, 10.3.2.3) or nothing tells.
Type type_of_arithmetic(ast::Operator op, const Type& a, const Type& b);

/// Both types are known, and the operator gives null for all their values.
bool is_undefined(ast::Operator op, const Type& a, const Type& b);

/// Both types are known, and no value of one can be compared with one of the other.
bool are_never_comparable(const Type& a, const Type& b);

}  // namespace shuxin::rules
