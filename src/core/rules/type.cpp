#include "core/rules/type.h"

#include <algorithm>

#include "core/rules/feel.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {

struct Type::Parts {
  std::vector<Member> members;  ///< of a context; parameters of a function
  std::vector<Type> inner;      ///< element, or result of a function
  std::vector<std::shared_ptr<const Constraint>> constraints;
  bool open = false;  ///< only constraints are known
};

Type Type::list(Type element) {
  Type made(Kind::List);
  made.parts_ = std::make_shared<Parts>(Parts{{}, {std::move(element)}, {}, false});
  return made;
}

Type Type::range(Type element) {
  Type made(Kind::Range);
  made.parts_ = std::make_shared<Parts>(Parts{{}, {std::move(element)}, {}, false});
  return made;
}

Type Type::context(std::vector<Member> members) {
  Type made(Kind::Context);
  made.parts_ = std::make_shared<Parts>(Parts{std::move(members), {}, {}, false});
  return made;
}

Type Type::function(std::vector<Member> parameters, Type result) {
  Type made(Kind::Function);
  made.parts_ = std::make_shared<Parts>(Parts{std::move(parameters), {std::move(result)}, {}, false});
  return made;
}

std::optional<Type> Type::find(std::string_view name) {
  constexpr std::pair<std::string_view, Kind> names[] = {
      {"Any", Kind::Any},
      {"Null", Kind::Null},
      {"boolean", Kind::Boolean},
      {"number", Kind::Number},
      {"string", Kind::String},
      {"date", Kind::Date},
      {"time", Kind::Time},
      {"date and time", Kind::DateTime},
      {"dateTime", Kind::DateTime},
      {"years and months duration", Kind::YearsMonths},
      {"yearMonthDuration", Kind::YearsMonths},
      {"days and time duration", Kind::DaysTime},
      {"dayTimeDuration", Kind::DaysTime},
      {"list", Kind::List},
      {"range", Kind::Range},
      {"context", Kind::Context},
      {"function", Kind::Function},
  };
  for (const auto& [known, kind] : names)
    if (known == name) return Type(kind);
  return std::nullopt;
}

Type Type::constrained(std::shared_ptr<const Constraint> constraint) const {
  Parts parts = parts_ ? *parts_ : Parts{{}, {}, {}, true};
  parts.constraints.push_back(std::move(constraint));
  Type made(kind_);
  made.parts_ = std::make_shared<Parts>(std::move(parts));
  return made;
}

Type Type::element() const {
  if (is_open() || (kind_ != Kind::List && kind_ != Kind::Range)) return any();
  return parts_->inner.front();
}

const std::vector<Type::Member>& Type::members() const {
  static const std::vector<Member> none;
  return parts_ ? parts_->members : none;
}

bool Type::is_open() const {
  return !parts_ || parts_->open;
}

bool Type::allows(const Value& value) const {
  if (!parts_) return true;
  return std::ranges::all_of(parts_->constraints,
                             [&](const auto& constraint) { return constraint->allows(value); });
}

std::span<const std::shared_ptr<const Constraint>> Type::constraints() const {
  if (!parts_) return {};
  return parts_->constraints;
}

const Type* Type::find_member(std::string_view name) const {
  for (const Member& member : members())
    if (member.first == name) return &member.second;
  return nullptr;
}

Type Type::result() const {
  return is_open() || kind_ != Kind::Function ? any() : parts_->inner.front();
}

std::string Type::to_string() const {
  switch (kind_) {
    case Kind::Any:
      return "Any";
    case Kind::Null:
      return "Null";
    case Kind::Boolean:
      return "boolean";
    case Kind::Number:
      return "number";
    case Kind::String:
      return "string";
    case Kind::Date:
      return "date";
    case Kind::Time:
      return "time";
    case Kind::DateTime:
      return "date and time";
    case Kind::YearsMonths:
      return "years and months duration";
    case Kind::DaysTime:
      return "days and time duration";
    case Kind::List:
      return is_open() ? "list" : "list<" + element().to_string() + ">";
    case Kind::Range:
      return is_open() ? "range" : "range<" + element().to_string() + ">";
    case Kind::Context:
    case Kind::Function:
      break;
  }
  if (is_open()) return kind_ == Kind::Context ? "context" : "function";
  std::string text = kind_ == Kind::Context ? "context<" : "function<";
  for (const Member& member : members()) {
    if (text.back() != '<') text += ", ";
    if (kind_ == Kind::Context) text += member.first + ": ";
    text += member.second.to_string();
  }
  text += ">";
  return kind_ == Kind::Context ? text : text + "->" + result().to_string();
}

bool Type::operator==(const Type& other) const {
  if (kind_ != other.kind_ || is_open() != other.is_open()) return false;
  if (parts_ == other.parts_ || is_open()) return true;
  return parts_->inner == other.parts_->inner && parts_->members == other.parts_->members;
}

bool conforms(const Type& a, const Type& b) {
  using Kind = Type::Kind;
  if (b.is_any() || a.kind() == Kind::Null) return true;
  if (a.kind() != b.kind()) return false;
  if (b.is_open()) return true;
  switch (a.kind()) {
    case Kind::List:
    case Kind::Range:
      return conforms(a.element(), b.element());
    case Kind::Context:
      return std::ranges::all_of(b.members(), [&](const Type::Member& wanted) {
        const Type* own = a.find_member(wanted.first);
        return own != nullptr && conforms(*own, wanted.second);
      });
    case Kind::Function: {
      if (a.is_open() || a.members().size() != b.members().size()) return false;
      for (std::size_t i = 0; i < a.members().size(); ++i)
        if (!conforms(b.members()[i].second, a.members()[i].second)) return false;
      return conforms(a.result(), b.result());
    }
    case Kind::Any:
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
      return true;
  }
  return false;
}

Type join(const Type& a, const Type& b) {
  using Kind = Type::Kind;
  if (conforms(a, b)) return b;
  if (conforms(b, a)) return a;
  if (a.kind() != b.kind()) return Type::any();
  if (a.kind() == Kind::List) return Type::list(join(a.element(), b.element()));
  if (a.kind() == Kind::Range) return Type::range(join(a.element(), b.element()));
  if (a.kind() != Kind::Context) return Type(a.kind());
  std::vector<Type::Member> shared;
  for (const Type::Member& member : a.members())
    if (const Type* other = b.find_member(member.first))
      shared.emplace_back(member.first, join(member.second, *other));
  return Type::context(std::move(shared));
}

Type type_of(const Value& value) {
  switch (value.kind()) {
    case Kind::Null:
      return Type::Kind::Null;
    case Kind::Boolean:
      return Type::Kind::Boolean;
    case Kind::Number:
      return Type::Kind::Number;
    case Kind::String:
      return Type::Kind::String;
    case Kind::Date:
      return Type::Kind::Date;
    case Kind::Time:
      return Type::Kind::Time;
    case Kind::DateTime:
      return Type::Kind::DateTime;
    case Kind::YearsMonths:
      return Type::Kind::YearsMonths;
    case Kind::DaysTime:
      return Type::Kind::DaysTime;
    case Kind::Range: {
      const Range& range = value.as_range();
      return Type::range(join(type_of(range.low), type_of(range.high)));
    }
    case Kind::List: {
      Type element = Type::Kind::Null;
      for (const Value& item : value.as_list()) element = join(element, type_of(item));
      return Type::list(element);
    }
    case Kind::Context: {
      std::vector<Type::Member> members;
      for (const auto& [name, entry] : value.as_context().entries) members.emplace_back(name, type_of(entry));
      return Type::context(std::move(members));
    }
    case Kind::Function: {
      const Function& function = value.as_function();
      std::vector<Type::Member> parameters;
      for (const Function::Parameter& parameter : function.parameters())
        parameters.emplace_back(parameter.name, parameter.type);
      return Type::function(std::move(parameters), function.result());
    }
  }
  return Type::any();
}

namespace {

bool instance_of_parts(const Value& value, const Type& type) {
  const auto fits = [](const Value& part, const Type& wanted) {
    return part.is_null() || instance_of(part, wanted);
  };
  switch (type.kind()) {
    case Type::Kind::Any:
      return true;
    case Type::Kind::Null:
      return false;
    case Type::Kind::Boolean:
      return value.kind() == Kind::Boolean;
    case Type::Kind::Number:
      return value.kind() == Kind::Number;
    case Type::Kind::String:
      return value.kind() == Kind::String;
    case Type::Kind::Date:
      return value.kind() == Kind::Date;
    case Type::Kind::Time:
      return value.kind() == Kind::Time;
    case Type::Kind::DateTime:
      return value.kind() == Kind::DateTime;
    case Type::Kind::YearsMonths:
      return value.kind() == Kind::YearsMonths;
    case Type::Kind::DaysTime:
      return value.kind() == Kind::DaysTime;
    case Type::Kind::List:
      return value.kind() == Kind::List &&
             (type.element().is_any() || std::ranges::all_of(value.as_list(), [&](const Value& item) {
                return fits(item, type.element());
              }));
    case Type::Kind::Range:
      return value.kind() == Kind::Range && fits(value.as_range().low, type.element()) &&
             fits(value.as_range().high, type.element());
    case Type::Kind::Context:
      return value.kind() == Kind::Context &&
             std::ranges::all_of(type.members(), [&](const Type::Member& member) {
               const Value* entry = value.as_context().find(member.first);
               return entry != nullptr && fits(*entry, member.second);
             });
    case Type::Kind::Function:
      return value.kind() == Kind::Function &&
             (conforms(type_of(value), type) || value.as_function().has_variant(type));
  }
  return false;
}

}  // namespace

bool instance_of(const Value& value, const Type& type) {
  if (value.is_null()) return type.kind() == Type::Kind::Null;
  return instance_of_parts(value, type);
}

namespace {

/// The value converted, or empty if no conversion of clause 10.3.2.9.4 makes it fit.
std::optional<Value> convert(const Value& value, const Type& type) {
  if (value.is_null() || type.is_any()) {
    if (!value.is_null() && !type.allows(value)) return std::nullopt;
    return value;
  }
  if (instance_of(value, type)) return type.allows(value) ? std::optional(value) : std::nullopt;
  if (type.kind() == Type::Kind::List) {
    const Type element = type.element();
    std::vector<Value> items;
    if (value.kind() != Kind::List) {
      auto item = convert(value, element);
      if (!item) return std::nullopt;
      items.push_back(*std::move(item));
    } else {
      for (const Value& old : value.as_list()) {
        auto item = convert(old, element);
        if (!item) return std::nullopt;
        items.push_back(*std::move(item));
      }
    }
    Value made = Value::list(std::move(items));
    return type.allows(made) ? std::optional(std::move(made)) : std::nullopt;
  }
  if (value.kind() == Kind::List && value.as_list().size() == 1) return convert(value.as_list()[0], type);
  if (value.kind() == Kind::Date && type.kind() == Type::Kind::DateTime) {
    Time midnight;
    midnight.tie = Tie::Offset;
    Value made = Value::date_time(at(value.as_date(), midnight));
    return type.allows(made) ? std::optional(std::move(made)) : std::nullopt;
  }
  if (value.kind() == Kind::Context && type.kind() == Type::Kind::Context) {
    std::vector<Entry> entries = value.as_context().entries;
    for (const Type::Member& member : type.members()) {
      const auto entry = std::ranges::find(entries, member.first, &Entry::first);
      if (entry == entries.end()) return std::nullopt;
      auto converted = convert(entry->second, member.second);
      if (!converted) return std::nullopt;
      entry->second = *std::move(converted);
    }
    Value made = Value::context(std::move(entries));
    return type.allows(made) ? std::optional(std::move(made)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Value coerce(Value value, const Type& type) {
  if (auto converted = convert(value, type)) return *std::move(converted);
  std::string shown = to_feel(value);
  if (shown.size() > 60) shown = std::string(name_of(value.kind()));
  return Value::null("feel.does-not-conform", {std::move(shown), type.to_string()});
}

Value from_json(const base::Json& json, const Type& type) {
  using TypeKind = Type::Kind;
  if (const std::string* text = json.if_string()) {
    const bool temporal = type.kind() == TypeKind::Date || type.kind() == TypeKind::Time ||
                          type.kind() == TypeKind::DateTime || type.kind() == TypeKind::YearsMonths ||
                          type.kind() == TypeKind::DaysTime;
    if (temporal)
      if (auto value = parse_temporal(*text, nullptr)) return coerce(*std::move(value), type);
    return coerce(Value::string(*text), type);
  }
  if (const base::Json::Array* array = json.if_array(); array != nullptr && type.kind() == TypeKind::List) {
    std::vector<Value> items;
    for (const base::Json& item : *array) items.push_back(from_json(item, type.element()));
    return coerce(Value::list(std::move(items)), type);
  }
  if (const base::Json::Object* object = json.if_object();
      object != nullptr && type.kind() == TypeKind::Context) {
    std::vector<Entry> entries;
    for (const auto& [name, value] : *object) {
      const Type* member = type.find_member(name);
      entries.emplace_back(name, member != nullptr ? from_json(value, *member) : from_json(value));
    }
    for (const auto& [name, member] : type.members())
      if (json.find(name) == nullptr) entries.emplace_back(name, Value());
    return coerce(Value::context(std::move(entries)), type);
  }
  return coerce(from_json(json), type);
}

}  // namespace shuxin::rules
