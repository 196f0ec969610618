#include "core/rules/table_index.h"

#include <algorithm>
#include <functional>

namespace shuxin::rules {
namespace {

constexpr std::size_t max_words = std::size_t{64} << 17;  // 64 MiB

bool is_indexable(Kind kind) {
  switch (kind) {
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
    case Kind::Date:
    case Kind::YearsMonths:
    case Kind::DaysTime:
      return true;
    case Kind::Null:
    case Kind::Time:      // times and dates and times are only partly ordered: local ones and those with a
    case Kind::DateTime:  // zone do not compare
    case Kind::Range:
    case Kind::List:
    case Kind::Context:
    case Kind::Function:
      return false;
  }
  return false;
}

/// -1, 0 or 1; both of the same indexable kind.
int order(const Value& a, const Value& b) {
  const auto three_way = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  switch (a.kind()) {
    case Kind::Boolean:
      return three_way(a.as_boolean(), b.as_boolean());
    case Kind::Number:
      return three_way(a.as_number(), b.as_number());
    case Kind::String:
      return three_way(a.as_string(), b.as_string());
    case Kind::Date:
      return three_way(a.as_date(), b.as_date());
    case Kind::YearsMonths:
      return three_way(a.as_months(), b.as_months());
    case Kind::DaysTime:
      return three_way(a.as_nanoseconds(), b.as_nanoseconds());
    case Kind::Null:
    case Kind::Time:
    case Kind::DateTime:
    case Kind::Range:
    case Kind::List:
    case Kind::Context:
    case Kind::Function:
      return 0;
  }
  return 0;
}

void set_bit(std::uint64_t* words, std::size_t bit) {
  words[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

/// The kind of all values of the tests; Null if there are several, or none.
Kind kind_of(const TestShape& shape) {
  Kind found = Kind::Null;
  bool mixed = false;
  const auto see = [&](const Value& value) {
    if (value.is_null()) return;
    if (found == Kind::Null) found = value.kind();
    mixed = mixed || found != value.kind();
  };
  for (const SimpleTest& test : shape.tests) {
    switch (test.form) {
      case SimpleTest::Form::Any:
      case SimpleTest::Form::Null:
        break;
      case SimpleTest::Form::Equal:
        see(test.value);
        break;
      case SimpleTest::Form::Interval:
        see(test.interval.low);
        see(test.interval.high);
        // An end that is not known makes every answer unknown: that is left to evaluating.
        mixed = mixed || (test.interval.form == Range::Form::Ends &&
                          (test.interval.low.is_null() || test.interval.high.is_null()));
        break;
    }
  }
  return mixed ? Kind::Null : found;
}

struct Stretch {  // of segments, both included
  std::size_t first;
  std::size_t last;
};

/// Sorts, joins what overlaps or touches, and turns it around where the tests are negated.
std::vector<Stretch> tidy(std::vector<Stretch> stretches, bool negated, std::size_t segments) {
  std::ranges::sort(stretches, {}, &Stretch::first);
  std::vector<Stretch> joined;
  for (const Stretch& next : stretches) {
    if (!joined.empty() && next.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, next.last);
    } else {
      joined.push_back(next);
    }
  }
  if (!negated) return joined;
  std::vector<Stretch> out;
  std::size_t from = 0;
  for (const Stretch& gone : joined) {
    if (gone.first > from) out.push_back({from, gone.first - 1});
    from = gone.last + 1;
  }
  if (from < segments) out.push_back({from, segments - 1});
  return out;
}

}  // namespace

/// The segments in which a cell holds.
struct ColumnIndex::Segments {
  const ColumnIndex& index;

  [[nodiscard]] std::size_t count() const { return 2 * index.bounds_.size() + 1; }

  [[nodiscard]] std::vector<Stretch> of(const TestShape& shape) const {
    std::vector<Stretch> out;
    for (const SimpleTest& test : shape.tests) {
      switch (test.form) {
        case SimpleTest::Form::Any:
          out.push_back({0, count() - 1});
          break;
        case SimpleTest::Form::Null:
          break;
        case SimpleTest::Form::Equal: {
          const std::size_t at = index.segment_of(test.value);
          out.push_back({at, at});
          break;
        }
        case SimpleTest::Form::Interval: {
          const Range& range = test.interval;
          if (range.form == Range::Form::Unequal) {
            const std::size_t at = index.segment_of(range.low);
            if (at > 0) out.push_back({0, at - 1});
            out.push_back({at + 1, count() - 1});
            break;
          }
          const std::size_t first =
              range.low.is_null() ? 0 : index.segment_of(range.low) + (range.low_closed ? 0 : 1);
          const std::size_t last =
              range.high.is_null() ? count() : index.segment_of(range.high) + (range.high_closed ? 1 : 0);
          if (first < last) out.push_back({first, last - 1});
          break;
        }
      }
    }
    return tidy(std::move(out), shape.negated, count());
  }
};

std::optional<ColumnIndex> ColumnIndex::build(std::span<const IndexedCell> cells) {
  ColumnIndex index;
  for (const IndexedCell& cell : cells)
    if (cell.shape != nullptr && index.kind_ == Kind::Null && is_indexable(kind_of(*cell.shape)))
      index.kind_ = kind_of(*cell.shape);
  if (index.kind_ == Kind::Null) return std::nullopt;
  index.words_ = (cells.size() + 63) / 64;
  index.gather_bounds(cells);
  if ((2 * index.bounds_.size() + 1) * index.words_ > max_words) return std::nullopt;
  index.fill(cells);
  return index;
}

void ColumnIndex::gather_bounds(std::span<const IndexedCell> cells) {
  bool intervals = false;
  for (const IndexedCell& cell : cells) {
    if (cell.shape == nullptr || kind_of(*cell.shape) != kind_) continue;
    for (const SimpleTest& test : cell.shape->tests) {
      if (test.form == SimpleTest::Form::Equal) bounds_.push_back(test.value);
      if (test.form != SimpleTest::Form::Interval) continue;
      intervals = intervals || test.interval.form != Range::Form::Unequal;
      if (!test.interval.low.is_null()) bounds_.push_back(test.interval.low);
      if (!test.interval.high.is_null()) bounds_.push_back(test.interval.high);
    }
  }
  std::ranges::sort(bounds_, [](const Value& a, const Value& b) { return order(a, b) < 0; });
  const auto twice =
      std::ranges::unique(bounds_, [](const Value& a, const Value& b) { return order(a, b) == 0; });
  bounds_.erase(twice.begin(), twice.end());
  if (kind_ == Kind::String && !intervals) hash_points();
  if (kind_ == Kind::Number)
    for (const Value& bound : bounds_) doubles_.push_back(bound.as_number().to_double());
}

void ColumnIndex::hash_points() {
  std::size_t size = 8;
  while (size < 2 * bounds_.size()) size *= 2;
  hashed_.assign(size, 0);
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    std::size_t at = std::hash<std::string_view>{}(bounds_[i].as_string()) & (size - 1);
    while (hashed_[at] != 0) at = (at + 1) & (size - 1);
    hashed_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

std::size_t ColumnIndex::point_of(std::string_view text) const {
  const std::size_t mask = hashed_.size() - 1;
  for (std::size_t at = std::hash<std::string_view>{}(text)&mask; hashed_[at] != 0; at = (at + 1) & mask)
    if (bounds_[hashed_[at] - 1].as_string() == text) return 2 * std::size_t{hashed_[at] - 1} + 1;
  return 0;  // all gaps are alike where nothing but points is tested
}

std::size_t ColumnIndex::segment_of_number(const Value& value) const {
  // Doubles find the neighbourhood; the decimals themselves have the last word.
  const base::Decimal number = value.as_number();
  auto at =
      static_cast<std::size_t>(std::ranges::lower_bound(doubles_, number.to_double()) - doubles_.begin());
  while (at > 0 && bounds_[at - 1].as_number() >= number) --at;
  for (; at < bounds_.size(); ++at) {
    const auto found = bounds_[at].as_number() <=> number;
    if (found == 0) return 2 * at + 1;
    if (found > 0) break;
  }
  return 2 * at;
}

std::size_t ColumnIndex::segment_of(const Value& value) const {
  if (kind_ == Kind::Number) return segment_of_number(value);
  if (!hashed_.empty()) return point_of(value.as_string());
  std::size_t low = 0;
  std::size_t high = bounds_.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int found = order(bounds_[middle], value);
    if (found == 0) return 2 * middle + 1;
    if (found < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 2 * low;
}

void ColumnIndex::fill(std::span<const IndexedCell> cells) {
  const Segments segments{*this};
  const std::size_t count = segments.count();
  bits_.assign(count * words_, 0);
  null_bits_.assign(words_, 0);
  settled_.assign(words_, 0);
  // A sweep: `begins` and `ends` switch the bits of rules on and off from one segment to the next.
  std::vector<std::vector<std::uint32_t>> begins(count + 1);
  std::vector<std::vector<std::uint32_t>> ends(count + 1);
  for (std::size_t rule = 0; rule < cells.size(); ++rule) {
    const IndexedCell& cell = cells[rule];
    const auto number = static_cast<std::uint32_t>(rule);
    const bool shaped = cell.shape != nullptr && kind_of(*cell.shape) == kind_;
    if (cell.any || shaped) set_bit(settled_.data(), rule);
    if (cell.any || !shaped) {
      begins[0].push_back(number);
      set_bit(null_bits_.data(), rule);
      continue;
    }
    if (cell.passes_null) set_bit(null_bits_.data(), rule);
    for (const Stretch& stretch : segments.of(*cell.shape)) {
      begins[stretch.first].push_back(number);
      ends[stretch.last + 1].push_back(number);
    }
  }
  std::vector<std::uint64_t> now(words_, 0);
  for (std::size_t segment = 0; segment < count; ++segment) {
    for (const std::uint32_t rule : ends[segment]) now[rule / 64] &= ~(std::uint64_t{1} << (rule % 64));
    for (const std::uint32_t rule : begins[segment]) set_bit(now.data(), rule);
    std::ranges::copy(now, bits_.begin() + static_cast<std::ptrdiff_t>(segment * words_));
  }
}

const std::uint64_t* ColumnIndex::find(const Value& value) const {
  if (value.is_null()) return null_bits_.data();
  if (value.kind() != kind_) return nullptr;
  return bits_.data() + segment_of(value) * words_;
}

}  // namespace shuxin::rules
