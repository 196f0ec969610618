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
  return fact != matter.facts.end() && !formulas.entries(*fact).entries.empty();
}

}  // namespace

Judgement judge(const CaseState& state, const catalog::Matter& matter, Formulas& formulas) {
  Judgement judgement;
  for (const catalog::Material& material : matter.materials) {
    // A condition that cannot be told is no reason to leave the material out: it is asked for.
    if (formulas.truth(material.required_when) == rules::Truth::False) continue;
    if (is_held(material, matter, formulas) || is_given(material, state)) continue;
    judgement.gaps.push_back(
        {"material", material.id, {"缺少材料:" + material.name.zh, "Missing: " + material.name.en}, ""});
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
  judgement.missing = formulas.missing();
  return judgement;
}

Judgement judge(const CaseState& state, const Given& given) {
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter) return {};
  Formulas formulas(state, *pinned.matter, given);
  return judge(state, *pinned.matter, formulas);
}

std::vector<FactKey> declared_facts(const CaseState& state, const Given& given) {
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter) return {};
  Formulas formulas(state, *pinned.matter, given);
  for (const catalog::Fact& fact : pinned.matter->facts) (void)formulas.entries(fact);
  return formulas.missing();
}

std::vector<LookUp> looked_up(const CaseState& state, const Given& given) {
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter) return {};
  Formulas formulas(state, *pinned.matter, given);
  std::vector<LookUp> all;
  for (const catalog::Fact& fact : pinned.matter->facts)
    all.push_back({&fact, formulas.keys_of(fact), formulas.entries(fact)});
  return all;
}

const Judgement& CaseWork::judge() {
  judgement_ = casework::judge(state_, *pinned_.matter, formulas_);
  std::vector<std::pair<std::string, std::string>> findings;
  for (const auto& [condition, outcome] : judgement_.findings) findings.emplace_back(condition->id, outcome);
  formulas_.set_gaps(judgement_.gaps);
  formulas_.set_findings(std::move(findings));
  return judgement_;
}

}  // namespace shuxin::casework
