// Built-in functions on strings and booleans (DMN 1.5, clauses 10.3.4.2 and 10.3.4.3).
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "core/rules/builtin_table.h"
#include "core/rules/utf8.h"
#include "core/rules/workplace.h"

namespace shuxin::rules {
namespace {

using Arguments = std::span<const Value>;

Value number(std::size_t value) {
  return Value::number(base::Decimal(static_cast<std::int64_t>(value)));
}

Value too_long(const Limits& limits) {
  return Value::null("feel.limit-string", {std::to_string(limits.string_bytes)});
}

/// The whole part of a number, for positions and lengths; clamped to what fits.
std::int64_t whole(const Value& value) {
  constexpr std::int64_t bound = 1LL << 60;
  const auto wide = value.as_number().truncated();
  if (!wide || *wide > bound) return value.as_number().is_negative() ? -bound : bound;
  return *wide < -bound ? -bound : static_cast<std::int64_t>(*wide);
}

Value negated(Arguments arguments, Evaluation&) {
  if (arguments[0].kind() != Kind::Boolean)
    return Value::null(Reason{{"feel.null-operand", {"not"}}, {}, {}, arguments[0]});
  return Value::boolean(!arguments[0].as_boolean());
}

Value substring(Arguments arguments, Evaluation&) {
  const std::string_view text = arguments[0].as_string();
  const auto size = static_cast<std::int64_t>(utf8::length(text));
  std::int64_t start = whole(arguments[1]);
  if (start == 0 || start > size || start < -size)
    return Value::null("feel.position-out-of-range", {std::to_string(start), std::to_string(size)});
  start = start > 0 ? start - 1 : size + start;
  std::int64_t length = size - start;
  if (arguments.size() > 2) {
    const std::int64_t wanted = whole(arguments[2]);
    if (wanted < 1) return Value::null("feel.length-out-of-range", {std::to_string(wanted)});
    length = std::min(length, wanted);
  }
  const std::size_t from = utf8::offset(text, static_cast<std::size_t>(start));
  const std::string_view rest = text.substr(from);
  return Value::string(rest.substr(0, utf8::offset(rest, static_cast<std::size_t>(length))));
}

Value string_length(Arguments arguments, Evaluation&) {
  return number(utf8::length(arguments[0].as_string()));
}

template <bool upper>
Value cased(Arguments arguments, Evaluation&) {
  const std::string_view text = arguments[0].as_string();
  auto unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  if constexpr (upper) {
    unicode.toUpper(icu::Locale::getRoot());
  } else {
    unicode.toLower(icu::Locale::getRoot());
  }
  std::string made;
  unicode.toUTF8String(made);
  return Value::string(made);
}

Value substring_before(Arguments arguments, Evaluation&) {
  const std::string_view text = arguments[0].as_string();
  const std::size_t found = text.find(arguments[1].as_string());
  return Value::string(found == std::string_view::npos ? "" : text.substr(0, found));
}

Value substring_after(Arguments arguments, Evaluation&) {
  const std::string_view text = arguments[0].as_string();
  const std::string_view match = arguments[1].as_string();
  const std::size_t found = text.find(match);
  return Value::string(found == std::string_view::npos ? "" : text.substr(found + match.size()));
}

Value contains_text(Arguments arguments, Evaluation&) {
  return Value::boolean(arguments[0].as_string().find(arguments[1].as_string()) != std::string_view::npos);
}
Value starts_with(Arguments arguments, Evaluation&) {
  return Value::boolean(arguments[0].as_string().starts_with(arguments[1].as_string()));
}
Value ends_with(Arguments arguments, Evaluation&) {
  return Value::boolean(arguments[0].as_string().ends_with(arguments[1].as_string()));
}

/// The flags at `index`; none if the argument is missing or null.
std::string_view flags_at(Arguments arguments, std::size_t index) {
  return arguments.size() > index && arguments[index].kind() == Kind::String ? arguments[index].as_string()
                                                                             : std::string_view();
}

Value failure(const base::Error& error) {
  return Value::null(Reason{error.message, {}, {}, {}});
}

Value matches(Arguments arguments, Evaluation& evaluation) {
  const auto regex = evaluation.workplace().regexes.find(arguments[1].as_string(), flags_at(arguments, 2));
  if (!regex) return failure(regex.error());
  const auto found = (*regex)->found_in(arguments[0].as_string());
  return found ? Value::boolean(*found) : failure(found.error());
}

Value replace(Arguments arguments, Evaluation& evaluation) {
  const auto regex = evaluation.workplace().regexes.find(arguments[1].as_string(), flags_at(arguments, 3));
  if (!regex) return failure(regex.error());
  const auto made = (*regex)->replaced(arguments[0].as_string(), arguments[2].as_string(),
                                       evaluation.environment().limits.string_bytes);
  return made ? Value::string(*made) : failure(made.error());
}

Value split(Arguments arguments, Evaluation& evaluation) {
  const auto regex = evaluation.workplace().regexes.find(arguments[1].as_string(), {});
  if (!regex) return failure(regex.error());
  const auto parts = (*regex)->split(arguments[0].as_string());
  if (!parts) return failure(parts.error());
  if (!evaluation.spend(static_cast<std::int64_t>(parts->size()))) return Value::null("feel.limit-steps");
  std::vector<Value> items;
  items.reserve(parts->size());
  for (const std::string& part : *parts) items.push_back(Value::string(part));
  return Value::list(std::move(items));
}

Value string_join(Arguments arguments, Evaluation& evaluation) {
  const std::string_view delimiter = flags_at(arguments, 1);
  std::string joined;
  bool first = true;
  for (const Value& item : arguments[0].as_list()) {
    if (item.is_null()) continue;
    if (item.kind() != Kind::String)
      return Value::null("feel.refused-argument", {"string join", "list", std::string(name_of(item.kind()))});
    if (!std::exchange(first, false)) joined += delimiter;
    joined += item.as_string();
    if (joined.size() > evaluation.environment().limits.string_bytes)
      return too_long(evaluation.environment().limits);
  }
  return Value::string(joined);
}

}  // namespace

std::vector<BuiltinRow> string_rows() {
  using namespace kinds;
  const Type s = Type::Kind::String;
  const Type b = Type::Kind::Boolean;
  const auto optional_string = static_cast<Kinds>(a_string | a_null);
  return {
      {"not", {{"negand", static_cast<Kinds>(a_boolean | a_null)}}, negated, b},
      {"substring",
       {{"string", a_string}, {"start position", a_number}, {"length", a_number, true}},
       substring,
       s},
      {"string length", {{"string", a_string}}, string_length, Type::Kind::Number},
      {"upper case", {{"string", a_string}}, cased<true>, s},
      {"lower case", {{"string", a_string}}, cased<false>, s},
      {"substring before", {{"string", a_string}, {"match", a_string}}, substring_before, s},
      {"substring after", {{"string", a_string}, {"match", a_string}}, substring_after, s},
      {"contains", {{"string", a_string}, {"match", a_string}}, contains_text, b},
      {"starts with", {{"string", a_string}, {"match", a_string}}, starts_with, b},
      {"ends with", {{"string", a_string}, {"match", a_string}}, ends_with, b},
      {"matches", {{"input", a_string}, {"pattern", a_string}, {"flags", optional_string, true}}, matches, b},
      {"replace",
       {{"input", a_string},
        {"pattern", a_string},
        {"replacement", a_string},
        {"flags", optional_string, true}},
       replace,
       s},
      {"split", {{"string", a_string}, {"delimiter", a_string}}, split, Type::list(s)},
      {"string join", {{"list", a_list}, {"delimiter", optional_string, true}}, string_join, s},
  };
}

}  // namespace shuxin::rules
