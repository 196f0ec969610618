#include "core/columns/rank_keys.h"

#include <algorithm>

#include "core/base/check.h"

namespace shuxin::columns {

namespace {

bool comes_before(const rules::Value& a, const rules::Value& b) {
  const auto compared = rules::compare(a, b);
  base::check(compared.has_value(), "ranks are by numbers, dates or texts");
  return *compared < 0;
}

}  // namespace

RankKeys::RankKeys(const Criterion& criterion) {
  const Column& column = criterion.column;
  std::uint64_t least = 0;
  if (!column.integers().empty()) {
    integers_ = column.integers();
    least = static_cast<std::uint64_t>(column.bounds().first);
    most_ = static_cast<std::uint64_t>(column.bounds().second) - least;
  } else {
    column.kind() == Kind::Text ? number_texts(column) : number_values(column);
    integers_ = own_;
  }
  factor_ = criterion.descending ? -std::uint64_t{1} : 1;
  offset_ = criterion.descending ? least + most_ : -least;
}

RankKeys::RankKeys(std::span<const Criterion> criteria) : RankKeys(criteria.front()) {
  for (const Criterion& criterion : criteria.subspan(1))
    add(RankKeys(criterion), criteria.front(), criterion);
}

/// What is no integer is numbered by sorting it.
void RankKeys::number_values(const Column& column) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < column.size(); ++row)
    if (column.is_known(row)) rows.push_back(row);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return comes_before(column.value(a), column.value(b));
  };
  std::ranges::sort(rows, before);
  own_.assign(column.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && before(rows[i - 1], rows[i])) ++most_;
    own_[rows[i]] = static_cast<std::int64_t>(most_);
  }
}

/// Only the different texts are sorted.
void RankKeys::number_texts(const Column& column) {
  std::vector<std::uint32_t> codes(column.texts().size());
  for (std::uint32_t code = 0; code < codes.size(); ++code) codes[code] = code;
  const auto texts = column.texts();
  std::ranges::sort(codes,
                    [&](std::uint32_t a, std::uint32_t b) { return comes_before(texts[a], texts[b]); });
  std::vector<std::int64_t> places(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) places[codes[i]] = static_cast<std::int64_t>(i);
  most_ = codes.empty() ? 0 : codes.size() - 1;
  own_.resize(column.size());
  for (std::size_t row = 0; row < column.size(); ++row)
    own_[row] = column.is_known(row) ? places[column.codes()[row]] : 0;
}

/// Leaves no number out, so that `most` comes below 2^32.
void RankKeys::number_densely(const Column& column) {
  std::vector<std::uint64_t> all;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (column.is_known(row)) all.push_back((*this)[row]);
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  Cells<std::int64_t> numbers(column.size());
  for (std::size_t row = 0; row < column.size(); ++row)
    numbers[row] = column.is_known(row) ? std::ranges::lower_bound(all, (*this)[row]) - all.begin() : 0;
  own_ = std::move(numbers);
  integers_ = own_;
  factor_ = 1;
  offset_ = 0;
  most_ = all.empty() ? 0 : all.size() - 1;
}

/// Where the keys so far are equal, those of `later` decide; what is unknown comes after all of them.
void RankKeys::add(RankKeys later, const Criterion& first, const Criterion& criterion) {
  const auto fits = [&] {
    const auto choices = static_cast<unsigned __int128>(most_) + 1;
    return choices * (static_cast<unsigned __int128>(later.most_) + 2) - 1 <= UINT64_MAX;
  };
  if (!fits()) number_densely(first.column);
  if (!fits()) later.number_densely(criterion.column);
  const std::uint64_t digits = later.most_ + 2;
  Cells<std::int64_t> joined(criterion.column.size());
  for (std::size_t row = 0; row < joined.size(); ++row) {
    const std::uint64_t digit = criterion.column.is_known(row) ? later[row] : later.most_ + 1;
    joined[row] = static_cast<std::int64_t>((*this)[row] * digits + digit);
  }
  own_ = std::move(joined);
  integers_ = own_;
  factor_ = 1;
  offset_ = 0;
  most_ = (most_ + 1) * digits - 1;
}

}  // namespace shuxin::columns
