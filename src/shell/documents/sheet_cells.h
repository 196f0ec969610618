// What a single cell says: folding, missing values, numbers, dates. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/units.h"
#include "shell/documents/sheet.h"

namespace shuxin::documents {

/// Full width to half width, runs of blanks and line ends to one blank, none at the ends.
[[nodiscard]] std::string folded(std::string_view text);
/// Folded, without any blanks, small letters: how headers are compared.
[[nodiscard]] std::string header_form(std::string_view text);

/// Whether the text stands for no value: empty, `-`, `—`, `/`, `N/A`, 无, 暂无, 不适用, ….
[[nodiscard]] bool stands_for_nothing(std::string_view folded_text);

/// `unit`: what the number is to be handed over in; `written`: what the header says, if it does.
/// Errors: sheet.not-a-number, sheet.formula-error, sheet.date-for-number, sheet.other-unit.
[[nodiscard]] base::Result<base::Decimal> number_of(const Cell& cell, const std::optional<base::Unit>& unit,
                                                    const std::optional<base::Unit>& written);
/// Errors: sheet.not-a-date, sheet.formula-error.
[[nodiscard]] base::Result<base::Date> day_of(const Cell& cell);
/// Errors: sheet.not-a-truth, sheet.formula-error.
[[nodiscard]] base::Result<bool> truth_of(const Cell& cell);
/// Errors: sheet.formula-error, sheet.digits-lost (a number of more than 15 digits, such as a code that was
/// typed as a number).
[[nodiscard]] base::Result<std::string> text_of(const Cell& cell);

}  // namespace shuxin::documents
