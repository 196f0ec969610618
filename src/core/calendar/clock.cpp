#include "core/calendar/clock.h"

#include <algorithm>
#include <utility>

namespace shuxin::calendar {
namespace {

using base::fail;
using base::Instant;
using base::Result;

constexpr std::int64_t most_days = 100'000;
constexpr std::int64_t most_minutes = 10'000'000;
constexpr std::size_t most_acts = 1'000;

bool is_sound(const Limit& limit) {
  const std::int64_t most = limit.unit == Unit::OfficeMinutes ? most_minutes
                            : limit.unit == Unit::OnTheSpot   ? 0
                                                              : most_days;
  return limit.amount >= 0 && limit.amount <= most;
}

bool is_sound(const ClockRules& rules) {
  return is_sound(rules.limit) && (!rules.longest_extension || is_sound(*rules.longest_extension)) &&
         rules.extensions_allowed >= 0 && rules.extensions_allowed <= 100 && rules.red_percent >= 0 &&
         rules.red_percent <= rules.yellow_percent && rules.yellow_percent <= 100;
}

bool is_sound(Instant at) {
  static const std::int64_t first = Instant::parse("0001-01-01T00:00Z")->milliseconds;
  static const std::int64_t last = Instant::parse("9999-12-31T23:59Z")->milliseconds;
  return at.milliseconds >= first && at.milliseconds <= last;
}

}  // namespace

Result<Clock> Clock::start(ClockRules rules, Instant at) {
  if (!is_sound(rules)) return fail("clock.rules");
  if (!is_sound(at)) return fail("clock.time");
  Clock clock;
  clock.rules_ = rules;
  clock.started_at_ = at;
  return clock;
}

Result<void> Clock::check_act(Instant at, Instant not_before) const {
  if (satisfied_at_) return fail("clock.satisfied", {satisfied_at_->to_string()});
  if (!is_sound(at)) return fail("clock.time");
  if (at < not_before) return fail("clock.order", {at.to_string(), not_before.to_string()});
  return {};
}

Instant Clock::last_act() const {
  Instant last = started_at_;
  if (!stops_.empty()) last = std::max(last, stops_.back().until.value_or(stops_.back().from));
  if (!extensions_.empty()) last = std::max(last, extensions_.back().at);
  return last;
}

Result<Clock> Clock::stop(Instant at, base::Text ground) const {
  const Instant not_before = stops_.empty() ? started_at_ : stops_.back().until.value_or(stops_.back().from);
  if (auto checked = check_act(at, not_before); !checked) return std::unexpected(checked.error());
  if (is_standing()) return fail("clock.standing", {stops_.back().from.to_string()});
  if (stops_.size() == most_acts) return fail("clock.rules");
  Clock next = *this;
  next.stops_.push_back({at, std::nullopt, std::move(ground)});
  return next;
}

Result<Clock> Clock::resume(Instant at) const {
  if (auto checked = check_act(at, started_at_); !checked) return std::unexpected(checked.error());
  if (!is_standing()) return fail("clock.running");
  if (auto checked = check_act(at, stops_.back().from); !checked) return std::unexpected(checked.error());
  Clock next = *this;
  next.stops_.back().until = at;
  return next;
}

Result<Clock> Clock::extend(Instant at, Limit by, base::Text ground) const {
  const Instant not_before = extensions_.empty() ? started_at_ : extensions_.back().at;
  if (auto checked = check_act(at, not_before); !checked) return std::unexpected(checked.error());
  if (by.unit != rules_.limit.unit || by.unit == Unit::OnTheSpot) return fail("clock.unit");
  if (std::cmp_greater_equal(extensions_.size(), rules_.extensions_allowed))
    return fail("clock.extended", {std::to_string(rules_.extensions_allowed)});
  const auto& longest = rules_.longest_extension;
  if (by.amount < 1 || !is_sound(by) ||
      (longest && (longest->unit != by.unit || by.amount > longest->amount)))
    return fail("clock.extension",
                {std::to_string(by.amount), longest ? std::to_string(longest->amount) : "-"});
  Clock next = *this;
  next.extensions_.push_back({at, by, std::move(ground)});
  return next;
}

Result<Clock> Clock::start_again(Instant at) const {
  if (rules_.restart == Restart::Continues) {
    if (is_standing()) return resume(at);
    if (auto checked = check_act(at, started_at_); !checked) return std::unexpected(checked.error());
    return *this;
  }
  if (auto checked = check_act(at, last_act()); !checked) return std::unexpected(checked.error());
  if (earlier_starts_.size() == most_acts) return fail("clock.rules");
  Clock next;
  next.rules_ = rules_;
  next.earlier_starts_ = earlier_starts_;
  next.earlier_starts_.push_back(started_at_);
  next.started_at_ = at;
  return next;
}

Result<Clock> Clock::satisfy(Instant at) const {
  if (auto checked = check_act(at, last_act()); !checked) return std::unexpected(checked.error());
  Clock next = *this;
  next.satisfied_at_ = at;
  return next;
}

Limit Clock::budget() const {
  Limit budget = rules_.limit;
  for (const Extension& extension : extensions_) budget.amount += extension.by.amount;
  return budget;
}

}  // namespace shuxin::calendar
