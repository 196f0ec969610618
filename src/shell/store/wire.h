// The bytes of numbers and texts in everything the store hashes, keeps or carries: big-endian, texts with
// their length. Private to the store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shuxin::store {

inline void put_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

inline void put_i64(std::string& out, std::int64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
}

/// A text: its length as four bytes, then its bytes.
inline void put(std::string& out, std::string_view bytes) {
  put_u32(out, static_cast<std::uint32_t>(bytes.size()));
  out += bytes;
}

/// Reads what the functions above have written; after the first thing missing, `sound` is false.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::int64_t i64() { return static_cast<std::int64_t>(number(8)); }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::string_view bytes(std::size_t size) {
    if (size > rest_.size()) {
      sound_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string_view text() { return bytes(u32()); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool sound() const { return sound_; }
  [[nodiscard]] bool ended() const { return sound_ && rest_.empty(); }

 private:
  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    for (const char c : bytes(size)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }

  std::string_view rest_;
  bool sound_ = true;
};

}  // namespace shuxin::store
