#include "shell/documents/sheet.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "shell/documents/sheet_xlsx.h"

namespace shuxin::documents {

const Cell* Row::find(std::uint32_t column) const {
  const auto found = std::ranges::lower_bound(cells, column, {}, &Cell::column);
  return found == cells.end() || found->column != column ? nullptr : &*found;
}

base::Result<void> SheetBudget::take_cell(std::size_t bytes) {
  if (++cells_ > limits_.cells)
    return base::fail("sheet.too-large", {std::to_string(limits_.cells) + " cells"});
  text_ += bytes;
  if (text_ > limits_.text_bytes)
    return base::fail("sheet.too-large", {std::to_string(limits_.text_bytes >> 20) + " MB"});
  return {};
}

base::Result<void> SheetBudget::foresee_inflated(std::size_t bytes) const {
  if (bytes > limits_.inflated_bytes - inflated_)
    return base::fail("sheet.too-large", {std::to_string(limits_.inflated_bytes >> 20) + " MB"});
  return {};
}

base::Result<void> SheetBudget::take_inflated(std::size_t bytes) {
  SHUXIN_DO(foresee_inflated(bytes));
  inflated_ += bytes;
  return {};
}

base::Result<Workbook> read_workbook(std::string_view bytes, const std::string& file,
                                     const SheetLimits& limits) {
  if (bytes.size() > limits.file_bytes)
    return base::fail("sheet.too-large", {std::to_string(limits.file_bytes >> 20) + " MB"});
  if (bytes.empty()) return base::fail("sheet.empty");
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"))
    return read_xlsx(bytes, file, limits);
  // The container of XLS, and of XLSX under a password.
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return base::fail("sheet.old-format");
  return read_separated(bytes, file, limits);
}

base::Result<Workbook> read_workbook_file(const std::string& path, const SheetLimits& limits) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return base::fail("sheet.no-file", {path});
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) return base::fail("sheet.no-file", {path});
  if (size > limits.file_bytes)
    return base::fail("sheet.too-large", {std::to_string(limits.file_bytes >> 20) + " MB"});
  std::ifstream in(path, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) return base::fail("sheet.no-file", {path});
  return read_workbook(bytes, std::filesystem::path(path).filename().string(), limits);
}

std::string cell_name(std::uint32_t row, std::uint32_t column) {
  std::string letters;
  for (std::uint32_t left = column; left > 0; left = (left - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  return letters + std::to_string(row);
}

}  // namespace shuxin::documents
