// What would reach a wanted outcome, in words.
#include "core/rules/explanation.h"
#include "core/rules/wanted.h"

namespace shuxin::rules::dmn {
namespace {

using base::Language;
using base::Message;
using Bound = Change::Bound;

Message phrase(Bound bound, const Value& value) {
  switch (bound) {
    case Bound::Exactly:
      return {"explain.to-exactly", {brief(value)}};
    case Bound::AtLeast:
      return {"explain.to-at-least", {brief(value)}};
    case Bound::MoreThan:
      return {"explain.to-more-than", {brief(value)}};
    case Bound::AtMost:
      return {"explain.to-at-most", {brief(value)}};
    case Bound::LessThan:
      return {"explain.to-less-than", {brief(value)}};
    case Bound::OtherThan:
      return {"explain.to-other-than", {brief(value)}};
  }
  return {};
}

}  // namespace

std::vector<std::string> to_lines(const Reach& reach, const std::string& decision, const Value& wanted,
                                  Language language) {
  std::vector<std::string> out;
  const auto say = [&](int level, const Message& message) {
    out.push_back(std::string(static_cast<std::size_t>(level) * 2, ' ') + base::word(message, language));
  };
  for (const std::string& name : reach.unused) say(0, {"explain.want-unused", {name}});
  const std::string value = brief(wanted);
  switch (reach.outcome) {
    case Reach::Outcome::Already:
      say(0, {"explain.want-already", {decision, value}});
      break;
    case Reach::Outcome::NotAnalysed:
      say(0, {"explain.want-not-analysed", {decision, value, base::word(reach.reason, language)}});
      break;
    case Reach::Outcome::Reached:
      say(0, reach.rule ? Message{"explain.want-reached", {decision, value, std::to_string(*reach.rule + 1)}}
                        : Message{"explain.want-default", {decision, value}});
      for (const Change& change : reach.changes) {
        std::string to = base::word(phrase(change.bound, change.to), language);
        if (change.limit)
          to = base::word(
              {"explain.to-both", {to, base::word(phrase(*change.limit, change.limit_value), language)}},
              language);
        say(1, {"explain.want-change", {change.input, brief(change.from), to}});
      }
      break;
    case Reach::Outcome::Unreachable:
      say(0, {"explain.want-unreachable", {decision, value}});
      for (const RuledOut& rule : reach.ruled_out) {
        const std::string number = std::to_string(rule.rule + 1);
        say(1, rule.input.empty()
                   ? Message{"explain.want-blocked", {number}}
                   : Message{"explain.want-fixed", {number, rule.input, brief(rule.value), rule.test}});
      }
      if (reach.ruled_out.empty()) say(1, {"explain.want-no-rule", {value}});
      break;
  }
  return out;
}

}  // namespace shuxin::rules::dmn
