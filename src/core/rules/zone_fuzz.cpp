// Any bytes are read as a time zone file; what is read answers for every time.
#include "core/rules/zone.h"

using namespace shuxin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto zone = rules::Zone::parse("Any/Where", {reinterpret_cast<const char*>(data), size});
  if (!zone) return 0;
  constexpr std::int64_t far = 31'556'952'000'000'000;
  for (const std::int64_t seconds :
       {-far, std::int64_t{-2'000'000'000}, std::int64_t{0}, std::int64_t{1'700'000'000}, far}) {
    (void)(*zone)->offset_at(seconds);
    (void)(*zone)->offset_at_local(seconds);
  }
  return 0;
}
