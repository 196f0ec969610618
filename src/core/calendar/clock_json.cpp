#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/base/both.h"
#include "core/calendar/clock.h"

namespace shuxin::calendar {
namespace {

using base::fail;
using base::Instant;
using base::Json;
using base::Result;
using base::Text;

// The words that the enumerators have in events; events are read for ever, so these words never change.
template <typename Enum>
struct Words;
template <>
struct Words<Unit> {
  static constexpr std::array<std::pair<std::string_view, Unit>, 4> all = {
      {{"working_days", Unit::WorkingDays},
       {"natural_days", Unit::NaturalDays},
       {"office_minutes", Unit::OfficeMinutes},
       {"on_the_spot", Unit::OnTheSpot}}};
};
template <>
struct Words<FirstDay> {
  static constexpr std::array<std::pair<std::string_view, FirstDay>, 2> all = {
      {{"next", FirstDay::Next}, {"same", FirstDay::Same}}};
};
template <>
struct Words<LastDay> {
  static constexpr std::array<std::pair<std::string_view, LastDay>, 2> all = {
      {{"moves", LastDay::MovesToWorkingDay}, {"stays", LastDay::Stays}}};
};
template <>
struct Words<DueMoment> {
  static constexpr std::array<std::pair<std::string_view, DueMoment>, 2> all = {
      {{"office_end", DueMoment::OfficeEnd}, {"day_end", DueMoment::DayEnd}}};
};
template <>
struct Words<Restart> {
  static constexpr std::array<std::pair<std::string_view, Restart>, 2> all = {
      {{"afresh", Restart::Afresh}, {"continues", Restart::Continues}}};
};
template <>
struct Words<StartEvent> {
  static constexpr std::array<std::pair<std::string_view, StartEvent>, 4> all = {
      {{"receipt", StartEvent::Receipt},
       {"acceptance", StartEvent::Acceptance},
       {"decision", StartEvent::Decision},
       {"other", StartEvent::Other}}};
};

template <typename Enum>
Json word_of(Enum value) {
  for (const auto& [word, enumerator] : Words<Enum>::all)
    if (enumerator == value) return word;
  return nullptr;
}

// Reads the members of one object, and knows which were asked for.
class Members {
 public:
  Members(const Json& json, std::string name) : json_(json), name_(std::move(name)) {}

  [[nodiscard]] Result<void> only(std::initializer_list<std::string_view> known) const {
    const Json::Object* object = json_.if_object();
    if (!object) return fail("clock.malformed", {name_});
    for (const auto& [member, _] : *object)
      if (std::find(known.begin(), known.end(), member) == known.end())
        return fail("clock.malformed", {path(member)});
    return {};
  }
  template <typename Enum>
  [[nodiscard]] Result<Enum> word(std::string_view member) const {
    const auto text = json_.find_string(member);
    for (const auto& [word, enumerator] : Words<Enum>::all)
      if (text && *text == word) return enumerator;
    return fail("clock.malformed", {path(member)});
  }
  [[nodiscard]] Result<std::int64_t> integer(std::string_view member) const {
    const auto value = json_.find_integer(member);
    if (!value) return fail("clock.malformed", {path(member)});
    return *value;
  }
  [[nodiscard]] Result<int> small(std::string_view member) const {
    SHUXIN_TRY(const std::int64_t value, integer(member));
    if (value < 0 || value > 1'000) return fail("clock.malformed", {path(member)});
    return static_cast<int>(value);
  }
  [[nodiscard]] Result<Instant> instant(std::string_view member) const {
    const auto text = json_.find_string(member);
    const auto at = text ? Instant::parse(*text) : std::nullopt;
    if (!at) return fail("clock.malformed", {path(member)});
    return *at;
  }
  // An absent member is an empty list.
  [[nodiscard]] Result<const Json::Array*> list(std::string_view member) const {
    static const Json::Array none;
    const Json* found = json_.find(member);
    if (!found) return &none;
    const Json::Array* items = found->if_array();
    if (!items) return fail("clock.malformed", {path(member)});
    return items;
  }
  [[nodiscard]] const Json* find(std::string_view member) const { return json_.find(member); }
  [[nodiscard]] std::string path(std::string_view member) const {
    return name_.empty() ? std::string(member) : name_ + "." + std::string(member);
  }

 private:
  const Json& json_;
  std::string name_;
};

Json write(const Limit& limit) {
  return Json::object({{"unit", word_of(limit.unit)}, {"amount", limit.amount}});
}

Json write(const Text& text) {
  return base::both(text);
}

Result<Limit> read_limit(const Members& members, std::string_view name) {
  const Json* json = members.find(name);
  if (!json) return fail("clock.malformed", {members.path(name)});
  const Members limit(*json, members.path(name));
  if (auto known = limit.only({"unit", "amount"}); !known) return std::unexpected(known.error());
  SHUXIN_TRY(const Unit unit, limit.word<Unit>("unit"));
  SHUXIN_TRY(const std::int64_t amount, limit.integer("amount"));
  return Limit{unit, amount};
}

Result<Text> read_ground(const Members& members) {
  const Json* json = members.find("ground");
  if (!json) return Text{};
  const Members text(*json, members.path("ground"));
  if (auto known = text.only({"zh", "en"}); !known) return std::unexpected(known.error());
  const auto zh = json->find_string("zh");
  const auto en = json->find_string("en");
  if (!zh || !en) return fail("clock.malformed", {members.path("ground")});
  return Text{std::string(*zh), std::string(*en)};
}

Result<ClockRules> read_rules(const Members& members) {
  ClockRules rules;
  SHUXIN_TRY(rules.limit, read_limit(members, "limit"));
  SHUXIN_TRY(rules.first_day, members.word<FirstDay>("first_day"));
  SHUXIN_TRY(rules.last_day, members.word<LastDay>("last_day"));
  SHUXIN_TRY(rules.due_moment, members.word<DueMoment>("due_moment"));
  SHUXIN_TRY(rules.restart, members.word<Restart>("restart"));
  SHUXIN_TRY(rules.started_by, members.word<StartEvent>("started_by"));
  SHUXIN_TRY(rules.extensions_allowed, members.small("extensions_allowed"));
  SHUXIN_TRY(rules.yellow_percent, members.small("yellow_percent"));
  SHUXIN_TRY(rules.red_percent, members.small("red_percent"));
  if (members.find("longest_extension")) {
    SHUXIN_TRY(rules.longest_extension, read_limit(members, "longest_extension"));
  }
  return rules;
}

// The starts before the one that counts, and then that one.
Result<Clock> replay_starts(const Members& members) {
  SHUXIN_TRY(ClockRules rules, read_rules(members));
  SHUXIN_TRY(const Instant started_at, members.instant("started_at"));
  SHUXIN_TRY(const Json::Array* earlier, members.list("earlier_starts"));
  if (!earlier->empty() && rules.restart != Restart::Afresh)
    return fail("clock.malformed", {"earlier_starts"});
  std::optional<Clock> clock;
  const auto start = [&](Instant at) -> Result<void> {
    Result<Clock> next = clock ? clock->start_again(at) : Clock::start(rules, at);
    if (!next) return std::unexpected(std::move(next).error());
    clock = *std::move(next);
    return {};
  };
  for (const Json& item : *earlier) {
    const std::string* text = item.if_string();
    const auto at = text ? Instant::parse(*text) : std::nullopt;
    if (!at) return fail("clock.malformed", {"earlier_starts"});
    if (auto started = start(*at); !started) return std::unexpected(std::move(started).error());
  }
  if (auto started = start(started_at); !started) return std::unexpected(std::move(started).error());
  return *std::move(clock);
}

Result<Clock> replay_stop(const Clock& clock, const Json& json) {
  const Members stop(json, "stops");
  if (auto known = stop.only({"from", "until", "ground"}); !known) return std::unexpected(known.error());
  SHUXIN_TRY(const Instant from, stop.instant("from"));
  SHUXIN_TRY(Text ground, read_ground(stop));
  if (!stop.find("until")) return clock.stop(from, std::move(ground));
  SHUXIN_TRY(const Instant until, stop.instant("until"));
  SHUXIN_TRY(const Clock stopped, clock.stop(from, std::move(ground)));
  return stopped.resume(until);
}

Result<Clock> replay_extension(const Clock& clock, const Json& json) {
  const Members extension(json, "extensions");
  if (auto known = extension.only({"at", "by", "ground"}); !known) return std::unexpected(known.error());
  SHUXIN_TRY(const Instant at, extension.instant("at"));
  SHUXIN_TRY(const Limit by, read_limit(extension, "by"));
  SHUXIN_TRY(Text ground, read_ground(extension));
  return clock.extend(at, by, std::move(ground));
}

}  // namespace

Json Clock::to_json() const {
  Json json = Json::object({{"limit", write(rules_.limit)},
                            {"first_day", word_of(rules_.first_day)},
                            {"last_day", word_of(rules_.last_day)},
                            {"due_moment", word_of(rules_.due_moment)},
                            {"restart", word_of(rules_.restart)},
                            {"started_by", word_of(rules_.started_by)},
                            {"extensions_allowed", rules_.extensions_allowed},
                            {"yellow_percent", rules_.yellow_percent},
                            {"red_percent", rules_.red_percent}});
  if (rules_.longest_extension) json.set("longest_extension", write(*rules_.longest_extension));
  json.set("started_at", started_at_.to_string());
  const auto add = [&](std::string_view name, Json::Array items) {
    if (!items.empty()) json.set(name, std::move(items));
  };
  Json::Array earlier;
  for (const Instant at : earlier_starts_) earlier.emplace_back(at.to_string());
  add("earlier_starts", std::move(earlier));
  Json::Array stops;
  for (const Stop& stop : stops_) {
    Json item = Json::object({{"from", stop.from.to_string()}});
    if (stop.until) item.set("until", stop.until->to_string());
    if (stop.ground != Text{}) item.set("ground", write(stop.ground));
    stops.push_back(std::move(item));
  }
  add("stops", std::move(stops));
  Json::Array extensions;
  for (const Extension& extension : extensions_) {
    Json item = Json::object({{"at", extension.at.to_string()}, {"by", write(extension.by)}});
    if (extension.ground != Text{}) item.set("ground", write(extension.ground));
    extensions.push_back(std::move(item));
  }
  add("extensions", std::move(extensions));
  if (satisfied_at_) json.set("satisfied_at", satisfied_at_->to_string());
  return json;
}

Result<Clock> Clock::from_json(const Json& json) {
  const Members members(json, "");
  if (auto known = members.only({"limit", "first_day", "last_day", "due_moment", "restart", "started_by",
                                 "extensions_allowed", "yellow_percent", "red_percent", "longest_extension",
                                 "started_at", "earlier_starts", "stops", "extensions", "satisfied_at"});
      !known)
    return std::unexpected(known.error());
  SHUXIN_TRY(Clock clock, replay_starts(members));
  SHUXIN_TRY(const Json::Array* stops, members.list("stops"));
  for (const Json& stop : *stops) {
    SHUXIN_TRY(clock, replay_stop(clock, stop));
  }
  SHUXIN_TRY(const Json::Array* extensions, members.list("extensions"));
  for (const Json& extension : *extensions) {
    SHUXIN_TRY(clock, replay_extension(clock, extension));
  }
  if (!members.find("satisfied_at")) return clock;
  SHUXIN_TRY(const Instant satisfied_at, members.instant("satisfied_at"));
  return clock.satisfy(satisfied_at);
}

}  // namespace shuxin::calendar
