#include <algorithm>
#include <array>
#include <functional>

#include "core/catalog/yaml.h"

namespace shuxin::catalog {
namespace {

constexpr std::string_view matter_limits = "matter.limits.";

LimitRule limit_rule(Source& source, const YAML::Node& node) {
  LimitRule rule;
  const std::string text = scalar(source, node);
  if (text.starts_with(matter_limits)) {
    rule.of_matter = text.substr(matter_limits.size());
  } else {
    rule.fixed = parse_limit(text);
    if (!rule.fixed)
      source.error(source.place(node), "catalog.malformed-limit", {text},
                   base::Message{"catalog.limit-forms", {}});
  }
  return rule;
}

LimitRule limit_rule(Mapping& map, std::string_view key) {
  const YAML::Node node = map.required(key);
  return node.IsDefined() ? limit_rule(map.source(), node) : LimitRule{};
}

ClockRule load_clock(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  ClockRule clock;
  clock.id = id;
  clock.place = source.place(node);
  clock.at = map.places();
  clock.name = map.text("name");
  clock.limit = limit_rule(map, "limit");
  clock.promised = map.truth("promised");
  clock.on_lapse = map.optional_string("on_lapse");
  clock.started_by = map.optional_string("started_by");
  if (!clock.started_by.empty() && clock.started_by != "receipt" && clock.started_by != "acceptance" &&
      clock.started_by != "decision")
    source.error(clock.place, "catalog.wrong-choice", {clock.started_by, "receipt, acceptance, decision"});
  if (const YAML::Node cap = map.node("longest_extension"); cap.IsDefined())
    clock.longest_extension = limit_rule(source, cap);
  clock.basis = map.basis();
  return clock;
}

State load_state(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  State state;
  state.id = id;
  state.place = source.place(node);
  state.at = map.places();
  state.name = map.text("name");
  state.owner = map.optional_string("owner");
  state.runs = map.strings("runs");
  state.stops = map.strings("stops");
  state.final = map.truth("final");
  state.outcome = map.optional_string("outcome");
  if (state.final && state.outcome.empty()) source.error(state.place, "catalog.missing-key", {"outcome"});
  state.basis = map.basis();
  return state;
}

std::optional<InputKind> input_kind(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, InputKind>, 9> kinds = {{
      {"text", InputKind::Text},
      {"choice", InputKind::Choice},
      {"date", InputKind::Date},
      {"number", InputKind::Number},
      {"truth", InputKind::Truth},
      {"findings", InputKind::Findings},
      {"organisation", InputKind::Organisation},
      {"record", InputKind::Record},
      {"items", InputKind::Items},
  }};
  for (const auto& [word, kind] : kinds)
    if (word == name) return kind;
  return std::nullopt;
}

Input load_input(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  Input input;
  input.id = id;
  input.place = source.place(node);
  input.name = map.text("name");
  const std::string kind = map.string("kind");
  if (const auto known = input_kind(kind)) {
    input.kind = *known;
  } else if (!kind.empty()) {
    source.error(input.place, "catalog.wrong-choice",
                 {kind, "text, choice, date, number, truth, findings, organisation, record, items"});
  }
  input.required = map.truth("required");
  map.each_member("choices", [&](const std::string& choice, const YAML::Node& name) {
    input.choices.emplace_back(choice, text_of(source, name));
  });
  if (input.kind == InputKind::Choice && input.choices.empty())
    source.error(input.place, "catalog.missing-key", {"choices"});
  return input;
}

std::vector<Guard> load_guards(Source& source, const YAML::Node& node) {
  std::vector<Guard> guards;
  if (!node.IsDefined()) return guards;
  const auto one = [&](const YAML::Node& item) {
    Mapping map(source, item);
    map.required("that");
    guards.push_back({map.formula("that"), map.text("else")});
  };
  if (node.IsSequence()) {
    for (const auto& item : node) one(item);
  } else {
    one(node);
  }
  return guards;
}

// Effects: a word alone (`notify: gaps`) or with a mapping of its details (`enter: {state: s, from:
// receipt}`).
Effect load_enter(Source& source, const YAML::Node& node) {
  if (node.IsScalar()) return EnterState{node.Scalar(), "now"};
  Mapping map(source, node);
  EnterState enter{map.string("state"), map.optional_string("from")};
  if (enter.from.empty()) enter.from = "now";
  if (enter.from != "now" && enter.from != "receipt" && enter.from != "deadline")
    source.error(map.place(), "catalog.wrong-choice", {enter.from, "now, receipt, deadline"});
  return enter;
}

Effect load_extend(Source& source, const YAML::Node& node) {
  Mapping map(source, node);
  std::string clock = map.string("clock");
  return ExtendClock{std::move(clock), limit_rule(map, "by")};
}

Effect load_assign(Source& source, const YAML::Node& node) {
  Mapping map(source, node);
  std::string name = map.string("name");
  return AssignNumber{std::move(name), map.string("series")};
}

Effect load_send(Source& source, const YAML::Node& node) {
  Mapping map(source, node);
  std::string to = map.string("to");
  return SendMessage{std::move(to), map.string("what")};
}

Effect load_draw(Source& source, const YAML::Node& node) {
  Mapping map(source, node);
  DrawLots draw;
  draw.from = map.string("from");
  draw.as = map.string("as");
  draw.count = map.string("count");
  draw.seed = map.string("seed");
  return draw;
}

Effect load_open_cases(Source& source, const YAML::Node& node) {
  Mapping map(source, node);
  OpenCases open;
  open.of = map.string("of");
  open.matter = map.string("matter");
  open.as = map.string("as");
  return open;
}

// The word of an effect that knows only some.
std::string one_of(Source& source, const YAML::Node& node, const std::vector<std::string>& words) {
  std::string word = scalar(source, node);
  if (word.empty() || std::ranges::find(words, word) != words.end()) return word;
  std::string all;
  for (const std::string& known : words) all += (all.empty() ? "" : ", ") + known;
  source.error(source.place(node), "catalog.wrong-choice", {word, all}, did_you_mean(word, words));
  return word;
}

using EffectReader = std::function<Effect(Source&, const YAML::Node&)>;

const std::vector<std::pair<std::string, EffectReader>>& effect_readers() {
  static const std::vector<std::pair<std::string, EffectReader>> readers = {
      {"enter", load_enter},
      {"take",
       [](Source& s, const YAML::Node& n) {
         return TakeSubmission{one_of(s, n, {"submission", "corrections"}) == "corrections"};
       }},
      {"open_reviews",
       [](Source& s, const YAML::Node& n) {
         return OpenReviews{one_of(s, n, {"all", "dissenting"}) == "dissenting"};
       }},
      {"record_opinion", [](Source&, const YAML::Node&) { return RecordOpinion{}; }},
      {"notify", [](Source&, const YAML::Node&) { return NotifyGaps{}; }},
      {"extend", load_extend},
      {"decide", [](Source& s, const YAML::Node& n) { return Decide{scalar(s, n)}; }},
      {"issue", [](Source& s, const YAML::Node& n) { return IssueDocument{scalar(s, n)}; }},
      {"write",
       [](Source& s, const YAML::Node& n) {
         return WriteRegister{one_of(s, n, {"matter.results.register", "revoked"})};
       }},
      {"open_obligations",
       [](Source& s, const YAML::Node& n) {
         return OpenObligations{one_of(s, n, {"tolerated", "checks", "rectification", "delivery"})};
       }},
      {"close_obligation",
       [](Source& s, const YAML::Node& n) {
         return CloseObligation{one_of(s, n, {"handed_in", "kept", "breached", "rectified"})};
       }},
      {"assign", load_assign},
      {"send", load_send},
      {"answer",
       [](Source& s, const YAML::Node& n) { return RecordAnswer{one_of(s, n, {"done", "failed"})}; }},
      {"demand_fee", [](Source&, const YAML::Node&) { return DemandFee{}; }},
      {"record_payment", [](Source&, const YAML::Node&) { return RecordPayment{}; }},
      {"join", [](Source& s, const YAML::Node& n) { return JoinParty{scalar(s, n)}; }},
      {"sign", [](Source& s, const YAML::Node& n) { return SignParty{scalar(s, n)}; }},
      {"draw", load_draw},
      {"open_cases", load_open_cases},
      {"deliver",
       [](Source& s, const YAML::Node& n) {
         (void)one_of(s, n, {"result"});
         return DeliverResult{};
       }},
      {"take_back",
       [](Source& s, const YAML::Node& n) {
         (void)one_of(s, n, {"decision"});
         return TakeBack{};
       }},
      {"schedule", [](Source& s, const YAML::Node& n) { return ScheduleMeeting{scalar(s, n)}; }},
      {"note", [](Source&, const YAML::Node&) { return AddNote{}; }},
  };
  return readers;
}

std::optional<Effect> load_effect(Source& source, const YAML::Node& node) {
  if (!node.IsMap() || node.size() != 1) {
    source.error(source.place(node), "catalog.wrong-type", {"effect: details"});
    return std::nullopt;
  }
  const auto member = *node.begin();
  const std::string word = scalar(source, member.first);
  std::vector<std::string> words;
  for (const auto& [known, read] : effect_readers()) {
    if (known == word) return read(source, member.second);
    words.push_back(known);
  }
  source.error(source.place(node), "catalog.unknown-effect", {word}, did_you_mean(word, words));
  return std::nullopt;
}

void load_needs(Source& source, const YAML::Node& node, Action& action) {
  if (!node.IsDefined()) return;
  Mapping map(source, node);
  const auto need = [&](std::string_view key, std::string_view wanted) {
    const std::string value = map.optional_string(key);
    if (!value.empty() && value != wanted)
      source.error(map.place(), "catalog.wrong-choice", {value, std::string(wanted)});
    return !value.empty();
  };
  action.needs_reviews_closed = need("reviews", "closed");
  action.needs_fees_paid = need("fees", "paid");
  action.needs_tolerated_closed = need("tolerated_gaps", "closed");
}

Action load_action(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  Action action;
  action.id = id;
  action.place = source.place(node);
  action.at = map.places();
  action.by = map.string("by");
  action.name = action.by == "clock" || action.by == "engine" ? map.optional_text("name") : map.text("name");
  action.not_by = map.optional_string("not_by");
  action.from = map.strings("from");
  action.when = load_guards(source, map.node("when"));
  action.once_per = map.optional_string("once_per");
  if (!action.once_per.empty() && action.once_per != "submission" && action.once_per != "case")
    source.error(action.place, "catalog.wrong-choice", {action.once_per, "submission, case"});
  action.joint = map.truth("joint");
  load_needs(source, map.node("needs"), action);
  map.each_member("asks", [&](const std::string& input, const YAML::Node& details) {
    action.asks.push_back(load_input(source, input, details));
  });
  map.each_item("do", [&](const YAML::Node& item) {
    auto effect = load_effect(source, item);
    if (!effect) return;
    action.effects.push_back(std::move(*effect));
    action.effect_places.push_back(source.place(item));
  });
  action.basis = map.basis();
  return action;
}

}  // namespace

void load_procedure(Source& source, const YAML::Node& root, std::vector<Procedure>& procedures) {
  Mapping map(source, root);
  Procedure procedure;
  procedure.place = map.place();
  procedure.id = map.string("procedure");
  procedure.name = map.text("name");
  procedure.effective = map.effective();
  procedure.basis = map.basis();
  map.each_member("clocks", [&](const std::string& id, const YAML::Node& node) {
    procedure.clocks.push_back(load_clock(source, id, node));
  });
  map.required("states");
  map.each_member("states", [&](const std::string& id, const YAML::Node& node) {
    procedure.states.push_back(load_state(source, id, node));
  });
  map.required("commands");
  map.each_member("commands", [&](const std::string& id, const YAML::Node& node) {
    procedure.actions.push_back(load_action(source, id, node));
  });
  procedures.push_back(std::move(procedure));
}

}  // namespace shuxin::catalog
