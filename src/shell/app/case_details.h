// CaseDetails: the parts of a case as one person may see them, each as openapi.json names it.
#pragma once

#include <optional>

#include "core/base/json.h"
#include "core/casework/decide.h"
#include "shell/app/case_store.h"

namespace shuxin::app {

/// What is given must outlive the details.
class CaseDetails {
 public:
  /// `officer`: whoever looks is not the applicant, and sees what the office keeps to itself.
  CaseDetails(const CaseHistory& history, const casework::Given& given, bool officer);

  [[nodiscard]] base::Json materials() const;
  /// What the applicant was told is missing; for officers what is missing now.
  [[nodiscard]] base::Json gaps() const;
  [[nodiscard]] base::Json findings() const;
  [[nodiscard]] base::Json clocks() const;
  [[nodiscard]] base::Json reviews() const;
  [[nodiscard]] base::Json obligations() const;
  [[nodiscard]] base::Json results() const;
  [[nodiscard]] std::optional<base::Json> decision() const;
  [[nodiscard]] base::Json timeline() const;
  [[nodiscard]] base::Json documents() const;
  /// What the latest submission changed; null if there was only one.
  [[nodiscard]] base::Json changes() const;
  /// `at_counter`: what an intake officer may do for the applicant who stands there.
  [[nodiscard]] base::Json actions(const casework::Actor& actor, bool at_counter = false) const;
  /// parties, cases that it opened, parent, held, delivered: those that there are.
  [[nodiscard]] std::vector<std::pair<std::string, base::Json>> relations() const;

 private:
  [[nodiscard]] base::Json remedies() const;
  [[nodiscard]] const casework::Judgement& judgement() const;

  const CaseHistory& history_;
  const casework::CaseState& state_;
  const casework::Given& given_;
  mutable std::optional<casework::Judgement> judgement_;  ///< made when it is first asked for
  const catalog::Matter* matter_;
  const catalog::Procedure* procedure_;
  const bool officer_;
};

}  // namespace shuxin::app
