#include "core/catalog/code_table.h"

#include <algorithm>

#include "core/base/csv.h"

namespace shuxin::catalog {
namespace {

constexpr std::string_view header = "code,zh,en";
constexpr std::size_t most_near = 4;

bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_section(std::string_view code) {
  return code.size() == 1 && is_letter(code[0]);
}

std::string_view bare(std::string_view code) {
  return code.size() > 1 && is_letter(code[0]) ? code.substr(1) : code;
}

// One digit is another one, or two that stand side by side are exchanged.
bool is_slip(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::vector<std::size_t> differ;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) differ.push_back(i);
  if (differ.size() == 1) return true;
  return differ.size() == 2 && differ[0] + 1 == differ[1] && a[differ[0]] == b[differ[1]] &&
         a[differ[1]] == b[differ[0]];
}

}  // namespace

bool CodeTable::is_one(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  return first == header;
}

CodeTable CodeTable::read(std::string id, std::string_view text, const std::string& file,
                          base::Diagnostics& diagnostics) {
  CodeTable table;
  table.id = std::move(id);
  base::CsvTable csv = base::read_csv(text, file, {"code", "zh", "en"});
  std::ranges::move(csv.faults, std::back_inserter(diagnostics));
  for (base::CsvRow& row : csv.rows) {
    const auto fault = [&](const char* code) {
      diagnostics.push_back({base::Severity::Error, {file, row.line, 0}, {code, {row.fields[0]}}, {}});
    };
    CodeEntry entry{row.fields[0], {row.fields[1], row.fields[2]}};
    constexpr std::size_t division = 2;
    if (entry.code.size() > division &&
        !table.index_.contains(std::string_view(entry.code).substr(0, entry.code.size() - 1)))
      fault("catalog.code-without-parent");
    if (!table.index_.emplace(entry.code, table.entries_.size()).second) fault("catalog.code-twice");
    table.entries_.push_back(std::move(entry));
  }
  return table;
}

const CodeEntry* CodeTable::find(std::string_view code) const {
  auto found = index_.find(code);
  if (found == index_.end()) {
    found = index_.find(bare(code));
    const CodeEntry* section = found == index_.end() ? nullptr : section_of(bare(code));
    if (!section || section->code[0] != code[0]) return nullptr;
  }
  return &entries_[found->second];
}

std::vector<const CodeEntry*> CodeTable::near(std::string_view code) const {
  code = bare(code);
  std::vector<const CodeEntry*> found;
  const auto add = [&](const CodeEntry& entry) {
    if (found.size() < most_near && std::ranges::find(found, &entry) == found.end()) found.push_back(&entry);
  };
  // The longest beginning that is a code; what stands beside the wrong one stands below it.
  std::string_view known = code;
  while (!known.empty() && (known == code || !index_.contains(known))) known.remove_suffix(1);
  for (const CodeEntry& entry : entries_)
    if (is_slip(entry.code, code) && !known.empty() && entry.code.starts_with(known)) add(entry);
  for (const CodeEntry& entry : entries_)
    if (is_slip(entry.code, code)) add(entry);
  for (const CodeEntry& entry : entries_)
    if (!known.empty() && entry.code.size() == known.size() + 1 && entry.code.starts_with(known)) add(entry);
  return found;
}

std::string CodeTable::near_words(std::string_view code) const {
  std::string words;
  for (const CodeEntry* entry : near(code))
    words += (words.empty() ? "" : "、") + entry->code + " " + entry->name.zh;
  return words;
}

const CodeEntry* CodeTable::section_of(std::string_view code) const {
  const auto found = index_.find(code);
  if (found == index_.end()) return nullptr;
  for (std::size_t i = found->second + 1; i-- > 0;)
    if (is_section(entries_[i].code)) return &entries_[i];
  return nullptr;
}

}  // namespace shuxin::catalog
