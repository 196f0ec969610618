#include "shell/documents/sheet_xlsx.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/utf8.h"
#include "shell/documents/sheet_archive.h"

namespace shuxin::documents {
namespace {

using base::Result;
using Token = XmlScanner::Token;

constexpr std::uint32_t most_rows = 1'048'576;
constexpr std::uint32_t most_columns = 16'384;
constexpr std::size_t most_merged = 200'000;

std::optional<std::uint32_t> whole(std::string_view text) {
  std::uint32_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size()
             ? std::optional(value)
             : std::nullopt;
}

struct Reference {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};

// `AB12`
std::optional<Reference> reference(std::string_view text) {
  Reference at;
  std::size_t i = 0;
  for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 4; ++i)
    at.column = at.column * 26 + static_cast<std::uint32_t>(text[i] - 'A' + 1);
  const auto row = whole(text.substr(i));
  if (!row || i == 0 || *row == 0 || *row > most_rows || at.column > most_columns) return std::nullopt;
  at.row = *row;
  return at;
}

std::optional<MergedCells> merged(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto first = reference(text.substr(0, colon));
  const auto last = colon == std::string_view::npos ? first : reference(text.substr(colon + 1));
  if (!first || !last || first->row > last->row || first->column > last->column) return std::nullopt;
  return MergedCells{first->row, first->column, last->row, last->column};
}

// Control characters are written _x000D_ in strings.
std::string unescaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("_x", at)) != std::string::npos; ++at) {
    if (text.size() - at < 7 || text[at + 6] != '_') continue;
    std::uint32_t point = 0;
    const auto read = std::from_chars(text.data() + at + 2, text.data() + at + 6, point, 16);
    if (read.ptr != text.data() + at + 6) continue;
    std::string character;
    base::append_character(character, static_cast<char32_t>(point));
    text.replace(at, 7, character);
    at += character.size() - 1;
  }
  return text;
}

// A format of numbers shows a date if it names years, months, days or hours outside quotes and brackets.
bool shows_date(std::string_view format) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"' || c == '[') {
      const char close = c == '"' ? '"' : ']';
      // [h] and [mm] are times gone by.
      if (c == '[' && i + 1 < format.size() && (format[i + 1] == 'h' || format[i + 1] == 'm')) return true;
      while (++i < format.size() && format[i] != close) {
      }
    } else if (c == 'y' || c == 'd' || c == 'h' || c == 'm' || c == 'Y' || c == 'D' || c == 'H' || c == 'M') {
      return true;
    } else if (c == ';') {
      return false;
    }
  }
  return false;
}

bool built_in_date(std::uint32_t format) {
  return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) ||
         (format >= 50 && format <= 58);
}

// A serial day as a date; nothing if it is none. Excel counts a 29 February 1900 that never was.
std::optional<std::string> date_of(std::string_view digits, bool since_1904) {
  const auto serial = base::Decimal::parse(digits);
  if (!serial || serial->is_negative() || *serial >= base::Decimal(2'958'466)) return std::nullopt;
  const double value = serial->to_double();
  auto day = static_cast<std::int64_t>(std::floor(value));
  auto second = static_cast<std::int64_t>(std::llround((value - static_cast<double>(day)) * 86'400));
  if (second == 86'400) {
    second = 0;
    ++day;
  }
  const std::string time = fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  if (day == 0 && !since_1904) return time;
  const base::Date epoch = since_1904 ? *base::Date::from(1904, 1, 1) : *base::Date::from(1899, 12, 30);
  if (!since_1904 && day < 61) ++day;
  const std::string date = (epoch + day).to_string();
  return second == 0 ? date : date + "T" + time;
}

// `sheet1.xml` as a relationship of xl/workbook.xml names it.
std::string resolved(const std::string& folder, std::string target) {
  if (target.starts_with('/')) return target.substr(1);
  std::string base = folder;
  while (target.starts_with("../")) {
    target.erase(0, 3);
    base.erase(base.empty() ? 0 : base.find_last_of('/', base.size() - 2) + 1);
  }
  return base + target;
}

class XlsxReader {
 public:
  XlsxReader(const Archive& archive, const SheetLimits& limits) : archive_(archive), budget_(limits) {}

  Result<Workbook> read(const std::string& file) {
    SHUXIN_TRY(const auto top, relations("_rels/.rels"));
    std::string book = "xl/workbook.xml";
    for (const auto& [id, target] : top)
      if (target.type.ends_with("/officeDocument")) book = resolved("", target.path);
    const std::size_t slash = book.rfind('/') + 1;
    const std::string folder = book.substr(0, slash);
    SHUXIN_TRY(const auto parts, relations(folder + "_rels/" + book.substr(slash) + ".rels"));
    for (const auto& [id, target] : parts) {
      if (target.type.ends_with("/sharedStrings")) SHUXIN_DO(read_strings(resolved(folder, target.path)));
      if (target.type.ends_with("/styles")) SHUXIN_DO(read_styles(resolved(folder, target.path)));
    }
    Workbook workbook{file, {}};
    SHUXIN_TRY(const auto listed, list_sheets(book));
    for (const Listed& one : listed) {
      const auto part = parts.find(one.relation);
      // Charts and dialogues stand among the sheets and hold no cells.
      if (part == parts.end() || !part->second.type.ends_with("/worksheet")) continue;
      Sheet sheet{one.name, one.hidden, {}, {}};
      SHUXIN_DO(read_sheet(resolved(folder, part->second.path), sheet));
      workbook.sheets.push_back(std::move(sheet));
    }
    if (workbook.sheets.empty()) return base::fail("sheet.empty");
    return workbook;
  }

 private:
  struct Target {
    std::string type;
    std::string path;
  };
  struct Listed {
    std::string name;
    std::string relation;
    bool hidden = false;
  };

  // Runs `take(scanner)` for each element opened in a part, which must be there.
  template <typename Take>
  Result<void> each_open(const std::string& part, Take take) {
    SHUXIN_TRY(XmlScanner scanner, archive_.scan(part, budget_));
    while (true) {
      SHUXIN_TRY(const Token token, scanner.next());
      if (token == Token::End) return {};
      if (token == Token::Open) SHUXIN_DO(take(scanner));
    }
  }

  static Result<std::string> attribute(const XmlScanner& scanner, std::string_view name) {
    SHUXIN_TRY(auto value, scanner.attribute(name));
    return std::move(value).value_or(std::string{});
  }

  Result<std::map<std::string, Target>> relations(const std::string& part) {
    std::map<std::string, Target> found;
    if (!archive_.has(part)) return found;
    SHUXIN_DO(each_open(part, [&](const XmlScanner& scanner) -> Result<void> {
      if (scanner.name() != "Relationship") return {};
      SHUXIN_TRY(const std::string id, attribute(scanner, "Id"));
      SHUXIN_TRY(std::string type, attribute(scanner, "Type"));
      SHUXIN_TRY(std::string target, attribute(scanner, "Target"));
      found[id] = {std::move(type), std::move(target)};
      return {};
    }));
    return found;
  }

  Result<std::vector<Listed>> list_sheets(const std::string& part) {
    std::vector<Listed> all;
    SHUXIN_DO(each_open(part, [&](const XmlScanner& scanner) -> Result<void> {
      if (scanner.name() == "workbookPr") {
        SHUXIN_TRY(const std::string flag, attribute(scanner, "date1904"));
        since_1904_ = flag == "1" || flag == "true";
      }
      if (scanner.name() != "sheet") return {};
      Listed one;
      SHUXIN_TRY(one.name, attribute(scanner, "name"));
      SHUXIN_TRY(one.relation, attribute(scanner, "id"));
      SHUXIN_TRY(const std::string state, attribute(scanner, "state"));
      one.hidden = !state.empty() && state != "visible";
      if (all.size() == budget_.limits().sheets)
        return base::fail("sheet.too-large", {std::to_string(all.size()) + " sheets"});
      all.push_back(std::move(one));
      return {};
    }));
    return all;
  }

  // A string is the text of its runs; how it is read aloud (rPh) is none of it.
  Result<void> read_strings(const std::string& part) {
    SHUXIN_TRY(XmlScanner scanner, archive_.scan(part, budget_));
    std::string text;
    bool inside_text = false;
    int phonetic = 0;
    while (true) {
      SHUXIN_TRY(const Token token, scanner.next());
      if (token == Token::End) return {};
      if (token == Token::Text) {
        if (inside_text && phonetic == 0) text += scanner.text();
        continue;
      }
      const bool opens = token == Token::Open;
      if (scanner.name() == "t") inside_text = opens;
      if (scanner.name() == "rPh") phonetic += opens ? 1 : -1;
      if (scanner.name() != "si") continue;
      if (!opens) {
        SHUXIN_DO(budget_.take_cell(text.size()));
        strings_.push_back(unescaped(std::move(text)));
      }
      text.clear();
    }
  }

  Result<void> read_styles(const std::string& part) {
    std::map<std::uint32_t, bool> own;
    bool cell_formats = false;
    SHUXIN_TRY(XmlScanner scanner, archive_.scan(part, budget_));
    while (true) {
      SHUXIN_TRY(const Token token, scanner.next());
      if (token == Token::End) return {};
      if (token == Token::Text) continue;
      if (scanner.name() == "cellXfs") cell_formats = token == Token::Open;
      if (token != Token::Open) continue;
      const bool defines = scanner.name() == "numFmt";
      if (!defines && !(cell_formats && scanner.name() == "xf")) continue;
      SHUXIN_TRY(const std::string id, attribute(scanner, "numFmtId"));
      const std::uint32_t number = whole(id).value_or(0);
      if (defines) {
        SHUXIN_TRY(const std::string code, attribute(scanner, "formatCode"));
        own[number] = shows_date(code);
      } else {
        const auto found = own.find(number);
        date_styles_.push_back(found == own.end() ? built_in_date(number) : found->second);
      }
    }
  }

  // -------------------------------------------------------------------------------------------- one sheet

  struct Pending {
    std::uint32_t column = 0;
    std::string type;
    std::uint32_t style = 0;
    bool formula = false;
    bool result = false;  // a <v> was there, were it empty
    std::string value;
    std::string formula_text;
  };

  Result<void> read_sheet(const std::string& part, Sheet& sheet) {
    SHUXIN_TRY(XmlScanner scanner, archive_.scan(part, budget_));
    Row row;
    std::uint32_t last_row = 0;
    Pending cell;
    bool taking = false;  // inside <v>, or <t> of an inline string
    bool in_formula = false;
    int phonetic = 0;
    while (true) {
      SHUXIN_TRY(const Token token, scanner.next());
      if (token == Token::End) return {};
      if (token == Token::Text) {
        if (taking && phonetic == 0) cell.value += scanner.text();
        if (in_formula) cell.formula_text += scanner.text();
        continue;
      }
      const bool opens = token == Token::Open;
      const std::string_view name = scanner.name();
      if (name == "v" || name == "t") {
        taking = opens;
        cell.result = true;
      } else if (name == "rPh") {
        phonetic += opens ? 1 : -1;
      } else if (name == "f") {
        cell.formula = true;
        in_formula = opens;
      } else if (name == "c") {
        if (opens) {
          SHUXIN_TRY(cell, begin_cell(scanner, row));
        } else {
          SHUXIN_DO(end_cell(cell, row));
        }
      } else if (name == "row") {
        if (opens) {
          SHUXIN_TRY(row, begin_row(scanner, last_row));
          last_row = row.number;
        } else if (!row.cells.empty()) {
          sheet.rows.push_back(std::move(row));
          row = {};
        }
      } else if (name == "mergeCell" && opens) {
        SHUXIN_TRY(const std::string ref, attribute(scanner, "ref"));
        const auto block = merged(ref);
        if (!block || sheet.merged.size() == most_merged)
          return base::fail("sheet.xml", {"mergeCell " + ref});
        sheet.merged.push_back(*block);
      }
    }
  }

  static Result<Row> begin_row(const XmlScanner& scanner, std::uint32_t last) {
    SHUXIN_TRY(const auto given, scanner.attribute("r"));
    const auto number = given ? whole(*given) : std::optional(last + 1);
    if (!number || *number <= last || *number > most_rows)
      return base::fail("sheet.xml", {"row " + given.value_or("")});
    return Row{*number, {}};
  }

  static Result<Pending> begin_cell(const XmlScanner& scanner, const Row& row) {
    Pending cell;
    const std::uint32_t last = row.cells.empty() ? 0 : row.cells.back().column;
    SHUXIN_TRY(const auto given, scanner.attribute("r"));
    const auto at = given ? reference(*given) : std::optional(Reference{row.number, last + 1});
    if (!at || at->row != row.number || at->column <= last || at->column > most_columns)
      return base::fail("sheet.xml", {"c " + given.value_or("")});
    cell.column = at->column;
    SHUXIN_TRY(cell.type, attribute(scanner, "t"));
    SHUXIN_TRY(const std::string style, attribute(scanner, "s"));
    cell.style = whole(style).value_or(0);
    return cell;
  }

  Result<void> end_cell(Pending& cell, Row& row) {
    Cell made{cell.column, CellKind::Text, cell.formula, std::move(cell.value)};
    if (cell.type == "s") {
      const auto index = whole(made.text);
      if (!index || *index >= strings_.size()) return base::fail("sheet.xml", {"shared string " + made.text});
      made.text = strings_[*index];
    } else if (cell.type == "b") {
      made.kind = CellKind::Boolean;
      made.text = made.text == "1" || made.text == "true" ? "TRUE" : "FALSE";
    } else if (cell.type == "e") {
      made.kind = CellKind::Error;
    } else if (cell.type == "d") {
      made.kind = CellKind::Date;
    } else if (cell.type.empty() || cell.type == "n") {
      made.kind = CellKind::Number;
      if (cell.style < date_styles_.size() && date_styles_[cell.style])
        if (auto date = date_of(made.text, since_1904_)) {
          made.kind = CellKind::Date;
          made.text = *std::move(date);
        }
    } else {
      made.text = unescaped(std::move(made.text));
    }
    if (cell.formula && !cell.result) {
      // Nobody knows what it comes to: that is not the same as blank.
      made.kind = CellKind::Error;
      made.text = "=" + unescaped(std::move(cell.formula_text));
    }
    if (made.text.find_first_not_of(" \t\r\n") == std::string::npos) return {};
    if (!base::is_utf8(made.text)) return base::fail("sheet.encoding");
    SHUXIN_DO(budget_.take_cell(made.text.size()));
    row.cells.push_back(std::move(made));
    return {};
  }

  const Archive& archive_;
  SheetBudget budget_;
  std::vector<std::string> strings_;
  std::vector<bool> date_styles_;
  bool since_1904_ = false;
};

}  // namespace

base::Result<Workbook> read_xlsx(std::string_view bytes, const std::string& file, const SheetLimits& limits) {
  SHUXIN_TRY(const Archive archive, Archive::open(bytes));
  if (!archive.has("[Content_Types].xml")) return base::fail("sheet.format");
  return XlsxReader(archive, limits).read(file);
}

}  // namespace shuxin::documents
