// The values that a case gives to the names of the catalogue's formulas. Private to casework.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/casework/command.h"
#include "core/catalog/names.h"
#include "core/rules/feel.h"

namespace shuxin::casework {

/// Evaluates formulas over one case; each name's value is made when a formula first reads it. Facts that were
/// not fetched yet are unknown, and are named by `missing`.
class Formulas {
 public:
  Formulas(const CaseState& state, const catalog::Matter& matter, const Given& given);

  /// True only if the formula says true; unknown counts as neither. An empty formula holds.
  [[nodiscard]] rules::Truth truth(const catalog::Formula& formula);
  [[nodiscard]] rules::Value value(const catalog::Formula& formula);
  /// The value as text for keys and register fields; empty for null.
  [[nodiscard]] std::string text(const catalog::Formula& formula);

  /// After the case has changed: values are made anew.
  void forget();
  void set_gaps(const std::vector<Gap>& gaps);
  void set_findings(std::vector<std::pair<std::string, std::string>> findings);
  void set_command(const Json& input);

  /// What a declared fact looks up: nothing where nothing was filled in, several keys if its key is a list.
  [[nodiscard]] std::vector<FactKey> keys_of(const catalog::Fact& fact);
  /// The entries of a declared fact, of all its keys. What was not fetched is noted as missing, and left out.
  [[nodiscard]] FactEntries entries(const catalog::Fact& fact);
  /// Look-ups that were wanted and not at hand.
  [[nodiscard]] const std::vector<FactKey>& missing() const { return missing_; }
  /// {fact: [{key, version, fields}]} for the events, of all declared facts.
  [[nodiscard]] Json facts_record();

 private:
  rules::Value make(catalog::Name name);
  rules::Value make_facts();
  rules::Value make_case() const;
  rules::Value make_parties() const;
  rules::Value make_members() const;
  void add_written(const FactKey& wanted, FactEntries& found) const;

  const CaseState& state_;
  const catalog::Matter& matter_;
  const Given& given_;
  std::array<rules::Value, catalog::names> inputs_;
  std::array<bool, catalog::names> made_{};
  std::optional<rules::Evaluation> evaluation_;
  std::vector<Gap> gaps_;
  std::vector<std::pair<std::string, std::string>> findings_;
  Json command_;
  std::vector<FactKey> missing_;
};

}  // namespace shuxin::casework
