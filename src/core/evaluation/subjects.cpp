#include "core/evaluation/subjects.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/base/check.h"
#include "core/base/industry_sections.h"
#include "core/columns/program.h"
#include "core/evaluation/subjects_check.h"

namespace shuxin::evaluation {
namespace {

using catalog::SchemeField;

// Rows that share a firm or, where the scheme merges them, a parcel belong together.
class Joining {
 public:
  explicit Joining(std::size_t rows) : parent_(rows) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::size_t root(std::size_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t low = std::min(root(a), root(b));
    parent_[std::max(root(a), root(b))] = low;
  }

 private:
  std::vector<std::size_t> parent_;
};

class Preparing {
 public:
  Preparing(const Scheme& scheme, const FirmData& data) : scheme_(scheme), data_(data) {}

  base::Result<Prepared> run() {
    const std::vector<std::string> needed = needed_fields(scheme_);
    SHUXIN_DO(check_columns(needed));
    CheckedRows checked = check_rows(scheme_, data_, used_fields(scheme_));
    if (checked.rows.empty() && checked.faults.empty()) return base::fail("evaluation.empty");
    rows_ = std::move(checked.rows);
    made_.faults = std::move(checked.faults);
    join_rows();
    fill_table();
    compute();
    std::ranges::stable_sort(made_.faults, {}, &Fault::row);
    add_averages(scheme_, made_);
    return std::move(made_);
  }

 private:
  base::Result<void> check_columns(const std::vector<std::string>& needed) {
    std::vector<std::string> missing;
    const auto check = [&](const std::string& id) {
      if (!data_.table.find(id)) missing.push_back(id);
    };
    check("uscc");
    for (const std::string& id : needed) check(id);
    // Of several variants of an indicator one must have its columns.
    for (const catalog::Indicator& indicator : scheme_.indicators) {
      if (indicator.variants.size() < 2 || !is_weighted(scheme_, indicator.id)) continue;
      const bool any = std::ranges::any_of(indicator.variants, [&](const catalog::IndicatorVariant& one) {
        std::set<std::string> fields;
        add_fields(scheme_, one.formula, fields);
        return std::ranges::all_of(fields, [&](const std::string& id) { return is_there(id); });
      });
      if (any) continue;
      std::set<std::string> fields;
      add_fields(scheme_, indicator.variants.front().formula, fields);
      for (const std::string& id : fields)
        if (!is_there(id)) check(id);
    }
    if (missing.empty()) return {};
    std::string zh;
    std::string en;
    for (const std::string& id : missing) {
      const auto field = std::ranges::find(scheme_.fields, id, &SchemeField::id);
      const bool is_known = field != scheme_.fields.end();
      zh += (zh.empty() ? "" : "、") + id + (is_known ? "（" + field->name.zh + "）" : "");
      en += (en.empty() ? "" : ", ") + id + (is_known ? " (" + field->name.en + ")" : "");
    }
    return base::fail("evaluation.missing-columns", {zh, en});
  }

  [[nodiscard]] bool is_there(const std::string& id) const {
    const auto field = std::ranges::find(scheme_.fields, id, &SchemeField::id);
    return data_.table.find(id) || (field != scheme_.fields.end() && field->is_zero_when_blank);
  }

  void join_rows() {
    Joining joining(rows_.size());
    std::map<std::string, std::size_t> first_of_code;
    std::map<std::string, std::size_t> first_of_parcel;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const CheckedRow& one = rows_[row];
      if (!one.code.empty()) joining.join(first_of_code.emplace(one.code, row).first->second, row);
      if (scheme_.merges_parcels && !one.parcel.empty())
        joining.join(first_of_parcel.emplace(one.parcel, row).first->second, row);
    }
    std::map<std::size_t, std::size_t> subject_of_root;
    std::map<std::string, std::size_t> firm_of_code;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto [subject, is_new] = subject_of_root.emplace(joining.root(row), made_.subjects.size());
      if (is_new) {
        made_.subjects.emplace_back();
        rows_of_.emplace_back();
      }
      rows_of_[subject->second].push_back(row);
      Subject& into = made_.subjects[subject->second];
      if (rows_[row].at_fault) into.state = Subject::State::AtFault;
      const std::string& code = rows_[row].code;
      const auto known = code.empty() ? firm_of_code.end() : firm_of_code.find(code);
      if (known != firm_of_code.end()) {
        made_.firms[known->second].rows.push_back(row);
        continue;
      }
      if (!code.empty()) firm_of_code.emplace(code, made_.firms.size());
      into.firms.push_back(made_.firms.size());
      made_.firms.push_back({code, text_at(data_.table, "name", row), subject->second, {row}});
    }
  }

  // The row that speaks for a subject of several: that with the most land.
  [[nodiscard]] std::size_t leading_row(std::size_t subject) const {
    const std::vector<std::size_t>& rows = rows_of_[subject];
    const columns::Column* land = data_.table.find("land_mu");
    std::size_t best = rows.front();
    Decimal most = 0;
    for (const std::size_t row : rows) {
      if (!land || !land->is_known(row)) continue;
      const rules::Value value = land->value(row);
      if (value.kind() != rules::Kind::Number || value.as_number() <= most) continue;
      most = value.as_number();
      best = row;
    }
    return best;
  }

  void fill_table() {
    std::vector<std::size_t> leading(made_.subjects.size());
    for (std::size_t i = 0; i < leading.size(); ++i) leading[i] = leading_row(i);
    for (const SchemeField& field : scheme_.fields) {
      const columns::Column* column = data_.table.find(field.id);
      columns::ColumnBuilder builder(kind_of(field), made_.subjects.size());
      for (std::size_t i = 0; i < made_.subjects.size(); ++i) {
        if (field.kind == SchemeField::Kind::Number) {
          builder.add(sum(field, column, rows_of_[i]));
        } else if (column) {
          builder.add(text_or_date(field, *column, i, leading[i]));
        } else {
          builder.add_unknown();
        }
      }
      made_.table.set(field.id, std::move(builder).finish());
    }
  }

  static columns::Kind kind_of(const SchemeField& field) {
    switch (field.kind) {
      case SchemeField::Kind::Text:
        return columns::Kind::Text;
      case SchemeField::Kind::Number:
        return columns::Kind::Number;
      case SchemeField::Kind::Date:
        return columns::Kind::Date;
    }
    return columns::Kind::Other;
  }

  [[nodiscard]] rules::Value sum(const SchemeField& field, const columns::Column* column,
                                 const std::vector<std::size_t>& rows) const {
    if (!column) return field.is_zero_when_blank ? rules::Value::number(0) : rules::Value();
    Decimal all = 0;
    for (const std::size_t row : rows) {
      const rules::Value value = column->value(row);
      if (value.kind() == rules::Kind::Number) {
        all = base::add(all, value.as_number()).value_or(all);
      } else if (!field.is_zero_when_blank && !is_told_of_firm(field, *column, row, rows)) {
        return value;
      }
    }
    return rules::Value::number(all);
  }

  // A firm's figure that stands in one alone of its rows is told of the firm; only land is the parcel's own.
  [[nodiscard]] bool is_told_of_firm(const SchemeField& field, const columns::Column& column,
                                     std::size_t blank, const std::vector<std::size_t>& rows) const {
    if (field.unit == "亩") return false;
    return std::ranges::count_if(rows, [&](std::size_t row) {
             return rows_[row].code == rows_[blank].code && column.is_known(row);
           }) == 1;
  }

  // Of several firms on a parcel, one above the scale makes the whole so, and one barred the whole barred.
  [[nodiscard]] rules::Value text_or_date(const SchemeField& field, const columns::Column& column,
                                          std::size_t subject, std::size_t leading) const {
    if (field.id == "veto") {
      for (const std::size_t row : rows_of_[subject])
        if (column.is_known(row) && !says_no(text_at(data_.table, "veto", row))) return column.value(row);
      return {};
    }
    if (field.id == "scale") {
      std::string_view scale;
      for (const std::size_t row : rows_of_[subject]) {
        const std::string_view one = scale_of(text_at(data_.table, "scale", row));
        if (scale.empty() || one == "above") scale = one;
      }
      return scale.empty() ? rules::Value() : rules::Value::string(scale);
    }
    if (field.id == "industry" && column.is_known(leading))
      return rules::Value::string(industry_of(text_at(data_.table, "industry", leading)));
    return column.value(leading);
  }

  // One program computes everything; names with a space are no field's.
  void compute() {
    std::vector<columns::Formula> formulas;
    const auto add = [&](const std::string& name, const catalog::Formula& formula) {
      if (!formula.empty()) formulas.push_back({name, formula.text, true, formula.place});
    };
    for (const catalog::DerivedField& one : scheme_.derived) add(one.id, one.formula);
    add("the scope", scheme_.scope);
    for (const catalog::Indicator& one : scheme_.indicators)
      for (std::size_t v = 0; v < one.variants.size(); ++v)
        add("value " + std::to_string(v) + " of " + one.id, one.variants[v].formula);
    for (const catalog::SchemeGroup& one : scheme_.groups) add("group " + one.id, one.when);
    for (const catalog::PointItem& one : scheme_.bonus.items) add("bonus of " + one.id, one.formula);
    for (const catalog::PointItem& one : scheme_.deduction.items) add("deduction of " + one.id, one.formula);
    for (const catalog::Exemption& one : scheme_.exempt) add("exempt " + one.id, one.when);
    for (const catalog::Veto& one : scheme_.veto) add("veto " + one.id, one.when);
    const auto program = columns::Program::compile(formulas, made_.table.scope());
    base::check(program.value.has_value(), "a checked scheme compiles");
    const columns::Table results = program.value->run(made_.table, rules::Environment{});
    for (const catalog::DerivedField& one : scheme_.derived)
      if (const columns::Column* column = results.find(one.id)) {
        made_.table.set(one.id, *column);
        if (!one.may_be_negative) bar_below_zero(one, *column);
      }
    place_subjects(results);
    for (const catalog::Indicator& one : scheme_.indicators) {
      auto& variants = made_.values.emplace_back();
      for (std::size_t v = 0; v < one.variants.size(); ++v)
        variants.push_back(numbers(results.find("value " + std::to_string(v) + " of " + one.id)));
    }
    for (const catalog::PointItem& one : scheme_.bonus.items)
      made_.bonus.push_back(numbers(results.find("bonus of " + one.id)));
    for (const catalog::PointItem& one : scheme_.deduction.items)
      made_.deduction.push_back(numbers(results.find("deduction of " + one.id)));
  }

  // Who leases out more land than they have, by the table, has none that could be divided by.
  void bar_below_zero(const catalog::DerivedField& field, const columns::Column& column) {
    for (std::size_t i = 0; i < made_.subjects.size(); ++i) {
      if (!column.is_known(i) || made_.subjects[i].state == Subject::State::AtFault) continue;
      const rules::Value value = column.value(i);
      if (value.kind() != rules::Kind::Number || !value.as_number().is_negative()) continue;
      made_.subjects[i].state = Subject::State::AtFault;
      made_.faults.push_back({rows_of_[i].front(),
                              field.id,
                              data_.sheet,
                              "",
                              value.as_number().to_string(),
                              {"evaluation.negative", {field.name.zh, field.name.en}}});
    }
  }

  [[nodiscard]] std::vector<std::optional<Decimal>> numbers(const columns::Column* column) const {
    std::vector<std::optional<Decimal>> all(made_.subjects.size());
    for (std::size_t i = 0; column && i < all.size(); ++i) {
      if (!column->is_known(i)) continue;
      const rules::Value value = column->value(i);
      if (value.kind() == rules::Kind::Number) all[i] = value.as_number();
    }
    return all;
  }

  void place_subjects(const columns::Table& results) {
    const auto holds = [&](const std::string& name, std::size_t subject) {
      const columns::Column* column = results.find(name);
      return column && column->is_known(subject) && column->value(subject).is_true();
    };
    for (std::size_t i = 0; i < made_.subjects.size(); ++i) {
      Subject& subject = made_.subjects[i];
      subject.industry = find_industry(text_at(made_.table, "industry", i));
      for (std::size_t v = 0; v < scheme_.veto.size(); ++v)
        if (holds("veto " + scheme_.veto[v].id, i)) subject.vetoes.push_back(v);
      if (subject.state == Subject::State::AtFault) continue;
      for (std::size_t e = 0; e < scheme_.exempt.size(); ++e) {
        if (subject.state == Subject::State::Exempt || !holds("exempt " + scheme_.exempt[e].id, i)) continue;
        subject.state = Subject::State::Exempt;
        subject.exemption = e;
      }
      if (subject.state == Subject::State::Exempt) continue;
      if (!scheme_.scope.empty() && !holds("the scope", i)) {
        subject.state = Subject::State::OutOfScope;
        continue;
      }
      subject.state = Subject::State::NoGroup;
      for (std::size_t g = scheme_.groups.size(); g-- > 0;) {
        if (!scheme_.groups[g].when.empty() && !holds("group " + scheme_.groups[g].id, i)) continue;
        subject.state = Subject::State::Evaluated;
        subject.group = g;
      }
      if (scheme_.ranks_within_industries && !subject.industry) subject.state = Subject::State::NoGroup;
      if (subject.state != Subject::State::NoGroup) continue;
      const std::size_t row = rows_of_[i].front();
      made_.faults.push_back({row, "", data_.sheet, "", "", {"evaluation.no-group", {}}});
    }
  }

  [[nodiscard]] std::optional<std::size_t> find_industry(const std::string& code) const {
    std::optional<std::size_t> rest;
    for (std::size_t i = 0; i < scheme_.industries.size(); ++i) {
      const catalog::IndustryList& list = scheme_.industries[i];
      if (list.codes.empty()) rest = i;
      const auto takes = [&](const std::string& one) {
        const bool is_section = one.size() == 1 && one[0] >= 'A' && one[0] <= 'T';
        return is_section ? base::industry_section(code) == one[0] : code.starts_with(one);
      };
      if (!code.empty() && std::ranges::any_of(list.codes, takes)) return i;
    }
    return code.empty() ? std::nullopt : rest;
  }

  const Scheme& scheme_;
  const FirmData& data_;
  std::vector<CheckedRow> rows_;
  std::vector<std::vector<std::size_t>> rows_of_;  // of each subject
  Prepared made_;
};

}  // namespace

base::Result<Prepared> prepare(const Scheme& scheme, const FirmData& data) {
  base::check(scheme.unset.empty(), "a scheme is run only when nothing in it is unset");
  return Preparing(scheme, data).run();
}

}  // namespace shuxin::evaluation
