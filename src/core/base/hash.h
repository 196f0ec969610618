// SHA-256 (GB/T 18238.3, FIPS 180-4).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shuxin::base {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);
/// Lower-case hexadecimal digits, two a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Sha256& hash);
/// The bytes of hexadecimal digits, in either case; empty if it is anything else.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

}  // namespace shuxin::base
