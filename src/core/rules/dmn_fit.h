// Coercion that costs next to nothing where there is nothing to convert. Not part of the room's face.
#pragma once

#include <utility>

#include "core/rules/type.h"

namespace shuxin::rules::dmn {

/// The same as coerce(): scalars that are of the type already are passed through.
[[nodiscard]] inline Value fit(Value value, const Type& type) {
  static_assert(static_cast<int>(Type::Kind::Boolean) == static_cast<int>(Kind::Boolean) + 1 &&
                static_cast<int>(Type::Kind::DaysTime) == static_cast<int>(Kind::DaysTime) + 1);
  if (type.is_any()) return value;
  const int kind = static_cast<int>(value.kind());
  const bool scalar = kind >= static_cast<int>(Kind::Boolean) && kind <= static_cast<int>(Kind::DaysTime);
  if (scalar && static_cast<int>(type.kind()) == kind + 1 && type.allows(value)) return value;
  return coerce(std::move(value), type);
}

}  // namespace shuxin::rules::dmn
