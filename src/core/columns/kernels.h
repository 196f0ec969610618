// Loops over integers and truths, compiled for several kinds of machines. Not part of the room's face.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shuxin::columns {

/// Truths in a row's byte.
constexpr std::uint8_t is_false = 0;
constexpr std::uint8_t is_true = 1;
constexpr std::uint8_t is_unknown = 2;

/// How a kernel drops digits: to the nearest, whatever happens to halves, or in one direction.
enum class Direction : std::uint8_t { Nearest, Floor, Ceiling, ToZero, FromZero };

/// numerator × factor ÷ denominator, rounded to an integer and kept between `low` and `high`, in doubles. The
/// result is sure except where `doubtful` is set: there the double lies too near to where roundings change,
/// or the denominator is 0.
struct RoundedQuotients {
  const std::int64_t* numerators;
  const std::int64_t* denominators;  ///< nullptr: 1
  double factor;
  double low;  ///< integers
  double high;
  Direction direction;
  std::int64_t* out;
  std::uint8_t* doubtful;
  std::size_t count;
};

/// numerator × factor ÷ denominator against right ÷ divisor, in doubles.
struct ComparedQuotients {
  const std::int64_t* numerators;
  const std::int64_t* denominators;  ///< nullptr: 1
  double factor;
  const std::int64_t* right;
  double divisor;
  std::uint8_t if_less;  ///< the truth where the quotient is less
  std::uint8_t if_greater;
  std::uint8_t* out;
  std::uint8_t* doubtful;
  std::size_t count;
};

/// One machine's loops. Integers wrap around: only rows that are unknown may do so.
struct Kernels {
  /// a × by_a + b × by_b
  void (*sum)(const std::int64_t* a, std::int64_t by_a, const std::int64_t* b, std::int64_t by_b,
              std::int64_t* out, std::size_t count);
  void (*product)(const std::int64_t* a, const std::int64_t* b, std::int64_t* out, std::size_t count);
  void (*scaled)(const std::int64_t* a, std::int64_t by, std::int64_t* out, std::size_t count);
  void (*least)(const std::int64_t* a, const std::int64_t* b, std::int64_t* out, std::size_t count);
  void (*greatest)(const std::int64_t* a, const std::int64_t* b, std::int64_t* out, std::size_t count);
  /// The truth where a is less, where equal, where greater.
  void (*compare)(const std::int64_t* a, std::int64_t by_a, const std::int64_t* b, std::int64_t by_b,
                  const std::uint8_t* truths, std::uint8_t* out, std::size_t count);
  /// a where true, else b
  void (*choose)(const std::uint8_t* truths, const std::int64_t* a, const std::int64_t* b, std::int64_t* out,
                 std::size_t count);
  void (*both)(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, std::size_t count);
  void (*either)(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, std::size_t count);
  /// The least and the greatest of at least one integer.
  void (*bounds)(const std::int64_t* a, std::size_t count, std::int64_t& low, std::int64_t& high);
  /// a where true, else b
  void (*choose_bytes)(const std::uint8_t* truths, const std::uint8_t* a, const std::uint8_t* b,
                       std::uint8_t* out, std::size_t count);
  void (*choose_codes)(const std::uint8_t* truths, const std::uint32_t* a, const std::uint32_t* b,
                       std::uint32_t* out, std::size_t count);
  /// `first` and as many more as there are smaller keys
  void (*rank_few)(const std::uint32_t* keys, std::size_t count, std::uint32_t first, std::uint32_t* ranks);
  void (*rank_few_wide)(const std::uint64_t* keys, std::size_t count, std::uint64_t first,
                        std::uint64_t* ranks);
  /// Both return whether any row is doubtful.
  bool (*round)(const RoundedQuotients& work);
  bool (*compare_quotients)(const ComparedQuotients& work);
};

/// The loops for the machine that this runs on. All of them give the same answers.
[[nodiscard]] const Kernels& kernels();

}  // namespace shuxin::columns
