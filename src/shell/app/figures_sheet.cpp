#include "shell/app/figures_sheet.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "core/rules/ast.h"
#include "shell/app/figures_view.h"

namespace shuxin::app {
namespace {

using base::Decimal;
using base::Json;
using base::Language;
using documents::SheetFormula;
using documents::SheetValue;
using documents::WrittenSheet;
using indicators::Figure;
using indicators::Figures;

namespace ast = rules::ast;

constexpr std::size_t most_records = 20'000;  // of one sheet

std::string column_letters(std::size_t column) {
  std::string letters;
  for (std::size_t left = column + 1; left > 0; left = (left - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  return letters;
}

// Where things stand in the workbook: the cell of a figure, the column of a field of a set of records.
struct Places {
  std::map<std::string, std::string> figures;                         // name of a need → cell
  std::map<std::string, std::map<std::string, std::string>> columns;  // set → field → range
  std::map<std::string, std::size_t> rows;                            // set → how many records
};

// The formula in a spreadsheet's words, or nothing where it has no such words.
class Translator {
 public:
  explicit Translator(const Places& places) : places_(places) {}

  std::optional<std::string> operator()(const ast::Expression& expression) const {
    return std::visit([&](const auto& form) { return translate(form); }, expression.form);
  }

 private:
  template <typename Other>
  std::optional<std::string> translate(const Other&) const {
    return std::nullopt;
  }
  std::optional<std::string> translate(const ast::Literal& literal) const {
    if (literal.value.kind() != rules::Kind::Number) return std::nullopt;
    return literal.value.as_number().to_string();
  }
  std::optional<std::string> translate(const ast::Name& name) const {
    const auto found = places_.figures.find(name.name);
    return found == places_.figures.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::string> translate(const ast::Negation& negation) const {
    const auto inner = (*this)(*negation.operand);
    return inner ? std::optional("(-" + *inner + ")") : std::nullopt;
  }
  std::optional<std::string> translate(const ast::Binary& binary) const {
    static const std::map<ast::Operator, const char*> signs = {{ast::Operator::Add, "+"},
                                                               {ast::Operator::Subtract, "-"},
                                                               {ast::Operator::Multiply, "*"},
                                                               {ast::Operator::Divide, "/"}};
    const auto sign = signs.find(binary.op);
    const auto left = (*this)(*binary.left);
    const auto right = (*this)(*binary.right);
    if (sign == signs.end() || !left || !right) return std::nullopt;
    return "(" + *left + sign->second + *right + ")";
  }
  std::optional<std::string> translate(const ast::Call& call) const {
    const auto* callee = std::get_if<ast::Name>(&call.callee->form);
    if (!callee || call.arguments.size() != 1) return std::nullopt;
    const ast::Expression& argument = *call.arguments[0].value;
    if (callee->name == "ceiling") {
      const auto inner = (*this)(argument);
      return inner ? std::optional("ROUNDUP(" + *inner + ",0)") : std::nullopt;
    }
    if (callee->name == "count") return count(argument);
    static const std::map<std::string, const char*> functions = {
        {"sum", "SUM"}, {"mean", "AVERAGE"}, {"min", "MIN"}, {"max", "MAX"}, {"median", "MEDIAN"}};
    const auto function = functions.find(callee->name);
    const auto range = range_of(argument);
    if (function == functions.end() || !range) return std::nullopt;
    return std::string(function->second) + "(" + *range + ")";
  }

  // count(records), count(distinct values(records.uscc))
  std::optional<std::string> count(const ast::Expression& argument) const {
    if (const auto* name = std::get_if<ast::Name>(&argument.form)) {
      const auto set = places_.columns.find(name->name);
      if (set == places_.columns.end() || !set->second.contains("")) return std::nullopt;
      return "COUNTA(" + set->second.at("") + ")";
    }
    const auto* distinct = std::get_if<ast::Call>(&argument.form);
    const auto* callee = distinct ? std::get_if<ast::Name>(&distinct->callee->form) : nullptr;
    if (!callee || callee->name != "distinct values" || distinct->arguments.size() != 1) return std::nullopt;
    const auto range = range_of(*distinct->arguments[0].value);
    if (!range) return std::nullopt;
    return "SUMPRODUCT(1/COUNTIF(" + *range + "," + *range + "))";
  }

  // records.field
  std::optional<std::string> range_of(const ast::Expression& expression) const {
    const auto* path = std::get_if<ast::Path>(&expression.form);
    const auto* base = path ? std::get_if<ast::Name>(&path->base->form) : nullptr;
    if (!base) return std::nullopt;
    const auto set = places_.columns.find(base->name);
    if (set == places_.columns.end()) return std::nullopt;
    const auto field = set->second.find(path->member);
    return field == set->second.end() ? std::nullopt : std::optional(field->second);
  }

  const Places& places_;
};

SheetValue cell_of(const Json* value) {
  if (!value || value->is_null()) return {};
  if (const auto* number = value->if_number())
    if (const auto read = Decimal::parse(number->digits)) return *read;
  if (const bool* truth = value->if_bool()) return *truth;
  if (const std::string* text = value->if_string()) {
    if (const auto date = base::Date::parse(*text)) return *date;
    return *text;
  }
  return value->to_string();
}

class BookMaker {
 public:
  BookMaker(const Figures& figures, const indicators::Definitions& definitions,
            const catalog::Catalogue& catalogue, Language language)
      : figures_(figures), definitions_(definitions), catalogue_(catalogue), language_(language) {}

  std::vector<WrittenSheet> make(const std::vector<PlanTarget>& targets) {
    WrittenSheet main;
    main.name = say("指标", "Indicators");
    main.titles = {definitions_.bulletin.name.in(language_),
                   fmt::format(fmt::runtime(say("{}年，截至{}", "{}, as of {}")), figures_.year,
                               figures_.asked.as_of.to_string())};
    main.columns = {{say("指标", "Indicator"), 36},       {say("表述", "In words"), 30},
                    {say("数值", "Value"), 12},           {say("单位", "Unit"), 10},
                    {say("计算值", "As computed"), 16},   {say("上年", "Year before"), 12, 1},
                    {say("增幅", "Growth"), 10, 1, true}, {say("占比", "Share"), 10, 1, true},
                    {say("公开数", "Reported"), 22},      {say("说明", "Note"), 40}};
    const std::uint32_t first = documents::first_row_of(main);
    const auto sections = sections_of(figures_, definitions_);
    // Where each figure will stand must be known before formulas can name it.
    std::uint32_t row = first;
    for (const ShownSection& section : sections) {
      ++row;
      for (const Figure* figure : section.figures) row_of_[figure->indicator->id] = row++;
    }
    for (const ShownSection& section : sections) {
      main.rows.push_back({section.title.in(language_)});
      for (const Figure* figure : section.figures) main.rows.push_back(figure_row(*figure));
    }
    std::vector<WrittenSheet> book;
    book.push_back(std::move(main));
    std::ranges::move(sheets_, std::back_inserter(book));
    if (!targets.empty()) book.push_back(targets_sheet(targets));
    if (WrittenSheet charts = charts_sheet(sections); !charts.charts.empty())
      book.push_back(std::move(charts));
    return book;
  }

 private:
  std::string say(const char* zh, const char* en) const { return language_ == Language::Chinese ? zh : en; }

  std::string reported(const indicators::Reported& said) const {
    std::string out;
    for (const base::Text* text : {&said.value, &said.growth, &said.share, &said.says})
      if (!text->zh.empty()) out += (out.empty() ? "" : " / ") + text->in(language_);
    return out;
  }

  std::vector<SheetValue> figure_row(const Figure& figure) {
    const indicators::Indicator& of = *figure.indicator;
    std::vector<SheetValue> row(10);
    row[0] = of.name.in(language_);
    row[1] = sentence(figure).in(language_);
    row[3] = of.unit_text.in(language_);
    if (figure.state == Figure::State::Computed) {
      const std::string at = std::to_string(row_of_[of.id]);
      row[4] = computed(figure);
      // From the unit of the formula to that of print, then rounded as the figure is.
      std::string factor;
      if (of.given && of.unit)
        if (const auto one = base::convert(Decimal(1), *of.given, *of.unit)) factor = "*" + one->to_string();
      row[2] = SheetFormula{fmt::format("=ROUND(E{}{},{})", at, factor, of.round), figure.rounded};
      if (figure.share && row_of_.contains(of.share->of)) {
        const auto ratio = divide(*figure.share, Decimal(100));
        row[7] = SheetFormula{fmt::format("=E{}/E{}", at, row_of_[of.share->of]), ratio.value_or(Decimal(0))};
      }
    }
    if (figure.previous) row[5] = *figure.previous;
    if (figure.growth) row[6] = divide(*figure.growth, Decimal(100)).value_or(Decimal(0));
    row[8] = reported(of.reported);
    std::string note;
    if (figure.growth && of.compare->comparable)
      note = fmt::format(fmt::runtime(say("增幅按同口径 {} 家计算。", "Growth over the same {} firms. ")),
                         figure.compared);
    for (const base::Message& reason : figure.reasons) note += base::word(reason, language_) + " ";
    row[9] = note;
    return row;
  }

  SheetValue computed(const Figure& figure) {
    const indicators::Indicator& of = *figure.indicator;
    Places places;
    for (const indicators::Need& need : of.needs)
      if (need.part == indicators::Need::Part::Value && row_of_.contains(need.indicator))
        places.figures[need.name] = "E" + std::to_string(row_of_[need.indicator]);
    for (const indicators::RecordSet& set : of.records) add_records(figure, set, places);
    const auto formula = Translator(places)(of.value.compiled->syntax());
    if (formula) return SheetFormula{"=" + *formula, figure.given};
    return figure.given;
  }

  // A sheet of the records of one set; the field columns become ranges that formulas may name.
  void add_records(const Figure& figure, const indicators::RecordSet& set, Places& places) {
    const Json* schema = indicators::schema_of(set.from, catalogue_);
    const Json* properties = schema ? schema->find("properties") : nullptr;
    if (!properties || !properties->if_object()) return;
    WrittenSheet sheet;
    // The number comes first: long names are cut, and two sheets must not become the same.
    sheet.name = std::to_string(row_of_[figure.indicator->id]);
    if (figure.indicator->records.size() > 1) sheet.name += " " + set.name;
    sheet.name += " " + figure.indicator->name.in(language_);
    const auto& records = figures_.records.find(set.from)->second;
    std::vector<std::string> fields;
    for (const auto& [name, property] : *properties->if_object()) {
      fields.push_back(name);
      const auto title = property.find_string(language_ == Language::Chinese ? "title" : "x-title-en");
      sheet.columns.push_back({std::string(title.value_or(name)), 18});
    }
    for (const indicators::Used& used : figure.used) {
      if (used.set != set.name || sheet.rows.size() == most_records) continue;
      std::vector<SheetValue> row;
      for (const std::string& field : fields) row.push_back(cell_of(records[used.record].fields.find(field)));
      sheet.rows.push_back(std::move(row));
    }
    if (sheet.rows.empty() || sheet.rows.size() == most_records) return;
    const std::uint32_t first = documents::first_row_of(sheet);
    const std::size_t last = first + sheet.rows.size() - 1;
    // The library shortens names in the same way, so the reference is made from what it will be.
    sheet.name = documents::written_name(sheet.name);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string letters = column_letters(i);
      const std::string range = fmt::format("'{}'!{}{}:{}{}", sheet.name, letters, first, letters, last);
      places.columns[set.name][fields[i]] = range;
      if (i == 0) places.columns[set.name][""] = range;
    }
    sheets_.push_back(std::move(sheet));
  }

  // The numbers of all charts as a table, with the charts over its rows beside it.
  WrittenSheet charts_sheet(const std::vector<ShownSection>& sections) const {
    WrittenSheet sheet;
    sheet.name = say("图表", "Charts");
    sheet.columns = {{say("指标", "Indicator"), 34},
                     {say("按", "By"), 16},
                     {say("项目", "Of"), 26},
                     {say("数值", "Value"), 12},
                     {say("单位", "Unit"), 8}};
    for (const ShownSection& section : sections)
      for (const Figure* figure : section.figures)
        for (const ShownChart& chart : charts_of(*figure)) {
          using Form = documents::SheetChart::Form;
          const std::size_t first = sheet.rows.size();
          for (const ShownChart::Point& one : chart.points) {
            std::vector<SheetValue> row = {figure->indicator->name.in(language_),
                                           chart.by.in(language_),
                                           one.label.in(language_),
                                           {},
                                           figure->indicator->unit_text.in(language_)};
            if (one.amount) row[3] = *one.amount;
            sheet.rows.push_back(std::move(row));
          }
          const Form form = !chart.by_year            ? Form::Bars
                            : chart.points.size() > 3 ? Form::Line
                                                      : Form::Columns;
          sheet.charts.push_back({form, chart.title.in(language_), first, sheet.rows.size() - 1, 2, 3});
        }
    return sheet;
  }

  WrittenSheet targets_sheet(const std::vector<PlanTarget>& targets) const {
    WrittenSheet sheet;
    sheet.name = say("规划目标", "Plan targets");
    sheet.columns = {
        {say("目标", "Goal"), 24}, {say("举措", "Measure"), 30},          {say("责任单位", "Owner"), 20},
        {say("期限", "Due"), 12},  {say("指标", "Indicator"), 30},        {say("目标值", "Wanted"), 10},
        {say("单位", "Unit"), 8},  {say("完成（%）", "Done (%)"), 10, 1}, {say("状态", "State"), 14}};
    for (const PlanTarget& target : targets) {
      const auto text = [&](const char* field) {
        return std::string(target.fields.find_string(field).value_or(""));
      };
      const catalog::Organisation* owner = catalogue_.find_organisation(text("owner"));
      const indicators::Indicator* indicator = definitions_.find(text("indicator"));
      std::vector<SheetValue> row = {text("goal"),
                                     text("measure"),
                                     owner ? owner->name.in(language_) : text("owner"),
                                     cell_of(target.fields.find("due")),
                                     indicator ? indicator->name.in(language_) : text("indicator"),
                                     cell_of(target.fields.find("wanted")),
                                     text("unit"),
                                     {},
                                     name_of(target.progress.state).in(language_)};
      if (target.progress.percent) row[7] = *target.progress.percent;
      sheet.rows.push_back(std::move(row));
    }
    return sheet;
  }

  const Figures& figures_;
  const indicators::Definitions& definitions_;
  const catalog::Catalogue& catalogue_;
  Language language_;
  std::map<std::string, std::uint32_t> row_of_;
  std::vector<WrittenSheet> sheets_;
};

}  // namespace

std::vector<WrittenSheet> figure_sheets(const Figures& figures, const indicators::Definitions& definitions,
                                        const catalog::Catalogue& catalogue,
                                        const std::vector<PlanTarget>& targets, Language language) {
  return BookMaker(figures, definitions, catalogue, language).make(targets);
}

WrittenSheet records_sheet(const Figures& figures, const Figure& figure, const catalog::Catalogue& catalogue,
                           Language language) {
  const auto say = [&](const char* zh, const char* en) {
    return std::string(language == Language::Chinese ? zh : en);
  };
  WrittenSheet sheet;
  sheet.name = figure.indicator->name.in(language);
  sheet.columns = {{say("组", "Set"), 12},
                   {say("登记册", "Register"), 18},
                   {say("编号", "Key"), 26},
                   {say("版本", "Version"), 8}};
  std::vector<std::string> fields;
  for (const indicators::RecordSet& set : figure.indicator->records) {
    const Json* schema = indicators::schema_of(set.from, catalogue);
    const Json* properties = schema ? schema->find("properties") : nullptr;
    if (!properties || !properties->if_object()) continue;
    for (const auto& [name, property] : *properties->if_object()) {
      if (std::ranges::find(fields, name) != fields.end()) continue;
      fields.push_back(name);
      const auto title = property.find_string(language == Language::Chinese ? "title" : "x-title-en");
      sheet.columns.push_back({std::string(title.value_or(name)), 18});
    }
  }
  for (const indicators::Used& used : figure.used) {
    const indicators::Record& record = figures.records.find(used.source)->second[used.record];
    const catalog::Register* kind = catalogue.find_register(used.source);
    std::vector<SheetValue> row = {used.set == "previous" ? say("上年", "year before") : used.set,
                                   kind ? kind->name.in(language) : used.source, record.key,
                                   Decimal(record.version)};
    for (const std::string& field : fields) row.push_back(cell_of(record.fields.find(field)));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

base::Result<std::string> figures_file(const Figures& figures, const indicators::Definitions& definitions,
                                       const catalog::Catalogue& catalogue,
                                       const std::vector<PlanTarget>& targets, std::string_view format,
                                       base::Instant now, Language language, bool demonstration) {
  if (format == "pdf")
    return bulletin_pdf(figures, definitions, catalogue, targets, now, language, demonstration);
  const auto sheets = figure_sheets(figures, definitions, catalogue, targets, language);
  if (format == "csv") return documents::write_csv(sheets.front());
  if (format == "xlsx") return documents::write_xlsx(sheets, now);
  return base::fail("indicators.out", {std::string(format)});
}

}  // namespace shuxin::app
