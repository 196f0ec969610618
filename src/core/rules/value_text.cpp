// What values look like to people and to other programs.
#include <fmt/format.h>

#include "core/rules/feel.h"
#include "core/rules/temporal.h"
#include "core/rules/value.h"

namespace shuxin::rules {
namespace {

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        made += "\\\"";
        break;
      case '\\':
        made += "\\\\";
        break;
      case '\n':
        made += "\\n";
        break;
      case '\r':
        made += "\\r";
        break;
      case '\t':
        made += "\\t";
        break;
      default:
        made += c;
    }
  }
  return made + '"';
}

/// A key needs quotes unless it is a plain name.
bool is_plain_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
        !(c >= '0' && c <= '9') && c != '_' && c != ' ')
      return false;
  return true;
}

std::string range_text(const Range& range) {
  if (range.form == Range::Form::Unequal) return "(!= " + to_feel(range.low) + ")";
  if (range.form == Range::Form::Comparison)
    return range.low.is_null() ? (range.high_closed ? "(<= " : "(< ") + to_feel(range.high) + ")"
                               : (range.low_closed ? "(>= " : "(> ") + to_feel(range.low) + ")";
  return fmt::format("{}{}..{}{}", range.low_closed ? '[' : '(', to_feel(range.low), to_feel(range.high),
                     range.high_closed ? ']' : ')');
}

std::string function_text(const Function& function) {
  if (!function.name().empty()) return std::string(function.name());
  std::string text = "function(";
  for (const Function::Parameter& parameter : function.parameters()) {
    if (text.back() != '(') text += ", ";
    text += parameter.name;
    if (!parameter.type.is_any()) text += ": " + parameter.type.to_string();
  }
  return text + ")";
}

/// Text without quotes around temporal values: what to_feel puts between @" and ".
std::string temporal_text(const Value& value) {
  switch (value.kind()) {
    case Kind::Date:
      return to_text(value.as_date());
    case Kind::Time:
      return to_text(value.as_time());
    case Kind::DateTime:
      return to_text(value.as_date_time());
    case Kind::YearsMonths:
      return months_to_text(value.as_months());
    case Kind::DaysTime:
      return nanoseconds_to_text(value.as_nanoseconds());
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Range:
    case Kind::List:
    case Kind::Context:
    case Kind::Function:
      return {};
  }
  return {};
}

base::Json content(const Value& value, base::Language language) {
  switch (value.kind()) {
    case Kind::Null:
      return nullptr;
    case Kind::Boolean:
      return value.as_boolean();
    case Kind::String:
      return value.as_string();
    case Kind::List: {
      base::Json::Array items;
      for (const Value& item : value.as_list()) items.push_back(to_typed_json(item, language));
      return items;
    }
    case Kind::Context: {
      base::Json::Object members;
      for (const auto& [name, entry] : value.as_context().entries)
        members.emplace_back(name, to_typed_json(entry, language));
      return members;
    }
    case Kind::Number:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
    case Kind::Range:
    case Kind::Function:
      return to_text(value);
  }
  return nullptr;
}

}  // namespace

namespace {

/// Appends, so that what is deep inside is written once.
void write_feel(const Value& value, std::string& text) {
  switch (value.kind()) {
    case Kind::Null:
      text += "null";
      return;
    case Kind::Boolean:
      text += value.as_boolean() ? "true" : "false";
      return;
    case Kind::Number:
      text += value.as_number().to_string();
      return;
    case Kind::String:
      text += quoted(value.as_string());
      return;
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
      text += "@\"" + temporal_text(value) + "\"";
      return;
    case Kind::Range:
      text += range_text(value.as_range());
      return;
    case Kind::List: {
      text += '[';
      bool first = true;
      for (const Value& item : value.as_list()) {
        if (!std::exchange(first, false)) text += ", ";
        write_feel(item, text);
      }
      text += ']';
      return;
    }
    case Kind::Context: {
      text += '{';
      bool first = true;
      for (const auto& [name, entry] : value.as_context().entries) {
        if (!std::exchange(first, false)) text += ", ";
        text += (is_plain_name(name) ? name : quoted(name)) + ": ";
        write_feel(entry, text);
      }
      text += '}';
      return;
    }
    case Kind::Function:
      text += function_text(value.as_function());
      return;
  }
}

}  // namespace

std::string to_feel(const Value& value) {
  std::string text;
  write_feel(value, text);
  return text;
}

std::string to_text(const Value& value) {
  if (value.kind() == Kind::String) return std::string(value.as_string());
  std::string text = temporal_text(value);
  return text.empty() ? to_feel(value) : text;
}

base::Json to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::Null:
      return nullptr;
    case Kind::Boolean:
      return value.as_boolean();
    case Kind::Number:
      return base::Json::Number{value.as_number().to_string()};
    case Kind::List: {
      base::Json::Array items;
      for (const Value& item : value.as_list()) items.push_back(to_json(item));
      return items;
    }
    case Kind::Context: {
      base::Json::Object members;
      for (const auto& [name, entry] : value.as_context().entries) members.emplace_back(name, to_json(entry));
      return members;
    }
    case Kind::String:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
    case Kind::Range:
    case Kind::Function:
      return to_text(value);
  }
  return nullptr;
}

base::Json to_typed_json(const Value& value, base::Language language) {
  base::Json::Object members;
  members.reserve(value.is_null() ? 3 : 2);
  members.emplace_back("type", name_of(value.kind()));
  members.emplace_back("value", content(value, language));
  if (value.is_null()) members.emplace_back("reason", explain(value, language));
  return members;
}

Value from_json(const base::Json& json) {
  if (const bool* truth = json.if_bool()) return Value::boolean(*truth);
  if (const std::string* text = json.if_string()) return Value::string(*text);
  if (const base::Json::Number* number = json.if_number()) {
    const auto parsed = base::Decimal::parse(number->digits);
    return parsed ? Value::number(*parsed) : Value::null("feel.number-out-of-range", {number->digits});
  }
  if (const base::Json::Array* array = json.if_array()) {
    std::vector<Value> items;
    items.reserve(array->size());
    for (const base::Json& item : *array) items.push_back(from_json(item));
    return Value::list(std::move(items));
  }
  if (const base::Json::Object* object = json.if_object()) {
    std::vector<Entry> entries;
    entries.reserve(object->size());
    for (const auto& [name, value] : *object) entries.emplace_back(name, from_json(value));
    return Value::context(std::move(entries));
  }
  return {};
}

}  // namespace shuxin::rules
