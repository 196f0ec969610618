// Codes of investment projects (发改投资〔2020〕1439号, GB/T 40058-2021) in the present and the former form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace shuxin::base {

/// 投资项目统一代码: `YYMM-RRRRRR-DD-TT-NNNNNC` at present, `YYYY-RRRRRR-II-TT-NNNNNN` before.
class ProjectCode {
 public:
  enum class Form {
    Present,  ///< year and month, region, guiding department, type, number with its check digit
    Former    ///< year, region, industry division, type, number
  };

  /// Reads twenty digits, with or without the hyphens (of any kind, but then all four in their places). The
  /// first four digits tell the form: year and month (2001 to 9912), else a year of the former form (2013 to
  /// 2021); no former year can be read as a month. The region is not checked against GB/T 2260, because the
  /// platform has its own. Errors: project-code.length, project-code.character, project-code.groups,
  /// project-code.time.
  [[nodiscard]] static Result<ProjectCode> parse(std::string_view text);
  /// The present form of these nineteen digits with the check digit added.
  [[nodiscard]] static Result<ProjectCode> complete(std::string_view first_19);

  /// With its hyphens: 24 characters.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] Form form() const { return form_; }
  [[nodiscard]] int year() const;
  /// 1..12; empty in the former form.
  [[nodiscard]] std::optional<int> month() const;
  [[nodiscard]] std::string_view region() const { return std::string_view(text_).substr(5, 6); }
  /// The central guiding department, or in the former form the industry division.
  [[nodiscard]] std::string_view department() const { return std::string_view(text_).substr(12, 2); }
  [[nodiscard]] std::string_view type() const { return std::string_view(text_).substr(15, 2); }
  /// project-code.check if the last digit is not the MOD 11,10 digit of the others. Only a warning: that this
  /// is the rule was found from published codes, not read in the standard. The former form has no check
  /// digit.
  [[nodiscard]] std::optional<Message> warning() const;

  auto operator<=>(const ProjectCode&) const = default;

 private:
  ProjectCode(std::string text, Form form) : text_(std::move(text)), form_(form) {}
  std::string text_;
  Form form_;
};

}  // namespace shuxin::base
