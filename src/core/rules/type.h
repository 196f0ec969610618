// Types of FEEL (DMN 1.5, clause 10.3.2.3–10.3.2.9): conformance, and the conversions it allows.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/rules/value.h"

namespace shuxin::rules {

struct TestShape;

/// What a type allows beyond its kind (the allowed values of an item definition). Immutable, thread-safe.
class Constraint {
 public:
  virtual ~Constraint() = default;
  /// Asked only for values of the type's kind, never for null.
  [[nodiscard]] virtual bool allows(const Value& value) const = 0;
  /// The constants that it is made of; nullptr if only asking tells.
  [[nodiscard]] virtual const TestShape* shape() const { return nullptr; }
};

/// A type: cheap to copy, immutable, may be shared between threads.
class Type {
 public:
  enum class Kind : std::uint8_t {
    Any,
    Null,
    Boolean,
    Number,
    String,
    Date,
    Time,
    DateTime,
    YearsMonths,
    DaysTime,
    Range,
    List,
    Context,
    Function
  };
  using Member = std::pair<std::string, Type>;

  Type() = default;  ///< Any
  Type(Kind kind) : kind_(kind) {}

  [[nodiscard]] static Type any() { return Kind::Any; }
  [[nodiscard]] static Type list(Type element);
  [[nodiscard]] static Type range(Type element);
  [[nodiscard]] static Type context(std::vector<Member> members);
  /// Parameters with their names (empty where only the type is known).
  [[nodiscard]] static Type function(std::vector<Member> parameters, Type result);
  /// A built-in type by its name: `number`, `date and time`, `dayTimeDuration`, `Any`, `list`, `context`, ….
  [[nodiscard]] static std::optional<Type> find(std::string_view name);

  /// This type with allowed values; constraints add up. Conformance of types and
  /// `instance of` do not look at them, coerce does.
  [[nodiscard]] Type constrained(std::shared_ptr<const Constraint> constraint) const;

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_any() const { return kind_ == Kind::Any; }
  /// Of a list or a range; Any for all else.
  [[nodiscard]] Type element() const;
  /// Of a context (its entries) or a function (its parameters).
  [[nodiscard]] const std::vector<Member>& members() const;
  /// A context, function, list or range that is known by its kind only (`context`).
  [[nodiscard]] bool is_open() const;
  [[nodiscard]] bool allows(const Value& value) const;  ///< all constraints
  [[nodiscard]] std::span<const std::shared_ptr<const Constraint>> constraints() const;
  [[nodiscard]] const Type* find_member(std::string_view name) const;
  [[nodiscard]] Type result() const;  ///< of a function

  /// As the standard writes it: `list<context<age: number>>`.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] bool operator==(const Type& other) const;

 private:
  struct Parts;
  Kind kind_ = Kind::Any;
  std::shared_ptr<const Parts> parts_;
};

/// Type `a` conforms to `b` (clause 10.3.2.9.1): a value of `a` may stand wherever `b` is asked.
[[nodiscard]] bool conforms(const Type& a, const Type& b);
/// The narrowest type that both conform to.
[[nodiscard]] Type join(const Type& a, const Type& b);
/// `value instance of type` (clause 10.3.2.3 and table 57): null is of type Null and nothing else.
[[nodiscard]] bool instance_of(const Value& value, const Type& type);
/// The type of a value, as narrow as it can be told.
[[nodiscard]] Type type_of(const Value& value);
/// The value as one of `type`, by the implicit conversions of clause 10.3.2.9.4 (singleton list to its item,
/// a value to a singleton list, date to date and time, context to its members); null with the reason
/// feel.does-not-conform where it does not conform. Null stays null with its reason.
[[nodiscard]] Value coerce(Value value, const Type& type);
/// JSON read by a type: strings become dates, times and durations where the type says so, the rest as
/// from_json, then coerced. A member that the type names and an object leaves out is null: what is optional
/// in a form does not make the whole unknown. Null with a reason where it does not conform.
[[nodiscard]] Value from_json(const base::Json& json, const Type& type);

}  // namespace shuxin::rules
