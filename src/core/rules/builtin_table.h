// How built-in functions are described: a row a variant, read by one dispatcher.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "core/rules/builtins.h"

namespace shuxin::rules {

/// A set of kinds that a parameter takes.
using Kinds = std::uint16_t;
constexpr Kinds of_kind(Kind kind) {
  return static_cast<Kinds>(1U << static_cast<unsigned>(kind));
}

namespace kinds {
constexpr Kinds a_number = of_kind(Kind::Number);
constexpr Kinds a_string = of_kind(Kind::String);
constexpr Kinds a_boolean = of_kind(Kind::Boolean);
constexpr Kinds a_date = of_kind(Kind::Date);
constexpr Kinds a_time = of_kind(Kind::Time);
constexpr Kinds a_date_time = of_kind(Kind::DateTime);
constexpr Kinds years_months = of_kind(Kind::YearsMonths);
constexpr Kinds days_time = of_kind(Kind::DaysTime);
constexpr Kinds a_range = of_kind(Kind::Range);
constexpr Kinds a_list = of_kind(Kind::List);
constexpr Kinds a_context = of_kind(Kind::Context);
constexpr Kinds a_function = of_kind(Kind::Function);
constexpr Kinds a_null = of_kind(Kind::Null);  ///< null is handed to the function instead of refused
constexpr Kinds anything = 0xFFFF;
}  // namespace kinds

struct ParameterRow {
  std::string_view name;
  Kinds takes;
  bool optional = false;
};

/// What a built-in function may use besides its arguments.
using BuiltinCode = Value (*)(std::span<const Value> arguments, Evaluation& evaluation);

struct BuiltinRow {
  std::string_view name;
  std::vector<ParameterRow> parameters;
  BuiltinCode code;
  Type result;
  /// The last parameter takes all further arguments: the code gets them as one list.
  bool variadic = false;
  bool foldable = true;
};

/// A built-in function: all rows of one name. The first row that takes the arguments is called.
class Builtin final : public Function {
 public:
  Builtin(std::string_view name, std::vector<BuiltinRow> rows);

  std::span<const Parameter> parameters() const override { return parameters_; }
  Type result() const override { return result_; }
  bool has_variant(const Type& type) const override;
  std::string_view name() const override { return name_; }
  Value call(std::span<const Value> arguments, Evaluation& evaluation) const override;
  [[nodiscard]] Value call_named(std::span<const Entry> arguments, Evaluation& evaluation) const;
  [[nodiscard]] bool foldable() const { return foldable_; }

 private:
  std::string_view name_;
  std::vector<BuiltinRow> rows_;
  std::vector<Parameter> parameters_;
  Type result_;
  bool foldable_ = true;
};

// The families; each file of functions hides its code and gives its rows.
[[nodiscard]] std::vector<BuiltinRow> conversion_rows();
[[nodiscard]] std::vector<BuiltinRow> string_rows();
[[nodiscard]] std::vector<BuiltinRow> list_rows();
[[nodiscard]] std::vector<BuiltinRow> statistics_rows();
[[nodiscard]] std::vector<BuiltinRow> number_rows();
[[nodiscard]] std::vector<BuiltinRow> temporal_rows();
[[nodiscard]] std::vector<BuiltinRow> range_rows();
[[nodiscard]] std::vector<BuiltinRow> context_rows();

}  // namespace shuxin::rules
