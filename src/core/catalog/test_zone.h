// A whole small catalogue for tests, in which everything is right: tests break it in one place at a time.
#pragma once

#include <string>

#include "core/catalog/catalog.h"

namespace shuxin::catalog {

inline Files small_zone() {
  Files files;
  files["zone.yaml"] = R"(zone: small
name: {zh: 小区, en: Small zone}
office_hours:
  monday: ['09:00-12:00', '13:30-17:30']
  tuesday: ['09:00-12:00', '13:30-17:30']
  wednesday: ['09:00-12:00', '13:30-17:30']
  thursday: ['09:00-12:00', '13:30-17:30']
  friday: ['09:00-12:00', '13:30-17:30']
organisations:
  bureau:
    name: {zh: 审批局（演示）, en: Bureau (demonstration)}
    kind: approval_bureau
  city:
    name: {zh: 市局（演示）, en: City bureau (demonstration)}
    kind: authority
roles:
  checker: {name: {zh: 审查, en: Checker}}
powers:
  stalls:
    name: {zh: 摊位许可, en: Stalls}
    holder: bureau
    delegated_by: city
    effective: {from: 2021-01-01}
)";
  files["calendar.csv"] = "date,kind,name\n2022-01-01,holiday,元旦\n";
  files["procedures/plain.yaml"] = R"(procedure: plain
name: {zh: 普通流程, en: Plain}
effective: {from: 2020-01-01}
clocks:
  decision:
    name: {zh: 法定时限, en: Limit}
    limit: matter.limits.legal
    on_lapse: lapse
states:
  open:
    name: {zh: 办理中, en: Open}
    owner: decide
    runs: decision
  done:
    name: {zh: 办结, en: Done}
    final: true
    outcome: granted
  over:
    name: {zh: 逾期, en: Over}
    final: true
    outcome: lapsed
commands:
  submit:
    name: {zh: 提交, en: Submit}
    by: applicant
    do:
      - take: submission
      - enter: {state: open, from: receipt}
  grant:
    name: {zh: 准予, en: Grant}
    by: decide
    from: open
    when:
      that: count(gaps) = 0
      else: {zh: 有缺漏, en: Something is missing}
    do:
      - decide: granted
      - issue: permit
      - write: matter.results.register
      - enter: done
  lapse:
    by: clock
    from: open
    do:
      - enter: over
)";
  files["registers/stall.yaml"] = R"(register: stall
name: {zh: 摊位, en: Stalls}
key: stall_no
also_by: [street]
personal: [owner]
schema:
  type: object
  required: [stall_no]
  properties:
    stall_no: {type: string}
    street: {type: string}
    owner: {type: string}
    taken: {type: boolean}
)";
  files["forms/stall.json"] = R"({
  "schema": {
    "title": "摊位", "x-title-en": "Stall", "type": "object", "additionalProperties": false,
    "properties": {
      "stall_no": {"type": "string", "title": "编号", "x-title-en": "Number"},
      "days": {"type": "integer", "title": "天数", "x-title-en": "Days"}
    }
  },
  "ui": {"type": "VerticalLayout", "elements": [{"type": "Control", "scope": "#/properties/stall_no"}]}
})";
  files["certificates/permit.yaml"] = R"(document: permit
name: {zh: 许可证, en: Permit}
series: 小许〔{year}〕{n}号
layout: {title: {zh: 证, en: Permit}, body: []}
)";
  files["matters/stall.yaml"] = R"(matter: stall
name: {zh: 摆摊, en: A stall}
summary: {zh: 在街上摆摊。, en: A stall in the street.}
procedure: plain
effective: {from: 2021-01-01}
authority: bureau
power: stalls
limits:
  legal: 5 working days
  promised: 2 working days
applicants: [person]
form: stall
facts:
  place:
    register: stall
    by: stall_no
    key: form.stall_no
    fields: [street, taken]
materials:
  - id: plan
    name: {zh: 图纸, en: Plan}
    from: place
conditions:
  - id: free
    that: facts.place.taken = false
    failing: gap
    field: /stall_no
    else: {zh: 已被占用, en: It is taken}
    authority: city
review:
  first:
    name: {zh: 初审, en: First}
    by: checker
  second:
    name: {zh: 复审, en: Second}
    by: checker
    organisation: city
    after: first
obligations:
  tidy:
    name: {zh: 清扫, en: Tidy up}
    due: 10 natural days
    by: applicant
    when: form.days > 1
    on_breach: lapse
results:
  document: permit
  registers:
    - register: stall
      key: form.stall_no
      fields:
        stall_no: form.stall_no
        taken: 'true'
documents:
  permit: permit
)";
  files["packages/market.yaml"] = R"(package: market
name: {zh: 赶集, en: Market}
summary: {zh: 赶集一件事。, en: A market day.}
effective: {from: 2021-01-01}
promise: 240 minutes
form: stall
applicants: [person]
members:
  one:
    matter: stall
  two:
    matter: stall
    after: one
    optional: true
    when: form.days > 1
)";
  return files;
}

}  // namespace shuxin::catalog
