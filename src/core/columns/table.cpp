#include "core/columns/table.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/columns/column_parts.h"
#include "core/columns/kernels.h"

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;

const std::shared_ptr<const std::vector<Value>>& no_texts() {
  static const auto none = std::make_shared<const std::vector<Value>>();
  return none;
}

Kind kind_of(const Value& value) {
  if (value.kind() == rules::Kind::String) return Kind::Text;
  if (value.kind() == rules::Kind::Number) return Kind::Number;
  if (value.kind() == rules::Kind::Boolean) return Kind::Boolean;
  return value.kind() == rules::Kind::Date ? Kind::Date : Kind::Other;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::Text:
      return "string";
    case Kind::Number:
      return "number";
    case Kind::Boolean:
      return "boolean";
    case Kind::Date:
      return "date";
    case Kind::Other:
      return "Any";
  }
  return "";
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t from = text.find_first_not_of(blanks);
  return from == std::string_view::npos ? std::string_view()
                                        : text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

}  // namespace

Column::Column() {
  static const auto empty = [] {
    Data data;
    data.texts = no_texts();
    return std::make_shared<const Data>(std::move(data));
  }();
  data_ = empty;
}

Column Column::of_scaled(Cells<std::int64_t> coefficients, int scale) {
  base::check(scale >= 0 && scale <= 18, "the scale of a column is 0 to 18");
  Data data;
  data.kind = Kind::Number;
  data.rows = coefficients.size();
  data.scale = scale;
  data.texts = no_texts();
  if (!coefficients.empty()) {
    kernels().bounds(coefficients.data(), coefficients.size(), data.least, data.most);
    base::check(data.least > INT64_MIN, "coefficients are above -2^63");
  }
  data.integers = std::move(coefficients);
  return Column(std::make_shared<const Data>(std::move(data)));
}

Column Column::repeated(const Value& value, std::size_t rows) {
  ColumnBuilder builder(kind_of(value), rows);
  for (std::size_t i = 0; i < rows; ++i) builder.add(value);
  return std::move(builder).finish();
}

Value Column::value(std::size_t row) const {
  if (!is_known(row)) {
    const auto known = reasons();
    const auto found = std::ranges::lower_bound(known, row, {}, [](const Unknown& u) { return u.row; });
    return found != known.end() && found->row == row ? found->null : Value();
  }
  switch (data_->kind) {
    case Kind::Text:
      return (*data_->texts)[data_->codes[row]];
    case Kind::Number:
      return Value::number(is_scaled() ? Decimal::of(data_->integers[row], data_->scale)
                                       : data_->decimals[row]);
    case Kind::Boolean:
      return Value::boolean(data_->booleans[row] != 0);
    case Kind::Date:
      return Value::date({data_->integers[row]});
    case Kind::Other:
      return data_->values[row];
  }
  return {};
}

rules::Type Column::type() const {
  switch (data_->kind) {
    case Kind::Text:
      return rules::Type::Kind::String;
    case Kind::Number:
      return rules::Type::Kind::Number;
    case Kind::Boolean:
      return rules::Type::Kind::Boolean;
    case Kind::Date:
      return rules::Type::Kind::Date;
    case Kind::Other:
      return rules::Type::any();
  }
  return rules::Type::any();
}

std::optional<std::uint32_t> Column::find_text(std::string_view text) const {
  const auto& texts = *data_->texts;
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].as_string() == text) return static_cast<std::uint32_t>(i);
  return std::nullopt;
}

ColumnBuilder::ColumnBuilder(Kind kind, std::size_t expected_rows) {
  data_.kind = kind;
  switch (kind) {
    case Kind::Text:
      data_.codes.reserve(expected_rows);
      break;
    case Kind::Number:
      data_.decimals.reserve(expected_rows);
      break;
    case Kind::Boolean:
      data_.booleans.reserve(expected_rows);
      break;
    case Kind::Date:
      data_.integers.reserve(expected_rows);
      break;
    case Kind::Other:
      data_.values.reserve(expected_rows);
      break;
  }
}

void ColumnBuilder::next_known() {
  const std::size_t row = data_.rows++;
  if (data_.known.empty()) return;
  if (row % 64 == 0) data_.known.push_back(0);
  data_.known[row / 64] |= std::uint64_t{1} << (row % 64);
}

void ColumnBuilder::add_text(std::string_view text) {
  base::check(data_.kind == Kind::Text, "a text goes into a column of text");
  const auto [found, is_new] =
      codes_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  if (is_new) texts_.push_back(Value::string(text));
  data_.codes.push_back(found->second);
  next_known();
}

void ColumnBuilder::add_number(Decimal number) {
  base::check(data_.kind == Kind::Number, "a number goes into a column of numbers");
  data_.decimals.push_back(number);
  next_known();
}

void ColumnBuilder::add_boolean(bool value) {
  base::check(data_.kind == Kind::Boolean, "a truth goes into a column of booleans");
  data_.booleans.push_back(value ? 1 : 0);
  next_known();
}

void ColumnBuilder::add_date(base::Date date) {
  base::check(data_.kind == Kind::Date, "a date goes into a column of dates");
  data_.integers.push_back(date.days);
  next_known();
}

void ColumnBuilder::add_unknown(Value null) {
  base::check(data_.rows < UINT32_MAX, "a column has less than 2^32 rows");
  const std::size_t row = data_.rows++;
  if (data_.known.empty()) {
    data_.known.assign(row / 64 + 1, ~std::uint64_t{0});
    data_.known.back() = (std::uint64_t{1} << (row % 64)) - 1;
  } else if (row % 64 == 0) {
    data_.known.push_back(0);
  }
  ++data_.unknown;
  if (null.reason() != nullptr) reasons_.push_back({static_cast<std::uint32_t>(row), std::move(null)});
  switch (data_.kind) {
    case Kind::Text:
      if (texts_.empty()) texts_.push_back(Value::string(""));
      if (codes_.empty()) codes_.emplace("", 0);
      data_.codes.push_back(0);
      break;
    case Kind::Number:
      data_.decimals.emplace_back();
      break;
    case Kind::Boolean:
      data_.booleans.push_back(0);
      break;
    case Kind::Date:
      data_.integers.push_back(0);
      break;
    case Kind::Other:
      data_.values.emplace_back();
      break;
  }
}

void ColumnBuilder::add(const Value& value) {
  if (value.is_null()) return add_unknown(value);
  if (data_.kind == Kind::Other) {
    data_.values.push_back(value);
    return next_known();
  }
  if (kind_of(value) != data_.kind)
    return add_unknown(Value::null(
        "columns.wrong-kind", {std::string(name_of(data_.kind)), std::string(rules::name_of(value.kind()))}));
  switch (data_.kind) {
    case Kind::Text:
      return add_text(value.as_string());
    case Kind::Number:
      return add_number(value.as_number());
    case Kind::Boolean:
      return add_boolean(value.as_boolean());
    case Kind::Date:
      return add_date(value.as_date());
    case Kind::Other:
      break;
  }
}

bool ColumnBuilder::add_cell(std::string_view cell) {
  const std::string_view text = trimmed(cell);
  if (text.empty()) {
    add_unknown(Value::null("columns.empty-cell"));
    return true;
  }
  if (data_.kind == Kind::Text) {
    add_text(text);
    return true;
  }
  if (data_.kind == Kind::Number) {
    if (const auto number = Decimal::parse(text)) {
      add_number(*number);
      return true;
    }
  } else if (data_.kind == Kind::Date) {
    if (const auto date = base::Date::parse(text)) {
      add_date(*date);
      return true;
    }
  } else if (data_.kind == Kind::Boolean && (text == "true" || text == "false")) {
    add_boolean(text == "true");
    return true;
  }
  add_unknown(Value::null("columns.unreadable-cell", {std::string(text), std::string(name_of(data_.kind))}));
  return false;
}

namespace {

/// Integers at one scale, if all decimals fit one.
template <typename Data>
void pack_numbers(Data& data) {
  int scale = 0;
  for (const Decimal number : data.decimals) {
    const int places = number.decimal_places();
    if (places > 18) return;
    scale = std::max(scale, places);
  }
  Cells<std::int64_t> integers;
  integers.reserve(data.decimals.size());
  for (const Decimal number : data.decimals) {
    const auto integer = number.coefficient_at(scale);
    if (!integer) return;
    integers.push_back(*integer);
  }
  data.scale = scale;
  data.integers = std::move(integers);
  data.decimals = {};
}

}  // namespace

Column ColumnParts::make(Data data) {
  if (!data.decimals.empty()) pack_numbers(data);
  bool first = true;
  const auto see = [&](std::size_t from, std::size_t count) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    kernels().bounds(data.integers.data() + from, count, low, high);
    data.least = first ? low : std::min(data.least, low);
    data.most = first ? high : std::max(data.most, high);
    first = false;
  };
  const std::size_t rows = data.integers.size();
  if (data.known.empty() && rows > 0) see(0, rows);
  for (std::size_t from = 0; !data.known.empty() && from < rows; from += 64) {
    const std::uint64_t word = data.known[from / 64];
    const std::size_t count = std::min<std::size_t>(64, rows - from);
    if (word == ~std::uint64_t{0})
      see(from, count);
    else
      for (std::size_t i = 0; i < count; ++i)
        if ((word >> i & 1) != 0) see(from + i, 1);
  }
  return make_counted(std::move(data));
}

Column ColumnParts::make_counted(Data data) {
  if (!data.texts) data.texts = no_texts();
  return Column(std::make_shared<const Data>(std::move(data)));
}

Column ColumnParts::with_reasons(const Column& column, std::vector<Unknown> reasons) {
  return Column(column.data_, std::make_shared<const std::vector<Unknown>>(std::move(reasons)));
}

Column ColumnBuilder::finish() && {
  if (!texts_.empty()) data_.texts = std::make_shared<const std::vector<Value>>(std::move(texts_));
  Column made = ColumnParts::make(std::move(data_));
  return reasons_.empty() ? made : ColumnParts::with_reasons(made, std::move(reasons_));
}

Column column_of(std::span<const Value> values, Kind if_unknown, std::size_t reasons_kept) {
  std::optional<Kind> kind;
  for (const Value& value : values) {
    if (value.is_null()) continue;
    if (kind && *kind != kind_of(value)) kind = Kind::Other;
    if (!kind) kind = kind_of(value);
  }
  ColumnBuilder builder(kind.value_or(if_unknown), values.size());
  for (const Value& value : values) {
    if (!value.is_null())
      builder.add(value);
    else if (reasons_kept > 0)
      builder.add_unknown(value), --reasons_kept;
    else
      builder.add_unknown();
  }
  return std::move(builder).finish();
}

Kind kind_of(const rules::Type& type) {
  if (type.kind() == rules::Type::Kind::String) return Kind::Text;
  if (type.kind() == rules::Type::Kind::Number) return Kind::Number;
  if (type.kind() == rules::Type::Kind::Boolean) return Kind::Boolean;
  return type.kind() == rules::Type::Kind::Date ? Kind::Date : Kind::Other;
}

void Table::set(std::string name, Column column) {
  base::check(columns_.empty() || column.size() == rows(), "the columns of a table are of one length");
  const auto found = std::ranges::find(columns_, name, &std::pair<std::string, Column>::first);
  if (found != columns_.end())
    found->second = std::move(column);
  else
    columns_.emplace_back(std::move(name), std::move(column));
}

void Table::set_constant(std::string name, Value value) {
  const auto found = std::ranges::find(constants_, name, &rules::Entry::first);
  if (found != constants_.end())
    found->second = std::move(value);
  else
    constants_.emplace_back(std::move(name), std::move(value));
}

const Value* Table::find_constant(std::string_view name) const {
  const auto found = std::ranges::find(constants_, name, &rules::Entry::first);
  return found == constants_.end() ? nullptr : &found->second;
}

const Column* Table::find(std::string_view name) const {
  const auto found = std::ranges::find(columns_, name, &std::pair<std::string, Column>::first);
  return found == columns_.end() ? nullptr : &found->second;
}

Value Table::row(std::size_t row) const {
  std::vector<rules::Entry> entries;
  entries.reserve(columns_.size());
  for (const auto& [name, column] : columns_) entries.emplace_back(name, column.value(row));
  for (const auto& [name, value] : constants_)
    if (find(name) == nullptr) entries.emplace_back(name, value);
  return Value::context(std::move(entries));
}

rules::Scope Table::scope() const {
  rules::Scope scope;
  for (const auto& [name, column] : columns_) scope.variables.push_back({name, column.type()});
  for (const auto& [name, value] : constants_)
    if (find(name) == nullptr) scope.variables.push_back({name, rules::type_of(value)});
  return scope;
}

}  // namespace shuxin::columns
