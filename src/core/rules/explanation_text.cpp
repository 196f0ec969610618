// An explanation in words and as JSON.
#include <map>

#include "core/rules/explanation.h"

namespace shuxin::rules::dmn {
namespace {

using base::Json;
using base::Language;

std::string_view name_of(HitPolicy policy) {
  switch (policy) {
    case HitPolicy::Unique:
      return "UNIQUE";
    case HitPolicy::Any:
      return "ANY";
    case HitPolicy::Priority:
      return "PRIORITY";
    case HitPolicy::First:
      return "FIRST";
    case HitPolicy::RuleOrder:
      return "RULE ORDER";
    case HitPolicy::OutputOrder:
      return "OUTPUT ORDER";
    case HitPolicy::Collect:
      return "COLLECT";
  }
  return {};
}

std::string_view name_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::InputData:
      return "input data";
    case NodeKind::Decision:
      return "decision";
    case NodeKind::KnowledgeModel:
      return "knowledge model";
    case NodeKind::Service:
      return "service";
  }
  return {};
}

std::string number(std::size_t rule) {
  return std::to_string(rule + 1);
}

class Writer {
 public:
  explicit Writer(Language language) : language_(language) {}

  void step(const Step& step, int level) {
    line(level, step.name + " = " + brief(step.result));
    reasons(step.result, level + 1);
    for (const ReadInput& input : step.read) {
      if (input.value.is_null()) {
        say(level + 1, {"explain.missing", {input.name}});
      } else {
        say(level + 1, {"explain.read", {input.name, brief(input.value)}});
      }
    }
    for (const TableAccount& account : step.tables) table(account, level + 1);
    for (const Step& call : step.calls) this->step(call, level + 1);
  }

  void say(int level, const base::Message& message) { line(level, base::word(message, language_)); }

  [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

 private:
  void line(int level, const std::string& text) {
    lines_.push_back(std::string(static_cast<std::size_t>(level) * 2, ' ') + text);
  }

  void reasons(const Value& null, int level) {
    if (!null.is_null()) return;
    const std::string all = explain(null, language_);
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = std::min(all.find('\n', at), all.size());
      say(level, {"explain.because", {all.substr(at, end - at)}});
      at = end + 1;
    }
  }

  void table(const TableAccount& account, int level) {
    say(level, {"explain.table", {std::string(name_of(account.hit_policy))}});
    for (const auto& hit : account.hits) {
      std::string notes;
      for (const std::string& note : hit.annotations) notes += (notes.empty() ? "" : "; ") + note;
      say(level + 1, notes.empty() ? base::Message{"explain.hit", {number(hit.rule)}}
                                   : base::Message{"explain.hit-note", {number(hit.rule), notes}});
    }
    if (account.failing.empty()) return;
    if (account.hits.empty()) say(level + 1, {"explain.no-hit", {}});
    std::map<std::size_t, std::size_t> rules_by_failing;
    for (const std::size_t failing : account.failing)
      if (failing > 0) ++rules_by_failing[failing];
    for (const auto& [failing, rules] : rules_by_failing)
      say(level + 1, {"explain.missed", {std::to_string(rules), std::to_string(failing)}});
    if (account.hit_policy == HitPolicy::First && !account.hits.empty())
      for (std::size_t rule = account.hits[0].rule + 1; rule < account.failing.size(); ++rule)
        if (account.failing[rule] == 0)
          say(level + 1, {"explain.preceded", {number(rule), number(account.hits[0].rule)}});
    for (const NearMiss& miss : account.nearest)
      for (const RefusingCell& cell : miss.cells)
        say(level + 1, {"explain.near-miss", {number(miss.rule), cell.label, brief(cell.value), cell.test}});
  }

  Language language_;
  std::vector<std::string> lines_;
};

Json to_json(const TableAccount& account, Language language) {
  Json hits{Json::Array{}};
  for (const auto& hit : account.hits) {
    Json annotations{Json::Array{}};
    for (const std::string& annotation : hit.annotations) annotations.push_back(annotation);
    hits.push_back(Json::object(
        {{"rule", static_cast<std::uint64_t>(hit.rule + 1)}, {"annotations", std::move(annotations)}}));
  }
  Json failing{Json::Array{}};
  for (const std::size_t cells : account.failing) failing.push_back(static_cast<std::uint64_t>(cells));
  Json nearest{Json::Array{}};
  for (const NearMiss& miss : account.nearest) {
    Json cells{Json::Array{}};
    for (const RefusingCell& cell : miss.cells)
      cells.push_back(Json::object({{"column", static_cast<std::uint64_t>(cell.column + 1)},
                                    {"label", cell.label},
                                    {"value", to_typed_json(cell.value, language)},
                                    {"test", cell.test}}));
    nearest.push_back(
        Json::object({{"rule", static_cast<std::uint64_t>(miss.rule + 1)}, {"refusing", std::move(cells)}}));
  }
  return Json::object({{"hitPolicy", std::string(name_of(account.hit_policy))},
                       {"hits", std::move(hits)},
                       {"failing", std::move(failing)},
                       {"nearest", std::move(nearest)},
                       {"result", to_typed_json(account.result, language)}});
}

Json to_json(const Step& step, Language language) {
  Json read{Json::Array{}};
  for (const ReadInput& input : step.read)
    read.push_back(Json::object({{"name", input.name},
                                 {"value", to_typed_json(input.value, language)},
                                 {"inputData", input.is_input_data}}));
  Json tables{Json::Array{}};
  for (const TableAccount& account : step.tables) tables.push_back(to_json(account, language));
  Json calls{Json::Array{}};
  for (const Step& call : step.calls) calls.push_back(to_json(call, language));
  return Json::object({{"name", step.name},
                       {"kind", std::string(name_of(step.kind))},
                       {"result", to_typed_json(step.result, language)},
                       {"read", std::move(read)},
                       {"tables", std::move(tables)},
                       {"calls", std::move(calls)}});
}

}  // namespace

std::string brief(const Value& value) {
  constexpr std::size_t most = 160;
  std::string text = to_feel(value);
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

base::Json to_json(const Explanation& explanation, Language language) {
  Json steps{Json::Array{}};
  for (const Step& step : explanation.steps) steps.push_back(to_json(step, language));
  Json needed{Json::Array{}};
  for (const std::string& name : explanation.needed) needed.push_back(name);
  return Json::object({{"steps", std::move(steps)},
                       {"needed", std::move(needed)},
                       {"omitted", static_cast<std::uint64_t>(explanation.omitted)}});
}

std::vector<std::string> to_lines(const Explanation& explanation, Language language) {
  Writer writer(language);
  for (const Step& step : explanation.steps) writer.step(step, 0);
  for (const std::string& name : explanation.needed) writer.say(0, {"explain.needed", {name}});
  if (explanation.omitted > 0) writer.say(0, {"explain.omitted", {std::to_string(explanation.omitted)}});
  return writer.take();
}

}  // namespace shuxin::rules::dmn
