#include "core/indicators/compute.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/check.h"
#include "core/indicators/print.h"
#include "core/indicators/read.h"

namespace shuxin::indicators {
namespace {

using base::Decimal;
using base::Json;
using base::Result;
using rules::Value;

const Decimal hundred(100);

rules::Environment environment_at(const catalog::Catalogue& catalogue, base::Instant now) {
  const calendar::LocalTime local = catalogue.calendar.local(now);
  rules::Time time;
  time.nanoseconds = static_cast<std::int64_t>(local.millisecond_of_day) * 1'000'000;
  return {{local.day, time}, nullptr, {}, nullptr};
}

// One source with its entries as formulas see them.
struct Entries {
  const Json* schema = nullptr;
  std::vector<Record>* records = nullptr;
  std::vector<Value> values;
};

struct Selected {
  std::vector<std::size_t> rows;  // of the source
  std::vector<Value> contexts;
  std::vector<base::Message> unknown;
};

class Computer {
 public:
  Computer(const Definitions& definitions, const catalog::Catalogue& catalogue, Figures& out,
           const Sources& sources)
      : definitions_(definitions),
        catalogue_(catalogue),
        out_(out),
        sources_(sources),
        evaluation_(environment_at(catalogue, out.asked.now)) {}

  Result<void> find_year() {
    const Bulletin& bulletin = definitions_.bulletin;
    out_.year = static_cast<int>(out_.asked.as_of.civil().year) - 1;
    if (out_.asked.year) {
      out_.year = *out_.asked.year;
      return {};
    }
    SHUXIN_TRY(const Entries* entries, entries_of(bulletin.year_register));
    std::optional<std::int64_t> latest;
    for (const Record& record : *entries->records)
      if (const auto year = record.fields.find_integer(bulletin.year_field))
        latest = std::max(latest.value_or(*year), *year);
    if (latest && *latest > 1900 && *latest < 10'000) out_.year = static_cast<int>(*latest);
    return {};
  }

  Result<void> add(const Indicator& indicator) {
    Figure figure;
    figure.indicator = &indicator;
    if (!indicator.is_computed()) {
      figure.state = Figure::State::Reported;
      const Reported& said = indicator.reported;
      figure.printed = said.value.zh.empty() ? said.says : said.value;
    } else {
      SHUXIN_DO(measure(indicator, figure));
      if (figure.state == Figure::State::Computed) finish(indicator, figure);
    }
    out_.figures.push_back(std::move(figure));
    return {};
  }

  // The figures of the years before, from the same entries; then all is again as it was.
  Result<void> add_periods() {
    if (out_.asked.periods < 2) return {};
    std::vector<Figure> kept = std::exchange(out_.figures, {});
    const int year = out_.year;
    std::map<const Indicator*, std::vector<Period>> all;
    for (out_.year = year - out_.asked.periods + 1; out_.year < year; ++out_.year) {
      out_.figures.clear();
      for (const Figure& one : kept)
        if (one.indicator->is_computed()) SHUXIN_DO(add(*one.indicator));
      for (const Figure& one : out_.figures) note_period(one, all[one.indicator]);
    }
    out_.figures = std::move(kept);
    for (Figure& one : out_.figures) {
      if (!one.indicator->yearly) continue;
      one.periods = std::move(all[one.indicator]);
      note_period(one, one.periods);
    }
    return {};
  }

 private:
  // Years before the first that has something to tell are no part of a series.
  void note_period(const Figure& figure, std::vector<Period>& periods) const {
    const bool computed = figure.state == Figure::State::Computed;
    const bool rests_on_nothing = !figure.indicator->records.empty() && figure.used.empty();
    if (periods.empty() && (!computed || rests_on_nothing)) return;
    periods.push_back({out_.year, computed ? std::optional(figure.exact) : std::nullopt,
                       computed ? std::optional(figure.rounded) : std::nullopt,
                       computed ? figure.printed : Text{}});
  }

  Result<const Entries*> entries_of(const std::string& source) {
    const auto known = entries_.find(source);
    if (known != entries_.end()) return &known->second;
    SHUXIN_TRY(auto records, sources_(source));
    Entries made;
    made.schema = schema_of(source, catalogue_);
    base::check(made.schema != nullptr, "the definitions were checked against this catalogue");
    made.records = &(out_.records[source] = std::move(records));
    for (const Record& record : *made.records)
      made.values.push_back(record_value(record.fields, *made.schema));
    return &(entries_[source] = std::move(made));
  }

  Value period(int year) const {
    const auto day = [](int y, int month, int d) { return Value::date(*base::Date::from(y, month, d)); };
    return Value::context({{"year", Value::number(year)},
                           {"start", day(year, 1, 1)},
                           {"end", day(year, 12, 31)},
                           {"before", day(year - 1, 12, 31)},
                           {"as_of", Value::date(out_.asked.as_of)}});
  }

  // {classification: class or null} and {classification: share or null} of a record, by the lists in force
  // at the end of the year.
  std::pair<Value, Value> classes(const Record& record, int year) const {
    const base::Date day = *base::Date::from(year, 12, 31);
    std::vector<std::pair<std::string, Value>> classes;
    std::vector<std::pair<std::string, Value>> parts;
    for (const Classification& one : definitions_.classifications) {
      Value in;
      Value part;
      const auto code = record.fields.find_string(one.of);
      const ClassRule* rule = code ? one.find(*code, day) : nullptr;
      if (rule && !rule->class_id.empty()) {
        in = Value::string(rule->class_id);
        part = rule->part ? own_part(record, one) : Value::number(1);
      }
      classes.emplace_back(one.id, std::move(in));
      parts.emplace_back(one.id, std::move(part));
    }
    return {Value::context(std::move(classes)), Value::context(std::move(parts))};
  }

  static Value own_part(const Record& record, const Classification& one) {
    const Json* given = record.fields.find(one.part_in);
    const auto percent =
        given && given->if_number() ? Decimal::parse(given->if_number()->digits) : std::nullopt;
    const auto part = percent ? divide(*percent, hundred) : std::nullopt;
    return part ? Value::number(*part) : Value::null("indicators.no-part", {record.key, one.part_in});
  }

  Value office_minutes(const Record& record, const OfficeTime& time) const {
    const auto instant = [&](const std::string& field) {
      const auto text = record.fields.find_string(field);
      return text ? base::Instant::parse(*text) : std::nullopt;
    };
    const auto from = instant(time.from);
    const auto until = instant(time.until);
    return from && until ? Value::number(catalogue_.calendar.office_minutes(*from, *until)) : Value();
  }

  Result<Selected> select(const RecordSet& set, int year) {
    SHUXIN_TRY(const Entries* entries, entries_of(set.from));
    Selected selected;
    const Value now = period(year);
    std::vector<Value> inputs;
    for (std::size_t row = 0; row < entries->records->size(); ++row) {
      const Record& record = (*entries->records)[row];
      std::vector<rules::Entry> fields = entries->values[row].as_context().entries;
      for (const OfficeTime& time : set.office_time)
        fields.emplace_back(time.field, office_minutes(record, time));
      auto [in, part] = classes(record, year);
      fields.emplace_back(class_name, std::move(in));
      fields.emplace_back(part_name, std::move(part));
      if (set.where.compiled) {
        inputs.clear();
        for (const rules::Entry& field : fields) inputs.push_back(field.second);
        inputs.push_back(now);
        evaluation_.reset_steps();
        const rules::Truth fits = set.where.compiled->truth(inputs, evaluation_);
        if (fits == rules::Truth::Unknown)
          selected.unknown.push_back({"indicators.record-unknown", {set.from, record.key}});
        if (fits != rules::Truth::True) continue;
      }
      selected.rows.push_back(row);
      selected.contexts.push_back(Value::context(std::move(fields)));
    }
    return selected;
  }

  // What the formula gives; empty with the reason noted.
  std::optional<Decimal> evaluate(const Indicator& indicator, std::vector<Value> inputs, int year,
                                  std::vector<base::Message>& reasons) {
    const bool is_empty = std::ranges::any_of(inputs, [](const Value& input) {
      return input.kind() == rules::Kind::List && input.as_list().empty();
    });
    inputs.push_back(period(year));
    evaluation_.reset_steps();
    const Value value = indicator.value.compiled->evaluate(inputs, evaluation_);
    if (value.kind() == rules::Kind::Number) return value.as_number();
    if (value.is_null() && value.reason())
      reasons.push_back(value.reason()->message);
    else
      reasons.push_back({is_empty ? "indicators.no-records" : "indicators.no-number", {}});
    return std::nullopt;
  }

  Result<void> measure(const Indicator& indicator, Figure& figure) {
    std::vector<Value> inputs;
    Selected selected;
    for (const RecordSet& set : indicator.records) {
      SHUXIN_TRY(selected, select(set, out_.year));
      for (const std::size_t row : selected.rows) figure.used.push_back({set.name, set.from, row});
      take_unknown(selected, figure);
      inputs.push_back(Value::list(selected.contexts));
    }
    for (const Need& need : indicator.needs) inputs.push_back(needed(need, figure));
    if (!figure.reasons.empty()) return {};
    const auto value = evaluate(indicator, std::move(inputs), out_.year, figure.reasons);
    if (!value) return {};
    figure.given = *value;
    figure.state = Figure::State::Computed;
    if (indicator.by) group(indicator, selected, figure);
    if (indicator.compare) SHUXIN_DO(compare(indicator, figure));
    return {};
  }

  void group(const Indicator& indicator, const Selected& selected, Figure& figure) {
    figure.grouped_by = grouping_name(indicator);
    std::map<std::string, std::vector<Value>> groups;
    for (const Value& record : selected.contexts) groups[group_of(record, *indicator.by)].push_back(record);
    for (auto& [code, records] : groups) {
      Group made{code, group_name(indicator, code), {}, {}, records.size()};
      std::vector<base::Message> reasons;  // that a part is not known is seen where it is missing
      const auto given = evaluate(indicator, {Value::list(std::move(records))}, out_.year, reasons);
      if (given) made.exact = printed_unit(indicator, *given);
      if (made.exact) made.rounded = made.exact->rounded(indicator.round, base::Rounding::HalfUp);
      figure.groups.push_back(std::move(made));
    }
    std::ranges::sort(figure.groups, [](const Group& a, const Group& b) {
      if (a.code.empty() != b.code.empty()) return b.code.empty();
      if (a.exact != b.exact) return a.exact && (!b.exact || *a.exact > *b.exact);
      return a.code < b.code;
    });
  }

  // The class, or the value as a text; empty if the record has none.
  static std::string group_of(const Value& record, const Grouping& by) {
    const rules::Context& fields = record.as_context();
    const Value* found = by.field.empty() ? fields.find(class_name) : fields.find(by.field);
    if (found && by.field.empty()) found = found->as_context().find(by.classification);
    return !found || found->is_null() ? std::string{} : rules::to_text(*found);
  }

  const Classification* grouping_class(const Indicator& indicator) const {
    const auto& all = definitions_.classifications;
    const auto found = std::ranges::find(all, indicator.by->classification, &Classification::id);
    return found == all.end() ? nullptr : &*found;
  }
  const Json* grouping_field(const Indicator& indicator) const {
    const Json* schema = schema_of(indicator.records[0].from, catalogue_);
    const Json* properties = schema ? schema->find("properties") : nullptr;
    return properties ? properties->find(indicator.by->field) : nullptr;
  }

  Text grouping_name(const Indicator& indicator) const {
    if (const Classification* one = grouping_class(indicator)) return one->name;
    const Json* field = grouping_field(indicator);
    const std::string& id = indicator.by->field;
    if (!field) return {id, id};
    return {std::string(field->find_string("title").value_or(id)),
            std::string(field->find_string("x-title-en").value_or(id))};
  }

  Text group_name(const Indicator& indicator, const std::string& code) const {
    if (code.empty()) return {"其他", "Others"};
    if (const Classification* one = grouping_class(indicator)) {
      const auto found = one->classes.find(code);
      return found == one->classes.end() ? Text{code, code} : found->second;
    }
    const Json* field = grouping_field(indicator);
    const Json* names = field ? field->find("x-names") : nullptr;
    const Json* name = names ? names->find(code) : nullptr;
    if (!name) return {code, code};
    return {std::string(name->find_string("zh").value_or(code)),
            std::string(name->find_string("en").value_or(code))};
  }

  // The first few are named, the rest counted.
  static void take_unknown(const Selected& selected, Figure& figure) {
    constexpr std::size_t named = 3;
    for (std::size_t i = 0; i < std::min(named, selected.unknown.size()); ++i)
      figure.reasons.push_back(selected.unknown[i]);
    if (selected.unknown.size() > named)
      figure.reasons.push_back(
          {"indicators.more-unknown", {std::to_string(selected.unknown.size() - named)}});
  }

  Value needed(const Need& need, Figure& figure) const {
    const Figure* other = out_.find(need.indicator);
    const bool computed = other && other->state == Figure::State::Computed;
    std::optional<Decimal> value;
    if (computed && need.part == Need::Part::Value) value = other->given;
    if (computed && need.part == Need::Part::Previous) value = other->previous;
    if (computed && need.part == Need::Part::Growth) value = other->growth;
    if (value) return Value::number(*value);
    figure.reasons.push_back({"indicators.needed-unknown", {need.indicator}});
    return {};
  }

  static std::string key_of(const Value& context, const std::string& field) {
    const Value* found = context.as_context().find(field);
    return found ? rules::to_text(*found) : std::string{};
  }

  Result<void> compare(const Indicator& indicator, Figure& figure) {
    const RecordSet& set = indicator.records.front();
    SHUXIN_TRY(Selected now, select(set, out_.year));
    SHUXIN_TRY(Selected before, select(set, out_.year - 1));
    std::vector<base::Message> reasons = before.unknown;
    if (!reasons.empty()) return note_growth_unknown(figure, std::move(reasons));
    if (before.rows.empty())
      return note_growth_unknown(figure, {{"indicators.no-previous", {std::to_string(out_.year - 1)}}});
    figure.previous = evaluate(indicator, {Value::list(before.contexts)}, out_.year - 1, reasons);
    for (const std::size_t row : before.rows) figure.used.push_back({"previous", set.from, row});
    Decimal later = figure.given;
    std::optional<Decimal> earlier = figure.previous;
    if (indicator.compare->comparable) {
      const std::string& key = indicator.compare->key;
      std::set<std::string> in_now;
      std::set<std::string> in_both;
      for (const Value& one : now.contexts) in_now.insert(key_of(one, key));
      for (const Value& one : before.contexts)
        if (in_now.contains(key_of(one, key))) in_both.insert(key_of(one, key));
      const auto others = [&](const Value& one) { return !in_both.contains(key_of(one, key)); };
      std::erase_if(now.contexts, others);
      std::erase_if(before.contexts, others);
      figure.compared = in_both.size();
      const auto same = evaluate(indicator, {Value::list(now.contexts)}, out_.year, reasons);
      earlier = evaluate(indicator, {Value::list(before.contexts)}, out_.year - 1, reasons);
      if (!same) earlier.reset();
      later = same.value_or(later);
    }
    const auto times = multiply(later, hundred);
    const auto ratio = earlier && times ? divide(*times, *earlier) : std::nullopt;
    figure.growth = ratio ? subtract(*ratio, hundred) : std::nullopt;
    if (!figure.growth && reasons.empty()) reasons.push_back({"indicators.previous-zero", {}});
    if (!figure.growth) return note_growth_unknown(figure, std::move(reasons));
    figure.growth_printed = print_percent(*figure.growth, indicator.compare->round);
    return {};
  }

  // The figure stands; only its growth is not known.
  static Result<void> note_growth_unknown(Figure& figure, std::vector<base::Message> reasons) {
    std::ranges::move(reasons, std::back_inserter(figure.reasons));
    return {};
  }

  static std::optional<Decimal> printed_unit(const Indicator& indicator, Decimal amount) {
    return indicator.given && indicator.unit ? base::convert(amount, *indicator.given, *indicator.unit)
                                             : std::optional(amount);
  }

  void finish(const Indicator& indicator, Figure& figure) {
    const auto exact = printed_unit(indicator, figure.given);
    const auto rounded = exact ? exact->rounded(indicator.round, base::Rounding::HalfUp) : std::nullopt;
    if (!rounded) {
      figure.state = Figure::State::Unknown;
      figure.reasons.push_back({"indicators.no-number", {}});
      return;
    }
    figure.exact = *exact;
    figure.rounded = *rounded;
    figure.printed = print_figure(indicator, *rounded);
    if (figure.previous) figure.previous = printed_unit(indicator, *figure.previous);
    if (indicator.share) share(indicator, figure);
    const Reported& said = indicator.reported;
    if (!said.has_figures()) return;
    const auto agrees = [](const Text& reported, const Text& printed) {
      return reported.zh.empty() || reported.zh == printed.zh;
    };
    figure.as_reported = agrees(said.value, figure.printed) && agrees(said.growth, figure.growth_printed) &&
                         agrees(said.share, figure.share_printed);
  }

  void share(const Indicator& indicator, Figure& figure) {
    const Figure* whole = out_.find(indicator.share->of);
    const auto times = multiply(figure.given, hundred);
    if (whole && whole->state == Figure::State::Computed && times)
      figure.share = divide(*times, whole->given);
    if (figure.share)
      figure.share_printed = print_percent(*figure.share, indicator.share->round);
    else
      figure.reasons.push_back({"indicators.needed-unknown", {indicator.share->of}});
  }

  const Definitions& definitions_;
  const catalog::Catalogue& catalogue_;
  Figures& out_;
  const Sources& sources_;
  rules::Evaluation evaluation_;
  std::map<std::string, Entries> entries_;
};

// The named figures and all that they need.
std::set<std::string> closure(const Definitions& definitions, const std::vector<std::string>& wanted) {
  std::set<std::string> all(wanted.begin(), wanted.end());
  // Each stands after those that it needs, so one way back finds them all.
  for (auto one = definitions.indicators.rbegin(); one != definitions.indicators.rend(); ++one) {
    if (!wanted.empty() && !all.contains(one->id)) continue;
    all.insert(one->id);
    for (const Need& need : one->needs) all.insert(need.indicator);
    if (one->share) all.insert(one->share->of);
  }
  return all;
}

}  // namespace

const Figure* Figures::find(std::string_view id) const {
  const auto found =
      std::ranges::find_if(figures, [&](const Figure& one) { return one.indicator->id == id; });
  return found == figures.end() ? nullptr : &*found;
}

base::Result<Figures> compute(const Definitions& definitions, const catalog::Catalogue& catalogue,
                              const std::vector<std::string>& wanted, const Asked& asked,
                              const Sources& sources) {
  for (const std::string& id : wanted)
    if (!definitions.find(id)) return base::fail("indicators.unknown", {id});
  Figures figures{asked, 0, {}, {}};
  if (definitions.indicators.empty()) return figures;
  Computer computer(definitions, catalogue, figures, sources);
  SHUXIN_DO(computer.find_year());
  const std::set<std::string> needed = closure(definitions, wanted);
  for (const Indicator& indicator : definitions.indicators)
    if (needed.contains(indicator.id)) SHUXIN_DO(computer.add(indicator));
  SHUXIN_DO(computer.add_periods());
  return figures;
}

Progress progress_of(const Json& fields, const Figures& figures) {
  Progress progress;
  const Figure* figure = figures.find(fields.find_string("indicator").value_or(""));
  const Json* number = fields.find("wanted");
  const auto wanted =
      number && number->if_number() ? Decimal::parse(number->if_number()->digits) : std::nullopt;
  if (!figure || figure->state != Figure::State::Computed || !wanted) return progress;
  const auto part = fields.find_string("part").value_or("value");
  const std::optional<Decimal> has = part == "growth"  ? figure->growth
                                     : part == "share" ? figure->share
                                                       : std::optional(figure->exact);
  if (!has) return progress;
  const bool at_most = fields.find_bool("at_most").value_or(false);
  const bool reached = at_most ? *has <= *wanted : *has >= *wanted;
  const auto due = base::Date::parse(fields.find_string("due").value_or(""));
  const bool over = due && figures.asked.as_of > *due;
  progress.state = reached ? Progress::State::Reached
                   : over  ? Progress::State::Missed
                           : Progress::State::OnTheWay;
  if (!at_most)
    if (const auto times = multiply(*has, hundred)) progress.percent = divide(*times, *wanted);
  return progress;
}

}  // namespace shuxin::indicators
