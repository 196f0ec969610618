#include "shell/documents/sheet_cells.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/utf8.h"

namespace shuxin::documents {
namespace {

using base::Decimal;
using base::Result;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the separators out of 1,234,567.8; nothing if they do not stand at thousands.
std::optional<std::string> without_separators(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  const std::size_t begin = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t end = std::min(text.find('.'), text.size());
  std::string out(text.substr(0, begin));
  std::size_t group = 0;
  bool first = true;
  for (std::size_t i = begin; i < end; ++i) {
    if (text[i] != ',') {
      out += text[i];
      ++group;
      continue;
    }
    if (first ? group == 0 || group > 3 : group != 3) return std::nullopt;
    first = false;
    group = 0;
  }
  if (!first && group != 3) return std::nullopt;
  return out + std::string(text.substr(end));
}

// What binary arithmetic left behind the fifteenth digit is not what anybody wrote.
Decimal as_shown(std::string_view digits, Decimal value) {
  const auto significant = std::ranges::count_if(digits.substr(0, digits.find_first_of("eE")), is_digit);
  if (significant <= 15 || value.is_zero()) return value;
  int before = 0;  // digits before the point
  for (Decimal least = value.abs(); least >= Decimal(1) && before < 320; ++before)
    least = *multiply(least, Decimal::of(1, 1));
  if (before == 0)
    for (Decimal most = value.abs(); most < Decimal::of(1, 1) && before > -320; --before)
      most = *multiply(most, Decimal(10));
  return value.rounded(15 - before, base::Rounding::HalfEven).value_or(value);
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out += c;
  return out;
}

// Blanks between digits separate thousands or are a slip (12 5): they are judged like commas.
std::string with_commas(std::string text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == ' ' && is_digit(text[i - 1]) && is_digit(text[i + 1])) text[i] = ',';
  return text;
}

struct Amount {
  Decimal value;
  std::string unit;
};

// The number at the front and what is behind it.
std::optional<Amount> amount_of(const std::string& text) {
  std::size_t end = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == ',' || text[end] == '.')) ++end;
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t after = end + 1;
    if (after < text.size() && (text[after] == '-' || text[after] == '+')) ++after;
    if (after < text.size() && is_digit(text[after])) {
      while (after < text.size() && is_digit(text[after])) ++after;
      end = after;
    }
  }
  const auto plain = without_separators(std::string_view(text).substr(0, end));
  const auto value = plain ? Decimal::parse(*plain) : std::nullopt;
  return value ? std::optional(Amount{*value, text.substr(end)}) : std::nullopt;
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && text.size() <= 4 && read.ec == std::errc{} && read.ptr == text.data() + text.size()
             ? std::optional(value)
             : std::nullopt;
}

std::optional<base::Date> parsed_day(std::string text) {
  for (const std::string_view mark : {"年", "月"})
    if (const std::size_t at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), "-");
  if (text.ends_with("日")) text.resize(text.size() - std::string_view("日").size());
  for (char& c : text)
    if (c == '/' || c == '.') c = '-';
  if (text.size() == 8 && std::ranges::all_of(text, is_digit))
    text = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6);
  const std::size_t first = text.find('-');
  const std::size_t second = first == std::string::npos ? first : text.find('-', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const std::string_view view = text;
  const auto year = digits(view.substr(0, first));
  const auto month = digits(view.substr(first + 1, second - first - 1));
  const auto day = digits(view.substr(second + 1));
  if (!year || *year < 1000 || !month || !day) return std::nullopt;
  return base::Date::from(*year, *month, *day);
}

// An error is named; a formula that was saved without its result stands there itself.
std::unexpected<base::Error> error_of(const Cell& cell) {
  return cell.text.starts_with('=') ? base::fail("sheet.formula-unsaved")
                                    : base::fail("sheet.formula-error", {cell.text});
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  bool blank = false;
  while (!text.empty()) {
    const base::Utf8Character front = base::front_character(text);
    text.remove_prefix(front.bytes);
    char32_t point = front.point;
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
    if (point == 0x2212 || point == 0xFE63) point = '-';
    if (point == 0xFEFF || point == 0x200B) continue;
    if (point <= 0x20 || point == 0xA0 || point == 0x3000 || point == 0x2003 || point == 0x2002) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    base::append_character(out, point);
  }
  return out;
}

std::string header_form(std::string_view text) {
  std::string out;
  for (const char c : folded(text)) {
    if (c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool stands_for_nothing(std::string_view text) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"",   "-",  "--",     "---", "—",   "——", "–",  "/",    "//",   "\\", "无", "暂无",
       "缺", "空", "不适用", "N/A", "n/a", "NA", "na", "NULL", "null", "…",  "……"});
  return std::ranges::find(words, text) != words.end();
}

Result<Decimal> number_of(const Cell& cell, const std::optional<base::Unit>& unit,
                          const std::optional<base::Unit>& written) {
  if (cell.kind == CellKind::Error) return error_of(cell);
  if (cell.kind == CellKind::Date) return base::fail("sheet.date-for-number", {cell.text});
  if (cell.kind == CellKind::Boolean) return base::fail("sheet.not-a-number");
  const std::string text = squeezed(with_commas(folded(cell.text)));
  const auto amount = amount_of(text);
  if (!amount) return base::fail("sheet.not-a-number");
  Decimal value = amount->value;
  if (cell.kind == CellKind::Number) value = as_shown(text, value);
  std::optional<base::Unit> given = written;
  if (!amount->unit.empty()) {
    given = base::find_unit(amount->unit);
    if (!given) return base::fail("sheet.not-a-number");
    // 12.5% where a bare ratio is wanted.
    if (!unit && given->dimension == base::Dimension::Share) {
      const auto ratio = base::convert(value, *given, base::Unit{base::Dimension::Share, 1, 1});
      return ratio ? Result<Decimal>(*ratio) : base::fail("sheet.not-a-number");
    }
    if (!unit) return base::fail("sheet.other-unit", {amount->unit});
  }
  if (!unit || !given || *given == *unit) return value;
  const auto converted = base::convert(value, *given, *unit);
  if (!converted) return base::fail("sheet.other-unit", {amount->unit});
  return *converted;
}

Result<base::Date> day_of(const Cell& cell) {
  if (cell.kind == CellKind::Error) return error_of(cell);
  const std::string text = squeezed(folded(cell.text));
  const auto day = parsed_day(cell.kind == CellKind::Date ? text.substr(0, 10) : text);
  return day ? Result<base::Date>(*day) : base::fail("sheet.not-a-date");
}

Result<bool> truth_of(const Cell& cell) {
  if (cell.kind == CellKind::Error) return error_of(cell);
  static constexpr auto yes = std::to_array<std::string_view>({"true", "是", "有", "yes", "y", "1", "√"});
  static constexpr auto no = std::to_array<std::string_view>({"false", "否", "no", "n", "0", "×"});
  const std::string text = header_form(cell.text);
  if (std::ranges::find(yes, text) != yes.end()) return true;
  if (std::ranges::find(no, text) != no.end()) return false;
  return base::fail("sheet.not-a-truth");
}

Result<std::string> text_of(const Cell& cell) {
  if (cell.kind == CellKind::Error) return error_of(cell);
  if (cell.kind != CellKind::Number) return folded(cell.text);
  const auto value = Decimal::parse(cell.text);
  if (!value) return folded(cell.text);
  // Beyond fifteen digits a spreadsheet has put zeros for what was typed.
  if (value->abs() >= Decimal(1'000'000'000'000'000)) return base::fail("sheet.digits-lost");
  return as_shown(cell.text, *value).to_string();
}

}  // namespace shuxin::documents
