// Value: what a FEEL expression yields (DMN 1.5, clause 10.3.2.2), in 32 bytes; scalars never allocate.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/json.h"
#include "core/base/message.h"

namespace shuxin::rules {

enum class Kind : std::uint8_t {
  Null,
  Boolean,
  Number,
  String,
  Date,
  Time,
  DateTime,
  YearsMonths,  ///< years and months duration
  DaysTime,     ///< days and time duration
  Range,
  List,
  Context,
  Function
};

/// Three-valued logic (clause 10.3.2.10): Unknown is FEEL's null among booleans.
enum class Truth : std::uint8_t { False, True, Unknown };

/// What lives beside a Value and is shared by its copies. Immutable once built; counted atomically, so values
/// may be handed between threads.
class Shared {
 public:
  Shared() = default;
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  virtual ~Shared() = default;

  void retain() const { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() const {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 private:
  mutable std::atomic<std::uint32_t> references_{0};
};

/// An owning pointer to something shared; may be empty.
template <typename T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(const T* target) : target_(target) {
    if (target_ != nullptr) target_->retain();
  }
  Ref(const Ref& other) : Ref(other.target_) {}
  Ref(Ref&& other) noexcept : target_(std::exchange(other.target_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~Ref() {
    if (target_ != nullptr) target_->release();
  }

  [[nodiscard]] const T* get() const { return target_; }
  const T* operator->() const { return target_; }
  const T& operator*() const { return *target_; }
  explicit operator bool() const { return target_ != nullptr; }

 private:
  const T* target_ = nullptr;
};

template <typename T, typename... Args>
[[nodiscard]] Ref<T> make_shared_ref(Args&&... args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

class Value;
class Function;
class Zone;
struct List;
struct Context;
struct Range;
struct Reason;

/// Where in a text something stands; line and column count from 1, 0 if unknown.
struct Position {
  std::int32_t line = 0;
  std::int32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

/// How a time is tied to the world.
enum class Tie : std::uint8_t { Local, Offset, Zone };

/// A time of day; `offset` (seconds east of UTC) counts for Tie::Offset, `zone` for Tie::Zone.
struct Time {
  std::int64_t nanoseconds = 0;  ///< of the day: 0 … 86,400 × 10^9 - 1
  Tie tie = Tie::Local;
  std::int32_t offset = 0;
  Ref<Zone> zone;
};

/// A date and time. With Tie::Zone the offset is the one that the zone had at that local time.
struct DateTime {
  base::Date date;
  Time time;
};

/// Durations and distances between instants: up to ±2 × 10^9 years in nanoseconds.
using Nanoseconds = __int128;

class Value {
 public:
  /// Null without a reason: the literal `null`.
  Value() = default;
  Value(const Value& other)
      : a_(other.a_),
        b_(other.b_),
        shared_(other.shared_),
        aux_(other.aux_),
        kind_(other.kind_),
        sub_(other.sub_) {
    if (shared_ != nullptr) shared_->retain();
  }
  Value(Value&& other) noexcept
      : a_(other.a_),
        b_(other.b_),
        shared_(std::exchange(other.shared_, nullptr)),
        aux_(other.aux_),
        kind_(std::exchange(other.kind_, Kind::Null)),
        sub_(other.sub_) {}
  Value& operator=(const Value& other) {
    if (this != &other) *this = Value(other);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    std::swap(a_, other.a_);
    std::swap(b_, other.b_);
    std::swap(shared_, other.shared_);
    std::swap(aux_, other.aux_);
    std::swap(kind_, other.kind_);
    std::swap(sub_, other.sub_);
    return *this;
  }
  ~Value() {
    if (shared_ != nullptr) shared_->release();
  }

  [[nodiscard]] static Value null(Reason reason);
  /// A null with a reason from messages.def: `Value::null("feel.division-by-zero")`.
  [[nodiscard]] static Value null(std::string code, std::vector<std::string> arguments = {});
  [[nodiscard]] static Value boolean(bool value) { return Value(Kind::Boolean, value ? 1 : 0); }
  /// Unknown becomes null without a reason.
  [[nodiscard]] static Value truth(Truth value) {
    return value == Truth::Unknown ? Value() : boolean(value == Truth::True);
  }
  [[nodiscard]] static Value number(base::Decimal value) {
    Value made;
    made.kind_ = Kind::Number;
    static_assert(sizeof(value) == 16);
    __builtin_memcpy(&made.a_, &value, 16);
    return made;
  }
  /// `text` must be valid UTF-8.
  [[nodiscard]] static Value string(std::string_view text);
  [[nodiscard]] static Value date(base::Date value) {
    return Value(Kind::Date, static_cast<std::uint64_t>(value.days));
  }
  [[nodiscard]] static Value time(Time value);
  [[nodiscard]] static Value date_time(DateTime value);
  [[nodiscard]] static Value years_months(std::int64_t months) {
    return Value(Kind::YearsMonths, static_cast<std::uint64_t>(months));
  }
  [[nodiscard]] static Value days_time(Nanoseconds value) {
    Value made(Kind::DaysTime, static_cast<std::uint64_t>(value));
    made.b_ = static_cast<std::uint64_t>(value >> 64);
    return made;
  }
  /// Null with a reason if the nesting would be deeper than max_nesting, or the weight beyond max_weight.
  [[nodiscard]] static Value list(std::vector<Value> items);
  /// Entries in their order; a later entry of the same name replaces the earlier. Null as for lists.
  [[nodiscard]] static Value context(std::vector<std::pair<std::string, Value>> entries);
  [[nodiscard]] static Value range(Range range);
  [[nodiscard]] static Value function(Ref<Function> function);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::Null; }
  [[nodiscard]] bool is_true() const { return kind_ == Kind::Boolean && a_ != 0; }
  [[nodiscard]] bool is_false() const { return kind_ == Kind::Boolean && a_ == 0; }

  // Each of these may be called only for its kind.
  [[nodiscard]] const Reason* reason() const;  ///< null: why; nullptr if no reason is known
  [[nodiscard]] bool as_boolean() const { return a_ != 0; }
  [[nodiscard]] base::Decimal as_number() const {
    base::Decimal value;
    __builtin_memcpy(static_cast<void*>(&value), &a_, 16);
    return value;
  }
  /// Valid as long as this Value is.
  [[nodiscard]] std::string_view as_string() const&;
  std::string_view as_string() && = delete;
  [[nodiscard]] base::Date as_date() const { return {static_cast<std::int64_t>(a_)}; }
  [[nodiscard]] Time as_time() const;
  [[nodiscard]] DateTime as_date_time() const;
  [[nodiscard]] std::int64_t as_months() const { return static_cast<std::int64_t>(a_); }
  [[nodiscard]] Nanoseconds as_nanoseconds() const {
    return static_cast<Nanoseconds>((static_cast<unsigned __int128>(b_) << 64) | a_);
  }
  [[nodiscard]] std::span<const Value> as_list() const;
  [[nodiscard]] const Context& as_context() const;
  [[nodiscard]] const Range& as_range() const;
  [[nodiscard]] const Function& as_function() const;

  /// Levels of lists, contexts and ranges inside each other; 0 for scalars.
  [[nodiscard]] int nesting() const;
  static constexpr int max_nesting = 256;
  /// What going through all parts of the value costs: an item, an entry or 64 bytes of a string each count
  /// one, as often as they are met. A value shared many times inside itself is small in memory and still
  /// heavy.
  [[nodiscard]] std::int64_t weight() const;
  static constexpr std::int64_t max_weight = 2'000'000;

 private:
  Value(Kind kind, std::uint64_t a) : a_(a), kind_(kind) {}
  friend struct ValueParts;  // the temporal arithmetic works on the parts

  std::uint64_t a_ = 0;
  std::uint64_t b_ = 0;
  const Shared* shared_ = nullptr;
  std::int32_t aux_ = 0;  // offset in seconds; length of a string kept in a_ and b_
  Kind kind_ = Kind::Null;
  std::uint8_t sub_ = 0;  // Tie
};

/// Why a value is null, and because of what.
struct Reason {
  base::Message message;
  Position where;     ///< of the expression that gave up
  std::string input;  ///< the input that was missing, if one was
  Value cause;        ///< a null that this one follows from, else a null without reason
};

using Entry = std::pair<std::string, Value>;

struct List : Shared {
  std::vector<Value> items;
  int nesting = 1;
  std::int64_t weight = 1;
};

struct Context : Shared {
  std::vector<Entry> entries;
  std::vector<std::uint32_t> by_name;  ///< indices in the order of the names, only for many entries
  int nesting = 1;
  std::int64_t weight = 1;

  /// nullptr if there is no entry of that name.
  [[nodiscard]] const Value* find(std::string_view name) const;
};

/// A range (clause 10.3.2.7).
struct Range {
  enum class Form : std::uint8_t {
    Ends,        ///< [low..high]: an end that is null is an end that is not known
    Comparison,  ///< (< high), (>= low): the other end is null and unbounded
    Unequal      ///< (!= low): all but low, which is high too
  };
  Value low;
  Value high;
  bool low_closed = false;
  bool high_closed = false;
  Form form = Form::Ends;
};

// --- comparing (clauses 10.3.2.13, table 54)

/// FEEL's `=`: null equals null and nothing else; Unknown between values of different kinds.
[[nodiscard]] Truth equal(const Value& a, const Value& b);
/// Order of two numbers, strings, dates, times, dates and times or durations of the same kind; empty for all
/// else and where a local time meets one with a zone.
[[nodiscard]] std::optional<std::weak_ordering> compare(const Value& a, const Value& b);
/// Whether the value lies in the range; Unknown where they cannot be compared.
[[nodiscard]] Truth contains(const Range& range, const Value& value);
/// Same kind, same content, zones by their names: the `is` of clause 10.3.4.10. Never unknown.
[[nodiscard]] bool identical(const Value& a, const Value& b);

// --- text and JSON

/// What `string(value)` gives: text without quotes at the top, FEEL literals inside; null gives "null".
[[nodiscard]] std::string to_text(const Value& value);
/// A FEEL literal of the value: strings in quotes, temporal values as @"…".
[[nodiscard]] std::string to_feel(const Value& value);
/// Plain JSON: numbers as they are, temporal values, ranges and functions as their text.
[[nodiscard]] base::Json to_json(const Value& value);
/// {"type": …, "value": …} as the command line prints it; null with its "reason", worded in the language.
[[nodiscard]] base::Json to_typed_json(const Value& value, base::Language language);
/// JSON without types: numbers, strings, booleans, lists, contexts. Null with a reason for numbers beyond
/// reach.
[[nodiscard]] Value from_json(const base::Json& json);
/// The name of the kind as the standard writes it: `days and time duration`.
[[nodiscard]] std::string_view name_of(Kind kind);

/// The reason in words with its place and its causes, one a line; empty if none is known.
[[nodiscard]] std::string explain(const Value& null, base::Language language);

}  // namespace shuxin::rules
