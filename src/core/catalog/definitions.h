// The definitions that a zone is made of: its law as data, typed. Loaded by catalog.h from text, never
// changed after.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/date.h"
#include "core/base/diagnostic.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/calendar/limit.h"
#include "core/calendar/office_hours.h"
#include "core/rules/feel.h"

namespace shuxin::catalog {

using base::Place;
using base::Text;
using calendar::Limit;

/// Where the members of a definition stand in its file, so that a fault points at the very word.
class Places {
 public:
  void add(std::string member, Place place) { members_.emplace(std::move(member), std::move(place)); }
  /// The member's place; `otherwise`, the definition's own, if it was not written.
  [[nodiscard]] const Place& of(std::string_view member, const Place& otherwise) const {
    const auto found = members_.find(member);
    return found == members_.end() ? otherwise : found->second;
  }

 private:
  std::map<std::string, Place, std::less<>> members_;
};

/// The days on which a definition is in force; `until` is its last day.
struct Effective {
  base::Date from;
  std::optional<base::Date> until;

  [[nodiscard]] bool covers(base::Date day) const { return from <= day && (!until || day <= *until); }
};

/// A legal ground: the law and article, or the document and its number.
struct Basis {
  std::string law;       ///< 行政许可法, or the title of a document
  std::string article;   ///< 32(4); empty if the whole
  std::string document;  ///< 国办发〔2020〕42号; empty for a law

  [[nodiscard]] std::string to_string() const;
};

/// A condition in FEEL as it stands in the file; compiled when the catalogue is checked, against the names of
/// names.h. `compiled` is empty if there is no text, or if it could not be read (then a diagnostic says so).
struct Formula {
  std::string text;
  Place place;
  std::optional<rules::Expression> compiled;

  [[nodiscard]] bool empty() const { return text.empty(); }
};

// ---------------------------------------------------------------------------------------------- the zone

struct Organisation {
  std::string id;
  Text name;
  std::string uscc;
  std::string kind;  ///< approval_bureau, department, body, bank, zone …
  std::optional<base::Date> since;
  std::optional<base::Date> until;
  std::vector<std::string> predecessors;
  Place place;
  Places at;
};

struct Role {
  std::string id;
  Text name;
  bool oversees = false;  ///< sees the time limits of all bodies, not only of its own
  Place place;
};

/// Who may decide what, passed on by whom, since when, by which document (全链审批赋权; 行政许可法 24, 25).
struct Power {
  std::string id;
  Text name;
  std::string holder;        ///< organisation that exercises it
  std::string delegated_by;  ///< organisation or authority that passed it on; empty: by law
  Effective effective;
  std::vector<Basis> basis;
  Place place;
  Places at;
};

/// How long the files of settled cases are kept before what is about a person in them may be erased.
struct Retention {
  int years = 10;
  std::vector<Basis> basis;
};

struct Zone {
  std::string id;
  Text name;
  Text brand;
  int utc_offset_minutes = 0;
  calendar::OfficeHours office_hours;
  std::vector<Organisation> organisations;
  std::vector<Role> roles;
  std::vector<Power> powers;
  /// How long tables of firms that were handed in for evaluation are kept, in natural days; empty: for good.
  std::optional<Limit> keep_evaluation_tables;
  Retention case_files;
  Place place;
};

// ---------------------------------------------------------------------------------------------- procedures

/// A limit written in the procedure, or taken from the matter: `matter.limits.NAME`.
struct LimitRule {
  std::optional<Limit> fixed;
  std::string of_matter;
};

struct ClockRule {
  std::string id;
  Text name;
  LimitRule limit;
  bool promised = false;   ///< a promise of the body, not a limit of law (OBE 36(2))
  std::string on_lapse;    ///< command done when it lapses; empty: the lapse is recorded, nothing more
  std::string started_by;  ///< receipt, acceptance, decision: what its words say it counts from
  std::optional<LimitRule> longest_extension;  ///< the law's cap (行政许可法 42); empty: none
  std::vector<Basis> basis;
  Place place;
  Places at;
};

struct State {
  std::string id;
  Text name;
  std::string owner;  ///< applicant, party/ROLE, a desk (intake, review, decide, issue, body), or empty
  std::vector<std::string> runs;   ///< clocks that run while the case is here
  std::vector<std::string> stops;  ///< clocks that stand still while the case is here; all others end
  bool final = false;
  std::string outcome;  ///< granted, refused, not_accepted, withdrawn, lapsed, completed, failed
  std::vector<Basis> basis;
  Place place;
  Places at;
};

/// What a command asks of the one who gives it.
enum class InputKind { Text, Choice, Date, Number, Truth, Findings, Organisation, Record, Items };

struct Input {
  std::string id;
  Text name;
  InputKind kind = InputKind::Text;
  bool required = false;
  std::vector<std::pair<std::string, Text>> choices;
  Place place;
};

struct Guard {
  Formula that;
  Text otherwise;  ///< why not, in words
};

// The closed vocabulary of what a command does; the engine turns each into its events.
struct EnterState {
  std::string state;
  std::string from = "now";
};  ///< clocks count from: now, receipt, deadline
struct TakeSubmission {
  bool corrections_only = false;
};
struct OpenReviews {
  bool dissenting_only = false;
};
struct RecordOpinion {};
struct NotifyGaps {};
struct ExtendClock {
  std::string clock;
  LimitRule by;
};
struct Decide {
  std::string outcome;
};
struct IssueDocument {
  std::string document;
};  ///< template id, or matter.results.document
struct WriteRegister {
  std::string of;
};  ///< matter.results.register, or a register
struct OpenObligations {
  std::string of;
};  ///< tolerated, checks, rectification
struct CloseObligation {
  std::string how;
};
struct AssignNumber {
  std::string name;
  std::string series;
};
struct SendMessage {
  std::string to;
  std::string what;
};
struct RecordAnswer {
  std::string how;
};
struct DemandFee {};
struct RecordPayment {};
struct JoinParty {
  std::string as;
};
struct SignParty {
  std::string what;
};
struct DrawLots {
  std::string from;
  std::string as;
  std::string count;
  std::string seed;
};
struct OpenCases {
  std::string of;  ///< the draw whose lots get a case each
  std::string matter;
  std::string as;  ///< the party that the drawn is in its case
};
struct DeliverResult {};
struct TakeBack {};
struct ScheduleMeeting {
  std::string what;
};
struct AddNote {};

using Effect =
    std::variant<EnterState, TakeSubmission, OpenReviews, RecordOpinion, NotifyGaps, ExtendClock, Decide,
                 IssueDocument, WriteRegister, OpenObligations, CloseObligation, AssignNumber, SendMessage,
                 RecordAnswer, DemandFee, RecordPayment, JoinParty, SignParty, DrawLots, OpenCases,
                 DeliverResult, TakeBack, ScheduleMeeting, AddNote>;

/// What can be done in a procedure: by whom, from where, when, and with which effects.
struct Action {
  std::string id;
  Text name;
  /// applicant, `party` (any that joined), `party/ROLE`, `parties` (the applicant or any that joined), a
  /// desk, `clock` (when it lapses) or `engine` (as soon as it can)
  std::string by;
  bool joint = false;  ///< in a package whose results are issued together it is held until all are ready
  std::string not_by;  ///< who did this may not do that (separation of duties): a desk
  std::vector<std::string> from;  ///< states
  std::vector<Guard> when;
  std::string once_per;  ///< submission, case; empty: any number of times
  bool needs_reviews_closed = false;
  bool needs_fees_paid = false;
  bool needs_tolerated_closed = false;
  std::vector<Input> asks;
  std::vector<Effect> effects;
  std::vector<Basis> basis;
  Place place;
  Places at;
  std::vector<Place> effect_places;  ///< one for each of the effects
};

struct Procedure {
  std::string id;
  Text name;
  Effective effective;
  std::vector<Basis> basis;
  std::vector<ClockRule> clocks;
  std::vector<State> states;    ///< the first is where a case begins
  std::vector<Action> actions;  ///< one of them, `submit`, opens the case
  Place place;

  [[nodiscard]] const State* find_state(std::string_view id) const;
  [[nodiscard]] const Action* find_action(std::string_view id) const;
  [[nodiscard]] const ClockRule* find_clock(std::string_view id) const;
};

// ---------------------------------------------------------------------------------------------- matters

struct Fact {
  std::string id;
  std::string register_kind;
  std::string by;  ///< which key of the register; empty: its own
  Formula key;
  bool many = false;  ///< a list of all entries with the key, not the one
  std::vector<std::string> fields;
  Place place;
  Places at;
};

struct Material {
  std::string id;
  Text name;
  std::string from;                ///< fact that holds it: never asked for (OBE; Order 716)
  Formula required_when;           ///< empty: always
  std::optional<Limit> tolerated;  ///< may be handed in later (容缺后补)
  std::string commitment;          ///< a commitment may stand in its place (告知承诺)
  int originals = 0;
  int copies = 0;
  Text hint;
  std::string sample;
  Place place;
  Places at;
};

/// A condition of the matter, checked on every submission.
struct Condition {
  /// Barred: cannot even be submitted. Awaited: another decision must come first; nothing to correct or
  /// refuse.
  enum class Failing { Gap, NotAccepted, Refused, Barred, Awaited };
  std::string id;
  Formula that;
  Failing failing = Failing::Gap;
  Text otherwise;
  std::string field;      ///< JSON pointer of the form field it concerns
  std::string authority;  ///< where to go instead
  std::vector<Basis> basis;
  Place place;
  Places at;
};

struct ReviewStep {
  std::string id;
  Text name;
  std::string by;            ///< role
  std::string organisation;  ///< empty: the matter's authority
  std::optional<Limit> limit;
  std::vector<std::string> after;
  Place place;
  Places at;
};

/// A dated duty that outlives the decision: a later check, a promised paper.
struct ObligationRule {
  std::string id;
  Text name;
  Limit due;
  std::string by;  ///< applicant or a desk
  Formula when;
  std::vector<std::string> on_breach;  ///< actions that the breach opens
  Place place;
  Places at;
};

struct RegisterWrite {
  std::string register_kind;
  Formula key;
  std::map<std::string, Formula> fields;
  Place place;
};

struct Results {
  std::string document;  ///< certificate template; empty: none
  std::optional<Limit> valid_for;
  std::vector<RegisterWrite> registers;
};

struct Matter {
  std::string id;
  Text name;
  Text summary;
  std::string procedure;
  Effective effective;
  std::string authority;
  std::map<std::string, std::string> desks;  ///< desk → organisation, where it is not the authority
  std::string power;
  std::vector<Basis> basis;
  std::map<std::string, Limit> limits;  ///< legal, promised, correction, extension, …
  bool first_day_counts = false;
  std::vector<std::string> applicants;  ///< person, enterprise
  std::vector<Fact> facts;
  std::string form;
  Formula title;  ///< what a case is about, for work lists: `form.company_name`
  std::vector<Material> materials;
  std::vector<Condition> conditions;
  std::vector<ReviewStep> review;
  std::vector<ObligationRule> obligations;
  Results results;
  std::optional<base::Json> fees;
  std::map<std::string, std::string> documents;  ///< template for each document that the procedure issues
  base::Json implementing_list;                  ///< 实施清单: kept and printed back unaltered
  rules::Type facts_type;                        ///< as formulas see `facts`
  Place place;
  Places at;
};

/// Whether a word names a desk of the zone, and not the applicant, a party, the clock or the engine.
[[nodiscard]] inline bool is_desk(std::string_view by) {
  return !by.empty() && by != "applicant" && by != "clock" && by != "engine" && !by.starts_with("part");
}

struct Member {
  std::string id;
  std::string matter;
  std::vector<std::string> after;
  bool optional = false;
  std::vector<std::string> without;  ///< fields of the matter's form that an earlier member's result gives
  Formula when;                      ///< empty: always
  Place place;
  Places at;
};

/// When a package's results are issued.
enum class Issued {
  Each,      ///< each when it is ready
  Together,  ///< all at once, by a joint decision
  OnEvent    ///< as soon as something has happened, such as the handing over of the land
};

struct PackageResults {
  Issued issued = Issued::Each;
  std::string by;            ///< desk that gives the joint decision or records the event
  std::string organisation;  ///< whose desk
  std::string event;         ///< id of what is waited for
  Text event_name;
  int margin_working_days = 1;  ///< so long before the limit of a member would lapse it waits no longer
};

struct Package {
  std::string id;
  Text name;
  Text summary;
  Effective effective;
  std::optional<Limit> promise;
  std::vector<Basis> basis;
  std::string form;
  std::vector<std::string> applicants;
  std::vector<Member> members;
  std::string
      choice_field;     ///< field of the form that mirrors which optional matters were chosen; empty: none
  std::string becomes;  ///< package that this one, a review beforehand, can be turned into; empty: none
  PackageResults results;
  Place place;
  Places at;

  [[nodiscard]] const Member* find_member(std::string_view id) const;
};

// ---------------------------------------------------------------------------------------------- registers,
// forms, papers

struct Register {
  std::string id;
  Text name;
  std::string key;                    ///< the field that names an entry
  std::vector<std::string> also_by;   ///< further fields by which entries are found
  std::vector<std::string> personal;  ///< fields about a person: encrypted, masked, access recorded
  std::string
      since;  ///< the field that holds the day from which an entry counts; empty: from when it is written
  base::Json schema;
  Place place;
  Places at;  ///< of the parts of the schema by their JSON pointers: /schema/properties/…
};

struct Form {
  std::string id;
  base::Json schema;                  ///< JSON Schema 2020-12
  base::Json ui;                      ///< JSON Forms UI schema
  rules::Type type;                   ///< as formulas see it
  std::vector<std::string> personal;  ///< top-level members about a person
  Place place;
  Places at;  ///< of each part, by its JSON pointer in the file
};

/// A text that an applicant signs in place of a proof (国办发〔2020〕42号): what is promised, who signs, when
/// it is looked into, and what follows if it was not true.
struct Commitment {
  std::string id;
  Text name;
  Effective effective;
  std::vector<Basis> basis;
  Text text;    ///< what is signed
  Text signer;  ///< who signs: the firm, the legal representative …
  std::optional<Limit> check_within;
  Text check;   ///< how it is looked into
  Text breach;  ///< what follows if it was not true
  Place place;
  Places at;
};

struct DocumentTemplate {
  std::string id;
  Text name;
  std::string series;  ///< its numbers are gapless in this series, per body and year
  base::Json layout;   ///< read by the documents room
  Place place;
  Places at;
};

}  // namespace shuxin::catalog
