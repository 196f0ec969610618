#include "shell/app/case_service.h"

#include <algorithm>
#include <set>

#include "core/base/both.h"
#include "core/base/hash.h"
#include "core/calendar/fingerprint.h"
#include "shell/app/random_code.h"
#include "shell/views/stored_step.h"

namespace shuxin::app {
namespace {

using base::Json;

// Numbers are taken as decide goes along; those of a refused command are given back with its unit.
class Taken : public casework::Supplies {
 public:
  explicit Taken(store::Transaction& transaction) : transaction_(transaction) {}
  std::int64_t number(const std::string& series, int year) override {
    const auto taken = transaction_.take_number(series, year);
    if (!taken) {
      if (!problem) problem = taken.error();
      return 0;
    }
    return *taken;
  }
  std::string code() override { return random_code(); }
  std::optional<base::Error> problem;

 private:
  store::Transaction& transaction_;
};

Json to_json(const casework::Refusal& refusal) {
  Json::Array arguments(refusal.message.arguments.begin(), refusal.message.arguments.end());
  Json body = Json::object({{"code", refusal.message.code}, {"arguments", std::move(arguments)}});
  if (!refusal.text.zh.empty()) body.set("text", base::both(refusal.text));
  Json::Array basis;
  for (const catalog::Basis& one : refusal.basis) basis.push_back(one.to_string());
  body.set("basis", std::move(basis));
  Json::Array faults;
  for (const auto& fault : refusal.faults)
    faults.push_back(Json::object({{"pointer", fault.pointer}, {"text", base::both(fault.text)}}));
  body.set("faults", std::move(faults));
  return body;
}

// What the command is, for telling a repetition from another one under the same key.
std::string fingerprint(const Asked& asked) {
  Json parts = Json::array({asked.actor.account, asked.actor.applicant});
  const auto add = [&](const casework::Submission& submission) {
    parts.push_back(submission.form);
    for (const auto& [id, given] : submission.materials) {
      parts.push_back(id);
      parts.push_back(given.how);
      parts.push_back(given.text);
      for (const std::string& file : given.files) parts.push_back(file);
    }
  };
  struct Visitor {
    Json& parts;
    const std::function<void(const casework::Submission&)> add;
    void operator()(const casework::OpenCase& c) const {
      parts.push_back("open");
      parts.push_back(c.matter);
      parts.push_back(c.channel);
      at_counter(c.counter);
      add(c.submission);
    }
    void operator()(const casework::OpenPackage& c) const {
      parts.push_back("open-package");
      parts.push_back(c.package);
      for (const std::string& one : c.chosen) parts.push_back(one);
      at_counter(c.counter);
      if (!c.from_package.empty()) parts.push_back(c.from_package);
      add(c.submission);
    }
    void operator()(const casework::Act& c) const {
      parts.push_back("act");
      parts.push_back(c.case_number);
      parts.push_back(c.action);
      parts.push_back(c.input);
      if (c.received_at) parts.push_back(c.received_at->milliseconds);
      add(c.submission);
    }
    void operator()(const casework::Tick& c) const {
      parts.push_back("tick");
      parts.push_back(c.case_number);
    }
    void operator()(const casework::RecordVisit& c) const {
      parts.push_back("visit");
      parts.push_back(c.case_number);
      parts.push_back(c.purpose);
      parts.push_back(c.at.milliseconds);
    }
    void operator()(const casework::DecideJointly& c) const {
      parts.push_back("decide-jointly");
      parts.push_back(c.package_number);
    }
    void operator()(const casework::RecordOccurrence& c) const {
      parts.push_back("record-occurrence");
      parts.push_back(c.package_number);
      parts.push_back(c.at.milliseconds);
      parts.push_back(c.record);
    }
    void at_counter(const std::optional<casework::AtCounter>& counter) const {
      if (!counter) return;
      parts.push_back(counter->account);
      parts.push_back(counter->kind);
      parts.push_back(counter->name);
      parts.push_back(counter->received_at.milliseconds);
    }
  };
  std::visit(Visitor{parts, add}, asked.command);
  return parts.to_string();
}

// Who wants to hear of these steps.
std::vector<std::string> topics_of(const casework::Decided& decided) {
  std::set<std::string> topics;
  for (const casework::NewStep& step : decided.steps) {
    topics.insert(step.stream);
    for (const casework::Event& event : step.step.events) {
      if (const auto* opened = std::get_if<casework::CaseOpened>(&event))
        topics.insert("account/" + opened->applicant);
      if (const auto* entered = std::get_if<casework::StateEntered>(&event);
          entered && !entered->organisation.empty())
        topics.insert("organisation/" + entered->organisation);
      if (const auto* review = std::get_if<casework::ReviewOpened>(&event))
        topics.insert("organisation/" + review->organisation);
      if (const auto* duty = std::get_if<casework::ObligationOpened>(&event);
          duty && !duty->organisation.empty())
        topics.insert("organisation/" + duty->organisation);
      if (const auto* party = std::get_if<casework::PartyJoined>(&event))
        topics.insert("account/" + party->account);
    }
  }
  return {topics.begin(), topics.end()};
}

// What is about a person is kept apart, under the entry's own key; what names the entry stays in the open.
casework::RegisterWritten split_entry(const catalog::Register& kind, const std::string& key,
                                      const Json& entry) {
  casework::RegisterWritten written{kind.id, key, Json::Object{}, Json(), false};
  for (const auto& [field, value] : *entry.if_object()) {
    const bool personal = field != kind.key && std::ranges::find(kind.personal, field) != kind.personal.end();
    (personal ? written.personal : written.fields).set(field, value);
  }
  return written;
}

// Where entries are found by a personal field, its blind index stands for it in the open; a list keeps its
// items apart.
base::Result<void> add_blind_indexes(store::Reads& reads, const catalog::Register& kind,
                                     casework::RegisterWritten& written) {
  for (const std::string& field : blind_fields(kind)) {
    const Json* value = written.personal.find(field);
    if (!value) continue;
    const auto index = [&](const Json& one) -> base::Result<Json> {
      const std::string* text = one.if_string();
      if (!text || text->empty()) return Json();
      SHUXIN_TRY(std::string blind, reads.blind_index(kind.id, field, *text));
      return Json(std::move(blind));
    };
    if (const Json::Array* items = value->if_array()) {
      Json::Array blind;
      for (const Json& item : *items) {
        SHUXIN_TRY(Json one, index(item));
        blind.push_back(std::move(one));
      }
      written.fields.set(field, std::move(blind));
    } else {
      SHUXIN_TRY(Json one, index(*value));
      written.fields.set(field, std::move(one));
    }
  }
  return {};
}

std::string case_of(const casework::Command& command) {
  if (const auto* act = std::get_if<casework::Act>(&command)) return act->case_number;
  if (const auto* tick = std::get_if<casework::Tick>(&command)) return tick->case_number;
  if (const auto* visit = std::get_if<casework::RecordVisit>(&command)) return visit->case_number;
  return {};
}

std::string earlier_of(const casework::Command& command) {
  const auto* open = std::get_if<casework::OpenPackage>(&command);
  return open ? open->from_package : std::string();
}

std::string package_of(const casework::Command& command) {
  if (const auto* joint = std::get_if<casework::DecideJointly>(&command)) return joint->package_number;
  if (const auto* event = std::get_if<casework::RecordOccurrence>(&command)) return event->package_number;
  return {};
}

}  // namespace

// One unit of work on the writer's thread. `after` is where it leaves the streams as they are once it is
// written.
class CaseService::Unit {
 public:
  Unit(CaseService& service, const Asked& asked, std::vector<std::string>& topics, casework::Streams& after,
       store::Transaction& transaction)
      : service_(service), asked_(asked), topics_(topics), after_(after), transaction_(transaction) {}

  base::Result<store::Answer> run() {
    SHUXIN_TRY(casework::Streams streams, load());
    if (asked_.expected) {
      const casework::CaseState* seen = casework::find_case(streams.cases, case_of(asked_.command));
      if (seen && seen->version != *asked_.expected)
        return base::fail("case.stale", {std::to_string(*asked_.expected), std::to_string(seen->version)});
    }
    if (asked_.expected && !package_of(asked_.command).empty() && streams.package.version != *asked_.expected)
      return base::fail("case.stale",
                        {std::to_string(*asked_.expected), std::to_string(streams.package.version)});
    SHUXIN_TRY(casework::Decision decision, decide(std::move(streams)));
    if (const auto* refusal = std::get_if<casework::Refusal>(&decision))
      return store::Answer{to_json(*refusal).to_string(), true, ""};
    return append(std::get<casework::Decided>(std::move(decision)));
  }

 private:
  // The case, the one that opened it, its package, and the package's other cases.
  base::Result<casework::Streams> load() {
    casework::Streams streams;
    const std::string number = case_of(asked_.command);
    StateCache& states = service_.states_;
    std::string package = package_of(asked_.command);
    if (const std::string earlier = earlier_of(asked_.command); !earlier.empty()) {
      SHUXIN_TRY(const auto reviewed, states.load_package(transaction_, earlier));
      streams.earlier = *reviewed;
    }
    if (!number.empty()) {
      SHUXIN_TRY(const auto state, states.load_case(transaction_, number));
      package = state->opened.package_number;
      if (const std::string& parent = state->opened.parent; !parent.empty()) {
        SHUXIN_TRY(streams.cases[parent], states.load_case(transaction_, parent));
      }
      streams.cases.insert_or_assign(number, state);
    }
    if (package.empty()) return streams;
    SHUXIN_TRY(const auto packed, states.load_package(transaction_, package));
    streams.package = *packed;
    for (const casework::MemberState& member : streams.package.members) {
      if (member.case_number.empty() || streams.cases.contains(member.case_number)) continue;
      SHUXIN_TRY(streams.cases[member.case_number], states.load_case(transaction_, member.case_number));
    }
    return streams;
  }

  base::Result<casework::Decision> decide(casework::Streams streams) {
    service_.facts_.begin(transaction_.undone() + service_.forgotten_);
    StoredRegisters registers(transaction_, *service_.catalogue_, service_.zone(), &service_.facts_);
    Taken taken(transaction_);
    casework::Decision decision = casework::decide(std::move(streams), asked_.command, asked_.actor,
                                                   {*service_.catalogue_, registers, taken, asked_.now});
    if (const auto done = registers.done(); !done) return std::unexpected(done.error());
    if (taken.problem) return std::unexpected(*taken.problem);
    return decision;
  }

  // Which account's key the personal members of a stream are encrypted under.
  std::string subject_of(const std::string& name) const {
    const views::StreamName stream = views::split_stream(name);
    if (stream.kind == "package")
      return stream.number == after_.earlier.opened.number ? after_.earlier.opened.applicant
                                                           : after_.package.opened.applicant;
    const casework::CaseState* state = casework::find_case(after_.cases, stream.number);
    return state ? state->opened.applicant : asked_.actor.applicant;
  }

  base::Result<store::Answer> append(casework::Decided decided) {
    topics_ = topics_of(decided);
    after_ = std::move(decided.after);
    const std::string package =
        after_.package.exists() ? "package/" + after_.package.opened.number : std::string();
    // What was reviewed beforehand is reached through that review until the new package names it.
    const std::string earlier =
        after_.earlier.exists() ? "package/" + after_.earlier.opened.number : std::string();
    for (casework::NewStep& step : decided.steps) {
      const std::string& through = !asked_.files_through.empty() ? asked_.files_through
                                   : !earlier.empty()            ? earlier
                                   : !package.empty()            ? package
                                                                 : step.stream;
      for (casework::Event& event : step.step.events) {
        auto* written = std::get_if<casework::RegisterWritten>(&event);
        const catalog::Register* kind =
            written ? service_.catalogue_->find_register(written->register_kind) : nullptr;
        if (!kind) continue;
        service_.facts_.forget(*kind, *written);
        SHUXIN_DO(add_blind_indexes(transaction_, *kind, *written));
      }
      std::vector<store::NewEvent> events;
      events.push_back(views::to_event(std::move(step.step), subject_of(step.stream), asked_.now, through));
      SHUXIN_TRY([[maybe_unused]] const auto placed,
                 transaction_.append(step.stream, step.expected, std::move(events)));
    }
    std::set<std::string_view> moved;
    for (const casework::NewStep& step : decided.steps)
      if (const views::StreamName stream = views::split_stream(step.stream); stream.kind == "case")
        moved.insert(stream.number);
    for (const std::string_view number : moved) {
      const casework::CaseState& state = *casework::find_case(after_.cases, number);
      SHUXIN_DO(write_due(transaction_, service_.zone(), state, service_.catalogue_->calendar));
      // Whoever applied and whoever has it on the desk hears of every step, also of those that open nothing.
      topics_.push_back("account/" + state.opened.applicant);
      for (const casework::PartyJoined& party : state.parties) topics_.push_back("account/" + party.account);
      // A review that is closed leaves the list of everyone at its body, not only of who closed it.
      for (const casework::Review& review : state.reviews)
        topics_.push_back("organisation/" + review.organisation);
      if (!state.organisation.empty()) topics_.push_back("organisation/" + state.organisation);
    }
    std::ranges::sort(topics_);
    topics_.erase(std::ranges::unique(topics_).begin(), topics_.end());
    return answer(decided.number);
  }

  store::Answer answer(const std::string& number) const {
    const bool package =
        std::holds_alternative<casework::OpenPackage>(asked_.command) || !package_of(asked_.command).empty();
    const casework::CaseState* state = casework::find_case(after_.cases, number);
    const std::int64_t version = package ? after_.package.version : state ? state->version : 0;
    const Json body =
        Json::object({{"kind", package ? "package" : "case"}, {"number", number}, {"version", version}});
    return {body.to_string(), false, ""};
  }

 public:
  // When the case next falls due by itself, and how urgent it is: its earliest open clock of any kind.
  static base::Result<void> write_due(store::Transaction& transaction, const std::string& zone,
                                      const casework::CaseState& state, const calendar::Calendar& calendar) {
    const auto next = casework::next_lapse(state, calendar);
    const auto first = casework::first_due(state, calendar);
    const std::string& number = state.opened.number;
    if (!first || state.final)
      return transaction.post("delete from due where zone = ? and number = ?", {zone, number});
    return transaction.post(
        "insert into due (zone, number, next_lapse, urgent_at) values (?, ?, ?, ?) on conflict (zone, "
        "number) "
        "do update set next_lapse = excluded.next_lapse, urgent_at = excluded.urgent_at",
        {zone, number, next ? next->milliseconds : never, first->milliseconds});
  }

 private:
  // An overdue case has nothing left that will lapse, but comes first in the lists.
  static constexpr std::int64_t never = 253'402'300'799'000;

  CaseService& service_;
  const Asked& asked_;
  std::vector<std::string>& topics_;
  casework::Streams& after_;
  store::Transaction& transaction_;
};

CaseService::CaseService(store::Store& store, std::shared_ptr<const catalog::Catalogue> catalogue,
                         EventHub& hub)
    : store_(store), catalogue_(std::move(catalogue)), hub_(hub) {}

store::Unit CaseService::make_unit(const Asked& asked, Topics topics) {
  store::Unit unit;
  unit.zone = zone();
  if (!asked.key.empty())
    unit.command =
        store::Command{asked.actor.account, asked.key, base::sha256(fingerprint(asked)), asked.now};
  const auto after = std::make_shared<casework::Streams>();
  unit.decide = [this, asked, topics = std::move(topics), after](store::Transaction& transaction) {
    return Unit(*this, asked, *topics, *after, transaction).run();
  };
  unit.written = [this, after](std::string_view stream, const store::Head& head) {
    const views::StreamName name = views::split_stream(stream);
    if (name.kind == "package") {
      const bool before = name.number == after->earlier.opened.number;
      states_.keep(stream, head,
                   std::make_shared<const casework::PackageState>(before ? after->earlier : after->package));
    } else if (const auto state = after->cases.find(name.number); state != after->cases.end()) {
      states_.keep(stream, head, state->second);
    }
  };
  return unit;
}

void CaseService::forget() {
  states_.forget();
  ++forgotten_;
}

base::Result<Reply> CaseService::run(const Asked& asked) {
  const auto topics = std::make_shared<std::vector<std::string>>();
  return reply(store_.run(make_unit(asked, topics)), *topics);
}

base::Result<void> CaseService::submit(const Asked& asked, std::function<void(base::Result<Reply>)> done) {
  const auto topics = std::make_shared<std::vector<std::string>>();
  return store_.submit(make_unit(asked, topics),
                       [this, topics, done = std::move(done)](base::Result<store::Outcome> outcome) {
                         done(reply(std::move(outcome), *topics));
                       });
}

// Listeners are told only of what is durable: they ask again at once.
base::Result<Reply> CaseService::reply(base::Result<store::Outcome> outcome,
                                       const std::vector<std::string>& topics) {
  if (!outcome) return std::unexpected(outcome.error());
  SHUXIN_TRY(Json body, Json::parse(outcome->answer));
  if (!outcome->refused && !outcome->repeated)
    for (const std::string& topic : topics)
      hub_.publish(topic, "changed", Json::object({{"topic", topic}}).to_string());
  return Reply{outcome->refused, outcome->repeated, std::move(body)};
}

base::Result<int> CaseService::lapse_due(base::Instant now) {
  std::vector<std::string> numbers;
  {
    SHUXIN_TRY(const auto reads, store_.snapshot(zone()));
    const auto read =
        reads->query("select number from due where zone = ? and next_lapse < ? order by next_lapse limit ?",
                     {zone(), now.milliseconds, lapses_at_once}, [&](store::Row row) {
                       numbers.emplace_back(store::text(row[0]));
                       return true;
                     });
    if (!read) return std::unexpected(read.error());
  }
  int moved = 0;
  const casework::Actor clock{"clock", "clock", "clock", "clock", {}};
  for (const std::string& number : numbers) {
    SHUXIN_TRY(const Reply reply, run({casework::Tick{number}, clock, now, "", std::nullopt, ""}));
    if (!reply.refused) ++moved;
  }
  return moved;
}

base::Result<int> CaseService::recompute_due() {
  const std::string calendar = calendar::fingerprint(catalogue_->calendar);
  std::vector<std::string> numbers;
  {
    SHUXIN_TRY(const auto reads, store_.snapshot(zone()));
    std::string counted_by;
    SHUXIN_DO(reads->query("select calendar from due_calendar where zone = ?", {zone()}, [&](store::Row row) {
      counted_by = store::text(row[0]);
      return true;
    }));
    if (counted_by == calendar) return 0;
    SHUXIN_DO(
        reads->query("select number from cases where zone = ? and final = 0", {zone()}, [&](store::Row row) {
          numbers.emplace_back(store::text(row[0]));
          return true;
        }));
  }
  for (std::size_t at = 0; at < numbers.size(); at += 500) {
    store::Unit unit;
    unit.zone = zone();
    unit.decide = [&, at](store::Transaction& transaction) -> base::Result<store::Answer> {
      for (std::size_t i = at; i < std::min(at + 500, numbers.size()); ++i) {
        const auto state = states_.load_case(transaction, numbers[i]);
        // A case whose history is damaged is out of service; the others must go on.
        if (!state && state.error().code() == "store.quarantined") continue;
        if (!state) return std::unexpected(state.error());
        SHUXIN_DO(Unit::write_due(transaction, zone(), **state, catalogue_->calendar));
      }
      return store::Answer{};
    };
    SHUXIN_TRY([[maybe_unused]] const auto outcome, store_.run(std::move(unit)));
  }
  // Said last: who is killed before that counts all anew the next time.
  store::Unit unit;
  unit.zone = zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    SHUXIN_TRY([[maybe_unused]] const auto kept,
               transaction.execute("insert into due_calendar (zone, calendar) values (?, ?) "
                                   "on conflict (zone) do update set calendar = excluded.calendar",
                                   {zone(), calendar}));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, store_.run(std::move(unit)));
  return static_cast<int>(numbers.size());
}

namespace {

// From when an imported entry counts: the day that it says itself, if its register names such a field.
base::Instant effect_of(const catalog::Register& kind, const Json& entry, const calendar::Calendar& calendar,
                        base::Instant now) {
  const auto day = base::Date::parse(entry.find_string(kind.since).value_or(""));
  return day && !kind.since.empty() ? std::min(calendar.instant(*day, 0), now) : now;
}

}  // namespace

base::Result<int> CaseService::import_register(const std::string& kind, const std::vector<Json>& entries,
                                               const casework::Actor& actor, base::Instant now) {
  const catalog::Register* definition = catalogue_->find_register(kind);
  if (!definition) return base::fail("register.unknown", {kind});
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].find_string(definition->key).value_or("").empty())
      return base::fail("register.no-key", {kind, std::to_string(i + 1), definition->key});
  int all = 0;
  for (std::size_t at = 0; at < entries.size(); at += 500) {
    int written = 0;
    store::Unit unit;
    unit.zone = zone();
    unit.decide = [&, at](store::Transaction& transaction) -> base::Result<store::Answer> {
      written = 0;
      for (std::size_t i = at; i < std::min(at + 500, entries.size()); ++i) {
        const std::string key(*entries[i].find_string(definition->key));
        casework::RegisterWritten entry = split_entry(*definition, key, entries[i]);
        facts_.forget(*definition, entry);
        SHUXIN_DO(add_blind_indexes(transaction, *definition, entry));
        SHUXIN_TRY(const auto known,
                   find_entries(transaction, *catalogue_, zone(), {kind, definition->key, key}));
        if (!known.entries.empty() && known.entries.front().fields == entry.fields) continue;
        const std::string stream = "register/" + kind + "/" + key;
        SHUXIN_TRY(const store::Head head, transaction.head(stream));
        const base::Instant effective = effect_of(*definition, entries[i], catalogue_->calendar, now);
        casework::Step step{"import", actor.account, actor.name, "registrar", effective, {std::move(entry)}};
        std::vector<store::NewEvent> events;
        events.push_back(views::to_event(std::move(step), stream, now, stream));
        SHUXIN_TRY([[maybe_unused]] const auto placed,
                   transaction.append(stream, head.version, std::move(events)));
        ++written;
      }
      return store::Answer{};
    };
    SHUXIN_TRY([[maybe_unused]] const auto outcome, store_.run(std::move(unit)));
    all += written;
  }
  return all;
}

}  // namespace shuxin::app
