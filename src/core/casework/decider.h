// Decides one command: gathers the steps of all streams that it touches.
// Private to casework.
#pragma once

#include "core/casework/work.h"

namespace shuxin::casework {

class Decider {
 public:
  Decider(Streams streams, const Actor& actor, const Given& given);
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;

  Outcome operator()(const OpenCase& command);
  Outcome operator()(const OpenPackage& command);
  Outcome operator()(const Act& command);
  Outcome operator()(const Tick& command);
  Outcome operator()(const RecordVisit& command);
  Outcome operator()(const DecideJointly& command);
  Outcome operator()(const RecordOccurrence& command);

  [[nodiscard]] Decision finish(Outcome outcome);

 private:
  // ------------------------------------------------------------------ cases (decide.cpp)

  // Who applies, where it came in, and when it was received.
  struct Entry {
    std::string account, kind, name, channel, desk;
    Instant received_at;
  };
  [[nodiscard]] std::expected<Entry, Refusal> entry_of(const std::optional<AtCounter>& counter,
                                                       std::string_view channel,
                                                       const std::vector<std::string>& intakes,
                                                       const std::vector<std::string>& kinds) const;
  struct Opening {
    const catalog::Matter& matter;
    Submission submission;
    Entry entry;
    std::string number;
    std::string package_number;
    std::string member;
    std::string parent;
    std::vector<Event> along;
  };
  Outcome open_case(Opening opening);
  template <typename Then>
  Outcome on_case(const std::string& number, Instant at, Then then);
  Outcome keep(CaseWork& work, const Outcome& outcome);
  Outcome settle_parent(const CaseState& child);
  [[nodiscard]] bool applies(const catalog::Member& member, const Json& form);

  // ------------------------------------------------------------------ packages (packages.cpp)

  [[nodiscard]] Outcome check_earlier(const catalog::Package& package, const std::string& applicant) const;
  [[nodiscard]] Submission take_over(const OpenPackage& command, const catalog::Package& package) const;
  void note_turned(const PackageOpened& opened, const Entry& entry);
  void split_form(const catalog::Package& package, const Json& values, PackageOpened& opened);
  Outcome choose(const catalog::Package& package, const std::vector<std::string>& chosen, const Json& form,
                 PackageOpened& opened);
  // Whose step of the package's stream the next events belong to.
  void begin_package(std::string action, const Actor& actor, std::string desk, Instant at);
  void emit(Event event);
  [[nodiscard]] const catalog::Package* definition() const { return around_.definition; }
  void look_around();
  [[nodiscard]] bool in_package() const { return streams_.package.exists() && !streams_.package.settled; }
  Outcome advance_package();
  bool settle_members();
  void settle_package();
  enum class Turn { NotYet, Now, Never };
  [[nodiscard]] Turn turn_of(const catalog::Member& member) const;
  Outcome open_member(const catalog::Member& member);

  // ------------------------------------------------------------------ holding results (joint.cpp)

  [[nodiscard]] bool holds() const;
  Outcome end_holds_that_are_due();
  Outcome dissolve(const std::string& reason, const std::string& member, Instant at);
  Outcome release_singly(Instant at);
  Outcome check_joint_actor() const;
  [[nodiscard]] Outcome check_all_ready() const;

  Streams streams_;
  const Actor& actor_;
  std::vector<RegisterWritten> written_;
  Around around_;
  Given given_;
  std::vector<NewStep> steps_;
  std::vector<Step> package_steps_;
  std::optional<Step> package_head_;  // of the step that the next event opens
  std::int64_t package_version_ = 0;
  bool opening_ = false;  // the package is being opened: what opens with it was received with it
  std::string number_;
};

/// The members in an order in which each comes after those that it waits for.
[[nodiscard]] std::vector<const catalog::Member*> in_order(const catalog::Package& package);

[[nodiscard]] bool went_well(std::string_view outcome);
[[nodiscard]] Actor engine_actor();

}  // namespace shuxin::casework
