#include "shell/views/projections.h"

#include <map>
#include <optional>

#include "shell/views/register_history.h"
#include "shell/views/stored_step.h"

namespace shuxin::views {
namespace {

using store::Result;
using store::Writes;

// What every fold over a step is told.
struct Row {
  const store::Event& event;
  const casework::Step& step;
  std::string_view number;
  Writes& writes;

  [[nodiscard]] std::string_view zone() const { return event.zone; }
  [[nodiscard]] std::int64_t at() const { return step.effective_at.milliseconds; }
};

// Runs `fold(row)` for each step of the streams of that kind.
template <typename Fold>
std::function<Result<void>(const store::Event&, Writes&)> each_step(std::string kind, Fold fold) {
  return [kind = std::move(kind), fold](const store::Event& event, Writes& writes) -> Result<void> {
    const StreamName stream = split_stream(event.stream);
    if (stream.kind != kind || event.type != step_type) return {};
    SHUXIN_TRY(const auto content, step_of(event));
    return fold(Row{event, content->step, stream.number, writes});
  };
}

// Runs `fold(row, event)` for each event of each step.
template <typename Fold>
std::function<Result<void>(const store::Event&, Writes&)> each_event(std::string kind, Fold fold) {
  return each_step(std::move(kind), [fold](const Row& row) -> Result<void> {
    for (const casework::Event& one : row.step.events) {
      const Result<void> done = std::visit([&](const auto& it) { return fold(row, it); }, one);
      if (!done) return done;
    }
    return {};
  });
}

Result<void> run(const Row& row, std::string_view sql, std::initializer_list<store::Value> values) {
  SHUXIN_TRY([[maybe_unused]] const auto changed, row.writes.execute(sql, values));
  return {};
}

std::int64_t number(bool truth) {
  return truth ? 1 : 0;
}

// ------------------------------------------------------------------------------------------------ cases

// What a step leaves of a case's row: written once, however many of its events touch it.
Result<void> fold_case(const Row& row) {
  const casework::CaseOpened* opened = nullptr;
  const casework::SubmissionTaken* taken = nullptr;
  const casework::StateEntered* entered = nullptr;
  for (const casework::Event& event : row.step.events) {
    if (const auto* it = std::get_if<casework::CaseOpened>(&event)) opened = it;
    if (const auto* it = std::get_if<casework::SubmissionTaken>(&event)) taken = it;
    if (const auto* it = std::get_if<casework::StateEntered>(&event)) entered = it;
  }
  if (opened) {
    static const casework::StateEntered nowhere;
    const casework::StateEntered& in = entered ? *entered : nowhere;
    return run(
        row,
        "insert into cases (zone, number, matter, package, member, applicant, title, authority, channel, "
        "received_at, submitted_at, state, owner, organisation, final, outcome, entered_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {row.zone(), row.number, opened->matter, opened->package_number, opened->member, opened->applicant,
         opened->title, opened->authority, opened->channel, opened->received_at.milliseconds,
         taken ? row.at() : opened->received_at.milliseconds, in.state, in.owner, in.organisation,
         number(in.final), in.outcome, row.at()});
  }
  if (taken) {
    const auto noted = run(row, "update cases set submitted_at = ? where zone = ? and number = ?",
                           {row.at(), row.zone(), row.number});
    if (!noted) return noted;
  }
  if (!entered) return {};
  return run(
      row,
      "update cases set state = ?, owner = ?, organisation = ?, final = ?, outcome = ?, entered_at = ? "
      "where zone = ? and number = ?",
      {entered->state, entered->owner, entered->organisation, number(entered->final), entered->outcome,
       row.at(), row.zone(), row.number});
}

// ------------------------------------------------------------------------------------------------ tasks

// What a step leaves of a case's tasks: those that it opens, those that it closes, or none at all.
struct Tasks {
  struct Task {
    std::string_view role;
    std::string_view organisation;
  };
  std::map<std::string_view, std::optional<Task>> changed;  ///< by step; empty: closed
  bool cleared = false;

  template <typename Other>
  void operator()(const Other&) {}
  // There can be no tasks of a case that is new.
  void operator()(const casework::CaseOpened&) { fresh = true; }
  // Leaving a state closes its desk's task; a case that has ended has none left.
  void operator()(const casework::StateEntered& entered) {
    if (entered.final) {
      changed.clear();
      cleared = true;
    } else if (!catalog::is_desk(entered.owner)) {
      changed[""] = std::nullopt;
    } else {
      changed[""] = Task{entered.owner, entered.organisation};
    }
  }
  void operator()(const casework::ReviewOpened& opened) {
    changed[opened.step] = Task{opened.role, opened.organisation};
  }
  void operator()(const casework::OpinionGiven& given) { changed[given.step] = std::nullopt; }
  void operator()(const casework::ObligationOpened& opened) {
    if (opened.owner != "applicant") changed[opened.id] = Task{opened.owner, opened.organisation};
  }
  void operator()(const casework::ObligationClosed& closed) { changed[closed.id] = std::nullopt; }

  bool fresh = false;
};

Result<void> fold_tasks(const Row& row) {
  Tasks tasks;
  for (const casework::Event& event : row.step.events) std::visit(tasks, event);
  if (tasks.cleared && !tasks.fresh) {
    const auto cleared =
        run(row, "delete from tasks where zone = ? and number = ?", {row.zone(), row.number});
    if (!cleared) return cleared;
  }
  for (const auto& [step, task] : tasks.changed) {
    if (!task && (tasks.cleared || tasks.fresh)) continue;
    const auto done = task ? run(row,
                                 "insert into tasks (zone, number, step, role, organisation, opened_at) "
                                 "values (?, ?, ?, ?, ?, ?) "
                                 "on conflict (zone, number, step) do update set role = excluded.role, "
                                 "organisation = excluded.organisation, opened_at = excluded.opened_at",
                                 {row.zone(), row.number, step, task->role, task->organisation, row.at()})
                           : run(row, "delete from tasks where zone = ? and number = ? and step = ?",
                                 {row.zone(), row.number, step});
    if (!done) return done;
  }
  return {};
}

// ------------------------------------------------------------------------------------------------ parties

struct PartyFold {
  template <typename Other>
  Result<void> operator()(const Row&, const Other&) const {
    return {};
  }
  Result<void> operator()(const Row& row, const casework::PartyJoined& joined) const {
    return run(row,
               "insert into case_parties (zone, account, number, party) values (?, ?, ?, ?) "
               "on conflict (zone, account, number, party) do nothing",
               {row.zone(), joined.account, row.number, joined.as});
  }
};

// ------------------------------------------------------------------------------------------------ visits

// One row for each application, a case on its own or a package; and one for each time that its applicant
// stood at the counter. What is collected in one go on a day is one visit.
struct VisitFold {
  template <typename Other>
  Result<void> operator()(const Row&, const Other&) const {
    return {};
  }
  Result<void> operator()(const Row& row, const casework::CaseOpened& opened) const {
    if (!opened.package_number.empty() || !opened.parent.empty()) return {};
    return open(row, opened.matter, opened.channel, opened.received_at);
  }
  Result<void> operator()(const Row& row, const casework::PackageOpened& opened) const {
    return open(row, opened.package, opened.channel, opened.received_at);
  }
  Result<void> operator()(const Row& row, const casework::VisitMade& visit) const {
    constexpr std::int64_t day = 86'400'000;
    constexpr std::int64_t china = 8 * 3'600'000;
    const std::string_view number =
        visit.package_number.empty() ? row.number : std::string_view(visit.package_number);
    const std::string mark = visit.purpose == "collect"
                                 ? "collect/" + std::to_string((row.at() + china) / day)
                                 : std::string(row.number) + "/" + std::to_string(row.event.version);
    return run(row,
               "insert into visits (zone, number, mark, purpose, at) values (?, ?, ?, ?, ?) "
               "on conflict (zone, number, mark) do nothing",
               {row.zone(), number, mark, visit.purpose, row.at()});
  }
  static Result<void> open(const Row& row, std::string_view what, std::string_view channel,
                           base::Instant received) {
    return run(row,
               "insert into applications (zone, number, what, channel, received_at) values (?, ?, ?, ?, ?)",
               {row.zone(), row.number, what, channel.empty() ? "online" : channel, received.milliseconds});
  }
};

// ------------------------------------------------------------------------------------------------ packages

struct PackageFold {
  template <typename Other>
  Result<void> operator()(const Row&, const Other&) const {
    return {};
  }
  Result<void> operator()(const Row& row, const casework::PackageOpened& opened) const {
    return run(row,
               "insert into packages (zone, number, package, applicant, received_at, settled_at, outcome) "
               "values (?, ?, ?, ?, ?, 0, '')",
               {row.zone(), row.number, opened.package, opened.applicant, opened.received_at.milliseconds});
  }
  Result<void> operator()(const Row& row, const casework::PackageSettled& settled) const {
    return run(row, "update packages set settled_at = ?, outcome = ? where zone = ? and number = ?",
               {row.at(), settled.outcome, row.zone(), row.number});
  }
};

// ------------------------------------------------------------------------------------------------ documents

struct DocumentFold {
  template <typename Other>
  Result<void> operator()(const Row&, const Other&) const {
    return {};
  }
  Result<void> operator()(const Row& row, const casework::DocumentIssued& issued) const {
    return run(
        row,
        "insert into documents (zone, code, number, document, document_number, organisation, issued_at, "
        "status, replaced_by) "
        "values (?, ?, ?, ?, ?, ?, ?, 'valid', '')",
        {row.zone(), issued.code, row.number, issued.document, issued.number, issued.organisation, row.at()});
  }
  Result<void> operator()(const Row& row, const casework::DocumentEnded& ended) const {
    return run(row, "update documents set status = ?, replaced_by = ? where zone = ? and code = ?",
               {ended.how, ended.by, row.zone(), ended.code});
  }
};

// ------------------------------------------------------------------------------------------------ registers

struct RegisterFold {
  std::shared_ptr<const catalog::Catalogue> catalogue;

  template <typename Other>
  Result<void> operator()(const Row&, const Other&) const {
    return {};
  }
  // What is about a person stays in the ledger, under that person's key: no table holds it in the open.
  Result<void> operator()(const Row& row, const casework::RegisterWritten& written) const {
    const std::string fields = written.fields.to_string();
    if (written.ended) {
      return run(row,
                 "update register_entries set ended = 1, version = version + 1 where zone = ? and kind = ? "
                 "and key = ?",
                 {row.zone(), written.register_kind, written.key});
    }
    const auto stored =
        run(row,
            "insert into register_entries (zone, kind, key, version, fields, ended, source) values (?, ?, ?, "
            "1, ?, 0, ?) "
            "on conflict (zone, kind, key) do update set version = register_entries.version + 1, "
            "fields = excluded.fields, ended = 0, source = excluded.source",
            {row.zone(), written.register_kind, written.key, fields, row.event.stream});
    if (!stored) return stored;
    const catalog::Register* kind = catalogue->find_register(written.register_kind);
    if (!kind || kind->also_by.empty()) return {};
    const auto cleared = run(row, "delete from register_keys where zone = ? and kind = ? and key = ?",
                             {row.zone(), written.register_kind, written.key});
    if (!cleared) return cleared;
    for (const std::string& field : kind->also_by)
      if (const auto keyed = add_keys(row, written, field); !keyed) return keyed;
    return {};
  }

  // A field that is a list gives an entry as many keys as it has items.
  static Result<void> add_keys(const Row& row, const casework::RegisterWritten& written,
                               const std::string& field) {
    const base::Json* value = written.fields.find(field);
    if (!value) return {};
    const base::Json::Array one{*value};
    for (const base::Json& item : value->if_array() ? *value->if_array() : one) {
      const std::string* text = item.if_string();
      if (!text || text->empty()) continue;
      const auto added =
          run(row,
              "insert into register_keys (zone, kind, field, value, key) values (?, ?, ?, ?, ?) "
              "on conflict (zone, kind, field, value, key) do nothing",
              {row.zone(), written.register_kind, field, *text, written.key});
      if (!added) return added;
    }
    return {};
  }
};

}  // namespace

store::Projection case_table() {
  return {"cases",
          2,
          {"cases"},
          {"create table cases (zone text not null, number text not null, matter text not null, package text "
           "not null, "
           "member text not null, applicant text not null, title text not null, authority text not null, "
           "channel text not null, received_at integer not null, submitted_at integer not null, state text "
           "not null, "
           "owner text not null, organisation text not null, final integer not null, outcome text not null, "
           "entered_at integer not null, primary key (zone, number))",
           "create index cases_by_applicant on cases (zone, applicant, received_at)",
           "create index cases_by_package on cases (zone, package)",
           "create index cases_by_organisation on cases (zone, organisation, received_at)",
           "create index cases_by_authority on cases (zone, authority, received_at)"},
          each_step("case", fold_case)};
}

store::Projection task_table() {
  return {"tasks",
          1,
          {"tasks"},
          {"create table tasks (zone text not null, number text not null, step text not null, role text not "
           "null, "
           "organisation text not null, opened_at integer not null, primary key (zone, number, step))",
           "create index tasks_by_desk on tasks (zone, organisation, role, opened_at)"},
          each_step("case", fold_tasks)};
}

store::Projection party_table() {
  return {"case_parties",
          1,
          {"case_parties"},
          {"create table case_parties (zone text not null, account text not null, number text not null, "
           "party text not null, primary key (zone, account, number, party))"},
          each_event("case", PartyFold{})};
}

store::Projection visit_tables() {
  store::Projection made{
      "visits",
      1,
      {"applications", "visits"},
      {"create table applications (zone text not null, number text not null, what text not null, "
       "channel text not null, received_at integer not null, primary key (zone, number))",
       "create index applications_by_receipt on applications (zone, received_at)",
       "create table visits (zone text not null, number text not null, mark text not null, "
       "purpose text not null, at integer not null, primary key (zone, number, mark))"},
      {}};
  made.apply = [from_case = each_event("case", VisitFold{}),
                from_package = each_event("package", VisitFold{})](const store::Event& event,
                                                                   Writes& writes) -> Result<void> {
    if (const auto done = from_case(event, writes); !done) return done;
    return from_package(event, writes);
  };
  return made;
}

store::Projection package_table() {
  return {"packages",
          1,
          {"packages"},
          {"create table packages (zone text not null, number text not null, package text not null, "
           "applicant text not null, received_at integer not null, settled_at integer not null, "
           "outcome text not null, primary key (zone, number))",
           "create index packages_by_applicant on packages (zone, applicant, received_at)"},
          each_event("package", PackageFold{})};
}

store::Projection document_table() {
  return {"documents",
          2,
          {"documents"},
          {"create table documents (zone text not null, code text not null, number text not null, "
           "document text not null, document_number text not null, organisation text not null, "
           "issued_at integer not null, status text not null, replaced_by text not null, "
           "primary key (zone, code))",
           "create index documents_by_case on documents (zone, number)"},
          each_event("case", DocumentFold{})};
}

store::Projection register_tables(std::shared_ptr<const catalog::Catalogue> catalogue) {
  store::Projection made{
      "registers",
      1,
      {"register_entries", "register_keys"},
      {"create table register_entries (zone text not null, kind text not null, key text not null, "
       "version integer not null, fields text not null, ended integer not null, source text not null, "
       "primary key (zone, kind, key))",
       "create table register_keys (zone text not null, kind text not null, field text not null, "
       "value text not null, key text not null, primary key (zone, kind, field, value, key))",
       "create index register_keys_of_entry on register_keys (zone, kind, key)"},
      {}};
  // Entries come from cases, and from imports in streams of their own.
  const RegisterFold fold{std::move(catalogue)};
  made.apply = [from_case = each_event("case", fold), from_import = each_event("register", fold)](
                   const store::Event& event, Writes& writes) -> Result<void> {
    if (const auto done = from_case(event, writes); !done) return done;
    return from_import(event, writes);
  };
  return made;
}

store::TableSet due_table() {
  return {"due",
          2,
          {"due", "due_calendar"},
          {"create table if not exists due (zone text not null, number text not null, next_lapse integer not "
           "null, "
           "urgent_at integer not null, primary key (zone, number))",
           "create index if not exists due_by_lapse on due (zone, next_lapse)",
           "create index if not exists due_by_urgency on due (zone, urgent_at)",
           "create table if not exists due_calendar (zone text primary key, calendar text not null)"}};
}

std::vector<store::Projection> projections(std::shared_ptr<const catalog::Catalogue> catalogue) {
  return {case_table(),
          task_table(),
          package_table(),
          document_table(),
          party_table(),
          visit_tables(),
          register_tables(std::move(catalogue)),
          register_history()};
}

}  // namespace shuxin::views
