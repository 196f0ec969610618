// The standard templates. Field paths are the same in all of them: applicant.name, matter.name, case.number.
#include "core/base/check.h"
#include "shell/documents/template.h"

namespace shuxin::documents {
namespace {

const Paragraph addressee{{"{applicant.name}：", "To: {applicant.name}"}, Paragraph::Form::Flush};

/// Reads remedies.reconsideration and remedies.court, the bodies; 行政许可法 38(2), 行政复议法 20,
/// 行政诉讼法 46.
const Paragraph remedies{
    {"如不服本决定，可以自知道本决定之日起六十日内向{remedies.reconsideration}申请行政复议，"
     "或者自知道本决定之日起"
     "六个月内依法向{remedies.court}提起行政诉讼。",
     "If you disagree with this decision you may apply to {remedies.reconsideration} for administrative "
     "reconsideration within sixty days, or bring an administrative action before {remedies.court} within "
     "six "
     "months, of learning of it."}};

const base::Text footer{"", "The Chinese text of this document prevails."};

/// Also reads materials [{name, copies, form}], received (a date), notice_due (a date).
Template collection_receipt() {
  return {
      .kind = Kind::CollectionReceipt,
      .title = {"收件凭证", "Collection Receipt"},
      .body =
          {addressee,
           Paragraph{
               {"你（单位）于{received:date}提交的“{matter.name}”申请材料已经收到，办件编号为{case.number}。"
                "收到的材料如下：",
                "The materials of your application \"{matter.name}\" were received on "
                "{received:date}. The case number is {case.number}. Materials received:"}},
           Table{.of = "materials",
                 .columns = {{{"序号", "No."}, {"{index}", "{index}"}, 0.8, true},
                             {{"材料名称", "Material"}, {"{name}", "{name}"}, 5.4},
                             {{"份数", "Copies"}, {"{copies}", "{copies}"}, 1, true},
                             {{"形式", "Form"}, {"{form}", "{form}"}, 1.8, true}}},
           Paragraph{
               {"材料不齐全或者不符合法定形式的，本机关将于{notice_due:date}前一次告知需要补正的全部内容；"
                "逾期不告知的，自收到申请材料之日起即为受理（《中华人民共和国行政许可法》第三十二条）。",
                "If materials are missing or not in legal form, everything to be corrected will be "
                "notified at once by {notice_due:date}; without a notice by then the application "
                "counts as accepted from the day of receipt (Administrative Licensing Law, "
                "Article 32)."},
               Paragraph::Form::Indented,
               "notice_due"},
           Paragraph{{"本凭证仅证明收到材料，不表示申请已经受理或者获得批准。",
                      "This receipt proves only that the materials were handed in, not that the "
                      "application is accepted or granted."}}},
      .footer = footer};
}

/// Also reads received (a date), gaps [{subject, problem, mend}], correct_by (a date, may be missing).
Template correction_notice() {
  return {
      .kind = Kind::CorrectionNotice,
      .title = {"补正材料告知书", "Notice of Corrections"},
      .body =
          {addressee,
           Paragraph{
               {"你（单位）于{received:date}提出的“{matter.name}”申请（办件编号{case.number}），经审查，"
                "申请材料不齐全或者不符合法定形式。依据《中华人民共和国行政许可法》第三十二条第一款第四项，"
                "现将需要补正的全部内容一次告知如下：",
                "Your application \"{matter.name}\" of {received:date} (case {case.number}) is "
                "incomplete or not in legal form. Under Article 32(1)(4) of the Administrative "
                "Licensing Law, this is the whole list of what must be corrected, given once:"}},
           Table{.of = "gaps",
                 .columns = {{{"序号", "No."}, {"{index}", "{index}"}, 0.75, true},
                             {{"材料或者内容", "Material or entry"}, {"{subject}", "{subject}"}, 2.5},
                             {{"存在的问题", "What is wrong"}, {"{problem}", "{problem}"}, 3},
                             {{"如何补正", "How to mend it"}, {"{mend}", "{mend}"}, 3.4}}},
           Paragraph{
               {"请于{correct_by:date}前补正。", "Please hand in the corrections by {correct_by:date}."},
               Paragraph::Form::Indented,
               "correct_by"},
           Paragraph{{"补正后只审查上列内容，本机关不再提出新的补正要求。按照要求提交全部补正申请材料的，应当"
                      "受理。",
                      "After that only the entries listed above are examined, and no further corrections "
                      "will be asked for. An application with all corrections handed in is accepted."}}},
      .footer = footer};
}

/// Also reads received, accepted (dates), limits.legal, limits.promised (texts), due, legal_due (dates),
/// deemed (true if accepted by lapse of the notice period), contact (may be missing).
Template acceptance_notice() {
  return {
      .kind = Kind::AcceptanceNotice,
      .title = {"受理通知书", "Notice of Acceptance"},
      .body =
          {addressee,
           Paragraph{{"你（单位）于{received:date}提出的“{matter.name}”申请，材料齐全、符合法定形式，依据"
                      "《中华人民共和国行政许可法》第三十二条第一款第五项，本机关决定予以受理。",
                      "Your application \"{matter.name}\" of {received:date} is complete and in legal form. "
                      "It is accepted under Article 32(1)(5) of the Administrative Licensing Law."},
                     Paragraph::Form::Indented,
                     "complete"},
           Paragraph{{"你（单位）于{received:date}提出的“{matter.name}”申请，因告知补正的法定期限届满，依据"
                      "《中华人民共和国行政许可法》第三十二条第一款第四项，自收到申请材料之日起即为受理。",
                      "The legal period for asking for corrections to your application \"{matter.name}\" of "
                      "{received:date} has ended without a notice. Under Article 32(1)(4) of the "
                      "Administrative Licensing Law it counts as accepted from the day of receipt."},
                     Paragraph::Form::Indented,
                     "deemed"},
           FieldRows{.rows = {{{"办件编号", "Case number"}, {"{case.number}", "{case.number}"}},
                              {{"受理日期", "Accepted on"}, {"{accepted:date}", "{accepted:date}"}},
                              {{"法定时限", "Statutory limit"},
                               {"{limits.legal}，至{legal_due:date}", "{limits.legal}, to {legal_due:date}"}},
                              {{"承诺时限", "Promised limit"},
                               {"{limits.promised}，至{due:date}", "{limits.promised}, to {due:date}"}},
                              {{"咨询方式", "Questions"}, {"{contact}", "{contact}"}, "contact"}},
                     .ruled = true},
           Paragraph{{"听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计算在上述时限内，"
                      "所需时间另行书面告知。",
                      "Time for a hearing, tender, auction, inspection, testing, quarantine, appraisal or "
                      "expert review is not counted; it will be notified in writing."}}},
      .footer = footer};
}

/// Also reads received (a date), reasons [text], basis, authority.name, authority.address, authority.phone
/// (the right authority; may be missing), remedies.
Template non_acceptance() {
  return {
      .kind = Kind::NonAcceptance,
      .title = {"不予受理决定书", "Decision of Non-Acceptance"},
      .body = {addressee,
               Paragraph{
                   {"你（单位）于{received:date}提出的“{matter.name}”申请（办件编号{case.number}），经审查，"
                    "本机关决定不予受理。理由如下：",
                    "Your application \"{matter.name}\" of {received:date} (case {case.number}) is not "
                    "accepted, for these reasons:"}},
               List{.of = "reasons", .item = {"{index}.{item}", "{index}. {item}"}},
               Paragraph{{"依据：{basis}。", "Legal basis: {basis}."}, Paragraph::Form::Indented, "basis"},
               Paragraph{{"本事项不属于本机关职权范围，请向有权机关申请：",
                          "The matter is outside the powers of this body; the right authority is:"},
                         Paragraph::Form::Indented,
                         "authority"},
               FieldRows{.rows = {{{"有权机关", "Authority"}, {"{authority.name}", "{authority.name}"}},
                                  {{"地址", "Address"},
                                   {"{authority.address}", "{authority.address}"},
                                   "authority.address"},
                                  {{"电话", "Telephone"},
                                   {"{authority.phone}", "{authority.phone}"},
                                   "authority.phone"}},
                         .ruled = true,
                         .when = "authority"},
               remedies},
      .footer = footer};
}

/// Also reads received (a date), reasons [text], basis, remedies.
Template refusal() {
  return {
      .kind = Kind::Refusal,
      .title = {"不予许可决定书", "Decision of Refusal"},
      .body =
          {addressee,
           Paragraph{
               {"你（单位）于{received:date}提出的“{matter.name}”申请（办件编号{case.number}），本机关已经"
                "依法审查，决定不予许可。理由如下：",
                "Your application \"{matter.name}\" of {received:date} (case {case.number}) has been "
                "examined and is refused, for these reasons:"}},
           List{.of = "reasons", .item = {"{index}.{item}", "{index}. {item}"}},
           Paragraph{{"依据：{basis}。", "Legal basis: {basis}."}}, remedies},
      .footer = footer};
}

/// Reads firm.uscc, name, kind, representative, capital, founded (a date), term, domicile, scope, and
/// premises [text] (may be missing): one licence with many premises.
Template business_licence() {
  return {
      .kind = Kind::BusinessLicence,
      .layout = Layout::Landscape,
      .style = Style::Certificate,
      .title = {"营业执照", "Business Licence"},
      .body = {FieldRows{.rows = {{{"统一社会信用代码", "Unified Social Credit Code"},
                                   {"{firm.uscc}", "{firm.uscc}"}},
                                  {{"名称", "Name"}, {"{firm.name}", "{firm.name}"}}}},
               FieldRows{.rows = {{{"类型", "Kind"}, {"{firm.kind}", "{firm.kind}"}},
                                  {{"成立日期", "Founded"}, {"{firm.founded:date}", "{firm.founded:date}"}},
                                  {{"法定代表人", "Legal representative"},
                                   {"{firm.representative}", "{firm.representative}"}},
                                  {{"营业期限", "Term"}, {"{firm.term}", "{firm.term}"}}},
                         .paired = true},
               FieldRows{.rows = {{{"注册资本", "Registered capital"}, {"{firm.capital}", "{firm.capital}"}},
                                  {{"住所", "Domicile"}, {"{firm.domicile}", "{firm.domicile}"}},
                                  {{"经营范围", "Business scope"}, {"{firm.scope}", "{firm.scope}"}}}},
               Paragraph{{"其他经营场所：", "Other premises:"}, Paragraph::Form::Flush, "firm.premises"},
               List{.of = "firm.premises",
                    .item = {"{index}.{item}", "{index}. {item}"},
                    .when = "firm.premises"}},
      .signature_note = {"登记机关", "Registrar"},
      .footer = footer,
      .number = NumberPlace::TopLeft,
      .qr = QrPlace::TopRight};
}

/// Also reads subject, paragraphs [text], basis (may be missing), remedies (may be missing).
Template decision() {
  return {
      .kind = Kind::Decision,
      .title = {"{subject}", "{subject}"},
      .body = {addressee,
               Paragraph{{"你（单位）提出的“{matter.name}”申请（办件编号{case.number}），本机关决定如下：",
                          "On your application \"{matter.name}\" (case {case.number}) it is decided:"}},
               List{.of = "paragraphs", .item = {"{item}", "{item}"}},
               Paragraph{{"依据：{basis}。", "Legal basis: {basis}."}, Paragraph::Form::Indented, "basis"},
               [] {
                 Paragraph last = remedies;
                 last.when = "remedies";
                 return last;
               }()},
      .footer = footer};
}

}  // namespace

Template standard_template(Kind kind) {
  switch (kind) {
    case Kind::CollectionReceipt:
      return collection_receipt();
    case Kind::CorrectionNotice:
      return correction_notice();
    case Kind::AcceptanceNotice:
      return acceptance_notice();
    case Kind::NonAcceptance:
      return non_acceptance();
    case Kind::Refusal:
      return refusal();
    case Kind::BusinessLicence:
      return business_licence();
    case Kind::Decision:
      return decision();
  }
  base::check(false, "every kind of document has a standard template");
  return {};
}

}  // namespace shuxin::documents
