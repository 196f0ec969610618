// What is missing or wrong in a submission.
#include <algorithm>

#include "core/casework/work.h"

namespace shuxin::casework {
namespace {

bool is_given(const catalog::Material& material, const CaseState& state) {
  const auto found = state.materials.find(material.id);
  if (found == state.materials.end()) return false;
  const std::string& how = found->second.how;
  if (how == "file") return !found->second.files.empty();
  if (how == "commitment") return !material.commitment.empty();
  if (how == "tolerated") return material.tolerated.has_value();
  return how == "paper";
}

bool is_held(const catalog::Material& material, const catalog::Matter& matter, Formulas& formulas) {
  if (material.from.empty()) return false;
  const auto fact = std::ranges::find(matter.facts, material.from, &catalog::Fact::id);
  return fact != matter.facts.end() && !formulas.entries(*fact).empty();
}

}  // namespace

Judgement judge(const CaseState& state, const catalog::Matter& matter, Formulas& formulas) {
  Judgement judgement;
  for (const catalog::Material& material : matter.materials) {
    // A condition that cannot be told is no reason to leave the material out: it is asked for.
    if (formulas.truth(material.required_when) == rules::Truth::False) continue;
    if (is_held(material, matter, formulas) || is_given(material, state)) continue;
    judgement.gaps.push_back(
        {"material", material.id, {"缺少材料：" + material.name.zh, "Missing: " + material.name.en}, ""});
  }
  for (const catalog::Condition& condition : matter.conditions) {
    if (formulas.truth(condition.that) == rules::Truth::True) continue;
    switch (condition.failing) {
      case catalog::Condition::Failing::Gap:
      case catalog::Condition::Failing::Barred:
        judgement.gaps.push_back({"condition", condition.id, condition.otherwise, condition.field});
        break;
      case catalog::Condition::Failing::NotAccepted:
        judgement.findings.emplace_back(&condition, "not_accepted");
        break;
      case catalog::Condition::Failing::Refused:
        judgement.findings.emplace_back(&condition, "refused");
        break;
      case catalog::Condition::Failing::Awaited:
        judgement.findings.emplace_back(&condition, "awaited");
        break;
    }
  }
  return judgement;
}

Judgement judge(const CaseState& state, const Given& given) {
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter) return {};
  Formulas formulas(state, *pinned.matter, given);
  return judge(state, *pinned.matter, formulas);
}

std::vector<LookUp> looked_up(const CaseState& state, const Given& given) {
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter) return {};
  Formulas formulas(state, *pinned.matter, given);
  std::vector<LookUp> all;
  for (const catalog::Fact& fact : pinned.matter->facts) {
    LookUp& one = all.emplace_back(LookUp{&fact, formulas.keys_of(fact), {}});
    for (const FactEntries::Entry* entry : formulas.entries(fact)) one.found.entries.push_back(*entry);
  }
  return all;
}

// While a submission is being judged, a condition that asks for gaps or findings sees those of before.
const Judgement& CaseWork::judgement() {
  if (judged_) return judgement_;
  judged_ = true;
  judgement_ = casework::judge(state_, *pinned_.matter, formulas_);
  formulas_.forget_judgement();
  return judgement_;
}

void CaseWork::judge_anew() {
  judged_ = false;
  formulas_.forget_judgement();
}

}  // namespace shuxin::casework
