// For tests: a state written out whole, member by member. A member that is added to a struct and not written
// here does not compile.
#pragma once

#include <concepts>
#include <string>

#include "core/casework/state.h"

namespace shuxin::casework {

/// Writes every member of what it is given; equal texts mean equal states.
class StateText {
 public:
  template <typename T>
  static std::string of(const T& value) {
    StateText text;
    text.put(value);
    return std::move(text.out_);
  }

 private:
  template <typename T>
  struct IsEvent : std::false_type {};
  template <typename T>
    requires requires(T event) { Event(std::in_place_type<T>, event); }
  struct IsEvent<T> : std::true_type {};

  void put(const std::string& text) { out_ += text + "|"; }
  void put(bool truth) { out_ += truth ? "yes|" : "no|"; }
  void put(int number) { out_ += std::to_string(number) + "|"; }
  void put(std::int64_t number) { out_ += std::to_string(number) + "|"; }
  void put(Instant at) { put(at.milliseconds); }
  void put(const Json& json) { put(json.to_string()); }
  void put(const calendar::Clock& clock) { put(clock.to_json()); }
  void put(const calendar::Limit& limit) { put(static_cast<int>(limit.unit)), put(limit.amount); }
  void put(const Text& text) { put(text.zh), put(text.en); }
  template <typename T>
    requires IsEvent<T>::value
  void put(const T& event) {
    const StoredStep stored = to_json(Step{"", "", "", "", {}, {event}});
    put(stored.open), put(stored.personal);
  }
  template <typename T>
  void put(const std::vector<T>& all) {
    out_ += "[";
    for (const T& one : all) put(one);
    out_ += "]";
  }
  template <typename T>
  void put(const std::optional<T>& one) {
    if (one) put(*one);
    out_ += ";";
  }
  template <typename V, typename C>
  void put(const std::map<std::string, V, C>& all) {
    out_ += "{";
    for (const auto& [name, value] : all) put(name), put(value);
    out_ += "}";
  }
  template <typename... Members>
  void all(const Members&... members) {
    (put(members), ...);
  }

  void put(const MaterialGiven& it) {
    const auto& [how, files, text] = it;
    all(how, files, text);
  }
  void put(const Gap& it) {
    const auto& [kind, id, text, field] = it;
    all(kind, id, text, field);
  }
  void put(const Review& it) {
    const auto& [step, role, organisation, limit, opened_at, open, verdict, text, officer] = it;
    all(step, role, organisation, limit, opened_at, open, verdict, text, officer);
  }
  void put(const Obligation& it) {
    const auto& [duty, opened_at, open, closed_as, text] = it;
    all(duty, opened_at, open, closed_as, text);
  }
  void put(const RunningClock& it) {
    const auto& [clock, promised, on_lapse, lapsed, ended] = it;
    all(clock, promised, on_lapse, lapsed, ended);
  }
  void put(const Message& it) {
    const auto& [to, what, sent_at, answered_as, record] = it;
    all(to, what, sent_at, answered_as, record);
  }
  void put(const Fee& it) {
    const auto& [demand, paid] = it;
    all(demand, paid);
  }
  void put(const Spawned& it) {
    const auto& [opened, outcome] = it;
    all(opened, outcome);
  }
  void put(const Held& it) {
    const auto& [result, since] = it;
    all(result, since);
  }
  void put(const std::shared_ptr<const BeforeLapse>& it) {
    if (it) {
      const auto& [clock, lapsed_at, state, owner, organisation, final, outcome, entered_at, clocks] = *it;
      all(clock, lapsed_at, state, owner, organisation, final, outcome, entered_at, clocks);
    }
    out_ += ";";
  }
  void put(const Done& it) {
    const auto& [action, submission, actor, desk] = it;
    all(action, submission, actor, desk);
  }
  void put(const MemberState& it) {
    const auto& [member, number, outcome] = it;
    all(member, number, outcome);
  }
  void put(const CaseState& it) {
    const auto& [version, opened, submitted_at, submission, state, owner, organisation, final, outcome,
                 entered_at, form, materials, facts, gaps, clocks, reviews, obligations, messages, fees,
                 parties, signatures, spawned, held, before_lapse, visits, delivered, decisions, documents,
                 ended_documents, results, done, acted_at] = it;
    all(version, opened, submitted_at, submission, state, owner, organisation, final, outcome, entered_at,
        form, materials, facts, gaps, clocks, reviews, obligations, messages, fees, parties, signatures,
        spawned, held, before_lapse, visits, delivered, decisions, documents, ended_documents, results, done,
        acted_at);
  }
  void put(const PackageState& it) {
    const auto& [version, opened, form, members, visits, dissolved, dissolved_at, occurred, settled, outcome,
                 settled_at] = it;
    all(version, opened, form, members, visits, dissolved, dissolved_at, occurred, settled, outcome,
        settled_at);
  }

  std::string out_;
};

}  // namespace shuxin::casework
