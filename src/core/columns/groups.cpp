// Groups and joins: both know rows by the codes of their keys.
#include <algorithm>
#include <tuple>

#include "core/base/check.h"
#include "core/columns/aggregate.h"
#include "core/columns/column_parts.h"
#include "core/columns/keys.h"

namespace shuxin::columns {

using rules::Value;

namespace {

constexpr std::size_t part_rows = 1 << 16;

/// Calls `work(from, end)` for ranges that cover all rows.
template <typename Work>
void over_rows(std::size_t rows, const ParallelFor& parallel, Work work) {
  parallel((rows + part_rows - 1) / part_rows,
           [&](std::size_t part) { work(part * part_rows, std::min(rows, (part + 1) * part_rows)); });
}

/// One key of text needs no hashing: its codes are numbers already.
Groups by_text(const Column& key, const ParallelFor& parallel) {
  Groups made;
  made.outside = key.unknown_count();
  std::vector<std::uint32_t> of_code(key.texts().size(), Groups::none);
  // Mostly all texts are found near the top.
  for (std::size_t row = 0; row < key.size() && made.first_rows.size() < of_code.size(); ++row) {
    if (!key.is_known(row)) continue;
    std::uint32_t& group = of_code[key.codes()[row]];
    if (group != Groups::none) continue;
    group = static_cast<std::uint32_t>(made.first_rows.size());
    made.first_rows.push_back(static_cast<std::uint32_t>(row));
  }
  made.of_row.resize(key.size());
  over_rows(key.size(), parallel, [&](std::size_t from, std::size_t end) {
    for (std::size_t row = from; row < end; ++row)
      made.of_row[row] = key.is_known(row) ? of_code[key.codes()[row]] : Groups::none;
  });
  return made;
}

}  // namespace

Groups group_by(std::span<const Column> keys, const ParallelFor& parallel) {
  base::check(!keys.empty(), "groups need a key");
  if (keys.size() == 1 && keys[0].kind() == Kind::Text) return by_text(keys[0], parallel);
  KeyCodes codes = encode_keys({&keys, 1});
  Groups made;
  made.of_row = std::move(codes.of_tables.front());
  made.first_rows.assign(codes.count, Groups::none);
  for (std::size_t row = 0; row < made.of_row.size(); ++row) {
    const std::uint32_t group = made.of_row[row];
    if (group == Groups::none)
      ++made.outside;
    else if (made.first_rows[group] == Groups::none)
      made.first_rows[group] = static_cast<std::uint32_t>(row);
  }
  return made;
}

Groups all_as_one(std::size_t rows) {
  Groups made;
  made.of_row.assign(rows, 0);
  if (rows > 0) made.first_rows.push_back(0);
  return made;
}

Join join(std::span<const Column> left, std::span<const Column> right) {
  const std::span<const Column> sides[] = {left, right};
  const KeyCodes codes = encode_keys(sides);
  std::vector<std::uint32_t> row_of(codes.count, Join::none);
  std::vector<bool> used(codes.count, false);
  Join made;
  const auto& of_right = codes.of_tables[1];
  for (std::uint32_t row = 0; row < of_right.size(); ++row) {
    if (of_right[row] == KeyCodes::unknown) continue;
    if (row_of[of_right[row]] == Join::none)
      row_of[of_right[row]] = row;
    else
      made.duplicates.push_back(row);
  }
  const auto& of_left = codes.of_tables[0];
  made.match.assign(of_left.size(), Join::none);
  for (std::uint32_t row = 0; row < of_left.size(); ++row) {
    if (of_left[row] != KeyCodes::unknown) made.match[row] = row_of[of_left[row]];
    if (made.match[row] == Join::none)
      made.unmatched_left.push_back(row);
    else
      used[of_left[row]] = true;
  }
  for (std::uint32_t row = 0; row < of_right.size(); ++row)
    if (of_right[row] == KeyCodes::unknown || (row_of[of_right[row]] == row && !used[of_right[row]]))
      made.unmatched_right.push_back(row);
  return made;
}

namespace {

/// Takes rows of a storage that may be empty.
template <typename T>
void gather(std::span<const T> from, std::span<const std::uint32_t> rows, Cells<T>& to,
            const ParallelFor& parallel) {
  if (from.empty()) return;
  to.resize(rows.size());
  over_rows(rows.size(), parallel, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) to[i] = from[rows[i]];
  });
}

/// All rows are there, and known.
Column take_known(const Column& column, std::span<const std::uint32_t> rows, const ParallelFor& parallel) {
  ColumnParts::Data data;
  data.kind = column.kind();
  data.rows = rows.size();
  data.scale = column.scale();
  // Bounds may be wider than what is taken.
  std::tie(data.least, data.most) = column.bounds();
  data.texts = column.shared_texts();
  gather(column.integers(), rows, data.integers, parallel);
  gather(column.decimals(), rows, data.decimals, parallel);
  gather(column.booleans(), rows, data.booleans, parallel);
  gather(column.codes(), rows, data.codes, parallel);
  return data.decimals.empty() ? ColumnParts::make_counted(std::move(data))
                               : ColumnParts::make(std::move(data));
}

Column take(const Column& column, std::span<const std::uint32_t> rows, bool some_none,
            const ParallelFor& parallel) {
  if (column.kind() != Kind::Other && column.unknown_count() == 0 && !some_none && !rows.empty())
    return take_known(column, rows, parallel);
  ColumnBuilder builder(column.kind(), rows.size());
  const Value none = Value::null("columns.no-match");
  for (const std::uint32_t row : rows) builder.add(row == Join::none ? none : column.value(row));
  return std::move(builder).finish();
}

}  // namespace

Column take(const Column& column, std::span<const std::uint32_t> rows, const ParallelFor& parallel) {
  return take(column, rows, std::ranges::find(rows, Join::none) != rows.end(), parallel);
}

Column spread(const Column& of_groups, const Groups& groups, const ParallelFor& parallel) {
  return take(of_groups, groups.of_row, groups.outside > 0, parallel);
}

}  // namespace shuxin::columns
