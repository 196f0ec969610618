// Tables of codes of a standard: codes/NAME.csv with the columns code, zh, en, in the order of the standard.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/base/text.h"

namespace shuxin::catalog {

struct CodeEntry {
  std::string code;  ///< `C` of a section, `35`, `351`, `3511`
  base::Text name;   ///< en is empty where the standard has no English name at hand
};

/// Sections have letters, what is below them digits, each level beginning with the code of the one above
/// (GB/T 4754: section, division, group, class). A section holds all that stands between its row and the next
/// one's.
class CodeTable {
 public:
  std::string id;

  /// Faults: those of base::read_csv, catalog.code-twice, catalog.code-without-parent. Any bytes may be
  /// given.
  [[nodiscard]] static CodeTable read(std::string id, std::string_view text, const std::string& file,
                                      base::Diagnostics& diagnostics);
  /// Whether a file is one of these tables: others have other columns.
  [[nodiscard]] static bool is_one(std::string_view text);

  /// The letter of a section may stand before the digits: `C3511`. Null if there is none.
  [[nodiscard]] const CodeEntry* find(std::string_view code) const;
  /// What may have been meant, the likeliest first, at most four: codes that differ by one digit or an
  /// exchange, then those beside it.
  [[nodiscard]] std::vector<const CodeEntry*> near(std::string_view code) const;
  /// The same as words: `3511 矿山机械制造、3512 …`; empty if nothing is near.
  [[nodiscard]] std::string near_words(std::string_view code) const;
  /// Null for what is not in the table or stands in no section.
  [[nodiscard]] const CodeEntry* section_of(std::string_view code) const;
  [[nodiscard]] const std::vector<CodeEntry>& entries() const { return entries_; }

 private:
  std::vector<CodeEntry> entries_;  ///< in the order of the standard
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace shuxin::catalog
