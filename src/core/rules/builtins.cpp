#include "core/rules/builtins.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/rules/builtin_table.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

constexpr std::size_t most_parameters = 6;

bool takes(Kinds kinds, const Value& value) {
  return (kinds & of_kind(value.kind())) != 0;
}

/// The argument as the parameter takes it, by the conversions of clause 10.3.2.9.4; false if it does not fit.
bool fit(const Value& argument, Kinds kinds, Value& fitted) {
  if (takes(kinds, argument)) {
    fitted = argument;
    return true;
  }
  if (argument.is_null()) return false;
  if (argument.kind() == Kind::List && argument.as_list().size() == 1 &&
      takes(kinds, argument.as_list()[0]) && !argument.as_list()[0].is_null()) {
    fitted = argument.as_list()[0];
    return true;
  }
  if (argument.kind() == Kind::Date && (kinds & kinds::a_date_time) != 0) {
    Time midnight;
    midnight.tie = Tie::Offset;
    fitted = Value::date_time(at(argument.as_date(), midnight));
    return true;
  }
  if ((kinds & kinds::a_list) != 0) {
    fitted = Value::list({argument});
    return true;
  }
  return false;
}

std::size_t least(const BuiltinRow& row) {
  return static_cast<std::size_t>(std::ranges::count(row.parameters, false, &ParameterRow::optional));
}

bool takes_count(const BuiltinRow& row, std::size_t count) {
  if (row.variadic) return count >= std::max<std::size_t>(least(row), 1);
  return count >= least(row) && count <= row.parameters.size();
}

/// Why no row took the arguments.
Value refused(std::string_view name, const std::vector<BuiltinRow>& rows, std::span<const Value> arguments) {
  const BuiltinRow* row = nullptr;
  for (const BuiltinRow& candidate : rows)
    if (takes_count(candidate, arguments.size())) row = &candidate;
  if (row == nullptr)
    return Value::null("feel.wrong-count", {std::string(name), std::to_string(rows.front().parameters.size()),
                                            std::to_string(arguments.size())});
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const ParameterRow& parameter = row->parameters[std::min(i, row->parameters.size() - 1)];
    Value ignored;
    if (fit(arguments[i], parameter.takes, ignored)) continue;
    const Value cause = arguments[i].is_null() ? arguments[i] : Value();
    return Value::null(
        Reason{{"feel.refused-argument",
                {std::string(name), std::string(parameter.name), std::string(name_of(arguments[i].kind()))}},
               {},
               {},
               cause});
  }
  return Value::null("feel.wrong-count", {std::string(name), std::to_string(row->parameters.size()),
                                          std::to_string(arguments.size())});
}

/// Fits positional arguments to a row and calls it; empty if they do not fit.
std::optional<Value> try_row(const BuiltinRow& row, std::span<const Value> arguments,
                             Evaluation& evaluation) {
  if (!takes_count(row, arguments.size())) return std::nullopt;
  std::size_t count = arguments.size();
  if (!row.variadic) {
    bool ready = true;
    for (std::size_t i = 0; i < count && ready; ++i) ready = takes(row.parameters[i].takes, arguments[i]);
    if (ready) [[likely]]
      return row.code(arguments, evaluation);
  }
  Value fitted[most_parameters];
  if (row.variadic) {
    const std::size_t last = row.parameters.size() - 1;
    for (std::size_t i = 0; i < last; ++i)
      if (!fit(arguments[i], row.parameters[i].takes, fitted[i])) return std::nullopt;
    std::vector<Value> items;
    for (const Value& argument : arguments.subspan(last)) {
      Value item;
      if (!fit(argument, row.parameters[last].takes, item)) return std::nullopt;
      items.push_back(std::move(item));
    }
    fitted[last] = Value::list(std::move(items));
    count = last + 1;
  } else {
    for (std::size_t i = 0; i < count; ++i)
      if (!fit(arguments[i], row.parameters[i].takes, fitted[i])) return std::nullopt;
  }
  return row.code(std::span<const Value>(fitted, count), evaluation);
}

struct Table {
  std::vector<std::string_view> names;
  std::unordered_map<std::string_view, Ref<Builtin>> functions;

  Table() {
    std::map<std::string_view, std::vector<BuiltinRow>> by_name;
    for (const auto family : {conversion_rows, string_rows, list_rows, statistics_rows, number_rows,
                              temporal_rows, range_rows, context_rows})
      for (BuiltinRow& row : family()) by_name[row.name].push_back(std::move(row));
    for (auto& [name, rows] : by_name) {
      names.push_back(name);
      functions.emplace(name, Ref<Builtin>(new Builtin(name, std::move(rows))));
    }
  }
};

const Table& table() {
  static const Table all;
  return all;
}

}  // namespace

Builtin::Builtin(std::string_view name, std::vector<BuiltinRow> rows)
    : name_(name), rows_(std::move(rows)), result_(rows_.front().result) {
  for (const ParameterRow& parameter : rows_.front().parameters)
    parameters_.push_back({std::string(parameter.name), Type()});
  for (const BuiltinRow& row : rows_) {
    foldable_ = foldable_ && row.foldable;
    if (!(row.result == result_)) result_ = Type();
  }
}

bool Builtin::has_variant(const Type& type) const {
  const auto takes = [](const ParameterRow& parameter, const Type& given) {
    if (given.is_any()) return parameter.takes == kinds::anything;
    return (parameter.takes & of_kind(static_cast<Kind>(static_cast<int>(given.kind()) - 1))) != 0;
  };
  const auto& given = type.members();
  return std::ranges::any_of(rows_, [&](const BuiltinRow& row) {
    if (given.size() < least(row) || given.size() > row.parameters.size()) return false;
    for (std::size_t i = 0; i < given.size(); ++i)
      if (!takes(row.parameters[i], given[i].second)) return false;
    // Of a row whose result follows its arguments (abs, min) the result is not written down.
    return row.result.is_any() || conforms(row.result, type.result());
  });
}

Value Builtin::call(std::span<const Value> arguments, Evaluation& evaluation) const {
  for (const BuiltinRow& row : rows_)
    if (auto result = try_row(row, arguments, evaluation)) return *std::move(result);
  return refused(name_, rows_, arguments);
}

Value Builtin::call_named(std::span<const Entry> arguments, Evaluation& evaluation) const {
  Value unfit = Value::null("feel.unknown-parameter", {arguments.empty() ? "" : arguments.front().first});
  for (const BuiltinRow& row : rows_) {
    Value ordered[most_parameters];
    std::size_t count = 0;
    bool known = true;
    std::vector<std::string_view> seen;
    for (const auto& [name, value] : arguments) {
      const auto found = std::ranges::find(row.parameters, name, &ParameterRow::name);
      known = known && found != row.parameters.end() && std::ranges::find(seen, name) == seen.end();
      if (!known) break;
      seen.push_back(name);
      const auto index = static_cast<std::size_t>(found - row.parameters.begin());
      ordered[index] = value;
      count = std::max(count, index + 1);
    }
    if (!known) continue;
    count = std::max(count, least(row));
    if (row.variadic && ordered[row.parameters.size() - 1].kind() == Kind::List &&
        count == row.parameters.size()) {
      // A list that is named stands for all the arguments.
      std::vector<Value> spread(ordered, ordered + count - 1);
      for (const Value& item : ordered[count - 1].as_list()) spread.push_back(item);
      if (auto result = try_row(row, spread, evaluation)) return *std::move(result);
    }
    if (auto result = try_row(row, std::span<const Value>(ordered, count), evaluation))
      return *std::move(result);
    unfit = refused(name_, rows_, std::span<const Value>(ordered, count));
  }
  return unfit;
}

std::span<const std::string_view> builtin_names() {
  return table().names;
}

const Function* find_builtin(std::string_view name) {
  const auto found = table().functions.find(name);
  return found == table().functions.end() ? nullptr : found->second.get();
}

bool is_foldable(const Function& builtin) {
  return static_cast<const Builtin&>(builtin).foldable();
}

}  // namespace shuxin::rules
