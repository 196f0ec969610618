// The effects of a command, one by one, as the procedure lists them. Private to casework.
#pragma once

#include "core/casework/work.h"

namespace shuxin::casework {

/// Turns the effects of one action into events of the case that it works on.
class Effects {
 public:
  Effects(CaseWork& work, const catalog::Action& action, Actor actor, Json input,
          const Submission& submission, Instant at)
      : work_(work),
        action_(action),
        actor_(std::move(actor)),
        input_(std::move(input)),
        submission_(submission),
        at_(at) {}

  Outcome run();

  Outcome operator()(const catalog::EnterState& effect);
  Outcome operator()(const catalog::TakeSubmission& effect);
  Outcome operator()(const catalog::OpenReviews& effect);
  Outcome operator()(const catalog::RecordOpinion& effect);
  Outcome operator()(const catalog::NotifyGaps& effect);
  Outcome operator()(const catalog::ExtendClock& effect);
  Outcome operator()(const catalog::Decide& effect);
  Outcome operator()(const catalog::IssueDocument& effect);
  Outcome operator()(const catalog::WriteRegister& effect);
  Outcome operator()(const catalog::OpenObligations& effect);
  Outcome operator()(const catalog::CloseObligation& effect);
  Outcome operator()(const catalog::AssignNumber& effect);
  Outcome operator()(const catalog::SendMessage& effect);
  Outcome operator()(const catalog::RecordAnswer& effect);
  Outcome operator()(const catalog::DemandFee& effect);
  Outcome operator()(const catalog::RecordPayment& effect);
  Outcome operator()(const catalog::JoinParty& effect);
  Outcome operator()(const catalog::SignParty& effect);
  Outcome operator()(const catalog::DrawLots& effect);
  Outcome operator()(const catalog::OpenCases& effect);
  Outcome operator()(const catalog::DeliverResult& effect);
  Outcome operator()(const catalog::TakeBack& effect);
  Outcome operator()(const catalog::ScheduleMeeting& effect);
  Outcome operator()(const catalog::AddNote& effect);

 private:
  [[nodiscard]] const CaseState& state() const { return work_.state_; }
  [[nodiscard]] const catalog::Matter& matter() const { return *work_.pinned_.matter; }
  [[nodiscard]] const catalog::Catalogue& catalogue() const { return work_.given_.catalogue; }
  [[nodiscard]] std::string text(std::string_view input) const;
  [[nodiscard]] std::optional<calendar::Limit> limit(const catalog::LimitRule& rule) const;
  [[nodiscard]] std::optional<calendar::Limit> cap_of(const catalog::ClockRule& rule,
                                                      calendar::Unit unit) const;
  void emit(Event event) { work_.emit(std::move(event)); }

  Outcome check_corrections() const;
  Outcome check_barred();
  void move_clocks(const catalog::State& from, const catalog::State& to, Instant count_from);
  void open_review(const catalog::ReviewStep& step);
  void open_ready_reviews();
  [[nodiscard]] std::vector<std::string> certificates_in_force();
  [[nodiscard]] std::vector<std::string> drawn_now(const std::string& as) const;

  CaseWork& work_;
  const catalog::Action& action_;
  const Actor actor_;
  const Json input_;
  const Submission& submission_;
  Instant at_;
};

/// What an officer found, added to what the engine found; refused where only listed gaps may be examined
/// (行政许可法 32(4): everything is told once).
Outcome check_findings(const CaseState& state, const catalog::Matter& matter, const catalog::Action& action,
                       const Json& input, Judgement& judgement);

/// Where a candidate stands in a draw: the SHA-256 of seed and name, in hexadecimal digits.
[[nodiscard]] std::string draw_order(const std::string& seed, const std::string& candidate);

/// Faults of the identifiers in a form, by the formats that its schema names (uscc, citizen-id, mobile).
[[nodiscard]] std::vector<Refusal::Fault> identifier_faults(const Json& schema, const Json& values,
                                                            Date today);

}  // namespace shuxin::casework
