// A set of small numbers as bits. Not part of the room's face.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace shuxin::rules::dmn {

/// A set of small numbers (rules, or segments), 64 a word.
class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t size) : words_((size + 63) / 64, 0) {}

  void set(std::size_t bit) { words_[bit / 64] |= std::uint64_t{1} << (bit % 64); }
  [[nodiscard]] bool has(std::size_t bit) const { return (words_[bit / 64] >> (bit % 64)) & 1; }
  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool meets(const Bits& other) const;
  [[nodiscard]] bool within(const Bits& other) const;
  [[nodiscard]] std::optional<std::size_t> first() const;
  void drop_above(std::size_t bit);  ///< leaves the bits up to this one
  Bits& operator&=(const Bits& other);
  Bits& operator|=(const Bits& other);
  [[nodiscard]] std::vector<std::uint64_t>& words() { return words_; }
  [[nodiscard]] const std::vector<std::uint64_t>& words() const { return words_; }
  auto operator<=>(const Bits&) const = default;

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace shuxin::rules::dmn
