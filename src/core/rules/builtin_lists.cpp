// Built-in functions on lists (DMN 1.5, clauses 10.3.4.4 and 10.3.4.8).
#include <algorithm>

#include "core/rules/arithmetic.h"
#include "core/rules/builtin_table.h"

namespace shuxin::rules {
namespace {

using Arguments = std::span<const Value>;

Value number(std::int64_t value) {
  return Value::number(base::Decimal(value));
}
bool same(const Value& a, const Value& b) {
  return equal(a, b) == Truth::True;
}

/// A list within the bound of items.
Value bounded(std::vector<Value> items, Evaluation& evaluation) {
  const std::size_t most = evaluation.environment().limits.list_items;
  if (items.size() > most) return Value::null("feel.limit-list", {std::to_string(most)});
  if (!evaluation.spend(static_cast<std::int64_t>(items.size()))) return Value::null("feel.limit-steps");
  return Value::list(std::move(items));
}

std::vector<Value> copy(const Value& list) {
  return {list.as_list().begin(), list.as_list().end()};
}

/// The index (from 0) that a position means, from the end if it is negative; empty if there is none.
std::optional<std::size_t> index_of_position(const Value& position, std::size_t count) {
  const auto wide = position.as_number().truncated();
  const auto size = static_cast<__int128>(count);
  if (!wide || *wide == 0 || *wide > size || *wide < -size) return std::nullopt;
  return static_cast<std::size_t>(*wide > 0 ? *wide - 1 : size + *wide);
}

Value no_position(const Value& position, std::size_t count) {
  return Value::null("feel.position-out-of-range", {position.as_number().to_string(), std::to_string(count)});
}

Value list_contains(Arguments arguments, Evaluation&) {
  return Value::boolean(std::ranges::any_of(arguments[0].as_list(),
                                            [&](const Value& item) { return same(item, arguments[1]); }));
}

Value count(Arguments arguments, Evaluation&) {
  return number(static_cast<std::int64_t>(arguments[0].as_list().size()));
}

template <bool smallest>
Value extreme(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  if (items.empty()) return Value::null("feel.empty-list");
  const Value* best = &items[0];
  for (const Value& item : items) {
    const auto order = compare(item, *best);
    if (!order)
      return Value::null(
          "feel.undefined-operator",
          {smallest ? "min" : "max", std::string(name_of(best->kind())), std::string(name_of(item.kind()))});
    if (smallest ? *order < 0 : *order > 0) best = &item;
  }
  return *best;
}

template <bool conjunction>
Value all_or_any(Arguments arguments, Evaluation&) {
  const Truth decides = truth_of(!conjunction);
  Truth result = truth_of(conjunction);
  for (const Value& item : arguments[0].as_list()) {
    const Truth truth = item.is_true() ? Truth::True : item.is_false() ? Truth::False : Truth::Unknown;
    result = conjunction ? both(result, truth) : either(result, truth);
    if (result == decides) break;
  }
  return result == Truth::Unknown ? Value::null("feel.not-all-boolean") : Value::truth(result);
}

Value sublist(Arguments arguments, Evaluation&) {
  const auto items = arguments[0].as_list();
  const auto from = index_of_position(arguments[1], items.size());
  if (!from) return no_position(arguments[1], items.size());
  std::size_t length = items.size() - *from;
  if (arguments.size() > 2) {
    const auto wanted = arguments[2].as_number().truncated();
    if (!wanted || *wanted < 1 || *wanted > static_cast<__int128>(length))
      return Value::null("feel.length-out-of-range", {arguments[2].as_number().to_string()});
    length = static_cast<std::size_t>(*wanted);
  }
  return Value::list({items.begin() + static_cast<std::ptrdiff_t>(*from),
                      items.begin() + static_cast<std::ptrdiff_t>(*from + length)});
}

Value append(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made = copy(arguments[0]);
  for (const Value& item : arguments[1].as_list()) made.push_back(item);
  return bounded(std::move(made), evaluation);
}

Value concatenate(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made;
  for (const Value& list : arguments[0].as_list())
    for (const Value& item : list.as_list()) made.push_back(item);
  return bounded(std::move(made), evaluation);
}

Value insert_before(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made = copy(arguments[0]);
  const auto at = index_of_position(arguments[1], made.size());
  if (!at) return no_position(arguments[1], made.size());
  made.insert(made.begin() + static_cast<std::ptrdiff_t>(*at), arguments[2]);
  return bounded(std::move(made), evaluation);
}

Value remove(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made = copy(arguments[0]);
  const auto at = index_of_position(arguments[1], made.size());
  if (!at) return no_position(arguments[1], made.size());
  made.erase(made.begin() + static_cast<std::ptrdiff_t>(*at));
  return bounded(std::move(made), evaluation);
}

Value list_replace(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made = copy(arguments[0]);
  if (arguments[1].kind() == Kind::Number) {
    const auto at = index_of_position(arguments[1], made.size());
    if (!at) return no_position(arguments[1], made.size());
    made[*at] = arguments[2];
    return bounded(std::move(made), evaluation);
  }
  for (Value& item : made) {
    const Value pair[] = {item, arguments[2]};
    const Value hit = invoke(arguments[1].as_function(), pair, evaluation);
    if (hit.kind() != Kind::Boolean)
      return Value::null(Reason{{"feel.not-boolean", {"list replace", std::string(name_of(hit.kind()))}},
                                {},
                                {},
                                hit.is_null() ? hit : Value()});
    if (hit.as_boolean()) item = arguments[2];
  }
  return bounded(std::move(made), evaluation);
}

Value reverse(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made = copy(arguments[0]);
  std::ranges::reverse(made);
  return bounded(std::move(made), evaluation);
}

Value index_of(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made;
  std::int64_t index = 0;
  for (const Value& item : arguments[0].as_list()) {
    ++index;
    if (same(item, arguments[1])) made.push_back(number(index));
  }
  return bounded(std::move(made), evaluation);
}

Value distinct(std::span<const Value> items, Evaluation& evaluation) {
  std::vector<Value> made;
  for (const Value& item : items) {
    if (!evaluation.spend(static_cast<std::int64_t>(made.size()))) return Value::null("feel.limit-steps");
    if (std::ranges::none_of(made, [&](const Value& kept) { return same(kept, item); })) made.push_back(item);
  }
  return bounded(std::move(made), evaluation);
}

Value distinct_values(Arguments arguments, Evaluation& evaluation) {
  return distinct(arguments[0].as_list(), evaluation);
}

Value union_of(Arguments arguments, Evaluation& evaluation) {
  const Value all = concatenate(arguments, evaluation);
  return all.is_null() ? all : distinct(all.as_list(), evaluation);
}

bool flatten_into(const Value& list, std::vector<Value>& made, Evaluation& evaluation) {
  for (const Value& item : list.as_list()) {
    if (!evaluation.spend()) return false;
    if (item.kind() != Kind::List) {
      made.push_back(item);
    } else if (!flatten_into(item, made, evaluation)) {
      return false;
    }
  }
  return true;
}

Value flatten(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made;
  if (!flatten_into(arguments[0], made, evaluation)) return Value::null("feel.limit-steps");
  return bounded(std::move(made), evaluation);
}

Value sort(Arguments arguments, Evaluation& evaluation) {
  std::vector<Value> made = copy(arguments[0]);
  Value failed;
  bool ok = true;
  const auto precedes = [&](const Value& a, const Value& b) {
    if (!ok) return false;
    if (arguments.size() < 2) {
      const auto order = compare(a, b);
      ok = order.has_value();
      if (!ok)
        failed = Value::null("feel.undefined-operator",
                             {"sort", std::string(name_of(a.kind())), std::string(name_of(b.kind()))});
      return ok && *order < 0;
    }
    const Value pair[] = {a, b};
    const Value answer = invoke(arguments[1].as_function(), pair, evaluation);
    ok = answer.kind() == Kind::Boolean && evaluation.spend();
    if (!ok)
      failed = Value::null(Reason{{"feel.not-boolean", {"sort", std::string(name_of(answer.kind()))}},
                                  {},
                                  {},
                                  answer.is_null() ? answer : Value()});
    return answer.is_true();
  };
  // A merge sort stays within the list whatever the function answers.
  std::stable_sort(made.begin(), made.end(), precedes);
  return ok ? bounded(std::move(made), evaluation) : failed;
}

}  // namespace

std::vector<BuiltinRow> list_rows() {
  using namespace kinds;
  const Type n = Type::Kind::Number;
  const Type b = Type::Kind::Boolean;
  const Type l = Type::Kind::List;
  const auto position_or_match = static_cast<Kinds>(a_function);
  return {
      {"list contains", {{"list", a_list}, {"element", anything}}, list_contains, b},
      {"count", {{"list", a_list}}, count, n},
      {"min", {{"list", a_list}}, extreme<true>, Type::any()},
      {"min", {{"c", anything}}, extreme<true>, Type::any(), true},
      {"max", {{"list", a_list}}, extreme<false>, Type::any()},
      {"max", {{"c", anything}}, extreme<false>, Type::any(), true},
      {"all", {{"list", a_list}}, all_or_any<true>, b},
      {"all", {{"b", anything}}, all_or_any<true>, b, true},
      {"any", {{"list", a_list}}, all_or_any<false>, b},
      {"any", {{"b", anything}}, all_or_any<false>, b, true},
      {"sublist", {{"list", a_list}, {"start position", a_number}, {"length", a_number, true}}, sublist, l},
      {"append", {{"list", a_list}, {"item", anything}}, append, l, true},
      {"concatenate", {{"list", a_list}}, concatenate, l, true},
      {"insert before", {{"list", a_list}, {"position", a_number}, {"newItem", anything}}, insert_before, l},
      {"remove", {{"list", a_list}, {"position", a_number}}, remove, l},
      {"list replace",
       {{"list", a_list}, {"position", a_number}, {"newItem", anything}},
       list_replace,
       l,
       false,
       false},
      {"list replace",
       {{"list", a_list}, {"match", position_or_match}, {"newItem", anything}},
       list_replace,
       l,
       false,
       false},
      {"reverse", {{"list", a_list}}, reverse, l},
      {"index of", {{"list", a_list}, {"match", anything}}, index_of, Type::list(n)},
      {"union", {{"list", a_list}}, union_of, l, true},
      {"distinct values", {{"list", a_list}}, distinct_values, l},
      {"flatten", {{"list", a_list}}, flatten, l},
      {"sort", {{"list", a_list}, {"precedes", a_function}}, sort, l, false, false},
      {"sort", {{"list", a_list}}, sort, l},
  };
}

}  // namespace shuxin::rules
