// Built-in functions on contexts (DMN 1.5, clause 10.3.4.6).
#include <algorithm>

#include "core/rules/builtin_table.h"

namespace shuxin::rules {
namespace {

using Arguments = std::span<const Value>;

Value get_value(Arguments arguments, Evaluation&) {
  if (arguments[1].kind() == Kind::String) {
    const Value* found = arguments[0].as_context().find(arguments[1].as_string());
    return found != nullptr
               ? *found
               : Value::null("feel.no-member", {"context", std::string(arguments[1].as_string())});
  }
  Value value = arguments[0];
  if (arguments[1].as_list().empty()) return Value::null("feel.empty-list");
  for (const Value& key : arguments[1].as_list()) {
    if (key.kind() != Kind::String || value.kind() != Kind::Context)
      return Value::null("feel.no-member", {std::string(name_of(value.kind())), to_feel(key)});
    const Value* found = value.as_context().find(key.as_string());
    if (found == nullptr) return Value::null("feel.no-member", {"context", std::string(key.as_string())});
    Value next = *found;
    value = std::move(next);
  }
  return value;
}

Value get_entries(Arguments arguments, Evaluation&) {
  std::vector<Value> entries;
  for (const auto& [name, value] : arguments[0].as_context().entries)
    entries.push_back(Value::context({{"key", Value::string(name)}, {"value", value}}));
  return Value::list(std::move(entries));
}

Value context_of(Arguments arguments, Evaluation&) {
  std::vector<Entry> made;
  for (const Value& entry : arguments[0].as_list()) {
    const Value* key = entry.kind() == Kind::Context ? entry.as_context().find("key") : nullptr;
    const Value* value = entry.kind() == Kind::Context ? entry.as_context().find("value") : nullptr;
    if (key == nullptr || value == nullptr || key->kind() != Kind::String)
      return Value::null("feel.not-an-entry");
    if (std::ranges::find(made, key->as_string(), &Entry::first) != made.end())
      return Value::null("feel.duplicate-key", {std::string(key->as_string())});
    made.emplace_back(key->as_string(), *value);
  }
  return Value::context(std::move(made));
}

Value put_at(const Value& context, std::span<const Value> keys, const Value& value) {
  if (context.kind() != Kind::Context)
    return Value::null("feel.no-member", {std::string(name_of(context.kind())), to_feel(keys.front())});
  if (keys.front().kind() != Kind::String)
    return Value::null("feel.refused-argument",
                       {"context put", "keys", std::string(name_of(keys.front().kind()))});
  std::vector<Entry> entries = context.as_context().entries;
  const std::string key(keys.front().as_string());
  const auto found = std::ranges::find(entries, key, &Entry::first);
  Value put = value;
  if (keys.size() > 1) {
    put = put_at(found == entries.end() ? Value() : found->second, keys.subspan(1), value);
    if (put.is_null() && put.reason() != nullptr) return put;
  }
  if (found != entries.end()) {
    found->second = std::move(put);
  } else {
    entries.emplace_back(key, std::move(put));
  }
  return Value::context(std::move(entries));
}

Value context_put(Arguments arguments, Evaluation&) {
  if (arguments[1].kind() == Kind::String) return put_at(arguments[0], arguments.subspan(1, 1), arguments[2]);
  const auto keys = arguments[1].as_list();
  if (keys.empty()) return Value::null("feel.empty-list");
  if (keys.size() > static_cast<std::size_t>(Value::max_nesting))
    return Value::null("feel.limit-nesting", {std::to_string(Value::max_nesting)});
  return put_at(arguments[0], keys, arguments[2]);
}

Value context_merge(Arguments arguments, Evaluation& evaluation) {
  std::vector<Entry> made;
  for (const Value& context : arguments[0].as_list()) {
    if (context.kind() != Kind::Context)
      return Value::null("feel.refused-argument",
                         {"context merge", "contexts", std::string(name_of(context.kind()))});
    if (!evaluation.spend(static_cast<std::int64_t>(context.as_context().entries.size())))
      return Value::null("feel.limit-steps");
    for (const Entry& entry : context.as_context().entries) made.push_back(entry);
  }
  return Value::context(std::move(made));
}

}  // namespace

std::vector<BuiltinRow> context_rows() {
  using namespace kinds;
  const Type c = Type::Kind::Context;
  return {
      {"get value", {{"m", a_context}, {"key", a_string}}, get_value, Type::any()},
      {"get value", {{"m", a_context}, {"keys", a_list}}, get_value, Type::any()},
      {"get value", {{"context", a_context}, {"key", a_string}}, get_value, Type::any()},
      {"get value", {{"context", a_context}, {"keys", a_list}}, get_value, Type::any()},
      {"get entries", {{"m", a_context}}, get_entries, Type::Kind::List},
      {"get entries", {{"context", a_context}}, get_entries, Type::Kind::List},
      {"context", {{"entries", a_list}}, context_of, c},
      {"context put", {{"context", a_context}, {"key", a_string}, {"value", anything}}, context_put, c},
      {"context put", {{"context", a_context}, {"keys", a_list}, {"value", anything}}, context_put, c},
      {"context merge", {{"contexts", a_list}}, context_merge, c},
  };
}

}  // namespace shuxin::rules
