#include "core/rules/inference.h"

namespace shuxin::rules {

using ast::Operator;
using TypeKind = Type::Kind;

bool is_open(const Type& type) {
  return type.is_any() || type.kind() == TypeKind::Null;
}

Type type_of_member(const Type& base, const std::string& name) {
  if (base.kind() == TypeKind::List) return Type::list(type_of_member(base.element(), name));
  if (const Type* member = base.find_member(name)) return *member;
  if (base.kind() == TypeKind::Range && (name == "start" || name == "end")) return base.element();
  return TypeKind::Any;
}

bool could_have_member(const Type& type) {
  return is_open(type) || type.kind() == TypeKind::Context;
}

Type type_of_arithmetic(Operator op, const Type& a, const Type& b) {
  const auto is_point = [](const Type& t) {
    return t.kind() == TypeKind::Date || t.kind() == TypeKind::DateTime || t.kind() == TypeKind::Time;
  };
  const auto is_duration = [](const Type& t) {
    return t.kind() == TypeKind::DaysTime || t.kind() == TypeKind::YearsMonths;
  };
  if (a.kind() == TypeKind::Number && b.kind() == TypeKind::Number) return TypeKind::Number;
  if (op == Operator::Power) return TypeKind::Number;
  if (op == Operator::Subtract && is_point(a) && is_point(b)) return TypeKind::DaysTime;
  if (is_point(a) && is_duration(b)) return a;
  if (op == Operator::Add && is_duration(a) && is_point(b)) return b;
  if ((op == Operator::Add || op == Operator::Subtract) && a == b) return a;
  if (op == Operator::Divide && is_duration(a) && a == b) return TypeKind::Number;
  if ((op == Operator::Multiply || op == Operator::Divide) && is_duration(a) && b.kind() == TypeKind::Number)
    return a;
  if (op == Operator::Multiply && a.kind() == TypeKind::Number && is_duration(b)) return b;
  return TypeKind::Any;
}

bool is_undefined(Operator op, const Type& a, const Type& b) {
  if (is_open(a) || is_open(b)) return false;
  const bool numbers = a.kind() == TypeKind::Number && b.kind() == TypeKind::Number;
  const bool strings = op == Operator::Add && a.kind() == TypeKind::String && b.kind() == TypeKind::String;
  return !numbers && !strings && type_of_arithmetic(op, a, b).is_any();
}

bool are_never_comparable(const Type& a, const Type& b) {
  return !is_open(a) && !is_open(b) && a.kind() != b.kind();
}

}  // namespace shuxin::rules
