// Columns and tables: the values of a million rows side by side, each known or unknown with its reason.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/columns/cells.h"
#include "core/rules/feel.h"
#include "core/rules/value.h"

namespace shuxin::columns {

/// What the known rows of a column hold. Other is whatever else FEEL can yield (durations, lists, values of
/// mixed kinds): it has no kernels and is kept as values.
enum class Kind : std::uint8_t { Text, Number, Boolean, Date, Other };

/// Why a row is unknown.
struct Unknown {
  std::uint32_t row;
  rules::Value null;  ///< with its reason
};

/// A column: immutable, cheap to copy, may be shared between threads. At most 2^32 - 1 rows.
class Column {
 public:
  /// All rows known; `coefficients[i]` × 10^-`scale`, with `scale` in 0..18 and coefficients above -2^63.
  [[nodiscard]] static Column of_scaled(Cells<std::int64_t> coefficients, int scale);
  /// All rows hold this value; a null makes them all unknown for its reason.
  [[nodiscard]] static Column repeated(const rules::Value& value, std::size_t rows);

  Column();  ///< no rows

  [[nodiscard]] Kind kind() const { return data_->kind; }
  [[nodiscard]] std::size_t size() const { return data_->rows; }
  [[nodiscard]] bool is_known(std::size_t row) const {
    return data_->known.empty() || (data_->known[row / 64] >> (row % 64) & 1) != 0;
  }
  [[nodiscard]] std::size_t unknown_count() const { return data_->unknown; }
  /// The row as FEEL sees it; a null carries its reason if one is known.
  [[nodiscard]] rules::Value value(std::size_t row) const;
  /// The reasons that are known, by ascending rows: all that were given to a builder, the first of what a
  /// program computed.
  [[nodiscard]] std::span<const Unknown> reasons() const {
    return reasons_ ? std::span<const Unknown>(*reasons_) : std::span<const Unknown>();
  }
  /// The type in FEEL: string, number, boolean, date, Any.
  [[nodiscard]] rules::Type type() const;

  // The bare storage, for kernels. What it holds in unknown rows is no value.

  /// A bit a row, 64 a word, set where known; empty if all are.
  [[nodiscard]] std::span<const std::uint64_t> known_bits() const { return data_->known; }
  /// Number: whether the rows are integers at one scale (else decimals).
  [[nodiscard]] bool is_scaled() const { return data_->kind == Kind::Number && data_->decimals.empty(); }
  [[nodiscard]] int scale() const { return data_->scale; }
  /// Number that is scaled: coefficients. Date: days since 1970-01-01.
  [[nodiscard]] std::span<const std::int64_t> integers() const { return data_->integers; }
  /// Of `integers()`: no known row lies below or above. 0 and 0 if there is none.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> bounds() const { return {data_->least, data_->most}; }
  /// Number that is not scaled.
  [[nodiscard]] std::span<const base::Decimal> decimals() const { return data_->decimals; }
  [[nodiscard]] std::span<const std::uint8_t> booleans() const { return data_->booleans; }
  /// Text: an index into `texts()` a row.
  [[nodiscard]] std::span<const std::uint32_t> codes() const { return data_->codes; }
  /// Text: the different texts, in the order of their first rows. Some may be used by no row.
  [[nodiscard]] std::span<const rules::Value> texts() const { return *data_->texts; }
  [[nodiscard]] const std::shared_ptr<const std::vector<rules::Value>>& shared_texts() const {
    return data_->texts;
  }
  [[nodiscard]] std::optional<std::uint32_t> find_text(std::string_view text) const;
  [[nodiscard]] std::span<const rules::Value> values() const { return data_->values; }  ///< Other

 private:
  friend class ColumnBuilder;
  friend struct ColumnParts;
  struct Data {
    Kind kind = Kind::Other;
    std::size_t rows = 0;
    std::size_t unknown = 0;
    int scale = 0;
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::vector<std::uint64_t> known;
    Cells<std::int64_t> integers;
    Cells<base::Decimal> decimals;
    Cells<std::uint8_t> booleans;
    Cells<std::uint32_t> codes;
    std::shared_ptr<const std::vector<rules::Value>> texts;
    std::vector<rules::Value> values;
  };
  explicit Column(std::shared_ptr<const Data> data, std::shared_ptr<const std::vector<Unknown>> reasons = {})
      : data_(std::move(data)), reasons_(std::move(reasons)) {}

  std::shared_ptr<const Data> data_;
  std::shared_ptr<const std::vector<Unknown>> reasons_;  ///< nullptr: none
};

/// Collects a column row by row. Numbers become scaled integers when all of them fit one scale.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(Kind kind, std::size_t expected_rows = 0);

  void add_text(std::string_view text);  ///< valid UTF-8
  void add_number(base::Decimal number);
  void add_boolean(bool value);
  void add_date(base::Date date);
  /// `null`: why, as far as it is known.
  void add_unknown(rules::Value null = {});
  /// A null keeps its reason; a value of another kind becomes unknown with columns.wrong-kind.
  void add(const rules::Value& value);
  /// Reads a cell of text, blanks around it ignored: numbers as `-12.50`, booleans `true`/`false`, dates
  /// `YYYY-MM-DD`, text as it is. An empty cell is unknown (columns.empty-cell), one that cannot be read too
  /// (columns.unreadable-cell). False only for the latter.
  bool add_cell(std::string_view cell);

  [[nodiscard]] std::size_t size() const { return data_.rows; }
  [[nodiscard]] Column finish() &&;

 private:
  void next_known();

  Column::Data data_;
  std::vector<Unknown> reasons_;
  std::vector<rules::Value> texts_;
  std::unordered_map<std::string, std::uint32_t> codes_;
};

/// The column of a list of values: of the kind that all known ones share, else Other. `if_unknown` is the
/// kind where no value is known; `reasons_kept` nulls keep their reasons.
[[nodiscard]] Column column_of(std::span<const rules::Value> values, Kind if_unknown = Kind::Other,
                               std::size_t reasons_kept = SIZE_MAX);
/// The kind of a column of such values.
[[nodiscard]] Kind kind_of(const rules::Type& type);

/// Named columns of equal length. Cheap to copy; reading may be shared between threads.
class Table {
 public:
  Table() = default;

  /// Adds a column, or replaces the one of that name. All columns must have as many rows (a check).
  void set(std::string name, Column column);

  /// Adds a value that all rows share, or replaces the one of that name: for programs it is a column like any
  /// other. A column of the same name comes first.
  void set_constant(std::string name, rules::Value value);

  [[nodiscard]] std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().second.size(); }
  [[nodiscard]] const std::vector<std::pair<std::string, Column>>& columns() const { return columns_; }
  [[nodiscard]] const Column* find(std::string_view name) const;  ///< nullptr if there is none
  [[nodiscard]] const rules::Value* find_constant(std::string_view name) const;
  /// The row as a FEEL context of all columns and constants.
  [[nodiscard]] rules::Value row(std::size_t row) const;
  /// The columns, then the constants as variables of FEEL, in their order.
  [[nodiscard]] rules::Scope scope() const;

 private:
  std::vector<std::pair<std::string, Column>> columns_;
  std::vector<rules::Entry> constants_;
};

}  // namespace shuxin::columns
