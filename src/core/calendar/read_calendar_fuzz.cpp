// Feeds any bytes to the reader of calendars: nothing may crash, and counting there and back must agree.
#include <cstdint>

#include "core/base/check.h"
#include "core/calendar/calendar.h"

using namespace shuxin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = calendar::read_calendar({reinterpret_cast<const char*>(data), size}, "fuzz");
  const calendar::Calendar& calendar = read.calendar;
  const base::Date start =
      calendar.listed_days().empty() ? base::Date{20'000} : calendar.listed_days().front().date;
  const base::Date due = calendar.add_working_days(start, 20, calendar::FirstDay::Next);
  base::check(calendar.count_working_days(start + 1, due + 1) == 20, "what is added is counted again");
  for (const base::Diagnostic& fault : read.diagnostics)
    (void)base::to_string(fault, base::Language::Chinese);
  return 0;
}
