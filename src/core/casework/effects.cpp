// What effects do to the case itself: states, clocks, submissions, reviews, decisions, papers, duties.
#include "core/casework/effects.h"

#include <algorithm>

#include "core/base/identifiers.h"
#include "core/casework/duties.h"

namespace shuxin::casework {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

// The registrar's part of the zone's invented credit codes: 9 market regulation, 1 company, an area code that
// is a prefecture's and so belongs to no real registrar of firms.
constexpr std::string_view uscc_front = "91320600MA";

std::string credit_code(std::int64_t number) {
  static constexpr std::string_view digits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::string body(6, '0');
  for (auto at = body.rbegin(); at != body.rend() && number > 0; ++at, number /= 31)
    *at = digits[static_cast<std::size_t>(number % 31)];
  const auto made = base::CreditCode::complete(std::string(uscc_front) + body);
  return made ? made->text() : std::string{};
}

// 苏锡通收〔{year}〕{n}号 with its places filled.
std::string number_text(std::string pattern, int year, std::int64_t number) {
  const auto fill = [&](std::string_view place, const std::string& with) {
    if (const auto at = pattern.find(place); at != std::string::npos) pattern.replace(at, place.size(), with);
  };
  fill("{year}", std::to_string(year));
  fill("{n}", std::to_string(number));
  return pattern;
}

}  // namespace

Outcome Effects::run() {
  for (const catalog::Effect& effect : action_.effects) SHUXIN_DO(std::visit(*this, effect));
  return {};
}

std::string Effects::text(std::string_view input) const {
  return std::string(input_.find_string(input).value_or(""));
}

std::optional<calendar::Limit> Effects::limit(const catalog::LimitRule& rule) const {
  if (rule.fixed) return rule.fixed;
  const auto found = matter().limits.find(rule.of_matter);
  return found == matter().limits.end() ? std::nullopt : std::optional(found->second);
}

// The law's cap of an extension, where it is counted as the limit is.
std::optional<calendar::Limit> Effects::cap_of(const catalog::ClockRule& rule, calendar::Unit unit) const {
  const auto cap = rule.longest_extension ? limit(*rule.longest_extension) : std::nullopt;
  return cap && cap->unit == unit ? cap : std::nullopt;
}

// A clock runs in the states that say so, stands still where they say so, and ends everywhere else.
void Effects::move_clocks(const catalog::State& from, const catalog::State& to, Instant count_from) {
  for (const catalog::ClockRule& rule : work_.pinned_.procedure->clocks) {
    const bool runs = contains(to.runs, rule.id);
    const bool stands = contains(to.stops, rule.id);
    const auto known = state().clocks.find(rule.id);
    const bool open = known != state().clocks.end() && !known->second.ended;
    if (open && !runs && !stands) {
      emit(ClockEnded{rule.id});
    } else if (open && stands && contains(from.runs, rule.id)) {
      emit(ClockStopped{rule.id});
    } else if (open && runs && contains(from.stops, rule.id)) {
      emit(ClockResumed{rule.id});
    } else if (!open && runs) {
      const auto amount = limit(rule.limit);
      // On the spot nothing is waited for, so there is nothing that could lapse.
      if (!amount || amount->unit == calendar::Unit::OnTheSpot) continue;
      emit(ClockStarted{rule.id, *amount, matter().first_day_counts, rule.promised, rule.on_lapse, count_from,
                        rule.started_by, cap_of(rule, amount->unit)});
    }
  }
}

Outcome Effects::operator()(const catalog::EnterState& effect) {
  static const catalog::State nowhere;
  const catalog::State* from = work_.pinned_.procedure->find_state(state().state);
  const catalog::State* to = work_.pinned_.procedure->find_state(effect.state);
  if (!to) return refuse("case.unknown-definition", {effect.state});
  const Instant count_from = effect.from == "receipt" ? state().submitted_at : at_;
  emit(StateEntered{to->id, to->owner,
                    catalog::is_desk(to->owner) ? organisation_of_desk(matter(), to->owner) : "", to->final,
                    to->outcome});
  move_clocks(from ? *from : nowhere, *to, count_from);
  return {};
}

Outcome Effects::operator()(const catalog::TakeSubmission& effect) {
  if (effect.corrections_only) SHUXIN_DO(check_corrections());
  const catalog::Form* form = catalogue().find_form(matter().form);
  SubmissionTaken taken;
  taken.number = state().submission + (effect.corrections_only && state().gaps.empty() ? 0 : 1);
  taken.corrections = effect.corrections_only;
  taken.form = Json::Object{};
  if (const Json::Object* values = submission_.form.if_object()) {
    for (const auto& [name, value] : *values)
      (form && contains(form->personal, name) ? taken.personal : taken.form).set(name, value);
  }
  if (form) {
    Refusal refusal{{"case.form", {}},
                    {},
                    {},
                    identifier_faults(form->schema, submission_.form, legal_day(catalogue(), at_))};
    if (!refusal.faults.empty()) return std::unexpected(std::move(refusal));
  }
  for (const auto& [id, given] : submission_.materials) {
    const bool asked = std::ranges::any_of(matter().materials, [&](const auto& one) { return one.id == id; });
    if (asked)
      taken.materials[id] = given;
    else if (state().opened.package_number.empty())
      return refuse("case.material-not-asked", {id});
  }
  const std::vector<Gap> before = state().gaps;
  emit(taken);
  SHUXIN_DO(check_barred());
  // The facts as they stand with this form; they are part of the record of what was handed in.
  auto& stored = std::get<SubmissionTaken>(work_.step_.events.back());
  stored.facts = work_.formulas_.facts_record();
  work_.state_.facts = stored.facts;
  if (!effect.corrections_only || before.empty()) return {};
  Refusal left{{"correction.incomplete", {}}, {}, {{"行政许可法", "32(5)", ""}}, {}};
  work_.judge_anew();
  for (const Gap& gap : work_.judgement().gaps)
    if (std::ranges::any_of(before,
                            [&](const Gap& told) { return told.kind == gap.kind && told.id == gap.id; }))
      left.faults.push_back({gap.field.empty() ? "/materials/" + gap.id : gap.field, gap.text});
  if (!left.faults.empty()) return std::unexpected(std::move(left));
  return {};
}

// Only what was named as a gap, or tolerated, may be changed: the rest of the submission stays as it was
// received.
Outcome Effects::check_corrections() const {
  Refusal refusal{{"correction.not-asked", {}}, {}, {{"行政许可法", "32(4)", ""}}, {}};
  const auto asked_for = [&](std::string_view material) {
    const auto named = [&](const Gap& gap) { return gap.field.empty() && gap.id == material; };
    const auto tolerated = [&](const Obligation& duty) {
      return duty.open && duty.duty.kind == "tolerated" && duty.duty.about == material;
    };
    return std::ranges::any_of(state().gaps, named) || std::ranges::any_of(state().obligations, tolerated);
  };
  for (const auto& [id, given] : submission_.materials)
    if (!asked_for(id))
      refusal.faults.push_back(
          {"/materials/" + id, {"没有要求补正这份材料", "this material was not asked for"}});
  if (const Json::Object* values = submission_.form.if_object()) {
    for (const auto& [name, value] : *values) {
      const Json* old = state().form.find(name);
      if (old && *old == value) continue;
      const std::string pointer = "/" + name;
      const bool named = std::ranges::any_of(state().gaps, [&](const Gap& gap) {
        return gap.field == pointer || gap.field.starts_with(pointer + "/");
      });
      if (!named)
        refusal.faults.push_back(
            {"/form" + pointer, {"没有要求补正这一项", "this was not asked to be corrected"}});
    }
  }
  if (refusal.faults.empty()) return {};
  return std::unexpected(std::move(refusal));
}

// What bars a submission altogether is said at the door, in words, before a case exists.
Outcome Effects::check_barred() {
  Refusal refusal{{"case.barred", {}}, {}, {}, {}};
  for (const catalog::Condition& condition : matter().conditions) {
    if (condition.failing != catalog::Condition::Failing::Barred) continue;
    if (work_.formulas_.truth(condition.that) == rules::Truth::True) continue;
    refusal.faults.push_back({condition.field.empty() ? "" : "/form" + condition.field, condition.otherwise});
    for (const catalog::Basis& basis : condition.basis) refusal.basis.push_back(basis);
  }
  if (refusal.faults.empty()) return {};
  return std::unexpected(std::move(refusal));
}

void Effects::open_review(const catalog::ReviewStep& step) {
  emit(ReviewOpened{step.id, step.by, step.organisation.empty() ? matter().authority : step.organisation,
                    step.limit});
}

// A step opens when all before it agreed.
void Effects::open_ready_reviews() {
  for (const catalog::ReviewStep& step : matter().review) {
    const auto known = [&](const Review& review) { return review.step == step.id; };
    if (std::ranges::any_of(state().reviews, known)) continue;
    const bool ready = std::ranges::all_of(step.after, [&](const std::string& before) {
      return std::ranges::any_of(state().reviews, [&](const Review& review) {
        return review.step == before && !review.open && review.verdict == "agree";
      });
    });
    if (ready) open_review(step);
  }
}

Outcome Effects::operator()(const catalog::OpenReviews& effect) {
  if (!effect.dissenting_only) {
    open_ready_reviews();
    return {};
  }
  for (const catalog::ReviewStep& step : matter().review)
    if (std::ranges::any_of(state().reviews, [&](const Review& review) {
          return review.step == step.id && !review.open && review.verdict == "disagree";
        }))
      open_review(step);
  return {};
}

Outcome Effects::operator()(const catalog::RecordOpinion&) {
  emit(OpinionGiven{text("step"), text("verdict"), text("text"), actor_.account});
  open_ready_reviews();
  return {};
}

Outcome Effects::operator()(const catalog::NotifyGaps&) {
  emit(GapsNotified{work_.judgement().gaps});
  return {};
}

Outcome Effects::operator()(const catalog::ExtendClock& effect) {
  const auto by = limit(effect.by);
  const auto clock = state().clocks.find(effect.clock);
  if (!by || clock == state().clocks.end() || clock->second.ended)
    return refuse("case.no-extension", {effect.clock});
  if (clock->second.clock)
    if (const auto extended = clock->second.clock->extend(at_, *by, {}); !extended)
      return std::unexpected(Refusal{extended.error().message, {}, action_.basis, {}});
  emit(ClockExtended{effect.clock, *by});
  return {};
}

Outcome Effects::operator()(const catalog::Decide& effect) {
  DecisionMade decision;
  decision.outcome = effect.outcome;
  decision.reason = text("reason");
  decision.right_authority = text("authority");
  decision.officer = actor_.account;
  // The comprehensive intake desk acts in the authority's name (优化营商环境条例 36(3)).
  decision.organisation =
      action_.by == "intake" ? matter().authority : organisation_of_desk(matter(), action_.by);
  if (!decision.right_authority.empty() && !catalogue().find_organisation(decision.right_authority))
    return refuse("case.unknown-organisation", {decision.right_authority});
  auto power = power_for(matter(), decision.organisation, legal_day(catalogue(), at_), catalogue());
  if (!power) return std::unexpected(std::move(power).error());
  decision.power = *std::move(power);
  decision.facts = work_.formulas_.facts_record();
  emit(std::move(decision));
  return {};
}

Outcome Effects::operator()(const catalog::IssueDocument& effect) {
  std::string id = effect.document;
  if (id == "matter.results.document") {
    id = matter().results.document;
  } else if (const auto own = matter().documents.find(id); own != matter().documents.end()) {
    id = own->second;
  }
  if (id.empty()) return {};
  const catalog::DocumentTemplate* form = catalogue().find_document(id);
  if (!form) return refuse("case.unknown-definition", {id});
  const std::string desk = catalog::is_desk(action_.by) ? action_.by : "intake";
  const std::string organisation = organisation_of_desk(matter(), desk);
  const int year = static_cast<int>(legal_day(catalogue(), at_).civil().year);
  const std::string series = form->series + "|" + organisation;
  Paper paper = compose_paper(state(), work_.pinned_, work_.given_, input_, work_.judgement(), at_);
  // A certificate says what was found when it was granted; notices have no need of it.
  if (id == matter().results.document)
    add_facts(paper, matter(), catalogue(), work_.formulas_.facts_record());
  std::string code = work_.given_.supplies.code();
  const std::vector<std::string> earlier =
      id == matter().results.document ? certificates_in_force() : std::vector<std::string>{};
  emit(DocumentIssued{id, number_text(form->series, year, work_.given_.supplies.number(series, year)), code,
                      organisation, std::move(paper.content), std::move(paper.personal)});
  for (const std::string& old : earlier) emit(DocumentEnded{old, "replaced", code});
  return {};
}

// What was granted is held by one certificate: issued again it replaces, revoked it ends. Notices stay what
// they were.
std::vector<std::string> Effects::certificates_in_force() {
  std::vector<std::string> codes;
  for (const DocumentIssued& issued : state().documents)
    if (issued.document == matter().results.document && !state().ended_documents.contains(issued.code))
      codes.push_back(issued.code);
  return codes;
}

Outcome Effects::operator()(const catalog::WriteRegister& effect) {
  for (const catalog::RegisterWrite& write : matter().results.registers) {
    const std::string key = work_.formulas_.text(write.key);
    if (key.empty()) return refuse("case.register-key-unknown", {write.register_kind});
    const catalog::Register* kind = catalogue().find_register(write.register_kind);
    RegisterWritten written{write.register_kind, key, Json::Object{}, Json(), effect.of == "revoked"};
    if (!written.ended) {
      for (const auto& [field, formula] : write.fields) {
        Json value = rules::to_json(work_.formulas_.value(formula));
        (kind && contains(kind->personal, field) ? written.personal : written.fields)
            .set(field, std::move(value));
      }
    }
    emit(std::move(written));
  }
  if (effect.of == "revoked")
    for (const std::string& code : certificates_in_force()) emit(DocumentEnded{code, "revoked", ""});
  return {};
}

Outcome Effects::operator()(const catalog::OpenObligations& effect) {
  if (effect.of == "tolerated") {
    for (const catalog::Material& material : matter().materials) {
      const auto given = state().materials.find(material.id);
      if (given == state().materials.end() || given->second.how != "tolerated" || !material.tolerated)
        continue;
      emit(ObligationOpened{"tolerated/" + material.id,
                            "tolerated",
                            {"补交" + material.name.zh, "Hand in: " + material.name.en},
                            "applicant",
                            "",
                            *material.tolerated,
                            material.id});
    }
  } else if (effect.of == "checks") {
    for (const catalog::ObligationRule& rule : matter().obligations) {
      if (work_.formulas_.truth(rule.when) == rules::Truth::False) continue;
      emit(ObligationOpened{"check/" + rule.id, "check", rule.name, rule.by,
                            rule.by == "applicant" ? "" : organisation_of_desk(matter(), rule.by), rule.due,
                            rule.id});
    }
  } else if (effect.of == "delivery") {
    if (matter().results.document.empty()) return {};
    const auto due = matter().limits.find("delivery");
    emit(ObligationOpened{"delivery",
                          "delivery",
                          {"送达办理结果", "Hand over the result"},
                          "issue",
                          organisation_of_desk(matter(), "issue"),
                          due == matter().limits.end() ? calendar::Limit::working_days(10) : due->second,
                          matter().results.document});
  } else if (effect.of == "rectification") {
    const auto due = matter().limits.find("rectification");
    emit(ObligationOpened{
        "rectification/" + text("obligation"),
        "rectification",
        {"改正不实承诺：" + text("reason"), "Put right what was declared: " + text("reason")},
        "applicant",
        "",
        due == matter().limits.end() ? calendar::Limit::working_days(10) : due->second,
        text("obligation")});
  }
  return {};
}

Outcome Effects::operator()(const catalog::CloseObligation& effect) {
  if (effect.how == "handed_in") {
    const std::vector<Obligation> duties = state().obligations;
    for (const Obligation& duty : duties)
      if (duty.open && duty.duty.kind == "tolerated" && submission_.materials.contains(duty.duty.about))
        emit(ObligationClosed{duty.duty.id, effect.how, ""});
    return {};
  }
  const std::string id = text("obligation");
  const bool open = std::ranges::any_of(state().obligations, [&](const Obligation& duty) {
    return duty.open && duty.duty.id == id && is_closed_by(duty.duty.kind, effect.how);
  });
  if (!open) return refuse("case.no-obligation", {id});
  emit(ObligationClosed{id, effect.how, text("text").empty() ? text("reason") : text("text")});
  return {};
}

Outcome Effects::operator()(const catalog::AssignNumber& effect) {
  if (state().results.contains(effect.name)) return {};
  const bool code = effect.series == "uscc";
  const int year = code ? 0 : static_cast<int>(legal_day(catalogue(), at_).civil().year);
  const std::int64_t number = work_.given_.supplies.number(effect.series, year);
  emit(NumberAssigned{effect.name, effect.series,
                      code ? credit_code(number) : number_text(effect.series, year, number)});
  return {};
}

Outcome Effects::operator()(const catalog::SendMessage& effect) {
  emit(MessageSent{organisation_of_desk(matter(), effect.to), effect.what});
  return {};
}

Outcome Effects::operator()(const catalog::RecordAnswer& effect) {
  emit(MessageAnswered{effect.how, text("record"), text("text").empty() ? text("reason") : text("text")});
  return {};
}

Outcome Effects::operator()(const catalog::DemandFee&) {
  const Json::Object* fees = matter().fees ? matter().fees->if_object() : nullptr;
  if (!fees) return {};
  for (const auto& [id, fee] : *fees) {
    const Json* name = fee.find("name");
    emit(FeeDemanded{id,
                     {std::string(name ? name->find_string("zh").value_or("") : ""),
                      std::string(name ? name->find_string("en").value_or("") : "")},
                     fee.find("amount") && fee.find("amount")->if_number()
                         ? fee.find("amount")->if_number()->digits
                         : std::string{}});
  }
  return {};
}

Outcome Effects::operator()(const catalog::RecordPayment&) {
  const std::string id = text("fee");
  if (std::ranges::none_of(state().fees, [&](const Fee& fee) { return fee.demand.id == id && !fee.paid; }))
    return refuse("case.no-fee", {id});
  emit(FeePaid{id, text("record")});
  return {};
}

}  // namespace shuxin::casework
