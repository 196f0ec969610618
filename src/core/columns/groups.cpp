// Groups and joins: both know rows by the codes of their keys.
#include <algorithm>

#include "core/base/check.h"
#include "core/columns/aggregate.h"
#include "core/columns/column_parts.h"
#include "core/columns/keys.h"

namespace shuxin::columns {

using rules::Value;

namespace {

/// One key of text needs no hashing: its codes are numbers already.
Groups by_text(const Column& key) {
  Groups made;
  made.of_row.assign(key.size(), Groups::none);
  std::vector<std::uint32_t> of_code(key.texts().size(), Groups::none);
  for (std::size_t row = 0; row < key.size(); ++row) {
    if (!key.is_known(row)) continue;
    std::uint32_t& group = of_code[key.codes()[row]];
    if (group == Groups::none) {
      group = static_cast<std::uint32_t>(made.first_rows.size());
      made.first_rows.push_back(static_cast<std::uint32_t>(row));
    }
    made.of_row[row] = group;
  }
  return made;
}

}  // namespace

Groups group_by(std::span<const Column> keys) {
  base::check(!keys.empty(), "groups need a key");
  if (keys.size() == 1 && keys[0].kind() == Kind::Text) return by_text(keys[0]);
  KeyCodes codes = encode_keys({&keys, 1});
  Groups made;
  made.of_row = std::move(codes.of_tables.front());
  made.first_rows.assign(codes.count, Groups::none);
  for (std::size_t row = 0; row < made.of_row.size(); ++row)
    if (const std::uint32_t group = made.of_row[row];
        group != Groups::none && made.first_rows[group] == Groups::none)
      made.first_rows[group] = static_cast<std::uint32_t>(row);
  return made;
}

Groups all_as_one(std::size_t rows) {
  Groups made;
  made.of_row.assign(rows, 0);
  if (rows > 0) made.first_rows.push_back(0);
  return made;
}

Column spread(const Column& of_groups, const Groups& groups, const ParallelFor& parallel) {
  return take(of_groups, groups.of_row, parallel);
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

constexpr std::size_t part_rows = 1 << 16;

/// Takes rows of a storage that may be empty; what is taken for none is a default.
template <typename T>
void gather(std::span<const T> from, std::span<const std::uint32_t> rows, std::vector<T>& to,
            const ParallelFor& parallel) {
  if (from.empty()) return;
  to.resize(rows.size());
  parallel((rows.size() + part_rows - 1) / part_rows, [&](std::size_t part) {
    for (std::size_t i = part * part_rows; i < std::min(rows.size(), (part + 1) * part_rows); ++i)
      to[i] = rows[i] == Join::none ? T{} : from[rows[i]];
  });
}

}  // namespace

Column take(const Column& column, std::span<const std::uint32_t> rows, const ParallelFor& parallel) {
  const bool has_unknown = column.unknown_count() > 0 || std::ranges::find(rows, Join::none) != rows.end();
  if (column.kind() == Kind::Other || has_unknown || rows.empty()) {
    ColumnBuilder builder(column.kind(), rows.size());
    const Value none = Value::null("columns.no-match");
    for (const std::uint32_t row : rows) builder.add(row == Join::none ? none : column.value(row));
    return std::move(builder).finish();
  }
  ColumnParts::Data data;
  data.kind = column.kind();
  data.rows = rows.size();
  data.scale = column.scale();
  data.texts = column.shared_texts();
  gather(column.integers(), rows, data.integers, parallel);
  gather(column.decimals(), rows, data.decimals, parallel);
  gather(column.booleans(), rows, data.booleans, parallel);
  gather(column.codes(), rows, data.codes, parallel);
  return ColumnParts::make(std::move(data));
}

}  // namespace shuxin::columns
