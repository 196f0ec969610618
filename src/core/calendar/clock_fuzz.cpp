// Feeds any bytes to the reader of clocks: what it accepts must be written back the same, and read and
// explained at any time without a crash.
#include <cstdint>
#include <cstring>

#include "core/base/check.h"
#include "core/calendar/explanation.h"
#include "core/calendar/reading.h"

using namespace shuxin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = base::Json::parse({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto clock = calendar::Clock::from_json(*json);
  if (!clock) return 0;
  base::check(calendar::Clock::from_json(clock->to_json()) == *clock, "a clock is read as it was written");
  static const calendar::Calendar calendar;
  for (const std::int64_t later : {-86'400'000LL, 0LL, 1'000'000'000LL, 100'000'000'000LL}) {
    const base::Instant now = clock->started_at() + later;
    const auto reading = calendar::read_clock(*clock, calendar, now);
    base::check(reading.consumed.amount + reading.remaining.amount == reading.budget.amount,
                "nothing is lost");
    (void)calendar::explain_clock(*clock, calendar, now).text(base::Language::English);
  }
  return 0;
}
