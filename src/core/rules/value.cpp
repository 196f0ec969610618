#include "core/rules/value.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "core/rules/arithmetic.h"
#include "core/rules/feel.h"
#include "core/rules/temporal.h"

namespace shuxin::rules {
namespace {

struct Text : Shared {
  std::string text;
};
struct Why : Shared {
  Reason reason;
  int links = 1;  ///< of causes, this one with it
};
struct SharedRange : Shared {
  Range range;
  int nesting = 1;
};

constexpr int most_links = 50;
constexpr std::size_t few_entries = 16;  // up to which a context is searched from its first entry

constexpr std::size_t inline_bytes = 16;

/// Whole seconds: clause 10.3.2.3.5 compares times and dates and times by their value in seconds.
std::int64_t seconds_of(const Time& time) {
  return time.nanoseconds / nanoseconds_per_second;
}

Truth equal_lists(std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return Truth::False;
  Truth all = Truth::True;
  for (std::size_t i = 0; i < a.size() && all != Truth::False; ++i) all = both(all, equal(a[i], b[i]));
  return all;
}

Truth equal_contexts(const Context& a, const Context& b) {
  if (a.entries.size() != b.entries.size()) return Truth::False;
  Truth all = Truth::True;
  for (const auto& [name, value] : a.entries) {
    const Value* other = b.find(name);
    if (other == nullptr) return Truth::False;
    all = both(all, equal(value, *other));
    if (all == Truth::False) break;
  }
  return all;
}

Truth equal_ranges(const Range& a, const Range& b) {
  if (a.form != b.form || a.low_closed != b.low_closed || a.high_closed != b.high_closed) return Truth::False;
  return both(equal(a.low, b.low), equal(a.high, b.high));
}

Value too_heavy() {
  return Value::null("feel.limit-weight");
}

Value too_nested() {
  return Value::null("feel.limit-nesting", {std::to_string(Value::max_nesting)});
}

}  // namespace

/// The parts of a Value that only its makers touch.
struct ValueParts {
  static Value make(Kind kind, const Shared* shared) {
    Value made(kind, 0);
    made.shared_ = shared;
    shared->retain();
    return made;
  }
  static void tie(Value& value, const Time& time) {
    value.sub_ = static_cast<std::uint8_t>(time.tie);
    value.aux_ = time.offset;
    value.shared_ = time.zone.get();
    if (value.shared_ != nullptr) value.shared_->retain();
  }
};

Value Value::null(Reason reason) {
  auto* why = new Why;
  why->reason = std::move(reason);
  if (const Value& cause = why->reason.cause; cause.is_null() && cause.reason() != nullptr) {
    why->links = static_cast<const Why*>(cause.shared_)->links + 1;
    if (why->links > most_links) {
      why->reason.cause = Value();
      why->links = 1;
    }
  }
  return ValueParts::make(Kind::Null, why);
}

Value Value::null(std::string code, std::vector<std::string> arguments) {
  return null(Reason{base::Message{std::move(code), std::move(arguments)}, {}, {}, {}});
}

Value Value::string(std::string_view text) {
  if (text.size() <= inline_bytes) {
    Value made(Kind::String, 0);
    char bytes[inline_bytes] = {};
    if (!text.empty()) __builtin_memcpy(bytes, text.data(), text.size());
    __builtin_memcpy(&made.a_, bytes, 8);
    __builtin_memcpy(&made.b_, bytes + 8, 8);
    made.aux_ = static_cast<std::int32_t>(text.size());
    return made;
  }
  auto* shared = new Text;
  shared->text = text;
  return ValueParts::make(Kind::String, shared);
}

std::string_view Value::as_string() const& {
  if (shared_ != nullptr) return static_cast<const Text*>(shared_)->text;
  static_assert(offsetof(Value, b_) == offsetof(Value, a_) + 8);
  return {reinterpret_cast<const char*>(this) + offsetof(Value, a_), static_cast<std::size_t>(aux_)};
}

Value Value::time(Time time) {
  Value made(Kind::Time, static_cast<std::uint64_t>(time.nanoseconds));
  ValueParts::tie(made, time);
  return made;
}

Value Value::date_time(DateTime moment) {
  Value made(Kind::DateTime, static_cast<std::uint64_t>(moment.time.nanoseconds));
  made.b_ = static_cast<std::uint64_t>(moment.date.days);
  ValueParts::tie(made, moment.time);
  return made;
}

Value Value::list(std::vector<Value> items) {
  int nesting = 1;
  std::int64_t weight = 1;
  for (const Value& item : items) {
    if (item.shared_ != nullptr) nesting = std::max(nesting, item.nesting() + 1);
    weight += item.weight();
  }
  if (nesting > max_nesting) return too_nested();
  if (weight > max_weight) return too_heavy();
  auto* shared = new List;
  shared->items = std::move(items);
  shared->nesting = nesting;
  shared->weight = weight;
  return ValueParts::make(Kind::List, shared);
}

namespace {

/// Drops all but the last entry of a name, each in the place of the first.
std::vector<Entry> without_doubles(std::vector<Entry> entries) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Entry> kept;
  kept.reserve(entries.size());
  for (Entry& entry : entries) {
    const auto [place, is_new] = places.emplace(entry.first, kept.size());
    if (is_new) {
      kept.push_back(std::move(entry));
    } else {
      kept[place->second].second = std::move(entry.second);
    }
  }
  return kept;
}

bool has_doubles(const std::vector<Entry>& entries) {
  if (entries.size() > few_entries) return true;  // looked for the long way
  for (std::size_t i = 1; i < entries.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (entries[i].first == entries[j].first) return true;
  return false;
}

}  // namespace

Value Value::context(std::vector<Entry> entries) {
  if (has_doubles(entries)) entries = without_doubles(std::move(entries));
  int nesting = 1;
  std::int64_t weight = 1;
  for (const Entry& entry : entries) {
    nesting = std::max(nesting, entry.second.nesting() + 1);
    weight += entry.second.weight() + static_cast<std::int64_t>(entry.first.size() / 64);
  }
  if (nesting > max_nesting) return too_nested();
  if (weight > max_weight) return too_heavy();
  auto* shared = new Context;
  shared->entries = std::move(entries);
  shared->nesting = nesting;
  shared->weight = weight;
  if (shared->entries.size() > few_entries) {
    shared->by_name.resize(shared->entries.size());
    for (std::uint32_t i = 0; i < shared->by_name.size(); ++i) shared->by_name[i] = i;
    std::ranges::sort(shared->by_name, {},
                      [&](std::uint32_t i) -> const std::string& { return shared->entries[i].first; });
  }
  return ValueParts::make(Kind::Context, shared);
}

Value Value::range(Range range) {
  auto* shared = new SharedRange;
  shared->nesting = std::max(range.low.nesting(), range.high.nesting()) + 1;
  shared->range = std::move(range);
  const Value made = ValueParts::make(Kind::Range, shared);
  return shared->nesting > max_nesting ? too_nested() : made;
}

Value Value::function(Ref<Function> function) {
  return ValueParts::make(Kind::Function, function.get());
}

const Reason* Value::reason() const {
  return shared_ == nullptr ? nullptr : &static_cast<const Why*>(shared_)->reason;
}

Time Value::as_time() const {
  return {static_cast<std::int64_t>(a_), static_cast<Tie>(sub_), aux_,
          Ref<Zone>(static_cast<const Zone*>(shared_))};
}

DateTime Value::as_date_time() const {
  return {base::Date{static_cast<std::int64_t>(b_)}, as_time()};
}

std::span<const Value> Value::as_list() const {
  return static_cast<const List*>(shared_)->items;
}
const Context& Value::as_context() const {
  return *static_cast<const Context*>(shared_);
}
const Range& Value::as_range() const {
  return static_cast<const SharedRange*>(shared_)->range;
}
const Function& Value::as_function() const {
  return *static_cast<const Function*>(shared_);
}

int Value::nesting() const {
  switch (kind_) {
    case Kind::List:
      return static_cast<const List*>(shared_)->nesting;
    case Kind::Context:
      return static_cast<const Context*>(shared_)->nesting;
    case Kind::Range:
      return static_cast<const SharedRange*>(shared_)->nesting;
    case Kind::Function:
      return as_function().nesting();
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
      return 0;
  }
  return 0;
}

std::int64_t Value::weight() const {
  if (kind_ == Kind::List) return static_cast<const List*>(shared_)->weight;
  if (kind_ == Kind::Context) return static_cast<const Context*>(shared_)->weight;
  if (kind_ == Kind::String) return 1 + static_cast<std::int64_t>(as_string().size() / 64);
  if (kind_ == Kind::Range) return 1 + as_range().low.weight() + as_range().high.weight();
  return 1;
}

const Value* Context::find(std::string_view name) const {
  if (by_name.empty()) {
    for (const Entry& entry : entries)
      if (entry.first == name) return &entry.second;
    return nullptr;
  }
  const auto place = std::ranges::lower_bound(
      by_name, name, {}, [&](std::uint32_t i) -> std::string_view { return entries[i].first; });
  return place != by_name.end() && entries[*place].first == name ? &entries[*place].second : nullptr;
}

Truth equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return truth_of(a.is_null() && b.is_null());
  if (a.kind() != b.kind()) return Truth::Unknown;
  switch (a.kind()) {
    case Kind::Null:
      return Truth::True;
    case Kind::Boolean:
      return truth_of(a.as_boolean() == b.as_boolean());
    case Kind::String:
      return truth_of(a.as_string() == b.as_string());
    case Kind::List:
      return equal_lists(a.as_list(), b.as_list());
    case Kind::Context:
      return equal_contexts(a.as_context(), b.as_context());
    case Kind::Range:
      return equal_ranges(a.as_range(), b.as_range());
    case Kind::Function:
      return truth_of(&a.as_function() == &b.as_function());
    case Kind::Number:
    case Kind::Date:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::YearsMonths:
    case Kind::DaysTime:
      break;
  }
  const auto order = compare(a, b);
  return order ? truth_of(*order == 0) : Truth::False;
}

std::optional<std::weak_ordering> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::Number:
      return a.as_number() <=> b.as_number();
    case Kind::String:
      return a.as_string() <=> b.as_string();
    case Kind::Date:
      return a.as_date() <=> b.as_date();
    case Kind::YearsMonths:
      return a.as_months() <=> b.as_months();
    case Kind::DaysTime:
      return a.as_nanoseconds() <=> b.as_nanoseconds();
    case Kind::Time: {
      const Time x = a.as_time();
      const Time y = b.as_time();
      if ((x.tie == Tie::Local) != (y.tie == Tie::Local)) return std::nullopt;
      // A zone alone has no offset without a day: the clocks of one zone are compared as they are, those of
      // two by what the zones keep on 1 January 1970.
      if (x.tie == Tie::Zone && y.tie == Tie::Zone && x.zone->name() == y.zone->name())
        return seconds_of(x) <=> seconds_of(y);
      const base::Date day{};
      return seconds_of(x) - at(day, x).time.offset <=> seconds_of(y) - at(day, y).time.offset;
    }
    case Kind::DateTime: {
      const DateTime x = a.as_date_time();
      const DateTime y = b.as_date_time();
      if ((x.time.tie == Tie::Local) != (y.time.tie == Tie::Local)) return std::nullopt;
      return x.date.days * seconds_per_day + seconds_of(x.time) - x.time.offset <=>
             y.date.days * seconds_per_day + seconds_of(y.time) - y.time.offset;
    }
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Range:
    case Kind::List:
    case Kind::Context:
    case Kind::Function:
      return std::nullopt;
  }
  return std::nullopt;
}

Truth contains(const Range& range, const Value& value) {
  if (value.is_null()) return Truth::Unknown;
  if (range.form == Range::Form::Unequal) return opposite(equal(value, range.low));
  const bool unbounded = range.form == Range::Form::Comparison;
  Truth above = unbounded ? Truth::True : Truth::Unknown;
  Truth below = above;
  if (!range.low.is_null()) {
    const auto order = compare(value, range.low);
    above = !order ? Truth::Unknown : truth_of(range.low_closed ? *order >= 0 : *order > 0);
  }
  if (!range.high.is_null()) {
    const auto order = compare(value, range.high);
    below = !order ? Truth::Unknown : truth_of(range.high_closed ? *order <= 0 : *order < 0);
  }
  if (above == Truth::Unknown || below == Truth::Unknown) return Truth::Unknown;
  return both(above, below);
}

bool identical(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.kind() == Kind::Time || a.kind() == Kind::DateTime) return to_text(a) == to_text(b);
  return equal(a, b) == Truth::True;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::Null:
      return "null";
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
    case Kind::Range:
      return "range";
    case Kind::List:
      return "list";
    case Kind::Context:
      return "context";
    case Kind::Function:
      return "function";
  }
  return "";
}

std::string explain(const Value& null, base::Language language) {
  std::string text;
  const Value* value = &null;
  for (int links = 0; value->is_null() && value->reason() != nullptr && links < 64; ++links) {
    const Reason& reason = *value->reason();
    if (!text.empty()) text += '\n';
    if (reason.where.line > 0) text += fmt::format("{}:{}: ", reason.where.line, reason.where.column);
    text += base::word(reason.message, language);
    value = &reason.cause;
  }
  return text;
}

}  // namespace shuxin::rules
