// The engine's events: the closed vocabulary of what can happen to a case or a package. Whatever a procedure
// of the catalogue does comes down to a list of these; legal names are labels in data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/date.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/calendar/limit.h"

namespace shuxin::casework {

using base::Date;
using base::Instant;
using base::Json;
using base::Text;

/// Something that is wrong or missing in a submission, named so that the applicant can mend it.
struct Gap {
  std::string kind;  ///< material, condition, finding
  std::string id;    ///< the material's or condition's id; for a finding the field or material it is about
  Text text;
  std::string field;  ///< JSON pointer of the form field to mend; empty for a material

  bool operator==(const Gap&) const = default;
};

/// How a material was given.
struct MaterialGiven {
  std::string how;                 ///< file, commitment, tolerated, register, paper
  std::vector<std::string> files;  ///< file ids
  std::string text;                ///< text of the commitment, or a note

  bool operator==(const MaterialGiven&) const = default;
};

struct CaseOpened {
  std::string number;
  std::string matter;
  Date matter_from;
  std::string procedure;
  Date procedure_from;
  std::string package_number;  ///< empty: a case on its own
  std::string member;
  std::string authority;       ///< organisation
  std::string applicant;       ///< account
  std::string applicant_kind;  ///< person, enterprise
  std::string applicant_name;  ///< personal
  std::string title;           ///< what it is about: the firm or the project; nothing about a person
  std::string channel;         ///< online, counter, package, spawned
  Instant received_at;
  std::string parent;  ///< the case that opened this one; empty: none did
};

struct SubmissionTaken {
  int number = 1;
  bool corrections = false;
  Json form;      ///< the members given, without those about a person
  Json personal;  ///< the members about a person
  std::map<std::string, MaterialGiven> materials;
  Json facts;  ///< register entries seen: {fact: {register, key, version, fields}}
};

struct StateEntered {
  std::string state;
  std::string owner;         ///< applicant, a desk, or empty
  std::string organisation;  ///< whose desk
  bool final = false;
  std::string outcome;
};

struct GapsNotified {
  std::vector<Gap> gaps;
};

struct ReviewOpened {
  std::string step;
  std::string role;
  std::string organisation;
  std::optional<calendar::Limit> limit;
};

struct OpinionGiven {
  std::string step;
  std::string verdict;  ///< agree, disagree
  std::string text;
  std::string officer;
};

struct ClockStarted {
  std::string clock;
  calendar::Limit limit;
  bool first_day_counts = false;
  bool promised = false;
  std::string on_lapse;
  Instant from;
  std::string started_by;                            ///< receipt, acceptance, decision; for the words of it
  std::optional<calendar::Limit> longest_extension;  ///< 行政许可法 42
};
struct ClockStopped {
  std::string clock;
};
struct ClockResumed {
  std::string clock;
};
struct ClockExtended {
  std::string clock;
  calendar::Limit by;
};
struct ClockEnded {
  std::string clock;
};
struct ClockLapsed {
  std::string clock;
  Instant deadline;
};

struct DecisionMade {
  std::string outcome;
  std::string reason;
  std::string power;         ///< under which it was made, valid on its day; empty where none is needed
  std::string organisation;  ///< that decided
  std::string officer;
  std::string right_authority;  ///< where to go instead, for what was not accepted
  Json facts;                   ///< register entries it rested on
};

struct DocumentIssued {
  std::string document;  ///< template
  std::string number;    ///< gapless per body and year
  std::string code;      ///< for /verify/CODE
  std::string organisation;
  Json content;   ///< what is printed
  Json personal;  ///< what is printed about a person
};

/// A document no longer counts: another one took its place, or what it says was taken back.
struct DocumentEnded {
  std::string code;
  std::string how;  ///< replaced, revoked
  std::string by;   ///< code of the document that replaced it; else empty
};

struct RegisterWritten {
  std::string register_kind;
  std::string key;
  Json fields;
  Json personal;       ///< fields about a person
  bool ended = false;  ///< the entry is no longer in force
};

struct ObligationOpened {
  std::string id;
  std::string kind;  ///< tolerated, check, rectification, commitment
  Text name;
  std::string owner;  ///< applicant or a desk
  std::string organisation;
  calendar::Limit due;
  std::string about;  ///< the material or declaration
};
struct ObligationClosed {
  std::string id;
  std::string how;
  std::string text;
};

struct NumberAssigned {
  std::string name;
  std::string series;
  std::string value;
};
struct MessageSent {
  std::string to;
  std::string what;
};
struct MessageAnswered {
  std::string how;
  std::string record;
  std::string text;
};
struct FeeDemanded {
  std::string id;
  Text name;
  std::string amount;
};
struct FeePaid {
  std::string id;
  std::string record;
};
struct PartyJoined {
  std::string as;
  std::string account;
  std::string name;
};
/// A party put its name to something: an agreement, a joint application.
struct PartySigned {
  std::string what;
  std::string as;
  std::string account;
};
/// This case opened another one, about `key`.
struct CaseSpawned {
  std::string as;
  std::string key;
  std::string matter;
  std::string number;
};
/// A case that this one opened has come to its end.
struct SpawnSettled {
  std::string number;
  std::string outcome;
};
struct LotsDrawn {
  std::string as;
  std::vector<std::string> drawn;
  std::string seed;
};
struct MeetingScheduled {
  std::string what;
  std::string at;
  std::string place;
};
struct NoteAdded {
  std::string about;
  std::string text;
};

/// The decision is made and waits for those of the package's other members: the command will be carried out
/// with them. Clocks run on.
struct ResultHeld {
  std::string action;
  std::string officer;
  std::string officer_name;     ///< personal
  Json input;                   ///< what the officer filled in
  int margin_working_days = 1;  ///< so long before its limit lapses it waits no longer
};
/// It waits no longer: `returned`, it could not be carried out and is back on its desk.
struct HoldEnded {
  std::string how;
};
/// What a clock's lapse did is taken back, as it turned out that the paper had come before it: the lapse was
/// recorded though the applicant was in time. The case stands as it did before, and the clock runs.
struct LapseUndone {
  std::string clock;
  std::string reason;
};
/// The result was handed over (行政许可法 44).
struct ResultDelivered {
  std::string how;       ///< collected, post, electronic
  std::string record;    ///< waybill or the like
  std::string receiver;  ///< personal
};
/// The applicant stood at the counter.
struct VisitMade {
  std::string purpose;  ///< submit, correct, collect, ask
  std::string package_number;
};

/// A package begins: which members were chosen and which stand aside.
struct PackageOpened {
  std::string number;
  std::string package;
  Date package_from;
  std::string applicant;
  std::string applicant_kind;
  std::string applicant_name;  ///< personal
  Json form;
  Json personal;
  std::map<std::string, MaterialGiven> materials;
  std::vector<std::string> chosen;  ///< members that will be done
  std::optional<calendar::Limit> promise;
  Instant received_at;
  std::string channel;       ///< online, counter
  std::string from_package;  ///< the review beforehand that it came out of; empty: none
};
struct MemberOpened {
  std::string member;
  std::string case_number;
};
struct MemberSettled {
  std::string member;
  std::string outcome;
};
/// The members no longer wait for each other: each is decided by itself from now on.
struct PackageDissolved {
  std::string reason;  ///< refused, withdrawn … (how the member ended), or `limit`
  std::string member;
};
/// What results wait for has happened, such as the handing over of the land.
struct PackageOccurred {
  std::string event;
  Instant at;
  std::string record;
};
/// Every chosen member is settled: completed when all went well, partial or failed otherwise.
struct PackageSettled {
  std::string outcome;
};

using Event =
    std::variant<CaseOpened, SubmissionTaken, StateEntered, GapsNotified, ReviewOpened, OpinionGiven,
                 ClockStarted, ClockStopped, ClockResumed, ClockExtended, ClockEnded, ClockLapsed,
                 DecisionMade, DocumentIssued, RegisterWritten, ObligationOpened, ObligationClosed,
                 NumberAssigned, MessageSent, MessageAnswered, FeeDemanded, FeePaid, PartyJoined, PartySigned,
                 CaseSpawned, SpawnSettled, LotsDrawn, MeetingScheduled, NoteAdded, ResultHeld, HoldEnded,
                 ResultDelivered, VisitMade, PackageOpened, MemberOpened, MemberSettled, PackageDissolved,
                 PackageOccurred, PackageSettled, DocumentEnded, LapseUndone>;

/// One step of a stream: what one command did to it, at one time. It is one row of the ledger.
struct Step {
  std::string action;  ///< id of the command in the procedure, or of the engine's own (open, settle)
  std::string actor;   ///< account, or `clock`, `engine`
  std::string actor_name;
  std::string desk;  ///< applicant, the desk that acted, clock, engine
  Instant effective_at;
  std::vector<Event> events;
};

/// A step as it is stored: `open` holds what is not about a person, `personal` the rest, by event and member.
/// The two together read back to the same step; without `personal` (erased) its members read as null.
struct StoredStep {
  Json open;
  Json personal;  ///< null if there is none
};

[[nodiscard]] StoredStep to_json(const Step& step);
/// Errors: event.unknown, event.malformed. An unknown event or a newer version of one is an error: the caller
/// quarantines the stream.
[[nodiscard]] base::Result<Step> step_from_json(const Json& open, const Json& personal);

/// The name under which an event is stored, e.g. `clock-started`.
[[nodiscard]] std::string_view name_of(const Event& event);

}  // namespace shuxin::casework
