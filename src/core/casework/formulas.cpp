#include "core/casework/formulas.h"

#include <algorithm>

namespace shuxin::casework {
namespace {

using catalog::Name;
using rules::Value;

Value context(std::vector<rules::Entry> entries) {
  return Value::context(std::move(entries));
}

rules::DateTime date_time(const catalog::Catalogue& catalogue, Instant at) {
  constexpr std::int64_t day = 86'400'000;
  const int offset = catalogue.zone.utc_offset_minutes * 60;
  const std::int64_t local = at.milliseconds + offset * 1'000LL;
  const Date date = legal_day(catalogue, at);
  rules::Time time;
  time.nanoseconds = (local - date.days * day) * 1'000'000;
  time.tie = rules::Tie::Offset;
  time.offset = offset;
  return {date, time};
}

Value texts(const std::map<std::string, std::string>& all) {
  std::vector<rules::Entry> entries;
  for (const auto& [name, text] : all) entries.emplace_back(name, Value::string(text));
  return context(std::move(entries));
}

// Only what the matter declares is seen, and recorded.
Json declared_fields(const catalog::Fact& fact, const FactEntries::Entry& entry) {
  Json fields = Json::Object{};
  for (const std::string& field : fact.fields)
    if (const Json* value = entry.fields.find(field)) fields.set(field, *value);
  return fields;
}

}  // namespace

Formulas::Formulas(const CaseState& state, const catalog::Matter& matter, const Given& given,
                   std::function<const Judgement&()> judgement)
    : state_(state),
      matter_(matter),
      given_(given),
      judgement_(std::move(judgement)),
      entries_(matter.facts.size()) {}

rules::Value Formulas::value(const catalog::Formula& formula) {
  if (!formula.compiled) return Value::null("case.formula-unreadable", {formula.text});
  for (const std::size_t slot : formula.compiled->inputs()) {
    if (made_[slot]) continue;
    inputs_[slot] = make(static_cast<Name>(slot));
    made_[slot] = true;
  }
  if (!evaluation_)
    evaluation_.emplace(rules::Environment{date_time(given_.catalogue, given_.now), nullptr, {}, nullptr});
  evaluation_->reset_steps();
  return formula.compiled->evaluate(inputs_, *evaluation_);
}

rules::Truth Formulas::truth(const catalog::Formula& formula) {
  if (formula.empty()) return rules::Truth::True;
  const Value result = value(formula);
  if (result.is_true()) return rules::Truth::True;
  return result.is_null() ? rules::Truth::Unknown : rules::Truth::False;
}

std::string Formulas::text(const catalog::Formula& formula) {
  const Value result = value(formula);
  return result.is_null() ? std::string{} : rules::to_text(result);
}

// The form changes with a submission only, and the other members of a package not at all while one is worked
// on: most facts are looked up by these alone.
void Formulas::forget(const Event& event) {
  const bool submission = std::holds_alternative<SubmissionTaken>(event);
  const auto at = [](Name name) { return static_cast<std::size_t>(name); };
  const auto stays = [&](std::size_t slot) {
    return slot == at(Name::Command) || slot == at(Name::Today) || slot == at(Name::Members) ||
           (slot == at(Name::Form) && !submission);
  };
  const auto is_kept = [&](const catalog::Fact& fact) {
    return !fact.key.compiled || std::ranges::all_of(fact.key.compiled->inputs(), stays);
  };
  bool facts_kept = true;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (is_kept(matter_.facts[i])) continue;
    entries_[i].reset();
    facts_kept = false;
  }
  for (std::size_t slot = 0; slot < made_.size(); ++slot) {
    if (!stays(slot) && !(slot == at(Name::Facts) && facts_kept)) made_[slot] = false;
  }
}

void Formulas::forget_judgement() {
  made_[static_cast<std::size_t>(Name::Gaps)] = false;
  made_[static_cast<std::size_t>(Name::Findings)] = false;
}

void Formulas::set_command(const Json& input) {
  command_ = input;
  made_[static_cast<std::size_t>(Name::Command)] = false;
}

std::vector<FactKey> Formulas::keys_of(const catalog::Fact& fact) {
  const catalog::Register* kind = given_.catalogue.find_register(fact.register_kind);
  const std::string by = fact.by.empty() && kind ? kind->key : fact.by;
  std::vector<FactKey> all;
  const auto add = [&](const Value& key) {
    if (key.is_null()) return;  // nothing was filled in that could be looked up
    if (std::string text = rules::to_text(key); !text.empty())
      all.push_back({fact.register_kind, by, std::move(text)});
  };
  const Value keys = value(fact.key);
  if (keys.kind() == rules::Kind::List) {
    for (const Value& key : keys.as_list()) add(key);
  } else {
    add(keys);
  }
  return all;
}

// What the same decision has written is seen before it is stored: a permit rests on the title that was
// registered a moment ago.
void Formulas::add_written(const FactKey& wanted, FactEntries& found) const {
  const catalog::Register* kind = given_.catalogue.find_register(wanted.register_kind);
  for (const RegisterWritten& one : *given_.around->written) {
    if (one.register_kind != wanted.register_kind) continue;
    const auto same = std::ranges::find(found.entries, one.key, &FactEntries::Entry::key);
    const std::int64_t version = same == found.entries.end() ? 0 : same->version;
    if (same != found.entries.end()) found.entries.erase(same);
    if (one.ended) continue;
    const Json* value = one.fields.find(wanted.by);
    const bool found_by_it =
        value && ((value->if_string() && *value->if_string() == wanted.key) ||
                  (value->if_array() &&
                   std::ranges::find(*value->if_array(), Json(wanted.key)) != value->if_array()->end()));
    if (kind && wanted.by == kind->key ? one.key == wanted.key : found_by_it)
      found.entries.push_back({one.key, version + 1, one.fields});
  }
}

const FactEntries& Formulas::find(const FactKey& key) {
  const FactEntries& stored = given_.registers.find(key);
  if (!given_.around || !given_.around->written || given_.around->written->empty()) return stored;
  add_written(key, with_written_.emplace_back(stored));
  return with_written_.back();
}

const Formulas::Entries& Formulas::entries(const catalog::Fact& fact) {
  std::optional<Entries>& kept = entries_[static_cast<std::size_t>(&fact - matter_.facts.data())];
  if (!kept) {
    Entries all;
    for (const FactKey& key : keys_of(fact))
      for (const FactEntries::Entry& entry : find(key).entries) all.push_back(&entry);
    kept = std::move(all);
  }
  return *kept;
}

Json Formulas::facts_record() {
  Json record;
  for (const catalog::Fact& fact : matter_.facts) {
    Json::Array seen;
    for (const FactEntries::Entry* entry : entries(fact))
      seen.push_back(Json::object({{"register", fact.register_kind},
                                   {"key", entry->key},
                                   {"version", entry->version},
                                   {"fields", declared_fields(fact, *entry)}}));
    record.set(fact.id, std::move(seen));
  }
  return record;
}

rules::Value Formulas::make_facts() {
  Json facts = Json::Object{};
  for (const catalog::Fact& fact : matter_.facts) {
    Json::Array all;
    for (const FactEntries::Entry* entry : entries(fact)) all.push_back(declared_fields(fact, *entry));
    if (fact.many) {
      facts.set(fact.id, std::move(all));
    } else {
      facts.set(fact.id, all.empty() ? Json(nullptr) : std::move(all.front()));
    }
  }
  return rules::from_json(facts, matter_.facts_type);
}

rules::Value Formulas::make_case() const {
  return context({{"number", Value::string(state_.opened.number)},
                  {"state", Value::string(state_.state)},
                  {"submission", Value::number(base::Decimal(state_.submission))},
                  {"received_on", Value::date(legal_day(given_.catalogue, state_.submitted_at))},
                  {"channel", Value::string(state_.opened.channel)},
                  {"held", Value::boolean(state_.held.has_value())}});
}

rules::Value Formulas::make_parties() const {
  std::vector<Value> items;
  const auto add = [&](const std::string& as, const std::string& name) {
    std::vector<Value> what;
    for (const PartySigned& one : state_.signatures)
      if (one.as == as) what.push_back(Value::string(one.what));
    items.push_back(context({{"as", Value::string(as)},
                             {"name", Value::string(name)},
                             {"signed", Value::list(std::move(what))}}));
  };
  add("applicant", state_.opened.applicant_name);
  for (const PartyJoined& party : state_.parties) add(party.as, party.name);
  return Value::list(std::move(items));
}

rules::Value Formulas::make_members() const {
  std::vector<Value> items;
  const Around* around = given_.around;
  if (around && around->package && around->definition && around->cases)
    for (const catalog::Member& member : around->definition->members) {
      const MemberState* known = around->package->find_member(member.id);
      items.push_back(context(
          {{"id", Value::string(member.id)},
           {"matter", Value::string(member.matter)},
           {"case", Value::string(known ? known->case_number : "")},
           {"status", Value::string(status_of_member(*around->package, *around->cases, member.id))}}));
    }
  return Value::list(std::move(items));
}

rules::Value Formulas::make(Name name) {
  switch (name) {
    case Name::Form: {
      const catalog::Form* form = given_.catalogue.find_form(matter_.form);
      return form ? rules::from_json(state_.form, form->type) : rules::from_json(state_.form);
    }
    case Name::Facts:
      return make_facts();
    case Name::Case:
      return make_case();
    case Name::Gaps: {
      std::vector<Value> items;
      if (!judgement_) return Value::list({});
      for (const Gap& gap : judgement_().gaps)
        items.push_back(context({{"kind", Value::string(gap.kind)}, {"id", Value::string(gap.id)}}));
      return Value::list(std::move(items));
    }
    case Name::Findings: {
      std::vector<Value> items;
      if (!judgement_) return Value::list({});
      for (const auto& [condition, outcome] : judgement_().findings)
        items.push_back(context({{"id", Value::string(condition->id)}, {"outcome", Value::string(outcome)}}));
      return Value::list(std::move(items));
    }
    case Name::Opinions: {
      std::vector<Value> items;
      for (const Review& review : state_.reviews)
        if (!review.open)
          items.push_back(
              context({{"step", Value::string(review.step)}, {"verdict", Value::string(review.verdict)}}));
      return Value::list(std::move(items));
    }
    case Name::Obligations: {
      std::vector<Value> items;
      for (const Obligation& one : state_.obligations)
        items.push_back(context({{"id", Value::string(one.duty.id)},
                                 {"kind", Value::string(one.duty.kind)},
                                 {"open", Value::boolean(one.open)},
                                 {"closed_as", Value::string(one.closed_as)}}));
      return Value::list(std::move(items));
    }
    case Name::Command:
      return rules::from_json(command_);
    case Name::Results:
      return texts(state_.results);
    case Name::Materials: {
      std::map<std::string, std::string> how;
      for (const auto& [id, given] : state_.materials) how[id] = given.how;
      return texts(how);
    }
    case Name::Applicant:
      return context({{"kind", Value::string(state_.opened.applicant_kind)},
                      {"account", Value::string(state_.opened.applicant)}});
    case Name::Today:
      return Value::date(legal_day(given_.catalogue, given_.now));
    case Name::Parties:
      return make_parties();
    case Name::Cases: {
      std::vector<Value> items;
      for (const Spawned& one : state_.spawned)
        items.push_back(context({{"as", Value::string(one.opened.as)},
                                 {"key", Value::string(one.opened.key)},
                                 {"number", Value::string(one.opened.number)},
                                 {"outcome", Value::string(one.outcome)},
                                 {"open", Value::boolean(one.outcome.empty())}}));
      return Value::list(std::move(items));
    }
    case Name::Members:
      return make_members();
  }
  return {};
}

}  // namespace shuxin::casework
