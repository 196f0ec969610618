// A plan: formulas as steps over chunks of rows, made for one table, its scales and its bounds. Not part of
// the room's face.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/columns/kernels.h"
#include "core/columns/table.h"
#include "core/rules/feel.h"

namespace shuxin::columns {

using Wide = __int128;

/// How a step's rows are kept.
enum class Shape : std::uint8_t {
  Nothing,  ///< unknown in every row
  Integer,  ///< a number: an integer at the step's scale
  Date,     ///< an integer: days
  Decimal,  ///< a number
  Truth,    ///< a byte: is_false, is_true, is_unknown
  Code,     ///< a text: its place among the step's texts
  Other     ///< any value of FEEL
};

/// The rows of a chunk.
struct View {
  const std::int64_t* integers = nullptr;
  const base::Decimal* decimals = nullptr;
  const std::uint8_t* truths = nullptr;
  const std::uint32_t* codes = nullptr;
  const rules::Value* values = nullptr;
  const std::uint8_t* known = nullptr;  ///< 1 or 0 a row; nullptr: all known (but for Truth and Other)

  [[nodiscard]] bool is_known(std::size_t i) const { return known == nullptr || known[i] != 0; }
};

/// Where a step puts its chunk.
struct Buffer {
  std::size_t chunk = SIZE_MAX;  ///< which chunk is in it
  View view;
  Cells<std::int64_t> integers;
  Cells<base::Decimal> decimals;
  Cells<std::uint8_t> truths;
  std::vector<std::uint32_t> codes;  ///< zeroed: also what stands in unknown rows is a place among the texts
  std::vector<rules::Value> values;
  Cells<std::uint8_t> known;
};

class Step;

/// The workplace of one part of the rows: on one thread.
class Work {
 public:
  static constexpr std::size_t chunk_rows = 1024;

  Work(std::size_t steps, const rules::Environment& environment)
      : buffers_(steps), evaluation_(environment) {}

  void begin(std::size_t from, std::size_t count) { from_ = from, count_ = count, ++chunk_; }
  [[nodiscard]] std::size_t from() const { return from_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// The step's rows in this chunk; computed when first asked for.
  [[nodiscard]] const View& get(const Step& step);
  [[nodiscard]] rules::Evaluation& evaluation() { return evaluation_; }
  /// A value was not of the kind that its expression promised: the plan does not hold.
  void surprise() { surprised_ = true; }
  [[nodiscard]] bool is_surprised() const { return surprised_; }

 private:
  std::vector<Buffer> buffers_;
  rules::Evaluation evaluation_;
  std::size_t from_ = 0;
  std::size_t count_ = 0;
  std::size_t chunk_ = 0;
  bool surprised_ = false;
};

struct Ratio;

/// A step of a plan; immutable, shared by threads.
class Step {
 public:
  virtual ~Step() = default;
  /// Fills the buffer's view for the chunk at hand.
  virtual void compute(Work& work, Buffer& buffer) const = 0;
  /// One row of a number, for what needs few rows; empty where unknown.
  [[nodiscard]] virtual std::optional<base::Decimal> decimal_at(Work& work, std::size_t i) const;

  Shape shape = Shape::Nothing;
  std::size_t slot = 0;
  int scale = 0;  ///< Integer: 0..18
  Wide low = 0;   ///< Integer: no known row is below; fits 64 bits
  Wide high = 0;
  bool sure = false;                                       ///< no row is unknown
  std::shared_ptr<const std::vector<rules::Value>> texts;  ///< Code
  std::optional<rules::Value> constant;                    ///< the same in all rows
  std::shared_ptr<const Ratio> ratio;                      ///< a number that is also known as a quotient

  [[nodiscard]] bool is_number() const { return shape == Shape::Integer || shape == Shape::Decimal; }
};

/// A number that decimals compute by `roundings` operations from integers, and that is exactly
/// numerator × by ÷ (denominator × over) before the roundings of those.
struct Ratio {
  const Step* numerator;
  const Step* denominator = nullptr;  ///< nullptr: 1
  Wide by = 1;
  Wide over = 1;  ///< above zero
  int roundings = 0;
};

/// The row as FEEL sees it.
[[nodiscard]] rules::Value value_of(const Step& step, const View& view, std::size_t i);
[[nodiscard]] base::Decimal decimal_of(const Step& step, const View& view, std::size_t i);

/// All steps, each different one once.
class Plan {
 public:
  /// Adds the step, or gives the one that was added under the same key.
  template <typename Made>
  const Made* add(const std::string& key, Made step) {
    if (const auto found = by_key_.find(key); found != by_key_.end())
      return static_cast<const Made*>(found->second);
    auto owned = std::make_unique<Made>(std::move(step));
    owned->slot = steps_.size();
    const Made* made = owned.get();
    by_key_.emplace(key, made);
    steps_.push_back(std::move(owned));
    return made;
  }
  [[nodiscard]] std::size_t size() const { return steps_.size(); }

 private:
  std::deque<std::unique_ptr<Step>> steps_;
  std::unordered_map<std::string, const Step*> by_key_;
};

// --- makers of steps; each file hides its classes. They answer nullptr where they have no kernel.

[[nodiscard]] const Step* leaf(Plan& plan, const Column& column, const std::string& name);
[[nodiscard]] const Step* constant(Plan& plan, const rules::Value& value);
[[nodiscard]] const Step* nothing(Plan& plan);
/// An integer constant at a larger scale, where it fits.
[[nodiscard]] const Step* constant_at(Plan& plan, const Step* a, int scale);

// Numbers.
enum class Arithmetic : std::uint8_t { Add, Subtract, Multiply, Divide };
[[nodiscard]] const Step* arithmetic(Plan& plan, Arithmetic op, const Step* a, const Step* b);
[[nodiscard]] const Step* negated(Plan& plan, const Step* a);
[[nodiscard]] const Step* absolute(Plan& plan, const Step* a);
[[nodiscard]] const Step* extreme(Plan& plan, bool smallest, const Step* a, const Step* b);
/// `scale` in 0..18.
[[nodiscard]] const Step* rounded(Plan& plan, const Step* a, int scale, base::Rounding mode);
/// As Integer at that scale (a larger one); nullptr if it does not fit.
[[nodiscard]] const Step* rescaled(Plan& plan, const Step* a, int scale);

/// A quotient that is about to be rounded, kept between two integers of the scale.
struct RoundedRatio {
  std::shared_ptr<const Ratio> ratio;
  const Step* step;  ///< the decimals of the same number
  int scale;
  base::Rounding mode;
  Wide low;
  Wide high;
};
/// Empty unless it is proven that decimals round to the same.
[[nodiscard]] std::optional<RoundedRatio> rounded_ratio(const Step* a, int scale, base::Rounding mode);
[[nodiscard]] const Step* finished(Plan& plan, const RoundedRatio& rounded);
/// What a product or quotient of integers and quotients is, without its roundings; nullptr if it is not
/// known.
[[nodiscard]] std::shared_ptr<const Ratio> ratio_of(Plan& plan, Arithmetic op, const Step* a, const Step* b);
/// A quotient against an integer: the truths where it is less, equal and greater. nullptr unless it is proven
/// that decimals compare the same.
[[nodiscard]] const Step* compared_ratio(Plan& plan, const Step* a, const Step* b,
                                         const std::uint8_t (&truths)[3]);

// Truths.
enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
[[nodiscard]] const Step* compared(Plan& plan, Comparison op, const Step* a, const Step* b);
[[nodiscard]] const Step* logic(Plan& plan, bool conjunction, const Step* a, const Step* b);
[[nodiscard]] const Step* opposite(Plan& plan, const Step* a);
[[nodiscard]] const Step* chosen(Plan& plan, const Step* condition, const Step* then, const Step* otherwise);
/// False where unknown, as a list of tests takes its items.
[[nodiscard]] const Step* hits(Plan& plan, const Step* a);

// What has no kernel.
/// The row engine, row by row; `inputs` are the steps of the expression's scope.
[[nodiscard]] const Step* by_rows(Plan& plan, const std::string& key, rules::Expression expression,
                                  std::span<const Step* const> inputs);
/// An expression of one text alone, asked once for each different text.
[[nodiscard]] const Step* by_texts(Plan& plan, const std::string& key, const rules::Expression& expression,
                                   std::span<const Step* const> inputs, std::size_t input,
                                   const rules::Environment& environment);

// --- for makers

/// Where both are known; nullptr if all rows are. May use the buffer.
[[nodiscard]] const std::uint8_t* known_in_both(Work& work, Buffer& buffer, const View& a, const View& b);
[[nodiscard]] Wide power_of_ten(int exponent);  ///< 0..38
[[nodiscard]] inline bool fits_64(Wide value) {
  return value <= INT64_MAX && value >= -INT64_MAX;
}

}  // namespace shuxin::columns
