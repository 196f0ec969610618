// The values that a case gives to the names of the catalogue's formulas. Private to casework.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/casework/decide.h"
#include "core/catalog/names.h"
#include "core/rules/feel.h"

namespace shuxin::casework {

/// Evaluates formulas over one case. Each name's value is made when a formula first reads it: what no formula
/// reads is neither looked up nor judged.
class Formulas {
 public:
  /// `judgement` gives what `gaps` and `findings` are; without it there are none.
  Formulas(const CaseState& state, const catalog::Matter& matter, const Given& given,
           std::function<const Judgement&()> judgement = {});

  /// True only if the formula says true; unknown counts as neither. An empty formula holds.
  [[nodiscard]] rules::Truth truth(const catalog::Formula& formula);
  [[nodiscard]] rules::Value value(const catalog::Formula& formula);
  /// The value as text for keys and register fields; empty for null.
  [[nodiscard]] std::string text(const catalog::Formula& formula);

  /// After the event has changed the case: values that may have changed with it are made anew.
  void forget(const Event& event);
  /// After the judgement has changed.
  void forget_judgement();
  void set_command(const Json& input);

  /// What a declared fact looks up: nothing where nothing was filled in, several keys if its key is a list.
  [[nodiscard]] std::vector<FactKey> keys_of(const catalog::Fact& fact);
  /// The entries of a declared fact, of all its keys in their order.
  using Entries = std::vector<const FactEntries::Entry*>;
  [[nodiscard]] const Entries& entries(const catalog::Fact& fact);
  /// {fact: [{key, version, fields}]} for the events, of all declared facts.
  [[nodiscard]] Json facts_record();

 private:
  rules::Value make(catalog::Name name);
  rules::Value make_facts();
  rules::Value make_case() const;
  rules::Value make_parties() const;
  rules::Value make_members() const;
  const FactEntries& find(const FactKey& key);
  void add_written(const FactKey& wanted, FactEntries& found) const;

  const CaseState& state_;
  const catalog::Matter& matter_;
  const Given& given_;
  std::array<rules::Value, catalog::names> inputs_;
  std::array<bool, catalog::names> made_{};
  std::optional<rules::Evaluation> evaluation_;
  std::function<const Judgement&()> judgement_;
  std::deque<FactEntries> with_written_;         ///< look-ups to which the decision has added
  std::vector<std::optional<Entries>> entries_;  ///< of each fact, once it was looked up
  Json command_;
};

}  // namespace shuxin::casework
