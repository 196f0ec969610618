#include "shell/app/random_code.h"

#include <array>
#include <sodium.h>
#include <string>
#include <string_view>

namespace shuxin::app {

std::string random_code() {
  static constexpr std::string_view characters = "23456789ABCDEFGHJKLMNPQRSTUVWXY";
  // Bytes at and above the last whole multiple would make some characters likelier than others.
  static constexpr std::size_t fair = 256 / characters.size() * characters.size();
  std::string code;
  std::array<unsigned char, 24> bytes{};
  while (code.size() < 16) {
    randombytes_buf(bytes.data(), bytes.size());
    for (const unsigned char byte : bytes)
      if (byte < fair && code.size() < 16) code += characters[byte % characters.size()];
  }
  return code;
}

}  // namespace shuxin::app
