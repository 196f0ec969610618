#include "shell/app/random_code.h"

#include <sodium.h>
#include <string_view>

namespace shuxin::app {

std::string random_code() {
  static constexpr std::string_view characters = "23456789ABCDEFGHJKLMNPQRSTUVWXY";
  std::string code(16, ' ');
  for (char& one : code) one = characters[randombytes_uniform(static_cast<std::uint32_t>(characters.size()))];
  return code;
}

}  // namespace shuxin::app
