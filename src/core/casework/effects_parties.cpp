// Effects that concern others than the applicant and the desk: parties, lots and their cases, who gets the
// result.
#include <algorithm>

#include "core/casework/effects.h"

namespace shuxin::casework {
namespace {

// A candidate of a draw is named by itself, or by its `id`.
std::string id_of(const Json& candidate) {
  if (const std::string* name = candidate.if_string()) return *name;
  return std::string(candidate.find_string("id").value_or(""));
}

}  // namespace

Outcome Effects::operator()(const catalog::JoinParty& effect) {
  if (text("account") == state().opened.applicant) return refuse("case.party-is-applicant");
  emit(PartyJoined{effect.as, text("account"), text("name")});
  return {};
}

Outcome Effects::operator()(const catalog::SignParty& effect) {
  for (const std::string& as : state().parties_of(actor_.applicant)) {
    if (action_.by.starts_with("party") && as == "applicant") continue;
    if (action_.by.starts_with("party/") && action_.by.substr(6) != as) continue;
    const auto same = [&](const PartySigned& one) { return one.what == effect.what && one.as == as; };
    if (std::ranges::any_of(state().signatures, same)) return refuse("case.signed-before", {effect.what});
    emit(PartySigned{effect.what, as, actor_.applicant});
    return {};
  }
  return refuse("case.not-yours");
}

// Lots are drawn by ordering the candidates by a hash with the seed, which is recorded: anyone can draw them
// again.
Outcome Effects::operator()(const catalog::DrawLots& effect) {
  const Json* from = input_.find(effect.from);
  const Json::Array* candidates = from ? from->if_array() : nullptr;
  const auto wanted = input_.find_integer(effect.count);
  if (!candidates || !wanted || *wanted < 1 || static_cast<std::size_t>(*wanted) > candidates->size())
    return refuse("case.too-few-candidates", {effect.as});
  // The seed is given, as it was made public: no chance is taken here.
  const std::string seed = text(effect.seed);
  std::vector<std::pair<std::string, std::string>> order;
  for (const Json& candidate : *candidates)
    if (const std::string name = id_of(candidate); !name.empty())
      order.emplace_back(draw_order(seed, name), name);
  if (order.size() < static_cast<std::size_t>(*wanted)) return refuse("case.too-few-candidates", {effect.as});
  std::ranges::sort(order);
  LotsDrawn drawn{effect.as, {}, seed};
  for (std::int64_t i = 0; i < *wanted && static_cast<std::size_t>(i) < order.size(); ++i)
    drawn.drawn.push_back(order[static_cast<std::size_t>(i)].second);
  emit(std::move(drawn));
  return {};
}

// Each of the drawn gets a case of its own, with this case's form and the candidate as it was named.
Outcome Effects::operator()(const catalog::OpenCases& effect) {
  const catalog::Matter* other = catalogue().find_matter(effect.matter, legal_day(catalogue(), at_));
  if (!other) return refuse("case.no-such-matter", {effect.matter, legal_day(catalogue(), at_).to_string()});
  const auto draw = std::ranges::find_if(action_.effects, [&](const catalog::Effect& one) {
    const auto* lots = std::get_if<catalog::DrawLots>(&one);
    return lots && lots->as == effect.of;
  });
  if (draw == action_.effects.end()) return refuse("case.unknown-definition", {effect.of});
  const Json* from = input_.find(std::get<catalog::DrawLots>(*draw).from);
  const std::vector<std::string> drawn = drawn_now(effect.of);
  for (const std::string& key : drawn) {
    Spawn spawn{new_number(work_.given_, "A"), other, state().form, std::nullopt};
    spawn.form.set("object", key);
    if (from && from->if_array())
      for (const Json& candidate : *from->if_array()) {
        if (id_of(candidate) != key) continue;
        const auto account = candidate.find_string("account");
        if (account)
          spawn.party = PartyJoined{effect.as, std::string(*account),
                                    std::string(candidate.find_string("name").value_or(key))};
      }
    emit(CaseSpawned{effect.as, key, other->id, spawn.number});
    work_.spawns_.push_back(std::move(spawn));
  }
  return {};
}

std::vector<std::string> Effects::drawn_now(const std::string& as) const {
  for (const Event& event : work_.step_.events)
    if (const auto* lots = std::get_if<LotsDrawn>(&event); lots && lots->as == as) return lots->drawn;
  return {};
}

Outcome Effects::operator()(const catalog::DeliverResult&) {
  const std::string how = text("how");
  const std::vector<Obligation> duties = state().obligations;
  emit(ResultDelivered{how, text("record"), text("receiver")});
  if (how == "collected") emit(VisitMade{"collect", state().opened.package_number});
  for (const Obligation& duty : duties)
    if (duty.open && duty.duty.kind == "delivery") emit(ObligationClosed{duty.duty.id, "delivered", ""});
  return {};
}

Outcome Effects::operator()(const catalog::TakeBack&) {
  if (!state().held) return refuse("case.nothing-held");
  emit(HoldEnded{"taken_back"});
  return {};
}

Outcome Effects::operator()(const catalog::ScheduleMeeting& effect) {
  emit(MeetingScheduled{effect.what, text("at"), text("place")});
  return {};
}

Outcome Effects::operator()(const catalog::AddNote&) {
  for (const catalog::Input& asked : action_.asks)
    if (const std::string given = text(asked.id); !given.empty()) emit(NoteAdded{asked.id, given});
  return {};
}

}  // namespace shuxin::casework
