#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <unicode/ucnv.h>

#include "core/base/csv.h"
#include "core/base/utf8.h"
#include "shell/documents/sheet_xlsx.h"

namespace shuxin::documents {
namespace {

// As UTF-8, or nothing if the bytes are not in that encoding.
std::optional<std::string> decode(std::string_view bytes, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> from(ucnv_open(encoding, &status), &ucnv_close);
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> to(ucnv_open("UTF-8", &status), &ucnv_close);
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  ucnv_setFromUCallBack(to.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::string out;
  std::array<char, 1 << 14> piece{};
  std::array<UChar, 1 << 12> pivot{};
  UChar* pivot_from = pivot.data();
  UChar* pivot_to = pivot.data();
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  bool first = true;
  do {
    char* into = piece.data();
    status = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &into, piece.data() + piece.size(), &at, end, pivot.data(),
                   &pivot_from, &pivot_to, pivot.data() + pivot.size(), first, true, &status);
    first = false;
    out.append(piece.data(), into);
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  return U_FAILURE(status) ? std::nullopt : std::optional(std::move(out));
}

base::Result<std::string> to_utf8(std::string_view bytes) {
  std::optional<std::string> text;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
    if (base::is_utf8(bytes)) text = std::string(bytes);
  } else if (bytes.starts_with("\xFF\xFE")) {
    text = decode(bytes.substr(2), "UTF-16LE");
  } else if (bytes.starts_with("\xFE\xFF")) {
    text = decode(bytes.substr(2), "UTF-16BE");
  } else {
    text = base::is_utf8(bytes) ? std::string(bytes) : decode(bytes, "GB18030");
  }
  if (!text) return base::fail("sheet.encoding");
  if (text->find('\0') != std::string::npos) return base::fail("sheet.format");
  return *std::move(text);
}

// The separator that stands most often in the first lines, outside quotation marks.
char separator_of(std::string_view text) {
  constexpr std::string_view candidates = ",\t;";
  std::array<std::size_t, candidates.size()> counts{};
  bool quoted = false;
  int lines = 0;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted && ++lines == 20) break;
    if (const std::size_t which = candidates.find(c); which != std::string_view::npos && !quoted)
      ++counts[which];
  }
  return candidates[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

}  // namespace

base::Result<Workbook> read_separated(std::string_view bytes, const std::string& file,
                                      const SheetLimits& limits) {
  SHUXIN_TRY(const std::string text, to_utf8(bytes));
  SHUXIN_TRY(auto lines, base::read_csv_rows(text, separator_of(text)));
  SheetBudget budget(limits);
  Sheet sheet{file, false, {}, {}};
  for (base::CsvRow& line : lines) {
    Row row{static_cast<std::uint32_t>(line.line), {}};
    std::uint32_t column = 0;
    for (std::string& field : line.fields) {
      ++column;
      if (field.find_first_not_of(" \t\r\n") == std::string::npos) continue;
      SHUXIN_DO(budget.take_cell(field.size()));
      row.cells.push_back({column, CellKind::Text, false, std::move(field)});
    }
    if (!row.cells.empty()) sheet.rows.push_back(std::move(row));
  }
  if (sheet.rows.empty()) return base::fail("sheet.empty");
  return Workbook{file, {std::move(sheet)}};
}

}  // namespace shuxin::documents
