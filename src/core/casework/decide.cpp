#include "core/casework/decide.h"

#include <algorithm>
#include <set>

#include "core/casework/work.h"

namespace shuxin::casework {
namespace {

Actor engine() {
  return {"engine", "engine", "", "engine", {}};
}

bool went_well(std::string_view outcome) {
  return outcome == "granted" || outcome == "completed";
}

std::string padded(std::int64_t number) {
  std::string digits = std::to_string(number);
  return digits.size() < 6 ? std::string(6 - digits.size(), '0') + digits : digits;
}

// Decides one command: gathers the steps of all streams that it touches, and the look-ups that were missing.
class Decider {
 public:
  Decider(Streams streams, const Actor& actor, const Given& given)
      : streams_(std::move(streams)), actor_(actor), given_(given) {}

  Outcome operator()(const OpenCase& command) {
    const Date today = legal_day(given_.catalogue, given_.now);
    const catalog::Matter* matter = given_.catalogue.find_matter(command.matter, today);
    if (!matter) return refuse("case.no-such-matter", {command.matter, today.to_string()});
    SHUXIN_DO(check_applicant(matter->applicants));
    number_ = new_number("A");
    return open_case(*matter, command.submission, command.channel, "", "", {});
  }

  Outcome operator()(const OpenPackage& command) {
    const Date today = legal_day(given_.catalogue, given_.now);
    const catalog::Package* package = given_.catalogue.find_package(command.package, today);
    if (!package) return refuse("case.no-such-matter", {command.package, today.to_string()});
    SHUXIN_DO(check_applicant(package->applicants));
    PackageOpened opened;
    opened.number = number_ = new_number("P");
    opened.package = package->id;
    opened.package_from = package->effective.from;
    opened.applicant = actor_.applicant;
    opened.applicant_kind = actor_.kind;
    opened.applicant_name = actor_.name;
    opened.promise = package->promise;
    opened.received_at = given_.now;
    opened.materials = command.submission.materials;
    split_form(*package, command.submission.form, opened);
    SHUXIN_DO(choose(*package, command.chosen, command.submission.form, opened));
    package_step_ = Step{"open", actor_.account, actor_.name, "applicant", given_.now, {}};
    emit(std::move(opened));
    return advance_package();
  }

  Outcome operator()(const Act& command) {
    return on_case(command.case_number, [&](CaseWork& work, const Pinned& pinned) -> Outcome {
      const catalog::Action* action = pinned.procedure->find_action(command.action);
      if (!action || command.action == "submit") return refuse("case.not-a-command", {command.action});
      return work.act(*action, actor_, command.input, command.submission);
    });
  }

  Outcome operator()(const Tick& command) {
    return on_case(command.case_number, [](CaseWork&, const Pinned&) -> Outcome { return {}; });
  }

  Decision finish(Outcome outcome) {
    if (!missing_.empty()) return NeedsFacts{{missing_.begin(), missing_.end()}};
    if (!outcome) return std::move(outcome).error();
    if (package_step_) {
      steps_.push_back(
          {"package/" + streams_.package.opened.number, package_version_, std::move(*package_step_)});
    }
    return Decided{std::move(steps_), number_};
  }

 private:
  std::string new_number(std::string_view kind) {
    const int year = static_cast<int>(legal_day(given_.catalogue, given_.now).civil().year);
    const std::string series = "case-" + std::string(kind);
    return std::string(kind) + std::to_string(year) + padded(given_.supplies.number(series, year));
  }

  Outcome check_applicant(const std::vector<std::string>& kinds) {
    if (!kinds.empty() && std::ranges::find(kinds, actor_.kind) == kinds.end())
      return refuse("case.not-for-you", {actor_.kind});
    return {};
  }

  void split_form(const catalog::Package& package, const Json& values, PackageOpened& opened) {
    const catalog::Form* form = given_.catalogue.find_form(package.form);
    opened.form = Json::Object{};
    if (const Json::Object* object = values.if_object())
      for (const auto& [name, value] : *object) {
        const bool personal = form && std::ranges::find(form->personal, name) != form->personal.end();
        (personal ? opened.personal : opened.form).set(name, value);
      }
  }

  // A member whose condition says no is left out; what cannot be told is done.
  bool applies(const catalog::Member& member, const Json& form) {
    if (member.when.empty()) return true;
    const catalog::Matter* matter =
        given_.catalogue.find_matter(member.matter, legal_day(given_.catalogue, given_.now));
    if (!matter) return true;
    CaseState filled;
    filled.form = form;
    return Formulas(filled, *matter, given_).truth(member.when) != rules::Truth::False;
  }

  // The members that will be done: all that are not optional, and of the others those that were chosen.
  Outcome choose(const catalog::Package& package, const std::vector<std::string>& chosen, const Json& form,
                 PackageOpened& opened) {
    for (const std::string& id : chosen)
      if (!package.find_member(id)) return refuse("case.no-such-member", {id});
    for (const catalog::Member& member : package.members) {
      const bool wanted = !member.optional || std::ranges::find(chosen, member.id) != chosen.end();
      if (wanted && applies(member, form)) opened.chosen.push_back(member.id);
    }
    return {};
  }

  void emit(Event event) {
    if (!package_step_) {
      const Actor machine = engine();
      package_step_ = Step{"advance", machine.account, "", "engine", given_.now, {}};
    }
    if (!package_opened_) package_version_ = streams_.package.version;
    package_opened_ = true;
    Step one = *package_step_;
    one.events = {event};
    evolve(streams_.package, one);
    package_step_->events.push_back(std::move(event));
  }

  Outcome open_case(const catalog::Matter& matter, const Submission& submission, const std::string& channel,
                    const std::string& package_number, const std::string& member,
                    const std::map<std::string, std::string>& results) {
    const Date today = legal_day(given_.catalogue, given_.now);
    const catalog::Procedure* procedure = given_.catalogue.find_procedure(matter.procedure, today);
    if (!procedure) return refuse("case.unknown-definition", {matter.procedure});
    const std::string number = package_number.empty() ? number_ : new_number("A");
    CaseOpened opened;
    opened.number = number;
    opened.matter = matter.id;
    opened.matter_from = matter.effective.from;
    opened.procedure = procedure->id;
    opened.procedure_from = procedure->effective.from;
    opened.package_number = package_number;
    opened.member = member;
    opened.authority = matter.authority;
    opened.applicant = actor_.applicant;
    opened.applicant_kind = actor_.kind;
    opened.applicant_name = actor_.name;
    opened.channel = channel;
    opened.received_at = given_.now;
    if (!package_number.empty()) {
      const PackageOpened& package = streams_.package.opened;
      opened.applicant = package.applicant;
      opened.applicant_kind = package.applicant_kind;
      opened.applicant_name = package.applicant_name;
    }
    CaseState blank;
    blank.opened = opened;
    if (!matter.title.empty()) {
      CaseState filled;
      filled.form = submission.form;
      opened.title = Formulas(filled, matter, given_).text(matter.title);
    }
    CaseWork work(std::move(blank), {&matter, procedure}, given_);
    const Outcome outcome = work.open(std::move(opened), submission, actor_, results);
    return keep(work, outcome);
  }

  template <typename Then>
  Outcome on_case(const std::string& number, Then then) {
    const auto found = streams_.cases.find(number);
    if (found == streams_.cases.end() || !found->second.exists()) return refuse("case.none", {number});
    const Pinned pinned = find_pinned(found->second, given_.catalogue);
    if (!pinned.matter || !pinned.procedure)
      return refuse("case.unknown-definition", {found->second.opened.matter});
    number_ = number;
    CaseWork work(found->second, pinned, given_);
    Outcome outcome = work.lapse();
    if (outcome) outcome = then(work, pinned);
    SHUXIN_DO(keep(work, outcome));
    return streams_.package.exists() && !streams_.package.settled ? advance_package() : Outcome{};
  }

  // Takes over what the work on a case came to: its steps, its state, and the look-ups that it missed.
  Outcome keep(CaseWork& work, const Outcome& outcome) {
    missing_.insert(work.missing().begin(), work.missing().end());
    if (!outcome) return outcome;
    for (NewStep& step : work.take_steps()) steps_.push_back(std::move(step));
    streams_.cases[work.state().opened.number] = work.state();
    return {};
  }

  // Settles members whose cases have ended, opens those whose turn has come, and settles the package when all
  // are: until nothing moves.
  Outcome advance_package() {
    const catalog::Package* package = given_.catalogue.find_package_version(
        streams_.package.opened.package, streams_.package.opened.package_from);
    if (!package) return refuse("case.unknown-definition", {streams_.package.opened.package});
    for (bool moved = true; moved;) {
      moved = settle_members();
      for (const catalog::Member& member : package->members) {
        const MemberState* state = streams_.package.find_member(member.id);
        if (!state || !state->outcome.empty() || !state->case_number.empty()) continue;
        switch (turn_of(member)) {
          case Turn::NotYet:
            break;
          case Turn::Never:
            emit(MemberSettled{member.id, "cancelled"});
            moved = true;
            break;
          case Turn::Now:
            SHUXIN_DO(open_member(member));
            moved = true;
            break;
        }
      }
    }
    settle_package();
    return {};
  }

  bool settle_members() {
    bool moved = false;
    const std::vector<MemberState> members = streams_.package.members;
    for (const MemberState& member : members) {
      if (member.case_number.empty() || !member.outcome.empty()) continue;
      const auto found = streams_.cases.find(member.case_number);
      if (found == streams_.cases.end() || !found->second.final) continue;
      emit(MemberSettled{member.member, found->second.outcome});
      moved = true;
    }
    return moved;
  }

  enum class Turn { NotYet, Now, Never };

  // A member's turn comes when all before it went well; never, when one of them did not.
  Turn turn_of(const catalog::Member& member) const {
    Turn turn = Turn::Now;
    for (const std::string& id : member.after) {
      const MemberState* before = streams_.package.find_member(id);
      if (!before) continue;
      if (before->outcome.empty())
        turn = Turn::NotYet;
      else if (!went_well(before->outcome))
        return Turn::Never;
    }
    return turn;
  }

  Outcome open_member(const catalog::Member& member) {
    const Date today = legal_day(given_.catalogue, given_.now);
    const catalog::Matter* matter = given_.catalogue.find_matter(member.matter, today);
    if (!matter) return refuse("case.no-such-matter", {member.matter, today.to_string()});
    Submission submission{streams_.package.form, {}};
    for (const catalog::Material& material : matter->materials)
      if (const auto given = streams_.package.opened.materials.find(material.id);
          given != streams_.package.opened.materials.end())
        submission.materials.insert(*given);
    std::map<std::string, std::string> results;
    for (const std::string& id : member.after)
      if (const MemberState* before = streams_.package.find_member(id))
        if (const auto found = streams_.cases.find(before->case_number); found != streams_.cases.end())
          for (const auto& [name, value] : found->second.results) results.emplace(name, value);
    const std::size_t before = steps_.size();
    SHUXIN_DO(open_case(*matter, submission, "package", streams_.package.opened.number, member.id, results));
    // The case number is the last of this case's stream name.
    const std::string stream = steps_.at(before).stream;
    emit(MemberOpened{member.id, stream.substr(stream.find('/') + 1)});
    return {};
  }

  void settle_package() {
    if (streams_.package.settled) return;
    const auto& members = streams_.package.members;
    const auto well = [](const MemberState& member) { return went_well(member.outcome); };
    if (std::ranges::any_of(members, [](const MemberState& member) { return member.outcome.empty(); }))
      return;
    emit(PackageSettled{std::ranges::all_of(members, well)   ? "completed"
                        : std::ranges::any_of(members, well) ? "partial"
                                                             : "failed"});
  }

  Streams streams_;
  const Actor& actor_;
  const Given& given_;
  std::vector<NewStep> steps_;
  std::optional<Step> package_step_;
  std::int64_t package_version_ = 0;
  bool package_opened_ = false;
  std::set<FactKey> missing_;
  std::string number_;
};

}  // namespace

Decision decide(Streams streams, const Command& command, const Actor& actor, const Given& given) {
  Decider decider(std::move(streams), actor, given);
  Outcome outcome = std::visit(decider, command);
  return decider.finish(std::move(outcome));
}

std::vector<AvailableAction> available_actions(const CaseState& state, const Actor& actor,
                                               const Given& given) {
  std::vector<AvailableAction> available;
  const Pinned pinned = find_pinned(state, given.catalogue);
  if (!pinned.matter || !pinned.procedure) return available;
  CaseWork work(state, pinned, given);
  work.judge();
  for (const catalog::Action& action : pinned.procedure->actions) {
    if (action.id == "submit") continue;
    if (!action.from.empty() && std::ranges::find(action.from, state.state) == action.from.end()) continue;
    const Outcome theirs = check_actor(state, pinned, action, actor, Json{});
    // What is another desk's is not shown; what is theirs but barred by separation of duties is, with the
    // reason.
    if (!theirs && (theirs.error().message.code == "case.not-your-desk" ||
                    theirs.error().message.code == "case.not-yours" ||
                    theirs.error().message.code == "case.not-a-command"))
      continue;
    const Outcome allowed = theirs ? work.check_guards(action) : theirs;
    AvailableAction one{action.id, action.name, allowed.has_value(), {}, {}, &action};
    // Findings that only the officer knows of may open this door: it is asked again with them.
    const bool finds = std::ranges::any_of(
        action.asks, [](const catalog::Input& input) { return input.kind == catalog::InputKind::Findings; });
    if (!allowed && finds && allowed.error().message.code == "case.guard") one.allowed = true;
    if (!one.allowed) {
      one.why_not = allowed.error().message;
      one.why_not_text = allowed.error().text;
    }
    available.push_back(std::move(one));
  }
  return available;
}

std::optional<Instant> next_lapse(const CaseState& state, const calendar::Calendar& calendar) {
  std::optional<Instant> next;
  for (const auto& [id, running] : state.clocks) {
    if (running.lapsed || running.ended) continue;
    const auto due = due_of(running, calendar);
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

Date legal_day(const catalog::Catalogue& catalogue, Instant at) {
  return catalogue.calendar.legal_day(at);
}

}  // namespace shuxin::casework
