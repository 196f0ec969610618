// What somebody wants done, what decide is told of the world, and what it answers.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/message.h"
#include "core/casework/state.h"
#include "core/catalog/catalog.h"

namespace shuxin::casework {

/// Who acts. The shell has made sure that it is so; what it allows is for decide to say.
struct Actor {
  std::string account;
  std::string name;
  std::string applicant;  ///< the account whose applications these are: its own, or its principal's
  std::string kind;       ///< of the applicant: person, enterprise; officer for staff
  std::vector<std::pair<std::string, std::string>> roles;  ///< (role, organisation)

  [[nodiscard]] bool has(std::string_view role, std::string_view organisation) const;
};

/// What an applicant hands in. `form` holds all members, also those about a person.
struct Submission {
  Json form;
  std::map<std::string, MaterialGiven> materials;
};

/// For whom an officer enters at the counter what was handed in on paper, and when it was truly received:
/// clocks run from then (行政许可法 32).
struct AtCounter {
  std::string account;
  std::string kind;
  std::string name;
  Instant received_at;
};

/// Opens a case of its own.
struct OpenCase {
  std::string matter;
  Submission submission;
  std::string channel = "online";
  std::optional<AtCounter> counter = {};
};
/// Opens a package with the optional members that the applicant chose.
struct OpenPackage {
  std::string package;
  std::vector<std::string> chosen;
  Submission submission;
  std::optional<AtCounter> counter = {};
  /// A review beforehand that is turned into this: its form and materials are taken over, and what is
  /// submitted now goes before them.
  std::string from_package = {};
};
/// Gives a command of the case's procedure.
struct Act {
  std::string case_number;
  std::string action;
  Json input;
  Submission submission;  ///< for commands that take one
  /// An officer does at the counter what the applicant asked for there, at that time. If a lapse of the
  /// applicant's time was recorded since, it is taken back, with the reason why it was recorded.
  std::optional<Instant> received_at = {};
  std::string late_reason = {};
};
/// The applicant came to the counter about the case.
struct RecordVisit {
  std::string case_number;
  std::string purpose;
  Instant at;
};
/// Carries out the decisions of all members of a package at once, or none.
struct DecideJointly {
  std::string package_number;
};
/// What a package's results wait for has happened.
struct RecordOccurrence {
  std::string package_number;
  Instant at;
  std::string record;
};
/// Does what has fallen due by itself.
struct Tick {
  std::string case_number;
};

using Command = std::variant<OpenCase, OpenPackage, Act, Tick, RecordVisit, DecideJointly, RecordOccurrence>;

/// A register look-up that a matter declares.
struct FactKey {
  std::string register_kind;
  std::string by;  ///< field of the register
  std::string key;
  auto operator<=>(const FactKey&) const = default;
};

/// What the registers hold for a key.
struct FactEntries {
  struct Entry {
    std::string key;
    std::int64_t version = 0;
    Json fields;
  };
  std::vector<Entry> entries;
};

/// Where register entries come from, in the transaction that will commit the decision. Asked for what the
/// matter declares, when something first depends on it, and for nothing else.
class Registers {
 public:
  virtual ~Registers() = default;
  /// The entries in force under the key; valid as long as this is, and the same each time.
  [[nodiscard]] virtual const FactEntries& find(const FactKey& key) = 0;
};

/// Where numbers and codes come from: in the transaction, so that a number is taken only if the step is kept.
class Supplies {
 public:
  virtual ~Supplies() = default;
  /// The next number of a series in a year: 1, 2, 3 … without gaps.
  [[nodiscard]] virtual std::int64_t number(const std::string& series, int year) = 0;
  /// A code that nobody can guess, for /verify; 16 characters.
  [[nodiscard]] virtual std::string code() = 0;
};

/// Cases by their numbers, shared with whoever else remembers them; none is null.
using Cases = std::map<std::string, std::shared_ptr<const CaseState>, std::less<>>;
[[nodiscard]] inline const CaseState* find_case(const Cases& cases, std::string_view number) {
  const auto found = cases.find(number);
  return found == cases.end() ? nullptr : found->second.get();
}

/// What the formulas of a package's member see beyond its own case: the other members as they stand, and what
/// the same decision has written into registers.
struct Around {
  const PackageState* package = nullptr;
  const catalog::Package* definition = nullptr;
  const Cases* cases = nullptr;
  const std::vector<RegisterWritten>* written = nullptr;
};

/// Whether the decisions of a package's members are held until all are ready, or something has happened.
[[nodiscard]] bool holds_results(const PackageState& package, const catalog::Package& definition);
/// How a member stands: not-chosen, waiting, running, ready, or how it ended.
[[nodiscard]] std::string status_of_member(const PackageState& package, const Cases& cases,
                                           std::string_view member);

/// Everything that decide knows besides the streams.
struct Given {
  const catalog::Catalogue& catalogue;
  Registers& registers;
  Supplies& supplies;
  Instant now;
  const Around* around = nullptr;  ///< of a package's member; for queries, as decide sees to it itself
};

/// The streams that a command concerns: the case, the one that opened it, its package and the package's other
/// cases.
struct Streams {
  Cases cases;
  PackageState package;
  PackageState earlier;  ///< the review beforehand that a package is opened from
};

/// The law or the procedure says no.
struct Refusal {
  struct Fault {
    std::string pointer;  ///< JSON pointer into the form, the input or the materials
    Text text;
  };
  base::Message message;
  Text text;  ///< the catalogue's own words, where it has some
  std::vector<catalog::Basis> basis;
  std::vector<Fault> faults;
};

struct NewStep {
  std::string stream;     ///< case/NUMBER or package/NUMBER
  std::int64_t expected;  ///< version of the stream before it
  Step step;
};
struct Decided {
  std::vector<NewStep> steps;
  std::string number;  ///< of the case or package opened or acted on
  Streams after;       ///< the streams with these steps applied
};

using Decision = std::variant<Decided, Refusal>;

}  // namespace shuxin::casework
