// The two languages that every text of the system is written in.
#pragma once

#include <string>
#include <string_view>

namespace shuxin::base {

enum class Language { Chinese, English };

/// A text in both languages of the system; neither may be empty in published data.
struct Text {
  std::string zh;
  std::string en;

  [[nodiscard]] const std::string& in(Language language) const {
    return language == Language::Chinese ? zh : en;
  }
  bool operator==(const Text&) const = default;
};

}  // namespace shuxin::base
