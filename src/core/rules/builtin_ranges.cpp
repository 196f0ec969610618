// Built-in functions that relate points and ranges (DMN 1.5, clause 10.3.4.9, table 78).
#include "core/rules/arithmetic.h"
#include "core/rules/builtin_table.h"

namespace shuxin::rules {
namespace {

using Arguments = std::span<const Value>;

/// A point is a range of itself alone.
struct Ends {
  Value low;
  Value high;
  bool low_closed;
  bool high_closed;
};

Ends ends_of(const Value& value) {
  if (value.kind() != Kind::Range) return {value, value, true, true};
  const Range& range = value.as_range();
  return {range.low, range.high, range.low_closed, range.high_closed};
}

Truth less(const Value& a, const Value& b) {
  return compare_by(ast::Operator::Less, a, b);
}
Truth same(const Value& a, const Value& b) {
  return compare(a, b) ? compare_by(ast::Operator::Equal, a, b) : Truth::Unknown;
}
Truth flag(bool value) {
  return truth_of(value);
}

/// a ends before b begins.
Truth precedes(const Ends& a, const Ends& b) {
  return either(less(a.high, b.low), both(flag(!a.high_closed || !b.low_closed), same(a.high, b.low)));
}
/// a begins no earlier than b.
Truth starts_within(const Ends& a, const Ends& b) {
  return either(less(b.low, a.low), both(same(a.low, b.low), flag(b.low_closed || !a.low_closed)));
}
/// a ends no later than b.
Truth ends_within(const Ends& a, const Ends& b) {
  return either(less(a.high, b.high), both(same(a.high, b.high), flag(b.high_closed || !a.high_closed)));
}

Truth before(const Ends& a, const Ends& b) {
  return precedes(a, b);
}
Truth after(const Ends& a, const Ends& b) {
  return precedes(b, a);
}
Truth meets(const Ends& a, const Ends& b) {
  return both(flag(a.high_closed && b.low_closed), same(a.high, b.low));
}
Truth met_by(const Ends& a, const Ends& b) {
  return meets(b, a);
}
Truth overlaps(const Ends& a, const Ends& b) {
  return opposite(either(precedes(a, b), precedes(b, a)));
}
/// a begins first, and ends inside b.
Truth overlaps_before(const Ends& a, const Ends& b) {
  const Truth begins =
      either(less(a.low, b.low), both(same(a.low, b.low), flag(a.low_closed && !b.low_closed)));
  const Truth touches =
      either(less(b.low, a.high), both(same(a.high, b.low), flag(a.high_closed && b.low_closed)));
  const Truth ends =
      either(less(a.high, b.high), both(same(a.high, b.high), flag(!a.high_closed || b.high_closed)));
  return both(both(begins, touches), ends);
}
Truth overlaps_after(const Ends& a, const Ends& b) {
  const Truth begins =
      either(less(b.low, a.low), both(same(b.low, a.low), flag(b.low_closed && !a.low_closed)));
  const Truth touches =
      either(less(a.low, b.high), both(same(b.high, a.low), flag(b.high_closed && a.low_closed)));
  const Truth ends =
      either(less(b.high, a.high), both(same(b.high, a.high), flag(!b.high_closed || a.high_closed)));
  return both(both(begins, touches), ends);
}
Truth includes(const Ends& a, const Ends& b) {
  return both(starts_within(b, a), ends_within(b, a));
}
Truth during(const Ends& a, const Ends& b) {
  return includes(b, a);
}
Truth starts(const Ends& a, const Ends& b) {
  return both(both(same(a.low, b.low), flag(a.low_closed == b.low_closed)), ends_within(a, b));
}
Truth started_by(const Ends& a, const Ends& b) {
  return starts(b, a);
}
Truth finishes(const Ends& a, const Ends& b) {
  return both(both(same(a.high, b.high), flag(a.high_closed == b.high_closed)), starts_within(a, b));
}
Truth finished_by(const Ends& a, const Ends& b) {
  return finishes(b, a);
}
Truth coincides(const Ends& a, const Ends& b) {
  return both(both(same(a.low, b.low), same(a.high, b.high)),
              flag(a.low_closed == b.low_closed && a.high_closed == b.high_closed));
}

template <Truth (*relation)(const Ends&, const Ends&)>
Value related(Arguments arguments, Evaluation&) {
  const Truth result = relation(ends_of(arguments[0]), ends_of(arguments[1]));
  if (result != Truth::Unknown) return Value::truth(result);
  return Value::null("feel.undefined-relation", {to_feel(arguments[0]), to_feel(arguments[1])});
}

}  // namespace

std::vector<BuiltinRow> range_rows() {
  using namespace kinds;
  const auto point =
      static_cast<Kinds>(a_number | a_string | a_date | a_time | a_date_time | years_months | days_time);
  const Type b = Type::Kind::Boolean;
  std::vector<BuiltinRow> rows;
  const auto points = [&](std::string_view name, BuiltinCode code) {
    rows.push_back({name, {{"point1", point}, {"point2", point}}, code, b});
  };
  const auto point_range = [&](std::string_view name, BuiltinCode code) {
    rows.push_back({name, {{"point", point}, {"range", a_range}}, code, b});
  };
  const auto range_point = [&](std::string_view name, BuiltinCode code) {
    rows.push_back({name, {{"range", a_range}, {"point", point}}, code, b});
  };
  const auto ranges = [&](std::string_view name, BuiltinCode code) {
    rows.push_back({name, {{"range1", a_range}, {"range2", a_range}}, code, b});
  };
  for (const auto& [name, code] :
       {std::pair<std::string_view, BuiltinCode>{"before", related<before>}, {"after", related<after>}}) {
    points(name, code);
    point_range(name, code);
    range_point(name, code);
    ranges(name, code);
  }
  for (const auto& [name, code] : {std::pair<std::string_view, BuiltinCode>{"meets", related<meets>},
                                   {"met by", related<met_by>},
                                   {"overlaps", related<overlaps>},
                                   {"overlaps before", related<overlaps_before>},
                                   {"overlaps after", related<overlaps_after>}})
    ranges(name, code);
  for (const auto& [name, code] : {std::pair<std::string_view, BuiltinCode>{"finishes", related<finishes>},
                                   {"during", related<during>},
                                   {"starts", related<starts>}}) {
    point_range(name, code);
    ranges(name, code);
  }
  for (const auto& [name, code] :
       {std::pair<std::string_view, BuiltinCode>{"finished by", related<finished_by>},
        {"includes", related<includes>},
        {"started by", related<started_by>}}) {
    range_point(name, code);
    ranges(name, code);
  }
  points("coincides", related<coincides>);
  ranges("coincides", related<coincides>);
  return rows;
}

}  // namespace shuxin::rules
