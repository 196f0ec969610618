#include "core/casework/event.h"

#include <array>
#include <utility>

#include "core/base/both.h"

namespace shuxin::casework {
namespace {

// Each event lists its members once, for the writer and for the reader: `visit(io, event)` calls io(name,
// member) for what is open and io.personal(name, member) for what is about a person.

template <typename Io>
void visit(Io& io, CaseOpened& e) {
  io("number", e.number);
  io("matter", e.matter);
  io("matter_from", e.matter_from);
  io("procedure", e.procedure);
  io("procedure_from", e.procedure_from);
  io("package", e.package_number);
  io("member", e.member);
  io("authority", e.authority);
  io("applicant", e.applicant);
  io("applicant_kind", e.applicant_kind);
  io.personal("applicant_name", e.applicant_name);
  io("title", e.title);
  io("channel", e.channel);
  io("received_at", e.received_at);
  io("parent", e.parent);
}
template <typename Io>
void visit(Io& io, SubmissionTaken& e) {
  io("number", e.number);
  io("corrections", e.corrections);
  io("form", e.form);
  io.personal("form", e.personal);
  io("materials", e.materials);
  io("facts", e.facts);
}
template <typename Io>
void visit(Io& io, StateEntered& e) {
  io("state", e.state);
  io("owner", e.owner);
  io("organisation", e.organisation);
  io("final", e.final);
  io("outcome", e.outcome);
}
template <typename Io>
void visit(Io& io, GapsNotified& e) {
  io("gaps", e.gaps);
}
template <typename Io>
void visit(Io& io, ReviewOpened& e) {
  io("step", e.step);
  io("role", e.role);
  io("organisation", e.organisation);
  io("limit", e.limit);
}
template <typename Io>
void visit(Io& io, OpinionGiven& e) {
  io("step", e.step);
  io("verdict", e.verdict);
  io("text", e.text);
  io("officer", e.officer);
}
template <typename Io>
void visit(Io& io, ClockStarted& e) {
  io("clock", e.clock);
  io("limit", e.limit);
  io("first_day_counts", e.first_day_counts);
  io("promised", e.promised);
  io("on_lapse", e.on_lapse);
  io("from", e.from);
  io("started_by", e.started_by);
  io("longest_extension", e.longest_extension);
}
template <typename Io>
void visit(Io& io, ClockStopped& e) {
  io("clock", e.clock);
}
template <typename Io>
void visit(Io& io, ClockResumed& e) {
  io("clock", e.clock);
}
template <typename Io>
void visit(Io& io, ClockExtended& e) {
  io("clock", e.clock);
  io("by", e.by);
}
template <typename Io>
void visit(Io& io, ClockEnded& e) {
  io("clock", e.clock);
}
template <typename Io>
void visit(Io& io, ClockLapsed& e) {
  io("clock", e.clock);
  io("deadline", e.deadline);
}
template <typename Io>
void visit(Io& io, DecisionMade& e) {
  io("outcome", e.outcome);
  io("reason", e.reason);
  io("power", e.power);
  io("organisation", e.organisation);
  io("officer", e.officer);
  io("right_authority", e.right_authority);
  io("facts", e.facts);
}
template <typename Io>
void visit(Io& io, DocumentIssued& e) {
  io("document", e.document);
  io("number", e.number);
  io("code", e.code);
  io("organisation", e.organisation);
  io("content", e.content);
  io.personal("content", e.personal);
}
template <typename Io>
void visit(Io& io, DocumentEnded& e) {
  io("code", e.code);
  io("how", e.how);
  io("by", e.by);
}
template <typename Io>
void visit(Io& io, RegisterWritten& e) {
  io("register", e.register_kind);
  io("key", e.key);
  io("fields", e.fields);
  io.personal("fields", e.personal);
  io("ended", e.ended);
}
template <typename Io>
void visit(Io& io, ObligationOpened& e) {
  io("id", e.id);
  io("kind", e.kind);
  io("name", e.name);
  io("owner", e.owner);
  io("organisation", e.organisation);
  io("due", e.due);
  io("about", e.about);
}
template <typename Io>
void visit(Io& io, ObligationClosed& e) {
  io("id", e.id);
  io("how", e.how);
  io("text", e.text);
}
template <typename Io>
void visit(Io& io, NumberAssigned& e) {
  io("name", e.name);
  io("series", e.series);
  io("value", e.value);
}
template <typename Io>
void visit(Io& io, MessageSent& e) {
  io("to", e.to);
  io("what", e.what);
}
template <typename Io>
void visit(Io& io, MessageAnswered& e) {
  io("how", e.how);
  io("record", e.record);
  io("text", e.text);
}
template <typename Io>
void visit(Io& io, FeeDemanded& e) {
  io("id", e.id);
  io("name", e.name);
  io("amount", e.amount);
}
template <typename Io>
void visit(Io& io, FeePaid& e) {
  io("id", e.id);
  io("record", e.record);
}
template <typename Io>
void visit(Io& io, PartyJoined& e) {
  io("as", e.as);
  io("account", e.account);
  io.personal("name", e.name);
}
template <typename Io>
void visit(Io& io, PartySigned& e) {
  io("what", e.what);
  io("as", e.as);
  io("account", e.account);
}
template <typename Io>
void visit(Io& io, CaseSpawned& e) {
  io("as", e.as);
  io("key", e.key);
  io("matter", e.matter);
  io("number", e.number);
}
template <typename Io>
void visit(Io& io, SpawnSettled& e) {
  io("number", e.number);
  io("outcome", e.outcome);
}
template <typename Io>
void visit(Io& io, LotsDrawn& e) {
  io("as", e.as);
  io("drawn", e.drawn);
  io("seed", e.seed);
}
template <typename Io>
void visit(Io& io, MeetingScheduled& e) {
  io("what", e.what);
  io("at", e.at);
  io("place", e.place);
}
template <typename Io>
void visit(Io& io, NoteAdded& e) {
  io("about", e.about);
  io("text", e.text);
}
template <typename Io>
void visit(Io& io, ResultHeld& e) {
  io("action", e.action);
  io("officer", e.officer);
  io.personal("officer_name", e.officer_name);
  io("input", e.input);
  io("margin_working_days", e.margin_working_days);
}
template <typename Io>
void visit(Io& io, HoldEnded& e) {
  io("how", e.how);
}
template <typename Io>
void visit(Io& io, LapseUndone& e) {
  io("clock", e.clock);
  io("reason", e.reason);
}
template <typename Io>
void visit(Io& io, ResultDelivered& e) {
  io("how", e.how);
  io("record", e.record);
  io.personal("receiver", e.receiver);
}
template <typename Io>
void visit(Io& io, VisitMade& e) {
  io("purpose", e.purpose);
  io("package", e.package_number);
}
template <typename Io>
void visit(Io& io, PackageOpened& e) {
  io("number", e.number);
  io("package", e.package);
  io("package_from", e.package_from);
  io("applicant", e.applicant);
  io("applicant_kind", e.applicant_kind);
  io.personal("applicant_name", e.applicant_name);
  io("form", e.form);
  io.personal("form", e.personal);
  io("materials", e.materials);
  io("chosen", e.chosen);
  io("promise", e.promise);
  io("received_at", e.received_at);
  io("channel", e.channel);
  io("from_package", e.from_package);
}
template <typename Io>
void visit(Io& io, MemberOpened& e) {
  io("member", e.member);
  io("case", e.case_number);
}
template <typename Io>
void visit(Io& io, MemberSettled& e) {
  io("member", e.member);
  io("outcome", e.outcome);
}
template <typename Io>
void visit(Io& io, PackageDissolved& e) {
  io("reason", e.reason);
  io("member", e.member);
}
template <typename Io>
void visit(Io& io, PackageOccurred& e) {
  io("what", e.event);
  io("at", e.at);
  io("record", e.record);
}
template <typename Io>
void visit(Io& io, PackageSettled& e) {
  io("outcome", e.outcome);
}

// Names in the order of the variant; stored, so they never change.
constexpr std::array<std::string_view, std::variant_size_v<Event>> names = {
    "case-opened",       "submission-taken",  "state-entered",     "gaps-notified",   "review-opened",
    "opinion-given",     "clock-started",     "clock-stopped",     "clock-resumed",   "clock-extended",
    "clock-ended",       "clock-lapsed",      "decision-made",     "document-issued", "register-written",
    "obligation-opened", "obligation-closed", "number-assigned",   "message-sent",    "message-answered",
    "fee-demanded",      "fee-paid",          "party-joined",      "party-signed",    "case-spawned",
    "spawn-settled",     "lots-drawn",        "meeting-scheduled", "note-added",      "result-held",
    "hold-ended",        "result-delivered",  "visit-made",        "package-opened",  "member-opened",
    "member-settled",    "package-dissolved", "package-occurred",  "package-settled", "document-ended",
    "lapse-undone"};

// ------------------------------------------------------------------------------------------------ writing

// Members that hold their default are left out: an event's stored form stays small, and reading gives the
// default.
class Writer {
 public:
  void operator()(std::string_view name, const std::string& value) {
    if (!value.empty()) open_.set(name, value);
  }
  void operator()(std::string_view name, bool value) {
    if (value) open_.set(name, true);
  }
  void operator()(std::string_view name, int value) { open_.set(name, value); }
  void operator()(std::string_view name, Date value) { open_.set(name, value.to_string()); }
  void operator()(std::string_view name, Instant value) { open_.set(name, value.milliseconds); }
  void operator()(std::string_view name, const Json& value) {
    if (!value.is_null()) open_.set(name, value);
  }
  void operator()(std::string_view name, const Text& value) { open_.set(name, of(value)); }
  void operator()(std::string_view name, const calendar::Limit& value) { open_.set(name, of(value)); }
  void operator()(std::string_view name, const std::optional<calendar::Limit>& value) {
    if (value) open_.set(name, of(*value));
  }
  void operator()(std::string_view name, const std::vector<std::string>& value) {
    Json::Array items(value.begin(), value.end());
    open_.set(name, std::move(items));
  }
  void operator()(std::string_view name, const std::vector<Gap>& gaps) {
    Json::Array items;
    for (const Gap& gap : gaps) {
      Json item = Json::object({{"kind", gap.kind}, {"id", gap.id}, {"text", of(gap.text)}});
      if (!gap.field.empty()) item.set("field", gap.field);
      items.push_back(std::move(item));
    }
    open_.set(name, std::move(items));
  }
  void operator()(std::string_view name, const std::map<std::string, MaterialGiven>& materials) {
    if (materials.empty()) return;
    Json::Object items;
    for (const auto& [id, given] : materials) {
      Json item = Json::object({{"how", given.how}});
      if (!given.files.empty()) item.set("files", Json::Array(given.files.begin(), given.files.end()));
      if (!given.text.empty()) item.set("text", given.text);
      items.emplace_back(id, std::move(item));
    }
    open_.set(name, std::move(items));
  }
  void personal(std::string_view name, const std::string& value) {
    if (!value.empty()) personal_.set(name, value);
  }
  void personal(std::string_view name, const Json& value) {
    if (!value.is_null()) personal_.set(name, value);
  }

  Json open_ = Json::Object{};
  Json personal_;

 private:
  static Json of(const Text& text) { return base::both(text); }
  static Json of(const calendar::Limit& limit) {
    return Json::object({{"unit", calendar::name_of(limit.unit)}, {"amount", limit.amount}});
  }
};

// ------------------------------------------------------------------------------------------------ reading

class Reader {
 public:
  Reader(const Json& open, const Json* personal) : open_(open), personal_(personal) {}

  void operator()(std::string_view name, std::string& value) { text(open_.find(name), value); }
  void operator()(std::string_view name, bool& value) {
    if (const Json* member = open_.find(name)) {
      if (const bool* truth = member->if_bool())
        value = *truth;
      else
        good_ = false;
    }
  }
  void operator()(std::string_view name, int& value) {
    const auto read = open_.find_integer(name);
    if (read && *read >= 0 && *read <= 1'000'000)
      value = static_cast<int>(*read);
    else
      good_ = false;
  }
  void operator()(std::string_view name, Date& value) {
    const auto text = open_.find_string(name);
    const auto read = text ? Date::parse(*text) : std::nullopt;
    if (read)
      value = *read;
    else
      good_ = false;
  }
  void operator()(std::string_view name, Instant& value) {
    const auto read = open_.find_integer(name);
    if (read)
      value.milliseconds = *read;
    else
      good_ = false;
  }
  void operator()(std::string_view name, Json& value) {
    if (const Json* member = open_.find(name)) value = *member;
  }
  void operator()(std::string_view name, Text& value) { take(open_.find(name), value); }
  void operator()(std::string_view name, calendar::Limit& value) { take(open_.find(name), value); }
  void operator()(std::string_view name, std::optional<calendar::Limit>& value) {
    if (const Json* member = open_.find(name)) take(member, value.emplace());
  }
  void operator()(std::string_view name, std::vector<std::string>& value) {
    strings(open_.find(name), value);
  }
  void operator()(std::string_view name, std::vector<Gap>& gaps) {
    const Json* member = open_.find(name);
    const Json::Array* items = member ? member->if_array() : nullptr;
    if (!items) {
      good_ = false;
      return;
    }
    for (const Json& item : *items) {
      Gap& gap = gaps.emplace_back();
      text(item.find("kind"), gap.kind);
      text(item.find("id"), gap.id);
      take(item.find("text"), gap.text);
      text(item.find("field"), gap.field);
    }
  }
  void operator()(std::string_view name, std::map<std::string, MaterialGiven>& materials) {
    const Json* member = open_.find(name);
    if (!member) return;
    const Json::Object* items = member->if_object();
    if (!items) {
      good_ = false;
      return;
    }
    for (const auto& [id, item] : *items) {
      MaterialGiven& given = materials[id];
      text(item.find("how"), given.how);
      if (const Json* files = item.find("files")) strings(files, given.files);
      text(item.find("text"), given.text);
    }
  }
  void personal(std::string_view name, std::string& value) {
    if (personal_) text(personal_->find(name), value);
  }
  void personal(std::string_view name, Json& value) {
    if (const Json* member = personal_ ? personal_->find(name) : nullptr) value = *member;
  }

  [[nodiscard]] bool good() const { return good_; }

 private:
  void text(const Json* member, std::string& value) {
    if (!member) return;
    if (const std::string* read = member->if_string())
      value = *read;
    else
      good_ = false;
  }
  void strings(const Json* member, std::vector<std::string>& value) {
    const Json::Array* items = member ? member->if_array() : nullptr;
    if (!items) {
      good_ = false;
      return;
    }
    for (const Json& item : *items) text(&item, value.emplace_back());
  }
  void take(const Json* member, Text& value) {
    if (!member) {
      good_ = false;
      return;
    }
    text(member->find("zh"), value.zh);
    text(member->find("en"), value.en);
  }
  void take(const Json* member, calendar::Limit& value) {
    const auto unit = member ? member->find_string("unit") : std::nullopt;
    const auto amount = member ? member->find_integer("amount") : std::nullopt;
    if (!unit || !amount || *amount < 0) {
      good_ = false;
      return;
    }
    const auto known = calendar::find_unit(*unit);
    good_ = good_ && known.has_value();
    value = {known.value_or(calendar::Unit::WorkingDays), *amount};
  }

  const Json& open_;
  const Json* personal_;
  bool good_ = true;
};

// Makes the event of that name with nothing in it.
template <std::size_t... I>
std::optional<Event> blank(std::string_view name, std::index_sequence<I...>) {
  std::optional<Event> made;
  ((names[I] == name ? (made.emplace(std::in_place_index<I>), true) : false) || ...);
  return made;
}

}  // namespace

std::string_view name_of(const Event& event) {
  return names[event.index()];
}

StoredStep to_json(const Step& step) {
  Json::Array events;
  Json personal;
  for (const Event& event : step.events) {
    Writer writer;
    writer.open_.set("event", name_of(event));
    std::visit([&](const auto& one) { visit(writer, const_cast<std::remove_cvref_t<decltype(one)>&>(one)); },
               event);
    if (!writer.personal_.is_null()) personal.set(std::to_string(events.size()), std::move(writer.personal_));
    events.push_back(std::move(writer.open_));
  }
  Json open = Json::object({{"action", step.action}, {"actor", step.actor}});
  if (!step.actor_name.empty()) personal.set("actor_name", step.actor_name);
  open.set("desk", step.desk);
  open.set("at", step.effective_at.milliseconds);
  open.set("events", std::move(events));
  return {std::move(open), std::move(personal)};
}

base::Result<Step> step_from_json(const Json& open, const Json& personal) {
  Step step;
  Reader head(open, &personal);
  head("action", step.action);
  head("actor", step.actor);
  head.personal("actor_name", step.actor_name);
  head("desk", step.desk);
  head("at", step.effective_at);
  const Json* list = open.find("events");
  const Json::Array* events = list ? list->if_array() : nullptr;
  if (!head.good() || !events) return base::fail("event.malformed", {"step"});
  for (std::size_t i = 0; i < events->size(); ++i) {
    const Json& stored = (*events)[i];
    const std::string name(stored.find_string("event").value_or(""));
    auto event = blank(name, std::make_index_sequence<std::variant_size_v<Event>>{});
    if (!event) return base::fail("event.unknown", {name});
    Reader reader(stored, personal.find(std::to_string(i)));
    std::visit([&](auto& one) { visit(reader, one); }, *event);
    if (!reader.good()) return base::fail("event.malformed", {name});
    step.events.push_back(std::move(*event));
  }
  return step;
}

}  // namespace shuxin::casework
