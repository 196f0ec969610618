// What somebody wants done, what decide is told of the world, and what it answers.
#pragma once

#include <cstdint>
#include <map>
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

/// Opens a case of its own.
struct OpenCase {
  std::string matter;
  Submission submission;
  std::string channel = "online";
};
/// Opens a package with the optional members that the applicant chose.
struct OpenPackage {
  std::string package;
  std::vector<std::string> chosen;
  Submission submission;
};
/// Gives a command of the case's procedure.
struct Act {
  std::string case_number;
  std::string action;
  Json input;
  Submission submission;  ///< for commands that take one
};
/// Does what has fallen due by itself.
struct Tick {
  std::string case_number;
};

using Command = std::variant<OpenCase, OpenPackage, Act, Tick>;

/// A register look-up that a matter declares.
struct FactKey {
  std::string register_kind;
  std::string by;  ///< field of the register
  std::string key;
  auto operator<=>(const FactKey&) const = default;
};

/// What the registers hold for a key, as read in the transaction that will commit the decision.
struct FactEntries {
  struct Entry {
    std::string key;
    std::int64_t version = 0;
    Json fields;
  };
  std::vector<Entry> entries;
};

/// All look-ups made so far. decide asks for what it misses; the shell fetches it and asks again.
using Facts = std::map<FactKey, FactEntries>;

/// Where numbers and codes come from: in the transaction, so that a number is taken only if the step is kept.
class Supplies {
 public:
  virtual ~Supplies() = default;
  /// The next number of a series in a year: 1, 2, 3 … without gaps.
  [[nodiscard]] virtual std::int64_t number(const std::string& series, int year) = 0;
  /// A code that nobody can guess, for /verify; 16 characters.
  [[nodiscard]] virtual std::string code() = 0;
};

/// Everything that decide knows besides the streams.
struct Given {
  const catalog::Catalogue& catalogue;
  const Facts& facts;
  Supplies& supplies;
  Instant now;
};

/// The streams that a command concerns: the case, its package and the package's other cases.
struct Streams {
  std::map<std::string, CaseState> cases;
  PackageState package;
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

/// Register look-ups without which nothing can be decided.
struct NeedsFacts {
  std::vector<FactKey> keys;
};

struct NewStep {
  std::string stream;     ///< case/NUMBER or package/NUMBER
  std::int64_t expected;  ///< version of the stream before it
  Step step;
};
struct Decided {
  std::vector<NewStep> steps;
  std::string number;  ///< of the case or package opened or acted on
};

using Decision = std::variant<Decided, Refusal, NeedsFacts>;

}  // namespace shuxin::casework
