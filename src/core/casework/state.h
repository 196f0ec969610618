// What a case and a package are at a moment: folded from their steps by evolve, and by nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar/clock.h"
#include "core/casework/event.h"

namespace shuxin::casework {

struct Review {
  std::string step;
  std::string role;
  std::string organisation;
  std::optional<calendar::Limit> limit;
  Instant opened_at;
  bool open = true;
  std::string verdict;  ///< agree, disagree; empty while open
  std::string text;
  std::string officer;
};

struct Obligation {
  ObligationOpened duty;
  Instant opened_at;
  bool open = true;
  std::string closed_as;
  std::string text;
};

/// A clock of the case: the calendar's ledger of it, and what the procedure says of its lapse.
struct RunningClock {
  std::optional<calendar::Clock> clock;  ///< empty only if a stored history could not be followed
  bool promised = false;
  std::string on_lapse;
  bool lapsed = false;
  bool ended = false;
};

struct Message {
  std::string to;
  std::string what;
  Instant sent_at;
  std::string answered_as;  ///< done, failed; empty while awaited
  std::string record;
};

struct Fee {
  FeeDemanded demand;
  bool paid = false;
};

/// A case that this one opened.
struct Spawned {
  CaseSpawned opened;
  std::string outcome;  ///< empty while it is open
};

/// A decision that waits for those of the package's other members.
struct Held {
  ResultHeld result;
  Instant since;
};

/// How a case stood before the last lapse that moved it.
struct BeforeLapse {
  std::string clock;
  Instant lapsed_at;
  std::string state;
  std::string owner;
  std::string organisation;
  bool final = false;
  std::string outcome;
  Instant entered_at;
  std::map<std::string, RunningClock, std::less<>> clocks;
};

struct Done {
  std::string action;
  int submission = 0;
  std::string actor;
  std::string desk;
};

struct CaseState {
  std::int64_t version = 0;  ///< steps so far; 0: there is no case
  CaseOpened opened;
  Instant submitted_at;  ///< receipt of the latest submission
  int submission = 0;
  std::string state;
  std::string owner;
  std::string organisation;  ///< of the desk that owns it now
  bool final = false;
  std::string outcome;
  Instant entered_at;
  Json form;  ///< what is open and what is about a person, together
  std::map<std::string, MaterialGiven> materials;
  Json facts;             ///< as seen at the latest submission
  std::vector<Gap> gaps;  ///< told by the latest correction notice, and not handed in yet
  std::map<std::string, RunningClock, std::less<>> clocks;
  std::vector<Review> reviews;
  std::vector<Obligation> obligations;
  std::vector<Message> messages;
  std::vector<Fee> fees;
  std::vector<PartyJoined> parties;
  std::vector<PartySigned> signatures;
  std::vector<Spawned> spawned;
  std::optional<Held> held;
  /// Until somebody acts after it; empty if nothing lapsed.
  std::shared_ptr<const BeforeLapse> before_lapse;
  std::vector<VisitMade> visits;
  std::optional<ResultDelivered> delivered;
  std::vector<DecisionMade> decisions;
  std::vector<DocumentIssued> documents;
  std::map<std::string, DocumentEnded> ended_documents;  ///< by code
  std::map<std::string, std::string> results;            ///< numbers assigned and records answered
  std::vector<Done> done;
  Instant acted_at;  ///< from when the latest step counts

  [[nodiscard]] bool exists() const { return version > 0; }
  /// The parties as which an account stands in the case, `applicant` among them; none for strangers.
  [[nodiscard]] std::vector<std::string> parties_of(std::string_view account) const;
  /// The lapse that a paper received then would have prevented: it took the case from the applicant's hands
  /// after that moment, and nobody has acted on it since. Null if there is none.
  [[nodiscard]] const BeforeLapse* lapse_after(Instant received_at) const;
};

struct MemberState {
  std::string member;
  std::string case_number;  ///< empty: not opened yet
  std::string outcome;      ///< empty: not settled yet
};

struct PackageState {
  std::int64_t version = 0;
  PackageOpened opened;
  Json form;
  std::vector<MemberState> members;
  std::vector<VisitMade> visits;
  std::optional<PackageDissolved> dissolved;
  Instant dissolved_at;
  std::optional<PackageOccurred> occurred;  ///< what its results waited for
  bool settled = false;
  std::string outcome;
  Instant settled_at;

  [[nodiscard]] bool exists() const { return version > 0; }
  [[nodiscard]] const MemberState* find_member(std::string_view id) const;
};

/// Applies one step. Total: any step that was ever stored is applied as it stands, and never judged again.
void evolve(CaseState& state, const Step& step);
void evolve(PackageState& state, const Step& step);
/// Applies one event of a step that is still being made; evolve is this for all of them, and counts the step.
void apply(CaseState& state, Instant effective_at, const Event& event);
void apply(PackageState& state, Instant effective_at, const Event& event);
/// Counts a step whose events have been applied.
void close(CaseState& state, const Step& step);

/// When the clock lapses, if it runs; empty while it stands still, after it was satisfied or has lapsed.
[[nodiscard]] std::optional<Instant> due_of(const RunningClock& running, const calendar::Calendar& calendar);

/// When a decision that is held waits no longer: so long before the first limit of law that would lapse.
/// Empty if nothing is held or nothing runs.
[[nodiscard]] std::optional<Instant> end_of_hold(const CaseState& state, const calendar::Calendar& calendar);

/// The earliest instant at which something falls due by itself: a clock that lapses, a hold that ends. Empty
/// if nothing does.
[[nodiscard]] std::optional<Instant> next_lapse(const CaseState& state, const calendar::Calendar& calendar);
/// When the first of its open clocks is due, or was: also one that has lapsed and still stands against the
/// office. By this lists are sorted. Empty if none is open.
[[nodiscard]] std::optional<Instant> first_due(const CaseState& state, const calendar::Calendar& calendar);

}  // namespace shuxin::casework
