// A published list held against what the scheme and the recorded shifts give.
#pragma once

#include "core/base/json.h"
#include "core/evaluation/outcome.h"

namespace shuxin::evaluation {

/// A row of a published list.
struct Published {
  std::string uscc;
  std::string assigned_class;  ///< the id, or as people write it: A类, 优先发展类; empty: none
  std::optional<Decimal> total;
  std::optional<Decimal> rank;
};

struct Difference {
  enum class Kind : std::uint8_t {
    Missing,     ///< the scheme grades the firm; the list lacks it
    Extra,       ///< the list has a firm that the data do not hold
    Repeated,    ///< the list has the firm twice
    OtherClass,  ///< and no shift is recorded that would explain it
    OtherTotal,
    OtherRank,
    Share  ///< the list has more or fewer firms in a class than scheme and shifts give
  };
  Kind kind = Kind::Missing;
  std::string what;       ///< the firm's code; for Share `group class` or `group industry class`
  std::string published;  ///< as published; `-` if nothing
  std::string computed;
};

/// Empty if the list adds up. By firms in the order of the data, then what is too much, then shares.
[[nodiscard]] std::vector<Difference> compare_published(const Scheme& scheme, const Prepared& prepared,
                                                        const Outcome& outcome,
                                                        const std::vector<Published>& list);
/// The difference in words.
[[nodiscard]] base::Message word_of(const Difference& difference);
/// {"code", "what", "published", "computed", "message": {zh, en}}
[[nodiscard]] base::Json to_json(const Difference& difference);

}  // namespace shuxin::evaluation
