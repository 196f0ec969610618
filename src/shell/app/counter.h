// The counter: officers of the intake desk enter what came on paper, for the applicant who stands there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shell/app/accounts.h"
#include "shell/app/case_service.h"
#include "shell/app/form_validation.h"
#include "shell/app/identity.h"

namespace shuxin::app {

/// A paper application as an officer enters it.
struct CounterEntry {
  std::string kind;    ///< matter, package
  std::string target;  ///< id of it
  /// The applicant's account; for somebody who has none empty, or what their scans were taken in under: then
  /// kind and name, and an enterprise's code.
  std::string account;
  std::string applicant_kind;  ///< person, enterprise
  std::string name;
  std::string uscc;
  base::Instant received_at;  ///< when the papers were truly received: clocks run from then
  base::Json form;
  std::vector<std::string> chosen;
  std::map<std::string, casework::MaterialGiven> materials;
};

/// Thread-safe.
class Counter {
 public:
  /// Both must outlive the counter.
  Counter(CaseService& service, Accounts& accounts) : service_(service), accounts_(accounts) {}

  /// Opens the case or package. The step says who entered it. Refusals: those of decide (not the intake desk,
  /// a receipt in the future …), and case.form with the faults of the form. Errors: counter.applicant (no
  /// such account, or neither account nor name), those of the service.
  [[nodiscard]] base::Result<Reply> enter(const Identity& officer, const CounterEntry& entry,
                                          const std::string& key, base::Instant now);

  /// What is to be corrected in a case, for the officer who takes it in: CounterCorrection of openapi.json.
  /// Also where the applicant's time has lapsed, as the paper may have come before. Errors: case.none,
  /// counter.nothing-to-correct.
  [[nodiscard]] base::Result<base::Json> show_correction(const Identity& officer, const std::string& number,
                                                         base::Instant now);

  /// By which an officer reaches the scans that they have taken in and not entered yet.
  [[nodiscard]] static std::string scans_of(const Identity& officer) { return "counter/" + officer.account; }
  /// Under whose key a scan is sealed: the applicant's, or a new name for somebody who has no account. What
  /// is given must be an account, `uscc-CODE` or a name made here. Error: counter.applicant.
  [[nodiscard]] base::Result<std::string> subject_of_scan(const std::string& applicant);

  /// Accounts that a login or a credit code names: [{account, kind, name, uscc}], at most one.
  [[nodiscard]] base::Result<base::Json> find_applicants(const std::string& words);

 private:
  [[nodiscard]] base::Result<casework::AtCounter> applicant_of(const CounterEntry& entry);

  CaseService& service_;
  Accounts& accounts_;
};

/// How many applications of a time needed at most one visit: {applications, within_one_visit, without_visit,
/// share, by_what: [{what, name, …}]}; share in per cent with one decimal, null without applications.
[[nodiscard]] base::Result<base::Json> visit_figures(CaseService& service, base::Instant from,
                                                     base::Instant until);

}  // namespace shuxin::app
