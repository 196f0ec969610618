#include "shell/app/case_details.h"

#include <algorithm>

#include "core/calendar/reading.h"
#include "core/casework/duties.h"
#include "core/casework/work_words.h"
#include "shell/app/case_view.h"
#include "shell/app/submission_changes.h"

namespace shuxin::app {
namespace {

using base::Json;

std::string_view kind_name(catalog::InputKind kind) {
  switch (kind) {
    case catalog::InputKind::Text:
      return "text";
    case catalog::InputKind::Choice:
      return "choice";
    case catalog::InputKind::Date:
      return "date";
    case catalog::InputKind::Number:
      return "number";
    case catalog::InputKind::Truth:
      return "truth";
    case catalog::InputKind::Findings:
      return "findings";
    case catalog::InputKind::Organisation:
      return "organisation";
    case catalog::InputKind::Record:
      return "record";
    case catalog::InputKind::Items:
      return "items";
  }
  return "";
}

Json gap_json(const casework::Gap& gap) {
  Json json = Json::object({{"kind", gap.kind}, {"id", gap.id}, {"text", to_json(gap.text)}});
  if (!gap.field.empty()) json.set("field", gap.field);
  return json;
}

Json document_json(const casework::DocumentIssued& issued, base::Instant at, const casework::CaseState& state,
                   const catalog::Catalogue& catalogue) {
  const catalog::DocumentTemplate* form = catalogue.find_document(issued.document);
  const auto ended = state.ended_documents.find(issued.code);
  Json json = Json::object(
      {{"code", issued.code},
       {"document", issued.document},
       {"name", form ? to_json(form->name) : to_json(base::Text{issued.document, issued.document})},
       {"number", issued.number},
       {"issued_at", at.to_string()},
       {"organisation", name_of_organisation(catalogue, issued.organisation)},
       {"status", ended == state.ended_documents.end() ? "valid" : ended->second.how}});
  if (ended != state.ended_documents.end() && !ended->second.by.empty())
    json.set("replaced_by", ended->second.by);
  return json;
}

// The open duties that the command may close; nothing if it closes none by name.
std::optional<Json::Array> closable_duties(const catalog::Action& action, const casework::CaseState& state) {
  for (const catalog::Effect& effect : action.effects) {
    const auto* close = std::get_if<catalog::CloseObligation>(&effect);
    if (!close || close->how == "handed_in") continue;
    Json::Array choices;
    for (const casework::Obligation& one : state.obligations)
      if (one.open && casework::is_closed_by(one.duty.kind, close->how))
        choices.push_back(Json::object({{"id", one.duty.id}, {"name", to_json(one.duty.name)}}));
    return choices;
  }
  return std::nullopt;
}

Json action_json(const casework::AvailableAction& action, const casework::CaseState& state) {
  Json json = Json::object({{"id", action.id}, {"name", to_json(action.name)}, {"allowed", action.allowed}});
  if (!action.allowed) {
    const bool own_words = !action.why_not_text.zh.empty();
    json.set("why_not", to_json(own_words ? action.why_not_text
                                          : base::Text{word(action.why_not, base::Language::Chinese),
                                                       word(action.why_not, base::Language::English)}));
  }
  Json::Array asks;
  bool takes = false;
  for (const catalog::Input& input : action.definition->asks) {
    Json one = Json::object({{"id", input.id},
                             {"name", to_json(input.name)},
                             {"kind", kind_name(input.kind)},
                             {"required", input.required}});
    if (!input.choices.empty()) {
      Json::Array choices;
      for (const auto& [id, name] : input.choices)
        choices.push_back(Json::object({{"id", id}, {"name", to_json(name)}}));
      one.set("choices", std::move(choices));
    }
    if (auto duties = input.id == "obligation" ? closable_duties(*action.definition, state) : std::nullopt)
      one.set("choices", *std::move(duties));
    asks.push_back(std::move(one));
  }
  for (const catalog::Effect& effect : action.definition->effects)
    takes = takes || std::holds_alternative<catalog::TakeSubmission>(effect);
  json.set("asks", std::move(asks));
  json.set("takes_submission", takes);
  return json;
}

}  // namespace

CaseDetails::CaseDetails(const CaseHistory& history, const casework::Given& given, bool officer)
    : history_(history),
      state_(history.state),
      given_(given),
      matter_(given.catalogue.find_matter_version(state_.opened.matter, state_.opened.matter_from)),
      procedure_(
          given.catalogue.find_procedure_version(state_.opened.procedure, state_.opened.procedure_from)),
      officer_(officer) {}

const casework::Judgement& CaseDetails::judgement() const {
  if (!judgement_) judgement_ = casework::judge(state_, given_);
  return *judgement_;
}

Json CaseDetails::materials() const {
  Json::Array materials;
  if (matter_)
    for (const catalog::Material& material : matter_->materials) {
      const auto found = state_.materials.find(material.id);
      Json one = Json::object({{"id", material.id}, {"name", to_json(material.name)}});
      // What a register holds was never asked for, and is not missing.
      const bool asked = std::ranges::any_of(judgement().gaps, [&](const casework::Gap& gap) {
        return gap.kind == "material" && gap.id == material.id;
      });
      const bool held = !material.from.empty() && !asked;
      // What this application does not need is not missing from it.
      if (found == state_.materials.end() && !held && !asked) continue;
      one.set("how", found != state_.materials.end() ? found->second.how : held ? "register" : "missing");
      Json::Array files;
      if (found != state_.materials.end())
        for (const std::string& file : found->second.files) files.push_back(Json::object({{"file", file}}));
      one.set("files", std::move(files));
      if (found != state_.materials.end() && !found->second.text.empty()) one.set("text", found->second.text);
      materials.push_back(std::move(one));
    }
  return materials;
}

Json CaseDetails::gaps() const {
  Json::Array gaps;
  for (const casework::Gap& gap : state_.owner == "applicant" || !officer_ ? state_.gaps : judgement().gaps)
    gaps.push_back(gap_json(gap));
  return gaps;
}

Json CaseDetails::findings() const {
  Json::Array findings;
  if (officer_ && !state_.final)
    for (const auto& [condition, outcome] : judgement().findings)
      findings.push_back(Json::object(
          {{"id", condition->id}, {"text", to_json(condition->otherwise)}, {"outcome", outcome}}));
  return findings;
}

Json CaseDetails::clocks() const {
  Json::Array clocks;
  for (const auto& [id, running] : state_.clocks) {
    const catalog::ClockRule* rule = procedure_ ? procedure_->find_clock(id) : nullptr;
    clocks.push_back(clock_json(id, rule ? rule->name : base::Text{id, id}, running,
                                given_.catalogue.calendar, given_.now));
  }
  return clocks;
}

Json CaseDetails::reviews() const {
  Json::Array reviews;
  for (const casework::Review& review : state_.reviews) {
    base::Text name{review.step, review.step};
    if (matter_)
      for (const catalog::ReviewStep& step : matter_->review)
        if (step.id == review.step) name = step.name;
    Json one = Json::object({{"step", review.step},
                             {"name", to_json(name)},
                             {"role", review.role},
                             {"organisation", name_of_organisation(given_.catalogue, review.organisation)},
                             {"open", review.open}});
    if (!review.open && (officer_ || state_.final)) {
      one.set("verdict", review.verdict);
      if (officer_) one.set("text", review.text);
    }
    reviews.push_back(std::move(one));
  }
  return reviews;
}

Json CaseDetails::obligations() const {
  Json::Array obligations;
  for (const casework::Obligation& duty : state_.obligations) {
    obligations.push_back(obligation_json(duty, given_.catalogue.calendar, given_.now));
  }
  return obligations;
}

Json CaseDetails::results() const {
  Json results = Json::Object{};
  for (const auto& [name, value] : state_.results) results.set(name, value);
  return results;
}

// Where to turn against a decision, and until when: 行政许可法 38(2), 行政复议法 20, 行政诉讼法 46.
Json CaseDetails::remedies() const {
  base::Text reconsideration;
  base::Text court;
  for (const catalog::Organisation& one : given_.catalogue.zone.organisations) {
    if (one.kind == "reconsideration_body") reconsideration = one.name;
    if (one.kind == "court") court = one.name;
  }
  const auto worded = [](const std::string& body, const std::string& other, base::Language language) {
    return base::word({"case.remedies", {body, other}}, language);
  };
  return to_json(base::Text{worded(reconsideration.zh, court.zh, base::Language::Chinese),
                            worded(reconsideration.en, court.en, base::Language::English)});
}

std::optional<Json> CaseDetails::decision() const {
  if (state_.decisions.empty()) return std::nullopt;
  const casework::DecisionMade& made = state_.decisions.back();
  Json decision = Json::object({{"outcome", made.outcome}});
  if (!made.reason.empty()) decision.set("reason", made.reason);
  if (!made.power.empty()) decision.set("power", made.power);
  if (!made.right_authority.empty())
    decision.set("right_authority", name_of_organisation(given_.catalogue, made.right_authority));
  if (made.outcome == "refused" || made.outcome == "not_accepted" || made.outcome == "revoked")
    decision.set("remedies", remedies());
  return decision;
}

Json CaseDetails::timeline() const {
  Json::Array timeline;
  for (const casework::Step& step : history_.steps) {
    Json::Array what;
    Json::Array issued;
    Json entry = Json::object({{"at", step.effective_at.to_string()},
                               {"action", step.action},
                               {"name", to_json(casework::name_of_action(step.action, procedure_))},
                               {"by", step.desk},
                               {"actor", to_json(casework::name_of_desk(step.desk, given_.catalogue))}});
    for (const casework::Event& event : step.events) {
      const base::Text text = casework::words_of(event, given_.catalogue, matter_, procedure_);
      // Opinions are the office's own until it has decided.
      const bool inner = std::holds_alternative<casework::OpinionGiven>(event) && !officer_ && !state_.final;
      if (!text.zh.empty() && !inner) what.push_back(to_json(text));
      if (const auto* document = std::get_if<casework::DocumentIssued>(&event)) {
        issued.push_back(document_json(*document, step.effective_at, state_, given_.catalogue));
      }
      if (const auto* entered = std::get_if<casework::StateEntered>(&event))
        if (const catalog::State* where = procedure_ ? procedure_->find_state(entered->state) : nullptr)
          entry.set("state", to_json(where->name));
    }
    entry.set("what", std::move(what));
    if (!issued.empty()) entry.set("documents", std::move(issued));
    timeline.push_back(std::move(entry));
  }
  return timeline;
}

Json CaseDetails::documents() const {
  Json::Array documents;
  for (const casework::Step& step : history_.steps)
    for (const casework::Event& event : step.events)
      if (const auto* document = std::get_if<casework::DocumentIssued>(&event))
        documents.push_back(document_json(*document, step.effective_at, state_, given_.catalogue));
  return documents;
}

Json CaseDetails::changes() const {
  return submission_changes(history_, matter_);
}

Json CaseDetails::actions(const casework::Actor& actor, bool at_counter) const {
  Json::Array actions;
  for (const auto& action : casework::available_actions(state_, actor, given_, at_counter))
    actions.push_back(action_json(action, state_));
  return actions;
}

std::vector<std::pair<std::string, Json>> CaseDetails::relations() const {
  std::vector<std::pair<std::string, Json>> all;
  Json::Array parties;
  for (const casework::PartyJoined& party : state_.parties) {
    Json::Array what;
    for (const casework::PartySigned& one : state_.signatures)
      if (one.as == party.as) what.emplace_back(one.what);
    parties.push_back(Json::object({{"as", party.as}, {"name", party.name}, {"signed", std::move(what)}}));
  }
  if (!parties.empty()) all.emplace_back("parties", std::move(parties));
  Json::Array opened;
  for (const casework::Spawned& one : state_.spawned)
    opened.push_back(
        Json::object({{"number", one.opened.number}, {"key", one.opened.key}, {"outcome", one.outcome}}));
  if (!opened.empty()) all.emplace_back("opened", std::move(opened));
  if (!state_.opened.parent.empty()) all.emplace_back("parent", state_.opened.parent);
  if (state_.held) {
    Json held = Json::object({{"since", state_.held->since.to_string()}});
    if (const auto ends = casework::end_of_hold(state_, given_.catalogue.calendar))
      held.set("until", ends->to_string());
    all.emplace_back("held", std::move(held));
  }
  if (state_.delivered)
    all.emplace_back("delivered", Json::object({{"how", state_.delivered->how},
                                                {"record", state_.delivered->record},
                                                {"receiver", state_.delivered->receiver}}));
  return all;
}

}  // namespace shuxin::app
