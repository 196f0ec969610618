// The loops themselves; kernels.cpp includes this once a kind of machine, so there is no #pragma once.
// They are written for the compiler to turn into vector instructions: no calls, no branches.

inline std::int64_t wrapped_product(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

inline void sum(const std::int64_t* __restrict a, std::int64_t by_a, const std::int64_t* __restrict b,
                std::int64_t by_b, std::int64_t* __restrict out, std::size_t count) {
  if (by_a == 1 && by_b == 1) {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(a[i]) + static_cast<std::uint64_t>(b[i]));
    return;
  }
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(wrapped_product(a[i], by_a)) +
                                       static_cast<std::uint64_t>(wrapped_product(b[i], by_b)));
}

inline void product(const std::int64_t* __restrict a, const std::int64_t* __restrict b,
                    std::int64_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = wrapped_product(a[i], b[i]);
}

inline void scaled(const std::int64_t* __restrict a, std::int64_t by, std::int64_t* __restrict out,
                   std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = wrapped_product(a[i], by);
}

inline void least(const std::int64_t* __restrict a, const std::int64_t* __restrict b,
                  std::int64_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = b[i] < a[i] ? b[i] : a[i];
}

inline void greatest(const std::int64_t* __restrict a, const std::int64_t* __restrict b,
                     std::int64_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = a[i] < b[i] ? b[i] : a[i];
}

inline void compare(const std::int64_t* __restrict a, std::int64_t by_a, const std::int64_t* __restrict b,
                    std::int64_t by_b, const std::uint8_t* truths, std::uint8_t* __restrict out,
                    std::size_t count) {
  const std::uint8_t less = truths[0];
  const std::uint8_t same = truths[1];
  const std::uint8_t greater = truths[2];
  if (by_a == 1 && by_b == 1) {
    for (std::size_t i = 0; i < count; ++i) out[i] = a[i] < b[i] ? less : a[i] > b[i] ? greater : same;
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t x = wrapped_product(a[i], by_a);
    const std::int64_t y = wrapped_product(b[i], by_b);
    out[i] = x < y ? less : x > y ? greater : same;
  }
}

inline void choose(const std::uint8_t* truths, const std::int64_t* __restrict a,
                   const std::int64_t* __restrict b, std::int64_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = truths[i] == is_true ? a[i] : b[i];
}

inline void both(const std::uint8_t* __restrict a, const std::uint8_t* __restrict b,
                 std::uint8_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t known = (a[i] | b[i]) == is_true ? is_true : is_unknown;
    out[i] = ((a[i] == is_false) | (b[i] == is_false)) ? is_false : known;
  }
}

inline void either(const std::uint8_t* __restrict a, const std::uint8_t* __restrict b,
                   std::uint8_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t known = (a[i] | b[i]) == is_false ? is_false : is_unknown;
    out[i] = ((a[i] == is_true) | (b[i] == is_true)) ? is_true : known;
  }
}

inline void bounds(const std::int64_t* __restrict a, std::size_t count, std::int64_t& low,
                   std::int64_t& high) {
  std::int64_t least = a[0];
  std::int64_t most = a[0];
  for (std::size_t i = 0; i < count; ++i) {
    least = a[i] < least ? a[i] : least;
    most = a[i] > most ? a[i] : most;
  }
  low = least;
  high = most;
}

inline void choose_bytes(const std::uint8_t* __restrict truths, const std::uint8_t* __restrict a,
                         const std::uint8_t* __restrict b, std::uint8_t* __restrict out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = truths[i] == is_true ? a[i] : b[i];
}

inline void choose_codes(const std::uint8_t* __restrict truths, const std::uint32_t* __restrict a,
                         const std::uint32_t* __restrict b, std::uint32_t* __restrict out,
                         std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = truths[i] == is_true ? a[i] : b[i];
}

template <typename Key>
inline void rank_as(const Key* __restrict keys, std::size_t count, Key first, Key* __restrict ranks) {
  for (std::size_t i = 0; i < count; ++i) {
    const Key own = keys[i];
    Key rank = first;
    for (std::size_t j = 0; j < count; ++j) rank += keys[j] < own ? 1 : 0;
    ranks[i] = rank;
  }
}

// The quotient is wrong by at most about 8 × 2^-53 of itself: numerator and denominator as doubles, the
// factor, a multiplication and a division. Where it lies nearer than 2^-49 of itself to where the rounding
// changes, it is doubtful. Adding 1.5 × 2^52 rounds to the nearest integer as long as the sum stays in that
// binade; what is larger is doubtful too.
constexpr double shifter = 6755399441055744.0;
constexpr double largest_rounded = 1125899906842624.0;      // 2^50
constexpr double relative_doubt = 1.0 / 562949953421312.0;  // 2^-49
constexpr double least_doubt = 1e-15;

/// Columns are read in pieces of pages that the machine does not foresee: the same rows of the next chunk are
/// called for while these are worked on. Calling for what is no memory does nothing.
inline void call_for(const std::int64_t* rows, std::size_t count) {
  constexpr std::size_t ahead = 1024;
  constexpr std::size_t in_line = 8;
  for (std::size_t i = 0; i < count; i += in_line) __builtin_prefetch(rows + ahead + i, 0, 2);
}
constexpr std::size_t block_rows = 64;

template <bool divided, Direction direction>
inline bool round_block(const RoundedQuotients& work, std::size_t from, std::size_t count) {
  const std::int64_t* __restrict numerators = work.numerators + from;
  const std::int64_t* __restrict denominators = divided ? work.denominators + from : nullptr;
  std::int64_t* __restrict out = work.out + from;
  std::uint8_t* __restrict doubtful_rows = work.doubtful + from;
  const double factor = work.factor;
  // What is kept to a bound to the nearest is sure of it; in a direction it must not come to lie on it.
  constexpr double beyond = direction == Direction::Nearest ? 0 : 2;
  const double low = work.low - beyond;
  const double high = work.high + beyond;
  const auto least_kept = static_cast<std::int64_t>(work.low);
  const auto most_kept = static_cast<std::int64_t>(work.high);
  std::uint8_t any = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double x = static_cast<double>(numerators[i]) * factor;
    if constexpr (divided) x = x / static_cast<double>(denominators[i]);
    x = x < low ? low : x;
    x = x > high ? high : x;
    const double size = x < 0 ? -x : x;
    const double shifted = x + shifter;
    const double nearest = shifted - shifter;
    const double off = x - nearest;
    const double distance = off < 0 ? -off : off;
    const double doubt = size * relative_doubt + least_doubt;
    // Of doubtful rows the bits are no integer: they may wrap around.
    std::uint64_t bits =
        __builtin_bit_cast(std::uint64_t, shifted) - __builtin_bit_cast(std::uint64_t, shifter);
    bool sure = false;
    if constexpr (direction == Direction::Nearest) {
      sure = distance <= 0.5 - doubt;
    } else {
      sure = distance >= doubt;
      const std::uint64_t below = bits - (off < 0 ? 1 : 0);
      if constexpr (direction == Direction::Floor) bits = below;
      if constexpr (direction == Direction::Ceiling) bits = below + 1;
      if constexpr (direction == Direction::ToZero) bits = below + (x < 0 ? 1 : 0);
      if constexpr (direction == Direction::FromZero) bits = below + (x < 0 ? 0 : 1);
    }
    auto rounded = static_cast<std::int64_t>(bits);
    if constexpr (direction != Direction::Nearest) {
      rounded = rounded < least_kept ? least_kept : rounded;
      rounded = rounded > most_kept ? most_kept : rounded;
    }
    std::uint8_t doubtful = (sure & (size <= largest_rounded)) ? 0 : 1;
    if constexpr (divided) doubtful |= denominators[i] == 0 ? 1 : 0;
    out[i] = rounded;
    doubtful_rows[i] = doubtful;
    any |= doubtful;
  }
  return any != 0;
}

template <bool divided, Direction direction>
inline bool round_as(const RoundedQuotients& work) {
  bool any = false;
  for (std::size_t from = 0; from < work.count; from += block_rows) {
    const std::size_t count = work.count - from < block_rows ? work.count - from : block_rows;
    call_for(work.numerators + from, count);
    if constexpr (divided) call_for(work.denominators + from, count);
    any |= round_block<divided, direction>(work, from, count);
  }
  return any;
}

template <bool divided>
inline bool round_any(const RoundedQuotients& work) {
  switch (work.direction) {
    case Direction::Nearest:
      return round_as<divided, Direction::Nearest>(work);
    case Direction::Floor:
      return round_as<divided, Direction::Floor>(work);
    case Direction::Ceiling:
      return round_as<divided, Direction::Ceiling>(work);
    case Direction::ToZero:
      return round_as<divided, Direction::ToZero>(work);
    case Direction::FromZero:
      return round_as<divided, Direction::FromZero>(work);
  }
  return false;
}

inline bool round(const RoundedQuotients& work) {
  return work.denominators != nullptr ? round_any<true>(work) : round_any<false>(work);
}

// The sides are multiplied by the denominator rather than divided: each is wrong by at most some 4 × 2^-53 of
// itself.
template <bool divided>
inline bool compare_as(const ComparedQuotients& work) {
  const std::int64_t* __restrict numerators = work.numerators;
  const std::int64_t* __restrict denominators = work.denominators;
  const std::int64_t* __restrict right = work.right;
  std::uint8_t* __restrict out = work.out;
  std::uint8_t* __restrict doubtful_rows = work.doubtful;
  const std::uint8_t if_less = work.if_less;
  const std::uint8_t if_greater = work.if_greater;
  const std::size_t count = work.count;
  const double factor = work.factor;
  const double share = 1 / work.divisor;
  std::uint8_t any = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(numerators[i]) * factor;
    double y = static_cast<double>(right[i]) * share;
    if constexpr (divided) y = y * static_cast<double>(denominators[i]);
    const double off = x - y;
    const double distance = off < 0 ? -off : off;
    const double size = (x < 0 ? -x : x) + (y < 0 ? -y : y);
    std::uint8_t doubtful = distance > size * relative_doubt ? 0 : 1;
    bool is_less = off < 0;
    if constexpr (divided) {
      doubtful |= denominators[i] == 0 ? 1 : 0;
      is_less = is_less != (denominators[i] < 0);
    }
    out[i] = is_less ? if_less : if_greater;
    doubtful_rows[i] = doubtful;
    any |= doubtful;
  }
  return any != 0;
}

inline bool compare_quotients(const ComparedQuotients& work) {
  return work.denominators != nullptr ? compare_as<true>(work) : compare_as<false>(work);
}

constexpr Kernels all = {sum,
                         product,
                         scaled,
                         least,
                         greatest,
                         compare,
                         choose,
                         both,
                         either,
                         bounds,
                         choose_bytes,
                         choose_codes,
                         rank_as<std::uint32_t>,
                         rank_as<std::uint64_t>,
                         round,
                         compare_quotients};
