// Any bytes as a scheme, and as the settings for one: reading says what is wrong and never fails.
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/catalog/scheme.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find("\n---\n");
  const auto settings = shuxin::catalog::read_settings("set.yaml", text.substr(0, cut));
  const auto read = shuxin::catalog::read_scheme(
      "scheme.yaml", cut == std::string::npos ? text : text.substr(cut + 5), settings.settings);
  for (const auto& diagnostic : read.diagnostics)
    (void)shuxin::base::to_string(diagnostic, shuxin::base::Language::Chinese);
  return 0;
}
