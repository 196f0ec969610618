#include "core/calendar/course.h"

#include <algorithm>

namespace shuxin::calendar {
namespace {

using base::Date;
using base::Instant;

Instant deciding_moment(const ClockRules& rules, const Calendar& calendar, Date day) {
  return rules.due_moment == DueMoment::OfficeEnd ? calendar.end_of_office(day) : calendar.end_of_day(day);
}

std::int64_t budget_at(const Clock& clock, Instant now) {
  std::int64_t budget = clock.rules().limit.amount;
  for (const Extension& extension : clock.extensions())
    if (extension.at <= now) budget += extension.by.amount;
  return budget;
}

// A period of days. On the spot is one working day, the first that offices are still open on.
class DayCourse {
 public:
  DayCourse(const Clock& clock, const Calendar& calendar, std::int64_t budget)
      : calendar_(calendar), rules_(clock.rules()), left_(budget) {
    const bool on_the_spot = rules_.limit.unit == Unit::OnTheSpot;
    if (on_the_spot) left_ = 1;
    const bool from_start = on_the_spot || budget == 0 || rules_.first_day == FirstDay::Same;
    position_ = from_start ? deciding_day(clock.rules(), calendar, clock.started_at())
                           : calendar.legal_day(clock.started_at()) + 1;
    course_.first_day = position_;
  }

  // What a stop takes out; false if the clock has run out before it.
  bool stop(Instant from, Instant until) {
    find_end();
    if (course_.due < from) return false;
    const Date first_out = std::max(deciding_day(rules_, calendar_, from), position_);
    const Date goes_on = std::max(deciding_day(rules_, calendar_, until), first_out);
    left_ = std::max<std::int64_t>(left_ - count(position_, first_out), 0);
    course_.stood += count(first_out, goes_on);
    if (first_out > position_) course_.stretches.push_back({position_, first_out});
    position_ = goes_on;
    return true;
  }

  Course finish() {
    find_end();
    course_.stretches.push_back({position_, course_.due_day + 1});
    return std::move(course_);
  }

 private:
  bool natural() const { return rules_.limit.unit == Unit::NaturalDays; }
  std::int64_t count(Date from, Date until) const {
    return natural() ? until - from : calendar_.count_working_days(from, until);
  }
  void find_end() {
    const std::int64_t more = std::max<std::int64_t>(left_ - 1, 0);
    if (natural()) {
      course_.last_day = position_ + more;
      const bool moves = rules_.last_day == LastDay::MovesToWorkingDay;
      course_.due_day = moves ? calendar_.next_working_day(course_.last_day) : course_.last_day;
    } else {
      course_.due_day = calendar_.add_working_days(position_, more + 1, FirstDay::Same);
      course_.last_day = course_.due_day;
    }
    course_.due = deciding_moment(rules_, calendar_, course_.due_day);
  }

  const Calendar& calendar_;
  const ClockRules& rules_;
  std::int64_t left_;
  Date position_;
  Course course_;
};

class OfficeCourse {
 public:
  OfficeCourse(const Clock& clock, const Calendar& calendar, std::int64_t budget)
      : calendar_(calendar), position_(clock.started_at()), left_(budget * 60'000) {
    course_.first_day = calendar.legal_day(position_);
  }

  bool stop(Instant from, Instant until) {
    if (calendar_.add_office_milliseconds(position_, left_) < from) return false;
    course_.stretches.push_back({calendar_.legal_day(position_), calendar_.legal_day(from) + 1});
    left_ -= calendar_.office_milliseconds(position_, from);
    course_.stood += calendar_.office_milliseconds(from, until);
    position_ = until;
    return true;
  }

  Course finish() {
    course_.due = calendar_.add_office_milliseconds(position_, left_);
    course_.due_day = calendar_.legal_day(course_.due);
    course_.last_day = course_.due_day;
    course_.stretches.push_back({calendar_.legal_day(position_), course_.due_day + 1});
    return std::move(course_);
  }

 private:
  const Calendar& calendar_;
  Instant position_;
  std::int64_t left_;
  Course course_;
};

template <typename Kind>
Course follow_as(const Clock& clock, const Calendar& calendar, Instant now, bool with_acts) {
  Kind course(clock, calendar, with_acts ? budget_at(clock, now) : clock.rules().limit.amount);
  if (with_acts) {
    for (const Stop& stop : clock.stops())
      if (stop.from <= now && !course.stop(stop.from, std::min(stop.until.value_or(now), now))) break;
  }
  return course.finish();
}

}  // namespace

Date deciding_day(const ClockRules& rules, const Calendar& calendar, Instant at) {
  const Date day = calendar.legal_day(at);
  return at <= deciding_moment(rules, calendar, day) ? day : day + 1;
}

Course follow(const Clock& clock, const Calendar& calendar, Instant now, bool with_acts) {
  if (clock.rules().limit.unit == Unit::OfficeMinutes)
    return follow_as<OfficeCourse>(clock, calendar, now, with_acts);
  return follow_as<DayCourse>(clock, calendar, now, with_acts);
}

}  // namespace shuxin::calendar
