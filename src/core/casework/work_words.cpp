#include "core/casework/work_words.h"

#include <algorithm>

namespace shuxin::casework {
namespace {

Text organisation(const catalog::Catalogue& catalogue, const std::string& id) {
  const catalog::Organisation* found = catalogue.find_organisation(id);
  return found ? found->name : Text{id, id};
}

Text outcome(const std::string& id) {
  static const std::map<std::string, Text> names = {{"granted", {"准予", "granted"}},
                                                    {"refused", {"不予许可", "refused"}},
                                                    {"not_accepted", {"不予受理", "not accepted"}},
                                                    {"not_required", {"不需要许可", "no licence needed"}},
                                                    {"revoked", {"撤销", "revoked"}},
                                                    {"completed", {"办结", "completed"}},
                                                    {"withdrawn", {"撤回", "withdrawn"}},
                                                    {"lapsed", {"逾期终止", "lapsed"}},
                                                    {"failed", {"办理失败", "failed"}},
                                                    {"cancelled", {"未办理", "not done"}},
                                                    {"partial", {"部分办结", "partly completed"}}};
  const auto found = names.find(id);
  return found == names.end() ? Text{id, id} : found->second;
}

class Worder {
 public:
  Worder(const catalog::Catalogue& catalogue, const catalog::Matter* matter,
         const catalog::Procedure* procedure)
      : catalogue_(catalogue), matter_(matter), procedure_(procedure) {}

  Text operator()(const CaseOpened&) const { return {"收到申请", "The application was received"}; }
  Text operator()(const SubmissionTaken& e) const {
    if (e.corrections) return {"收到补正内容", "Corrections were handed in"};
    const std::string n = std::to_string(e.materials.size());
    return {"提交材料 " + n + " 份", "Materials handed in: " + n};
  }
  Text operator()(const StateEntered& e) const {
    const catalog::State* state = procedure_ ? procedure_->find_state(e.state) : nullptr;
    const Text name = state ? state->name : Text{e.state, e.state};
    return {"进入“" + name.zh + "”", "Now: " + name.en};
  }
  Text operator()(const GapsNotified& e) const {
    Text all{"一次性告知需要补正：", "To be corrected, told once: "};
    for (std::size_t i = 0; i < e.gaps.size(); ++i) {
      all.zh += (i ? "；" : "") + e.gaps[i].text.zh;
      all.en += (i ? "; " : "") + e.gaps[i].text.en;
    }
    return all;
  }
  Text operator()(const ReviewOpened& e) const {
    const Text step = step_name(e.step);
    return {"开始审查：" + step.zh, "Review begun: " + step.en};
  }
  Text operator()(const OpinionGiven& e) const {
    const Text step = step_name(e.step);
    const bool agrees = e.verdict == "agree";
    return {step.zh + (agrees ? "：同意" : "：不同意") + (e.text.empty() ? "" : "（" + e.text + "）"),
            step.en + (agrees ? ": agreed" : ": disagreed") + (e.text.empty() ? "" : " (" + e.text + ")")};
  }
  Text operator()(const ClockStarted& e) const {
    const Text clock = clock_name(e.clock);
    const Text limit = calendar::describe(e.limit);
    return {clock.zh + "开始计算：" + limit.zh, clock.en + " begins: " + limit.en};
  }
  Text operator()(const ClockStopped& e) const {
    const Text clock = clock_name(e.clock);
    return {clock.zh + "停止计算", clock.en + " stands still"};
  }
  Text operator()(const ClockResumed& e) const {
    const Text clock = clock_name(e.clock);
    return {clock.zh + "继续计算", clock.en + " runs again"};
  }
  Text operator()(const ClockExtended& e) const {
    const Text clock = clock_name(e.clock);
    const Text by = calendar::describe(e.by);
    return {clock.zh + "延长 " + by.zh, clock.en + " is extended by " + by.en};
  }
  Text operator()(const ClockEnded&) const { return {}; }
  Text operator()(const ClockLapsed& e) const {
    const Text clock = clock_name(e.clock);
    return {clock.zh + "届满", clock.en + " has lapsed"};
  }
  Text operator()(const DecisionMade& e) const {
    const Text what = outcome(e.outcome);
    const Text who = organisation(catalogue_, e.organisation);
    Text text{who.zh + "决定：" + what.zh, who.en + " decided: " + what.en};
    if (const catalog::Power* power = catalogue_.find_power(e.power)) {
      text.zh += "（依据：" + power->name.zh + "）";
      text.en += " (power: " + power->name.en + ")";
    }
    if (!e.reason.empty()) {
      text.zh += "，理由：" + e.reason;
      text.en += ", because: " + e.reason;
    }
    return text;
  }
  Text operator()(const DocumentIssued& e) const {
    const catalog::DocumentTemplate* form = catalogue_.find_document(e.document);
    const Text name = form ? form->name : Text{e.document, e.document};
    return {"发出" + name.zh + " " + e.number, name.en + " " + e.number + " issued"};
  }
  Text operator()(const DocumentEnded& e) const {
    return e.how == "replaced"
               ? Text{"原证照 " + e.code + " 由 " + e.by + " 替换", e.code + " replaced by " + e.by}
               : Text{"证照 " + e.code + " 失效", e.code + " is no longer valid"};
  }
  Text operator()(const RegisterWritten& e) const {
    const catalog::Register* kind = catalogue_.find_register(e.register_kind);
    const Text name = kind ? kind->name : Text{e.register_kind, e.register_kind};
    return e.ended ? Text{name.zh + "登记失效", "Entry ended: " + name.en}
                   : Text{"记入" + name.zh, "Entered in: " + name.en};
  }
  Text operator()(const ObligationOpened& e) const {
    return {"待办：" + e.name.zh, "To be done: " + e.name.en};
  }
  Text operator()(const ObligationClosed&) const { return {"一项义务已了结", "An obligation was closed"}; }
  Text operator()(const NumberAssigned& e) const {
    return e.name == "uscc" ? Text{"统一社会信用代码 " + e.value, "Unified social credit code " + e.value}
                            : Text{"编号 " + e.value, "Number " + e.value};
  }
  Text operator()(const MessageSent& e) const {
    const Text to = organisation(catalogue_, e.to);
    return {"移交" + to.zh, "Sent to " + to.en};
  }
  Text operator()(const MessageAnswered& e) const {
    return e.how == "done" ? Text{"已答复办结 " + e.record, "Answered: done " + e.record}
                           : Text{"答复：无法办理 " + e.text, "Answered: cannot be done " + e.text};
  }
  Text operator()(const FeeDemanded& e) const {
    return {"应缴" + e.name.zh + " " + e.amount + " 元", "Due: " + e.name.en + " " + e.amount};
  }
  Text operator()(const FeePaid&) const { return {"费用已缴", "The fee was paid"}; }
  Text operator()(const PartyJoined& e) const { return {"加入：" + e.as, "Joined: " + e.as}; }
  Text operator()(const PartySigned& e) const {
    return {(e.as == "applicant" ? "申请人" : "对方") + std::string("已签名"),
            (e.as == "applicant" ? "Signed by the applicant" : "Signed by the other party: " + e.as)};
  }
  Text operator()(const CaseSpawned& e) const {
    return {"为“" + e.key + "”立案 " + e.number, "A case was opened for " + e.key + ": " + e.number};
  }
  Text operator()(const SpawnSettled& e) const {
    const Text what = outcome(e.outcome);
    return {e.number + "：" + what.zh, e.number + ": " + what.en};
  }
  Text operator()(const LotsDrawn& e) const {
    std::string all;
    for (const std::string& one : e.drawn) all += (all.empty() ? "" : "、") + one;
    return {"抽取结果：" + all, "Drawn by lot: " + all};
  }
  Text operator()(const MeetingScheduled& e) const {
    return {"定于 " + e.at + " " + e.place, "Set for " + e.at + " " + e.place};
  }
  Text operator()(const NoteAdded& e) const { return {e.text, e.text}; }
  Text operator()(const ResultHeld&) const {
    return {"决定已备妥，待与其他成员一并发出；期限照常计算",
            "The decision is ready and waits for the other members; clocks run on"};
  }
  Text operator()(const HoldEnded& e) const {
    if (e.how == "taken_back") return {"已备妥的决定被收回", "The decision that waited was taken back"};
    return {"不再等待其他成员，由本岗单独决定", "It waits no longer and is decided by itself"};
  }
  Text operator()(const LapseUndone& e) const {
    return {
        "材料在期限届满前已收到，届满不成立，恢复办理；补录原因：" + e.reason,
        "The papers had come before the time was over, so that its end does not count and the case goes on; "
        "entered late because: " +
            e.reason};
  }
  Text operator()(const ResultDelivered& e) const {
    const std::string record = e.record.empty() ? "" : " " + e.record;
    if (e.how == "post") return {"结果已邮寄" + record, "The result was sent by post" + record};
    if (e.how == "electronic")
      return {"结果已电子送达" + record, "The result was delivered electronically" + record};
    return {"结果已由窗口领取" + record, "The result was collected at the counter" + record};
  }
  Text operator()(const VisitMade&) const {
    return {"申请人到窗口一次", "The applicant came to the counter"};
  }
  Text operator()(const PackageDissolved& e) const {
    if (e.reason == "limit")
      return {e.member + "的法定期限将届满，不再一并发出，各自决定",
              "The limit of " + e.member + " would lapse: the members are decided singly"};
    const Text what = outcome(e.reason);
    return {e.member + what.zh + "，不再一并发出，各自决定",
            e.member + " was " + what.en + ": the members are decided singly"};
  }
  Text operator()(const PackageOccurred& e) const {
    if (e.event == "turned") return {"转为正式申请 " + e.record, "Turned into the application " + e.record};
    return {"所待之事已发生" + (e.record.empty() ? "" : "：" + e.record),
            "What the results waited for has happened" + (e.record.empty() ? "" : ": " + e.record)};
  }
  Text operator()(const PackageOpened&) const { return {"收到套餐申请", "The package was received"}; }
  Text operator()(const MemberOpened& e) const {
    return {"开始办理 " + e.case_number, "Begun: " + e.case_number};
  }
  Text operator()(const MemberSettled& e) const {
    const Text what = outcome(e.outcome);
    return {e.member + "：" + what.zh, e.member + ": " + what.en};
  }
  Text operator()(const PackageSettled& e) const {
    const Text what = outcome(e.outcome);
    return {"套餐" + what.zh, "The package is " + what.en};
  }

 private:
  Text clock_name(const std::string& id) const {
    const catalog::ClockRule* rule = procedure_ ? procedure_->find_clock(id) : nullptr;
    return rule ? rule->name : Text{id, id};
  }
  Text step_name(const std::string& id) const {
    if (matter_)
      for (const catalog::ReviewStep& step : matter_->review)
        if (step.id == id) return step.name;
    return {id, id};
  }

  const catalog::Catalogue& catalogue_;
  const catalog::Matter* matter_;
  const catalog::Procedure* procedure_;
};

}  // namespace

Text words_of(const Event& event, const catalog::Catalogue& catalogue, const catalog::Matter* matter,
              const catalog::Procedure* procedure) {
  return std::visit(Worder(catalogue, matter, procedure), event);
}

Text name_of_action(const std::string& action, const catalog::Procedure* procedure) {
  static const std::map<std::string, Text> own = {
      {"lapse", {"期限届满", "A limit has lapsed"}},
      {"open", {"提交套餐", "The package was submitted"}},
      {"hold", {"决定备妥", "Decision ready"}},
      {"return", {"退回单独决定", "Returned, to be decided singly"}},
      {"visit", {"到窗口", "At the counter"}},
      {"undo_lapse", {"补录期限内收到的材料", "Entered late, received in time"}},
      {"dissolve", {"解除一并发出", "No longer issued together"}},
      {"turn", {"转为正式申请", "Turned into an application"}},
      {"decide_jointly", {"联合决定", "Joint decision"}},
      {"record_event", {"登记事件", "Event recorded"}},
      {"advance", {"自动推进", "Moved on by itself"}},
      {"import", {"登记导入", "Imported"}}};
  const catalog::Action* found = procedure ? procedure->find_action(action) : nullptr;
  if (found && !found->name.zh.empty()) return found->name;
  const auto known = own.find(action);
  return known == own.end() ? Text{action, action} : known->second;
}

Text name_of_desk(const std::string& desk, const catalog::Catalogue& catalogue) {
  if (desk == "applicant") return {"申请人", "Applicant"};
  if (desk == "counter") return {"窗口代录", "Entered at the counter"};
  if (desk.starts_with("party")) return {"当事人", "Party"};
  if (desk == "clock") return {"期限", "The clock"};
  if (desk == "engine") return {"系统", "The system"};
  const catalog::Role* role = catalogue.find_role(desk);
  return role ? role->name : Text{desk, desk};
}

}  // namespace shuxin::casework
