// The two forms that a workbook comes in. Private to the room.
#pragma once

#include "shell/documents/sheet.h"

namespace shuxin::documents {

/// Office Open XML (ECMA-376).
[[nodiscard]] base::Result<Workbook> read_xlsx(std::string_view bytes, const std::string& file,
                                               const SheetLimits& limits);
/// Text with separators; one sheet, named by the file.
[[nodiscard]] base::Result<Workbook> read_separated(std::string_view bytes, const std::string& file,
                                                    const SheetLimits& limits);

/// Counts what is read against the limits, across all sheets of a workbook.
class SheetBudget {
 public:
  explicit SheetBudget(const SheetLimits& limits) : limits_(limits) {}

  /// Errors: sheet.too-large.
  [[nodiscard]] base::Result<void> take_cell(std::size_t bytes);
  [[nodiscard]] base::Result<void> take_inflated(std::size_t bytes);
  /// Takes nothing yet.
  [[nodiscard]] base::Result<void> foresee_inflated(std::size_t bytes) const;
  [[nodiscard]] const SheetLimits& limits() const { return limits_; }

 private:
  SheetLimits limits_;
  std::size_t cells_ = 0;
  std::size_t text_ = 0;
  std::size_t inflated_ = 0;
};

}  // namespace shuxin::documents
