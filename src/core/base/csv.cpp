#include "core/base/csv.h"

#include <algorithm>
#include <optional>

#include "core/base/utf8.h"

namespace shuxin::base {
namespace {

class CsvReader {
 public:
  enum class Quotes { Strict, Tolerant };  // whether a quotation mark may stand inside a bare field
  CsvReader(std::string_view text, char separator, Quotes quotes)
      : rest_(text), separator_(separator), quotes_(quotes) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  // The next row, empty lines with one empty field included; nothing if a quote is wrong.
  std::optional<CsvRow> next() {
    CsvRow row;
    row.line = line_;
    for (;;) {
      std::string field;
      if (!read_field(field)) return std::nullopt;
      row.fields.push_back(std::move(field));
      if (!rest_.starts_with(separator_)) break;
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with("\r\n"))
      rest_.remove_prefix(2);
    else if (!rest_.empty())
      rest_.remove_prefix(1);
    ++line_;
    return row;
  }

 private:
  // Stops before the comma or the line's end.
  bool read_field(std::string& field) {
    if (!rest_.starts_with('"')) {
      std::size_t end = 0;
      while (end < rest_.size() && rest_[end] != separator_ && rest_[end] != '\n') ++end;
      if (end < rest_.size() && rest_[end] == '\n' && end > 0 && rest_[end - 1] == '\r') --end;
      field = rest_.substr(0, end);
      rest_.remove_prefix(end);
      return quotes_ == Quotes::Tolerant || field.find('"') == std::string::npos;
    }
    rest_.remove_prefix(1);
    for (;;) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) return false;
      field += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      field += '"';
      rest_.remove_prefix(1);
    }
    line_ += static_cast<int>(std::ranges::count(field, '\n'));
    return rest_.empty() || rest_[0] == separator_ || rest_[0] == '\n' || rest_.starts_with("\r\n");
  }

  std::string_view rest_;
  char separator_;
  Quotes quotes_;
  int line_ = 1;
};

std::string join(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ",") + name;
  return out;
}

}  // namespace

CsvTable read_csv(std::string_view text, const std::string& file, const std::vector<std::string>& columns) {
  CsvTable table;
  const auto fault = [&](int line, std::string code, std::vector<std::string> arguments = {}) {
    table.faults.push_back({Severity::Error, {file, line, 0}, {std::move(code), std::move(arguments)}, {}});
  };
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvReader reader(text, ',', CsvReader::Quotes::Strict);
  bool header_read = false;
  int line = 1;
  while (!reader.at_end()) {
    auto row = reader.next();
    if (!row) {
      fault(line, "csv.quote");
      return table;
    }
    line = row->line + 1;
    if (row->fields.size() == 1 && row->fields[0].empty()) continue;
    if (!std::ranges::all_of(row->fields, is_utf8)) {
      fault(row->line, "csv.utf8");
    } else if (!header_read) {
      if (row->fields != columns) fault(row->line, "csv.header", {join(columns)});
    } else if (row->fields.size() != columns.size()) {
      fault(row->line, "csv.fields", {std::to_string(columns.size()), std::to_string(row->fields.size())});
    } else {
      table.rows.push_back(std::move(*row));
    }
    header_read = true;
  }
  if (!header_read) fault(1, "csv.header", {join(columns)});
  return table;
}

Result<std::vector<CsvRow>> read_csv_rows(std::string_view text, char separator) {
  std::vector<CsvRow> rows;
  CsvReader reader(text, separator, CsvReader::Quotes::Tolerant);
  int line = 1;
  while (!reader.at_end()) {
    auto row = reader.next();
    if (!row) return fail("csv.quote-at", {std::to_string(line)});
    line = row->line + 1;
    rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace shuxin::base
