#include "shell/app/drafts.h"

#include <algorithm>
#include <set>

#include "shell/app/random_code.h"
#include "shell/app/reach.h"

namespace shuxin::app {
namespace {

using base::Json;

const std::string submitted = "submitted-";

Json materials_json(const std::map<std::string, casework::MaterialGiven>& materials) {
  Json::Object all;
  for (const auto& [id, given] : materials) {
    Json one =
        Json::object({{"how", given.how}, {"files", Json::Array(given.files.begin(), given.files.end())}});
    if (!given.text.empty()) one.set("text", given.text);
    all.emplace_back(id, std::move(one));
  }
  return all;
}

// What is sealed of a draft: everything that the person filled in.
std::string content_of(const Draft& draft) {
  Json::Array files;
  for (const FileDetails& file : draft.files) files.push_back(to_json(file));
  return Json::object({{"form", draft.form},
                       {"chosen", Json::Array(draft.chosen.begin(), draft.chosen.end())},
                       {"materials", materials_json(draft.materials)},
                       {"files", std::move(files)}})
      .to_string();
}

base::Result<void> read_content(const std::string& text, Draft& draft) {
  SHUXIN_TRY(const Json content, Json::parse(text));
  if (const Json* form = content.find("form")) draft.form = *form;
  if (const Json* chosen = content.find("chosen"); chosen && chosen->if_array())
    for (const Json& one : *chosen->if_array())
      if (const std::string* id = one.if_string()) draft.chosen.push_back(*id);
  if (const Json* materials = content.find("materials")) {
    SHUXIN_TRY(draft.materials, read_materials(*materials));
  }
  if (const Json* files = content.find("files"); files && files->if_array())
    for (const Json& one : *files->if_array())
      draft.files.push_back({std::string(one.find_string("file").value_or("")),
                             std::string(one.find_string("name").value_or("")),
                             std::string(one.find_string("type").value_or("")),
                             one.find_integer("size").value_or(0)});
  return {};
}

base::Text name_of(const Draft& draft, const catalog::Catalogue& catalogue) {
  for (const catalog::Package& package : catalogue.packages)
    if (draft.kind == "package" && package.id == draft.target) return package.name;
  for (const catalog::Matter& matter : catalogue.matters)
    if (draft.kind == "matter" && matter.id == draft.target) return matter.name;
  return {"补正 " + draft.target, "Corrections " + draft.target};
}

}  // namespace

const catalog::Action* find_correction_action(const casework::CaseState& state, std::string_view in,
                                              const catalog::Catalogue& catalogue) {
  const catalog::Procedure* procedure =
      catalogue.find_procedure_version(state.opened.procedure, state.opened.procedure_from);
  if (!procedure) return nullptr;
  for (const catalog::Action& action : procedure->actions) {
    if (action.by != "applicant" || std::ranges::find(action.from, in) == action.from.end()) continue;
    for (const catalog::Effect& effect : action.effects)
      if (const auto* take = std::get_if<catalog::TakeSubmission>(&effect); take && take->corrections_only)
        return &action;
  }
  return nullptr;
}

base::Result<std::map<std::string, casework::MaterialGiven>> read_materials(const Json& json) {
  static constexpr std::array<std::string_view, 4> ways = {"file", "commitment", "tolerated", "paper"};
  std::map<std::string, casework::MaterialGiven> materials;
  const Json::Object* object = json.if_object();
  if (!object) return base::fail("drafts.materials", {"/materials"});
  for (const auto& [id, value] : *object) {
    casework::MaterialGiven given;
    given.how = value.find_string("how").value_or("");
    given.text = value.find_string("text").value_or("");
    const Json* files = value.find("files");
    const Json::Array* list = files ? files->if_array() : nullptr;
    if (std::ranges::find(ways, given.how) == ways.end() || given.text.size() > 4000 ||
        (list && list->size() > 50))
      return base::fail("drafts.materials", {"/materials/" + id});
    if (list)
      for (const Json& file : *list) {
        if (!file.if_string()) return base::fail("drafts.materials", {"/materials/" + id + "/files"});
        given.files.push_back(*file.if_string());
      }
    materials[id] = std::move(given);
  }
  return materials;
}

Json to_json(const Draft& draft, const catalog::Catalogue& catalogue) {
  Json::Array files;
  for (const FileDetails& file : draft.files) files.push_back(to_json(file));
  return Json::object({{"id", draft.id},
                       {"kind", draft.kind},
                       {"target", draft.target},
                       {"name", to_json(name_of(draft, catalogue))},
                       {"version", draft.version},
                       {"form", draft.form},
                       {"chosen", Json::Array(draft.chosen.begin(), draft.chosen.end())},
                       {"materials", materials_json(draft.materials)},
                       {"files", std::move(files)},
                       {"updated_at", draft.updated_at.to_string()}});
}

store::TableSet Drafts::table() {
  return {"drafts",
          1,
          {"drafts"},
          {"create table if not exists drafts (zone text not null, id text not null, account text not null, "
           "kind text not null, target text not null, version integer not null, content blob not null, "
           "updated_at integer not null, primary key (zone, id))",
           "create index if not exists drafts_by_account on drafts (zone, account, updated_at)"}};
}

base::Result<Draft> Drafts::create(const Identity& identity, const std::string& kind,
                                   const std::string& target, base::Instant now) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const base::Date today = catalogue.calendar.legal_day(now);
  Draft draft;
  draft.id = random_code();
  draft.account = identity.on_behalf();
  draft.kind = kind;
  draft.target = target;
  draft.updated_at = now;
  if (kind == "package") {
    const catalog::Package* package = catalogue.find_package(target, today);
    if (!package) return base::fail("drafts.target", {target});
    for (const catalog::Member& member : package->members) draft.chosen.push_back(member.id);
  } else if (kind == "matter") {
    if (!catalogue.find_matter(target, today)) return base::fail("drafts.target", {target});
  } else {
    CaseView view(service_, identity, now);
    SHUXIN_TRY(const CaseHistory history, view.load(target));
    if (!find_correction_action(history.state, history.state.state, catalogue) ||
        history.state.opened.applicant != draft.account)
      return base::fail("drafts.target", {target});
    for (const casework::Gap& gap : history.state.gaps) {
      if (gap.field.empty()) continue;
      const std::string member = gap.field.substr(1, gap.field.find('/', 1) - 1);
      if (const Json* value = history.state.form.find(member)) draft.form.set(member, *value);
    }
  }
  if (const auto written = write(draft, std::nullopt); !written) return std::unexpected(written.error());
  return draft;
}

// The content is sealed before the unit of work, which may not call the store.
base::Result<void> Drafts::write(const Draft& draft, std::optional<std::int64_t> expected) {
  SHUXIN_TRY(const std::string sealed,
             service_.store().seal(service_.zone(), draft.account, "draft/" + draft.id, content_of(draft)));
  store::Unit unit;
  unit.zone = service_.zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    if (expected) {
      SHUXIN_TRY(const std::int64_t changed,
                 transaction.execute(
                     "update drafts set kind = ?, target = ?, version = ?, content = ?, updated_at = ? "
                     "where zone = ? and id = ? and account = ? and version = ?",
                     {draft.kind, draft.target, draft.version, store::Blob{sealed},
                      draft.updated_at.milliseconds, service_.zone(), draft.id, draft.account, *expected}));
      if (changed != 1) return base::fail("drafts.stale", {std::to_string(*expected)});
      return store::Answer{};
    }
    SHUXIN_TRY([[maybe_unused]] const std::int64_t changed,
               transaction.execute(
                   "insert into drafts (zone, id, account, kind, target, version, content, updated_at) "
                   "values (?, ?, ?, ?, ?, ?, ?, ?)",
                   {service_.zone(), draft.id, draft.account, draft.kind, draft.target, draft.version,
                    store::Blob{sealed}, draft.updated_at.milliseconds}));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  return {};
}

base::Result<std::vector<Draft>> Drafts::list(const Identity& identity) {
  struct Stored {
    Draft draft;
    std::string sealed;
  };
  std::vector<Stored> stored;
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  const auto read = reads->query(
      "select id, kind, target, version, content, updated_at from drafts where zone = ? and account = ? "
      "order by updated_at desc limit 100",
      {service_.zone(), identity.on_behalf()}, [&](store::Row row) {
        Draft draft;
        draft.id = store::text(row[0]);
        draft.account = identity.on_behalf();
        draft.kind = store::text(row[1]);
        draft.target = store::text(row[2]);
        draft.version = store::integer(row[3]);
        draft.updated_at = {store::integer(row[5])};
        stored.push_back({std::move(draft), std::string(store::bytes(row[4]))});
        return true;
      });
  if (!read) return std::unexpected(read.error());
  std::vector<Draft> drafts;
  for (Stored& one : stored) {
    SHUXIN_TRY(const auto content, service_.store().unseal(service_.zone(), one.draft.account,
                                                           "draft/" + one.draft.id, one.sealed));
    if (!content) continue;  // erased with the person
    if (const auto filled = read_content(*content, one.draft); !filled)
      return std::unexpected(filled.error());
    drafts.push_back(std::move(one.draft));
  }
  return drafts;
}

base::Result<Draft> Drafts::load(const Identity& identity, const std::string& id) {
  SHUXIN_TRY(std::vector<Draft> all, list(identity));
  const auto found = std::ranges::find(all, id, &Draft::id);
  if (found == all.end()) return base::fail("drafts.none", {id});
  return std::move(*found);
}

base::Result<Draft> Drafts::save(const Identity& identity, Draft changed, base::Instant now) {
  SHUXIN_TRY(Draft stored, load(identity, changed.id));
  const std::int64_t expected = changed.version;
  changed.account = stored.account;
  changed.kind = stored.kind;
  changed.target = stored.target;
  changed.files = stored.files;
  changed.version = expected + 1;
  changed.updated_at = now;
  for (const auto& [material, given] : changed.materials)
    for (const std::string& file : given.files)
      if (std::ranges::find(changed.files, file, &FileDetails::file) == changed.files.end())
        return base::fail("drafts.materials", {"/materials/" + material + "/files"});
  if (const auto written = write(changed, expected); !written) return std::unexpected(written.error());
  return changed;
}

base::Result<Draft> Drafts::add_file(const Identity& identity, const std::string& id, FileDetails details,
                                     base::Instant now) {
  SHUXIN_TRY(Draft draft, load(identity, id));
  const std::int64_t expected = draft.version;
  draft.files.push_back(std::move(details));
  draft.version = expected + 1;
  draft.updated_at = now;
  if (const auto written = write(draft, expected); !written) return std::unexpected(written.error());
  return draft;
}

base::Result<void> Drafts::remove(const Identity& identity, const std::string& id) {
  store::Unit unit;
  unit.zone = service_.zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    SHUXIN_TRY(const std::int64_t changed,
               transaction.execute("delete from drafts where zone = ? and id = ? and account = ?",
                                   {service_.zone(), id, identity.on_behalf()}));
    if (changed == 0) return base::fail("drafts.none", {id});
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  return {};
}

casework::Command Drafts::command_of(const Draft& draft, const std::string& action) {
  casework::Submission submission{draft.form, draft.materials};
  if (draft.kind == "package")
    return casework::OpenPackage{draft.target, draft.chosen, std::move(submission)};
  if (draft.kind == "matter") return casework::OpenCase{draft.target, std::move(submission), "online"};
  return casework::Act{draft.target, action, Json(), std::move(submission)};
}

base::Result<Reply> Drafts::submit(const Identity& identity, const std::string& id, const std::string& key,
                                   base::Instant now) {
  SHUXIN_TRY(const Draft draft, load(identity, id));
  if (draft.kind.starts_with(submitted)) {
    Json body = Json::object({{"kind", draft.kind.substr(submitted.size())}, {"number", draft.target}});
    return Reply{false, true, std::move(body)};
  }
  SHUXIN_TRY(const std::vector<FormFault> faults, form_faults(draft, now));
  if (!faults.empty()) {
    Json::Array all;
    for (const FormFault& fault : faults)
      all.push_back(Json::object({{"pointer", "/form" + fault.pointer}, {"text", to_json(fault.text)}}));
    return Reply{true, false,
                 Json::object({{"code", "case.form"},
                               {"arguments", Json::Array{}},
                               {"basis", Json::Array{}},
                               {"faults", std::move(all)}})};
  }
  std::string action;
  if (draft.kind == "correction") {
    CaseView view(service_, identity, now);
    SHUXIN_TRY(const CaseHistory history, view.load(draft.target));
    const catalog::Action* found =
        find_correction_action(history.state, history.state.state, service_.catalogue());
    if (!found) return base::fail("drafts.target", {draft.target});
    action = found->id;
  }
  SHUXIN_TRY(Reply reply, service_.run({command_of(draft, action), actor_of(identity), now, key, std::nullopt,
                                        owner(id)}));
  if (!reply.refused) {
    Draft done;
    done.id = draft.id;
    done.account = draft.account;
    done.kind = submitted + std::string(reply.body.find_string("kind").value_or("case"));
    done.target = reply.body.find_string("number").value_or("");
    done.version = draft.version + 1;
    done.updated_at = now;
    if (const auto written = write(done, draft.version); !written) return std::unexpected(written.error());
  }
  return reply;
}

base::Result<int> Drafts::sweep_files(base::Instant now) {
  std::set<std::string, std::less<>> open;
  {
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_DO(
        reads->query("select id, kind from drafts where zone = ?", {service_.zone()}, [&](store::Row row) {
          if (!store::text(row[1]).starts_with(submitted))
            open.insert(owner(std::string(store::text(row[0]))));
          return true;
        }));
  }
  // What other zones of the store still want is theirs to say.
  const auto is_wanted = [&](std::string_view zone, std::string_view owner) {
    return zone != service_.zone() || open.contains(owner);
  };
  SHUXIN_TRY(const auto swept, service_.store().sweep_files({now.milliseconds - kept_unnamed_ms}, is_wanted));
  if (swept.empty()) return 0;
  store::Unit unit;
  unit.zone = service_.zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    for (const std::string& file : swept) {
      SHUXIN_TRY([[maybe_unused]] const auto gone,
                 transaction.execute("delete from file_details where zone = ? and file = ?",
                                     {service_.zone(), file}));
    }
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  return static_cast<int>(swept.size());
}

}  // namespace shuxin::app
