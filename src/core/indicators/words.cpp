#include "core/indicators/words.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/rules/ast.h"

namespace shuxin::indicators {
namespace {

namespace ast = rules::ast;
using base::Json;
using Words = std::optional<Text>;

// The patterns name their parts {0}, {1}, {2}.
std::string fill(std::string pattern, const std::vector<std::string>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string mark = "{" + std::to_string(i) + "}";
    if (const std::size_t at = pattern.find(mark); at != std::string::npos)
      pattern.replace(at, mark.size(), parts[i]);
  }
  return pattern;
}

Words fill(const char* zh, const char* en, const std::vector<Words>& parts) {
  std::vector<std::string> in_zh;
  std::vector<std::string> in_en;
  for (const Words& part : parts) {
    if (!part) return std::nullopt;
    in_zh.push_back(part->zh);
    in_en.push_back(part->en);
  }
  return Text{fill(zh, in_zh), fill(en, in_en)};
}

Text same(const std::string& words) {
  return {words, words};
}

const ast::Name* name_in(const ast::Child& expression) {
  return expression ? std::get_if<ast::Name>(&expression->form) : nullptr;
}

bool is_null(const ast::Expression& expression) {
  const auto* literal = std::get_if<ast::Literal>(&expression.form);
  return literal && literal->value.is_null();
}

class Wording {
 public:
  Wording(const Indicator& indicator, const Definitions& definitions, const catalog::Catalogue& catalogue)
      : indicator_(indicator), definitions_(definitions), catalogue_(catalogue) {}

  Words condition(const RecordSet& set) {
    inside_ = &set;
    return say(set.where.compiled->syntax());
  }
  Words formula() { return say(indicator_.value.compiled->syntax()); }

 private:
  Words say(const ast::Expression& expression) {
    return std::visit([&](const auto& form) { return words(form); }, expression.form);
  }

  // What has no words makes the whole rule be shown as it is written.
  template <typename Other>
  Words words(const Other&) {
    return std::nullopt;
  }

  Words words(const ast::Literal& literal) {
    switch (literal.value.kind()) {
      case rules::Kind::Number:
        return same(literal.value.as_number().to_string());
      case rules::Kind::String:
        return Text{"“" + rules::to_text(literal.value) + "”", "“" + rules::to_text(literal.value) + "”"};
      case rules::Kind::Null:
        return Text{"不可知", "not known"};
      default:
        return std::nullopt;
    }
  }

  Words words(const ast::Name& name) {
    if (inside_) {
      if (const auto title = title_of(*inside_, name.name)) return title;
    }
    if (const RecordSet* set = set_of(name.name)) return name_of_set(indicator_, *set);
    for (const Need& need : indicator_.needs)
      if (need.name == name.name) return name_of_need(need);
    return std::nullopt;
  }

  Words words(const ast::Path& path) {
    if (const ast::Name* base = name_in(path.base)) {
      if (base->name == period_name) return of_period(path.member);
      if (base->name == class_name)
        return fill("在“{0}”中的类别", "its class of {0}", {classification(path.member)});
      if (base->name == part_name)
        return fill("计入“{0}”的份额", "its share that counts as {0}", {classification(path.member)});
      if (const RecordSet* set = set_of(base->name))
        return indicator_.records.size() < 2
                   ? title_of(*set, path.member)
                   : fill("{0}的{1}", "{1} of {0}",
                          {name_of_set(indicator_, *set), title_of(*set, path.member)});
    }
    if (const auto* inner = std::get_if<ast::Path>(&path.base->form))
      if (inner->member == part_name)
        return fill("计入“{0}”的份额", "its share that counts as {0}", {classification(path.member)});
    // stock[1].value: of the one record that there is.
    if (const auto* filter = std::get_if<ast::Filter>(&path.base->form))
      if (const ast::Name* base = name_in(filter->base))
        if (const RecordSet* set = set_of(base->name);
            set && std::holds_alternative<ast::Literal>(filter->condition->form))
          return fill("{0}的{1}", "{1} of {0}", {name_of_set(indicator_, *set), title_of(*set, path.member)});
    return std::nullopt;
  }

  Words words(const ast::Filter& filter) {
    const ast::Name* base = name_in(filter.base);
    const RecordSet* set = base ? set_of(base->name) : nullptr;
    if (std::holds_alternative<ast::Literal>(filter.condition->form))
      return fill("{0}的第 {1} 个", "no. {1} of {0}", {say(*filter.base), say(*filter.condition)});
    if (!set) return std::nullopt;
    const RecordSet* outside = std::exchange(inside_, set);
    const Words condition = say(*filter.condition);
    inside_ = outside;
    return fill("{0}中{1}者", "{0} with {1}", {name_of_set(indicator_, *set), condition});
  }

  Words words(const ast::Negation& negation) { return fill("−{0}", "−{0}", {say(*negation.operand)}); }

  Words words(const ast::Binary& binary) {
    using enum ast::Operator;
    if (binary.op == And) return fill("{0}，且{1}", "{0}, and {1}", {say(*binary.left), say(*binary.right)});
    if (binary.op == Or)
      return fill("（{0}，或者{1}）", "({0}, or {1})", {say(*binary.left), say(*binary.right)});
    if (const Words known = about_class(binary)) return known;
    if (is_null(*binary.right) && (binary.op == Equal || binary.op == NotEqual))
      return fill(binary.op == Equal ? "没有{0}" : "有{0}", binary.op == Equal ? "no {0}" : "{0} is given",
                  {say(*binary.left)});
    const bool days = says_day(*binary.left) || says_day(*binary.right);
    const auto [zh, en] = pattern_of(binary.op, days);
    return fill(zh, en, {say(*binary.left), value_of(binary.left, *binary.right)});
  }

  static std::pair<const char*, const char*> pattern_of(ast::Operator op, bool days) {
    using enum ast::Operator;
    switch (op) {
      case Add:
        return {"（{0} + {1}）", "({0} + {1})"};
      case Subtract:
        return {"（{0} − {1}）", "({0} − {1})"};
      case Multiply:
        return {"{0} × {1}", "{0} × {1}"};
      case Divide:
        return {"{0} ÷ {1}", "{0} ÷ {1}"};
      case Power:
        return {"{0} 的 {1} 次方", "{0} to the power of {1}"};
      case Equal:
        return {"{0}是{1}", "{0} is {1}"};
      case NotEqual:
        return {"{0}不是{1}", "{0} is not {1}"};
      case Less:
        return days ? std::pair{"{0}早于{1}", "{0} before {1}"} : std::pair{"{0}小于 {1}", "{0} below {1}"};
      case LessEqual:
        return days ? std::pair{"{0}不晚于{1}", "{0} not after {1}"}
                    : std::pair{"{0}不大于 {1}", "{0} at most {1}"};
      case Greater:
        return days ? std::pair{"{0}晚于{1}", "{0} after {1}"} : std::pair{"{0}大于 {1}", "{0} above {1}"};
      case GreaterEqual:
        return days ? std::pair{"{0}不早于{1}", "{0} not before {1}"}
                    : std::pair{"{0}不小于 {1}", "{0} at least {1}"};
      case And:
      case Or:
        break;
    }
    return {"", ""};
  }

  // class.leading != null, class.leading = "equipment"
  Words about_class(const ast::Binary& binary) {
    using enum ast::Operator;
    const auto* path = std::get_if<ast::Path>(&binary.left->form);
    const ast::Name* base = path ? name_in(path->base) : nullptr;
    if (!base || base->name != class_name || (binary.op != Equal && binary.op != NotEqual)) return {};
    const Words of = classification(path->member);
    if (is_null(*binary.right))
      return binary.op == NotEqual ? fill("属于“{0}”", "in {0}", {of})
                                   : fill("不属于“{0}”", "not in {0}", {of});
    const auto* literal = std::get_if<ast::Literal>(&binary.right->form);
    if (!literal || literal->value.kind() != rules::Kind::String) return {};
    return binary.op == Equal
               ? fill("属于“{0}”的{1}", "in {1} of {0}", {of, class_of(path->member, literal->value)})
               : fill("不属于“{0}”的{1}", "not in {1} of {0}", {of, class_of(path->member, literal->value)});
  }

  Words words(const ast::In& in) {
    if (in.tests.size() == 1)
      if (const auto* range = std::get_if<ast::RangeLiteral>(&in.tests[0]->form))
        return range->low && range->high ? fill("{0}在{1}至{2}之间", "{0} from {1} to {2}",
                                                {say(*in.value), say(*range->low), say(*range->high)})
                                         : std::nullopt;
    Text all;
    for (const ast::Child& test : in.tests) {
      const Words one = value_of(in.value, *test);
      if (!one) return std::nullopt;
      all.zh += (all.zh.empty() ? "" : "、") + one->zh;
      all.en += (all.en.empty() ? "" : ", ") + one->en;
    }
    return fill("{0}是{1}之一", "{0} is one of {1}", {say(*in.value), all});
  }

  Words words(const ast::Call& call) {
    const ast::Name* callee = name_in(call.callee);
    if (!callee || call.arguments.size() != 1) return std::nullopt;
    const ast::Expression& argument = *call.arguments[0].value;
    if (callee->name == "count") {
      const auto* inner = std::get_if<ast::Call>(&argument.form);
      const ast::Name* name = inner ? name_in(inner->callee) : nullptr;
      if (name && name->name == "distinct values" && inner->arguments.size() == 1)
        return fill("不同的{0}的个数", "the number of different values of {0}",
                    {say(*inner->arguments[0].value)});
    }
    static const std::map<std::string, std::pair<const char*, const char*>> patterns = {
        {"count", {"{0}的个数", "the number of {0}"}},
        {"sum", {"{0}的合计", "the sum of {0}"}},
        {"mean", {"{0}的平均数", "the mean of {0}"}},
        {"median", {"{0}的中位数", "the median of {0}"}},
        {"min", {"最小的{0}", "the least {0}"}},
        {"max", {"最大的{0}", "the greatest {0}"}},
        {"ceiling", {"{0} 向上取整", "{0} rounded up to a whole number"}},
        {"floor", {"{0} 向下取整", "{0} rounded down to a whole number"}},
        {"date", {"{0}", "{0}"}}};
    const auto found = patterns.find(callee->name);
    if (found == patterns.end()) return std::nullopt;
    return fill(found->second.first, found->second.second, {say(argument)});
  }

  Words words(const ast::If& form) {
    return fill("如果{0}，为{1}；否则为{2}", "if {0}: {1}; otherwise {2}",
                {say(*form.condition), say(*form.then), say(*form.otherwise)});
  }

  // for record in records return …
  Words words(const ast::For& form) {
    if (form.iterators.size() != 1 || form.iterators[0].high) return std::nullopt;
    const ast::Name* domain = name_in(form.iterators[0].domain);
    const RecordSet* set = domain ? set_of(domain->name) : nullptr;
    if (!set) return std::nullopt;
    each_[form.iterators[0].name] = set;
    return fill("每条记录的（{0}）", "({0}) of each record", {say(*form.body)});
  }

  const RecordSet* set_of(const std::string& name) const {
    const auto each = each_.find(name);
    if (each != each_.end()) return each->second;
    const auto found = std::ranges::find(indicator_.records, name, &RecordSet::name);
    return found == indicator_.records.end() ? nullptr : &*found;
  }

  const Json* property(const RecordSet& set, const std::string& field) const {
    const Json* schema = schema_of(set.from, catalogue_);
    const Json* properties = schema ? schema->find("properties") : nullptr;
    return properties ? properties->find(field) : nullptr;
  }

  Words title_of(const RecordSet& set, const std::string& field) const {
    const auto is_field = [&](const OfficeTime& time) { return time.field == field; };
    if (const auto time = std::ranges::find_if(set.office_time, is_field); time != set.office_time.end()) {
      const Words from = title_of(set, time->from);
      const Words until = title_of(set, time->until);
      return fill("从{0}到{1}的工作分钟数", "office minutes from {0} to {1}", {from, until});
    }
    const Json* found = property(set, field);
    if (!found) return std::nullopt;
    const auto zh = found->find_string("title").value_or(field);
    return Text{std::string(zh), std::string(found->find_string("x-title-en").value_or(zh))};
  }

  // A value that a field is held against: by the name that the register gives it.
  Words value_of(const ast::Child& field, const ast::Expression& value) {
    const ast::Name* name = name_in(field);
    const auto* literal = std::get_if<ast::Literal>(&value.form);
    if (name && literal && inside_ && literal->value.kind() == rules::Kind::String) {
      const std::string code = rules::to_text(literal->value);
      const Json* held = property(*inside_, name->name);
      const Json* names = held ? held->find("x-names") : nullptr;
      const Json* known = names ? names->find(code) : nullptr;
      if (known)
        return Text{std::string(known->find_string("zh").value_or(code)),
                    std::string(known->find_string("en").value_or(code))};
    }
    return say(value);
  }

  // Days are said to be before and after, not smaller and greater.
  bool says_day(const ast::Expression& expression) const {
    if (const auto* path = std::get_if<ast::Path>(&expression.form)) {
      const ast::Name* base = name_in(path->base);
      return base && base->name == period_name && path->member != "year";
    }
    const auto* name = std::get_if<ast::Name>(&expression.form);
    const Json* held = name && inside_ ? property(*inside_, name->name) : nullptr;
    return held && held->find_string("format").value_or("").starts_with("date");
  }

  static Words of_period(const std::string& member) {
    static const std::map<std::string, Text> known = {{"year", {"报告年度", "the reporting year"}},
                                                      {"start", {"年初", "the beginning of the year"}},
                                                      {"end", {"年末", "the end of the year"}},
                                                      {"before", {"上年末", "the end of the year before"}},
                                                      {"as_of", {"查询之日", "the day asked about"}}};
    const auto found = known.find(member);
    return found == known.end() ? std::nullopt : Words(found->second);
  }

  Words name_of_need(const Need& need) const {
    const Indicator* needed = definitions_.find(need.indicator);
    if (!needed) return std::nullopt;
    switch (need.part) {
      case Need::Part::Value:
        return fill("“{0}”", "“{0}”", {needed->name});
      case Need::Part::Previous:
        return fill("“{0}”的上年数", "“{0}” of the year before", {needed->name});
      case Need::Part::Growth:
        return fill("“{0}”的增幅", "the growth of “{0}”", {needed->name});
    }
    return std::nullopt;
  }

  const Classification* find_classification(const std::string& id) const {
    const auto found = std::ranges::find(definitions_.classifications, id, &Classification::id);
    return found == definitions_.classifications.end() ? nullptr : &*found;
  }
  Words classification(const std::string& id) const {
    const Classification* found = find_classification(id);
    return found ? Words(found->name) : std::nullopt;
  }
  Words class_of(const std::string& id, const rules::Value& value) const {
    const Classification* found = find_classification(id);
    if (!found) return std::nullopt;
    const auto one = found->classes.find(rules::to_text(value));
    return one == found->classes.end() ? std::nullopt : Words(one->second);
  }

  const Indicator& indicator_;
  const Definitions& definitions_;
  const catalog::Catalogue& catalogue_;
  const RecordSet* inside_ = nullptr;             // whose fields stand without their set's name
  std::map<std::string, const RecordSet*> each_;  // names that run over a set
};

}  // namespace

Text name_of_set(const Indicator& indicator, const RecordSet& set) {
  if (indicator.records.size() < 2) return {"记录", "the records"};
  const auto number = static_cast<std::size_t>(&set - indicator.records.data()) + 1;
  return {"第 " + std::to_string(number) + " 组记录", "records of set " + std::to_string(number)};
}

std::optional<Text> condition_in_words(const Indicator& indicator, const RecordSet& set,
                                       const Definitions& definitions, const catalog::Catalogue& catalogue) {
  if (!set.where.compiled) return Text{};
  return Wording(indicator, definitions, catalogue).condition(set);
}

std::optional<Text> formula_in_words(const Indicator& indicator, const Definitions& definitions,
                                     const catalog::Catalogue& catalogue) {
  if (!indicator.value.compiled) return std::nullopt;
  return Wording(indicator, definitions, catalogue).formula();
}

}  // namespace shuxin::indicators
