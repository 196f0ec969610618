#include "shell/documents/sheet_write.h"

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>
#include <xlsxwriter.h>

#include "core/base/utf8.h"

namespace shuxin::documents {
namespace {

constexpr std::size_t longest_name = 31;

// A file in memory that the library can open by a name.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("workbook", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool opened() const { return descriptor_ >= 0; }
  [[nodiscard]] std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  [[nodiscard]] std::string bytes() const {
    std::string all(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    std::size_t at = 0;
    while (at < all.size()) {
      const ssize_t got = pread(descriptor_, all.data() + at, all.size() - at, static_cast<off_t>(at));
      if (got <= 0) return {};
      at += static_cast<std::size_t>(got);
    }
    return all;
  }

 private:
  int descriptor_;
};

class BookWriter {
 public:
  BookWriter(lxw_workbook* book) : book_(book) {
    head_ = workbook_add_format(book);
    format_set_bold(head_);
    format_set_text_wrap(head_);
    format_set_align(head_, LXW_ALIGN_CENTER);
    format_set_align(head_, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(head_, 0xE8EEF4);
    format_set_border(head_, LXW_BORDER_THIN);
    title_ = workbook_add_format(book);
    format_set_bold(title_);
    format_set_font_size(title_, 14);
    format_set_align(title_, LXW_ALIGN_CENTER);
    date_ = workbook_add_format(book);
    format_set_num_format(date_, "yyyy-mm-dd");
    note_ = workbook_add_format(book);
    format_set_font_color(note_, 0x555555);
  }

  void write(const WrittenSheet& sheet) {
    into_ = workbook_add_worksheet(book_, written_name(sheet.name).c_str());
    if (!into_) return fail(LXW_ERROR_PARAMETER_VALIDATION);
    const auto last = static_cast<lxw_col_t>(sheet.columns.empty() ? 0 : sheet.columns.size() - 1);
    lxw_row_t at = 0;
    for (const std::string& title : sheet.titles) {
      if (last > 0)
        fail(worksheet_merge_range(into_, at, 0, at, last, title.c_str(), title_));
      else
        fail(worksheet_write_string(into_, at, 0, title.c_str(), title_));
      ++at;
    }
    for (lxw_col_t i = 0; i < sheet.columns.size(); ++i) {
      fail(worksheet_set_column(into_, i, i, sheet.columns[i].width, nullptr));
      fail(worksheet_write_string(into_, at, i, sheet.columns[i].title.c_str(), head_));
    }
    worksheet_freeze_panes(into_, at + 1, 0);
    for (const auto& row : sheet.rows) {
      ++at;
      for (lxw_col_t i = 0; i < row.size(); ++i)
        write(row[i], at, i, i < sheet.columns.size() ? sheet.columns[i] : SheetColumn{});
    }
    for (const std::string& note : sheet.notes)
      fail(worksheet_write_string(into_, ++at, 0, note.c_str(), note_));
    for (std::size_t i = 0; i < sheet.charts.size(); ++i) draw(sheet, sheet.charts[i], i);
  }

  [[nodiscard]] lxw_error error() const { return error_; }

 private:
  void fail(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }

  lxw_format* number_format(const SheetColumn& column) {
    const auto key = std::pair(column.decimals, column.percent);
    const auto found = numbers_.find(key);
    if (found != numbers_.end()) return found->second;
    std::string text = column.percent ? "0" : "#,##0";
    if (column.decimals < 0) text = column.percent ? "0.####" : "General";
    if (column.decimals > 0) text += "." + std::string(static_cast<std::size_t>(column.decimals), '0');
    if (column.percent) text += "%";
    lxw_format* made = workbook_add_format(book_);
    format_set_num_format(made, text.c_str());
    return numbers_[key] = made;
  }

  void draw(const WrittenSheet& sheet, const SheetChart& chart, std::size_t place) {
    const auto type = chart.form == SheetChart::Form::Columns ? LXW_CHART_COLUMN
                      : chart.form == SheetChart::Form::Line  ? LXW_CHART_LINE
                                                              : LXW_CHART_BAR;
    lxw_chart* made = workbook_add_chart(book_, static_cast<std::uint8_t>(type));
    lxw_chart_series* series = made ? chart_add_series(made, nullptr, nullptr) : nullptr;
    if (!series) return fail(LXW_ERROR_MEMORY_MALLOC_FAILED);
    const std::string name = written_name(sheet.name);
    const auto head = static_cast<lxw_row_t>(first_row_of(sheet) - 1);
    const auto first = static_cast<lxw_row_t>(head + chart.first_row);
    const auto last = static_cast<lxw_row_t>(head + chart.last_row);
    const auto labels = static_cast<lxw_col_t>(chart.labels);
    const auto values = static_cast<lxw_col_t>(chart.values);
    chart_series_set_categories(series, name.c_str(), first, labels, last, labels);
    chart_series_set_values(series, name.c_str(), first, values, last, values);
    chart_series_set_labels(series);
    chart_title_set_name(made, chart.title.c_str());
    lxw_chart_font small{};
    small.size = 11;
    chart_title_set_name_font(made, &small);
    chart_legend_set_position(made, LXW_CHART_LEGEND_NONE);
    if (chart.form == SheetChart::Form::Bars) chart_axis_set_reverse(made->y_axis);
    constexpr std::size_t rows_of_one = 15;
    fail(worksheet_insert_chart(into_, static_cast<lxw_row_t>(head + place * rows_of_one),
                                static_cast<lxw_col_t>(sheet.columns.size() + 1), made));
  }

  void write(const SheetValue& value, lxw_row_t row, lxw_col_t column, const SheetColumn& as) {
    struct Visitor {
      BookWriter& self;
      lxw_row_t row;
      lxw_col_t column;
      const SheetColumn& as;
      lxw_error operator()(std::monostate) const { return LXW_NO_ERROR; }
      lxw_error operator()(const std::string& text) const {
        return worksheet_write_string(self.into_, row, column, text.c_str(), nullptr);
      }
      lxw_error operator()(const base::Decimal& number) const {
        return worksheet_write_number(self.into_, row, column, number.to_double(), self.number_format(as));
      }
      lxw_error operator()(const base::Date& date) const {
        const base::YearMonthDay civil = date.civil();
        lxw_datetime at{static_cast<int>(civil.year), civil.month, civil.day, 0, 0, 0};
        // A spreadsheet's days begin in 1900.
        if (civil.year < 1900 || civil.year > 9999)
          return worksheet_write_string(self.into_, row, column, date.to_string().c_str(), nullptr);
        return worksheet_write_datetime(self.into_, row, column, &at, self.date_);
      }
      lxw_error operator()(bool truth) const {
        return worksheet_write_boolean(self.into_, row, column, truth ? 1 : 0, nullptr);
      }
      lxw_error operator()(const SheetFormula& formula) const {
        return worksheet_write_formula_num(self.into_, row, column, formula.formula.c_str(),
                                           self.number_format(as), formula.value.to_double());
      }
    };
    fail(std::visit(Visitor{*this, row, column, as}, value));
  }

  lxw_workbook* book_;
  lxw_worksheet* into_ = nullptr;
  lxw_format* head_;
  lxw_format* title_;
  lxw_format* date_;
  lxw_format* note_;
  std::map<std::pair<int, bool>, lxw_format*> numbers_;
  lxw_error error_ = LXW_NO_ERROR;
};

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_text(const std::string& text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").contains(text[0]);
  return csv_field(formula ? "'" + text : text);
}

struct CsvValue {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return csv_text(text); }
  std::string operator()(const base::Decimal& number) const { return number.to_string(); }
  std::string operator()(const base::Date& date) const { return date.to_string(); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(const SheetFormula& formula) const { return formula.value.to_string(); }
};

}  // namespace

std::string written_name(std::string_view wanted) {
  std::string name;
  for (std::size_t characters = 0; !wanted.empty() && characters < longest_name; ++characters) {
    const base::Utf8Character front = base::front_character(wanted);
    const bool barred =
        front.point < 0x80 && std::string_view("[]:*?/\\'").contains(static_cast<char>(front.point));
    name += barred ? std::string_view("_") : wanted.substr(0, front.bytes);
    wanted.remove_prefix(front.bytes);
  }
  return name.empty() ? "Sheet" : name;
}

std::uint32_t first_row_of(const WrittenSheet& sheet) {
  return static_cast<std::uint32_t>(sheet.titles.size()) + 2;
}

base::Result<std::string> write_xlsx(const std::vector<WrittenSheet>& sheets, base::Instant created) {
  const MemoryFile file;
  lxw_workbook* book = file.opened() ? workbook_new(file.name().c_str()) : nullptr;
  if (!book) return base::fail("sheet.cannot-write", {std::strerror(errno)});
  lxw_doc_properties properties{};
  properties.created = static_cast<time_t>(created.milliseconds / 1000);
  workbook_set_properties(book, &properties);
  BookWriter writer(book);
  for (const WrittenSheet& sheet : sheets) writer.write(sheet);
  const lxw_error closed = workbook_close(book);
  const lxw_error error = writer.error() != LXW_NO_ERROR ? writer.error() : closed;
  if (error != LXW_NO_ERROR) return base::fail("sheet.cannot-write", {lxw_strerror(error)});
  std::string bytes = file.bytes();
  if (bytes.empty()) return base::fail("sheet.cannot-write", {std::strerror(errno)});
  return bytes;
}

std::string write_csv(const WrittenSheet& sheet) {
  std::string out = "\xEF\xBB\xBF";
  const auto line = [&](const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) out += (i == 0 ? "" : ",") + fields[i];
    out += "\r\n";
  };
  std::vector<std::string> fields;
  for (const SheetColumn& column : sheet.columns) fields.push_back(csv_text(column.title));
  line(fields);
  for (const auto& row : sheet.rows) {
    fields.clear();
    for (const SheetValue& value : row) fields.push_back(std::visit(CsvValue{}, value));
    line(fields);
  }
  return out;
}

}  // namespace shuxin::documents
