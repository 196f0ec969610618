// An archive may be any bytes: reading ends, within its bounds, with records or an error.
#include <algorithm>
#include <cstring>

#include "shell/store/archive_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shuxin::store;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  archive::Reader reader([&](char* into, std::size_t most) -> Result<std::size_t> {
    const std::size_t taken = std::min(most, rest.size());
    std::memcpy(into, rest.data(), taken);
    rest.remove_prefix(taken);
    return taken;
  });
  // The decoders are fed too where no stream would reach them.
  const std::string_view bytes = rest;
  if (const auto event = archive::decode_event(bytes))
    shuxin::base::check(archive::encode(*event).size() <= bytes.size(), "an event fills its bytes");
  (void)archive::decode_file(bytes);
  (void)archive::decode_keys(bytes);
  (void)archive::decode_row(bytes);
  (void)archive::decode_table(bytes);
  (void)archive::decode_seal(bytes);
  (void)archive::decode_header(bytes);
  (void)archive::decode_derivation(bytes);
  if (!reader.begin()) return 0;
  for (;;) {
    const auto next = reader.next();
    if (!next || next->kind == archive::Kind::End) return 0;
  }
}
