// Who may do what: desks, applicants, separation of duties, inputs.
#include <algorithm>
#include <set>

#include "core/base/identifiers.h"
#include "core/casework/work.h"

namespace shuxin::casework {
namespace {

constexpr std::size_t longest_text = 4'000;

const Review* find_review(const CaseState& state, std::string_view step) {
  for (const Review& review : state.reviews)
    if (review.step == step) return &review;
  return nullptr;
}

bool is_text(catalog::InputKind kind) {
  return kind == catalog::InputKind::Text || kind == catalog::InputKind::Record ||
         kind == catalog::InputKind::Organisation || kind == catalog::InputKind::Choice ||
         kind == catalog::InputKind::Date || kind == catalog::InputKind::Number;
}

bool fits(const catalog::Input& input, const Json& value) {
  if (const std::string* text = value.if_string()) {
    if (!is_text(input.kind) || text->size() > longest_text) return false;
    if (input.kind == catalog::InputKind::Date) return Date::parse(*text).has_value();
    if (input.kind == catalog::InputKind::Choice)
      return std::ranges::any_of(input.choices, [&](const auto& choice) { return choice.first == *text; });
    return true;
  }
  switch (input.kind) {
    case catalog::InputKind::Number:
      return value.if_number() != nullptr;
    case catalog::InputKind::Truth:
      return value.if_bool() != nullptr;
    case catalog::InputKind::Findings:
    case catalog::InputKind::Items:
      return value.if_array() != nullptr;
    case catalog::InputKind::Text:
    case catalog::InputKind::Choice:
    case catalog::InputKind::Date:
    case catalog::InputKind::Organisation:
    case catalog::InputKind::Record:
      return false;
  }
  return false;
}

bool is_blank(const Json& value) {
  const std::string* text = value.if_string();
  return value.is_null() ||
         (text && std::ranges::all_of(*text, [](char c) { return c == ' ' || c == '\n'; }));
}

Outcome check_input(const catalog::Action& action, const Json& input) {
  Refusal refusal{{"case.input", {}}, {}, {}, {}};
  for (const catalog::Input& asked : action.asks) {
    const Json* value = input.find(asked.id);
    if (!value || is_blank(*value)) {
      if (asked.required)
        refusal.faults.push_back(
            {"/" + asked.id, {"请填写" + asked.name.zh, "Please give: " + asked.name.en}});
    } else if (!fits(asked, *value)) {
      refusal.faults.push_back(
          {"/" + asked.id, {asked.name.zh + "的内容不对", asked.name.en + ": not of the right kind"}});
    }
  }
  if (const Json::Object* given = input.if_object()) {
    for (const auto& [name, value] : *given)
      if (std::ranges::none_of(action.asks, [&](const catalog::Input& asked) { return asked.id == name; }))
        refusal.faults.push_back({"/" + name, {"没有要求填写 " + name, name + " is not asked for"}});
  } else if (!input.is_null()) {
    refusal.faults.push_back({"", {"内容应为对象", "the input must be an object"}});
  }
  if (refusal.faults.empty()) return {};
  return std::unexpected(std::move(refusal));
}

// Whether an account is one of those that an action's `by` means: applicant, party, parties, party/ROLE.
bool stands_as(const CaseState& state, std::string_view by, std::string_view account) {
  return std::ranges::any_of(state.parties_of(account), [&](const std::string& as) {
    if (by == "applicant" || by == "parties") return by == "parties" || as == "applicant";
    return as != "applicant" && (by == "party" || by.substr(by.find('/') + 1) == as);
  });
}

}  // namespace

Outcome check_separation(const CaseState& state, const catalog::Action& action, const Actor& actor) {
  if (!state.parties_of(actor.account).empty() || !state.parties_of(actor.applicant).empty())
    return refuse("case.own-application");
  if (action.not_by.empty()) return {};
  for (const Review& review : state.reviews)
    if (action.not_by == "review" && review.officer == actor.account)
      return refuse("case.reviewed-it", {review.step});
  for (const Done& done : state.done)
    if (done.desk == action.not_by && done.actor == actor.account)
      return refuse("case.acted-before", {done.action});
  return {};
}

std::unexpected<Refusal> refuse(std::string code, std::vector<std::string> arguments) {
  return std::unexpected(Refusal{{std::move(code), std::move(arguments)}, {}, {}, {}});
}

bool Actor::has(std::string_view role, std::string_view organisation) const {
  return std::ranges::any_of(
      roles, [&](const auto& held) { return held.first == role && held.second == organisation; });
}

std::expected<std::string, Refusal> power_for(const catalog::Matter& matter, const std::string& organisation,
                                              Date day, const catalog::Catalogue& catalogue) {
  if (matter.power.empty()) return std::string();
  const catalog::Power* power = catalogue.find_power(matter.power);
  if (!power || power->holder != organisation) return refuse("case.no-power", {matter.power});
  if (!power->effective.covers(day)) return refuse("case.power-not-in-force", {power->id, day.to_string()});
  return power->id;
}

Pinned find_pinned(const CaseState& state, const catalog::Catalogue& catalogue) {
  return {catalogue.find_matter_version(state.opened.matter, state.opened.matter_from),
          catalogue.find_procedure_version(state.opened.procedure, state.opened.procedure_from)};
}

std::string organisation_of_desk(const catalog::Matter& matter, const std::string& desk) {
  const auto found = matter.desks.find(desk);
  return found == matter.desks.end() ? matter.authority : found->second;
}

Outcome check_actor(const CaseState& state, const Pinned& pinned, const catalog::Action& action,
                    const Actor& actor, const Json& input, bool at_counter) {
  if (at_counter) {
    SHUXIN_DO(check_separation(state, action, actor));
    if (action.by != "applicant") return refuse("case.not-for-the-counter", {action.id});
    if (!actor.has("intake", organisation_of_desk(*pinned.matter, "intake")))
      return refuse("case.not-your-desk");
    return {};
  }
  if (action.by == "applicant" || action.by.starts_with("part")) {
    if (!stands_as(state, action.by, actor.applicant)) return refuse("case.not-yours");
    return {};
  }
  if (action.by == "clock" || action.by == "engine") return refuse("case.not-a-command", {action.id});
  SHUXIN_DO(check_separation(state, action, actor));
  if (action.by == "review") {
    // Without a step yet named, any open step of theirs will do: so that the action is offered.
    const auto step = input.find_string("step");
    const Review* named = step ? find_review(state, *step) : nullptr;
    const auto theirs = [&](const Review& review) { return actor.has(review.role, review.organisation); };
    if (step && !named) return refuse("case.no-review-step", {std::string(*step)});
    if (named ? !theirs(*named) : std::ranges::none_of(state.reviews, theirs))
      return refuse("case.not-your-desk");
    if (named ? !named->open : std::ranges::none_of(state.reviews, [&](const Review& one) {
          return one.open && theirs(one);
        }))
      return refuse("case.review-closed");
    return {};
  }
  if (!actor.has(action.by, organisation_of_desk(*pinned.matter, action.by)))
    return refuse("case.not-your-desk");
  return {};
}

Outcome CaseWork::check_guards(const catalog::Action& action) {
  if (!action.from.empty() && std::ranges::find(action.from, state_.state) == action.from.end())
    return refuse("case.wrong-state", {action.id, state_.state});
  if (!action.once_per.empty()) {
    for (const Done& done : state_.done)
      if (done.action == action.id && (action.once_per == "case" || done.submission == state_.submission)) {
        Refusal refusal{
            {action.id == "request_correction" ? "correction.already-notified" : "case.done-before",
             {action.id}},
            {},
            action.basis,
            {}};
        return std::unexpected(std::move(refusal));
      }
  }
  if (action.needs_reviews_closed)
    for (const Review& review : state_.reviews)
      if (review.open) return refuse("case.reviews-open", {review.step});
  if (action.needs_reviews_closed && !pinned_.matter->review.empty() &&
      state_.reviews.size() < pinned_.matter->review.size() &&
      std::ranges::none_of(state_.reviews, [](const Review& review) { return review.verdict == "disagree"; }))
    return refuse("case.reviews-open", {"*"});
  if (action.needs_fees_paid)
    for (const Fee& fee : state_.fees)
      if (!fee.paid) return refuse("case.fee-unpaid", {fee.demand.id});
  if (action.needs_tolerated_closed)
    for (const Obligation& duty : state_.obligations)
      if (duty.open && duty.duty.kind == "tolerated") return refuse("case.tolerated-open", {duty.duty.about});
  if (state_.held && !carrying_out_ && is_held_back(action)) return refuse("case.held", {action.id});
  for (const catalog::Guard& guard : action.when) {
    if (formulas_.truth(guard.that) == rules::Truth::True) continue;
    return std::unexpected(Refusal{{"case.guard", {action.id}}, guard.otherwise, action.basis, {}});
  }
  return {};
}

Outcome CaseWork::act(const catalog::Action& action, const Actor& actor, const Json& input,
                      const Submission& submission, const Manner& manner) {
  SHUXIN_DO(check_actor(state_, pinned_, action, actor, input, manner.at_counter));
  if (!action.from.empty() && std::ranges::find(action.from, state_.state) == action.from.end())
    return refuse("case.wrong-state", {action.id, state_.state});
  SHUXIN_DO(check_input(action, input));
  formulas_.set_command(input);
  return run(action, actor, input, submission, manner);
}

}  // namespace shuxin::casework
