// Any bytes as one file of a catalogue: loading says what is wrong and never fails. The first byte chooses
// the file that the rest replaces in a small zone in which all else is right.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "core/catalog/test_zone.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  shuxin::catalog::Files files = shuxin::catalog::small_zone();
  const auto chosen = std::next(files.begin(), static_cast<std::ptrdiff_t>(data[0] % files.size()));
  chosen->second.assign(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto loaded = shuxin::catalog::load(files);
  for (const auto& diagnostic : loaded.diagnostics)
    (void)shuxin::base::to_string(diagnostic, shuxin::base::Language::Chinese);
  return 0;
}
