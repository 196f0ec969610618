// For each kind of fault: a right catalogue, broken in one place, and where and how that is said.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/catalog/test_zone.h"

namespace shuxin::catalog {
namespace {

/// `was` becomes `is` in the file; the fault must be said with `code` where `at` stands, at 1:1 if it is
/// empty.
struct Break {
  std::string name;
  std::string file;
  std::string was;
  std::string is;
  std::string code;
  std::string at;
  std::string help = {};
  std::string in = {};  ///< the file where it is said, if it is not the broken one
};

void PrintTo(const Break& one, std::ostream* out) {
  *out << one.name;
}

std::string replaced(std::string text, const std::string& was, const std::string& is) {
  const std::size_t found = text.find(was);
  EXPECT_NE(found, std::string::npos) << "the small zone no longer says: " << was;
  return found == std::string::npos ? text : text.replace(found, was.size(), is);
}

/// Column in characters, as people count.
Place place_of(const std::string& file, const std::string& text, const std::string& at) {
  const std::size_t found = text.find(at);
  EXPECT_NE(found, std::string::npos) << "the broken file does not say: " << at;
  Place place{file, 1, 1};
  for (std::size_t i = 0; i < found && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

std::string listed(const base::Diagnostics& diagnostics) {
  std::string all;
  for (const base::Diagnostic& one : diagnostics) all += to_string(one, base::Language::English) + "\n";
  return all;
}

TEST(SmallZone, IsRight) {
  const Loaded loaded = load(small_zone());
  EXPECT_TRUE(loaded.diagnostics.empty()) << listed(loaded.diagnostics);
}

class Faults : public testing::TestWithParam<Break> {};

TEST_P(Faults, AreSaidWithTheirPlaceAndCode) {
  const Break& broken = GetParam();
  Files files = small_zone();
  std::string& text = files[broken.file];
  text = replaced(text, broken.was, broken.is);
  const std::string& in = broken.in.empty() ? broken.file : broken.in;
  const Place place = broken.at.empty() ? Place{in, 1, 1} : place_of(in, files[in], broken.at);
  const Loaded loaded = load(files);
  const auto found = std::ranges::find_if(loaded.diagnostics, [&](const base::Diagnostic& one) {
    return one.message.code == broken.code && one.place == place;
  });
  ASSERT_NE(found, loaded.diagnostics.end()) << "expected " << place.file << ":" << place.line << ":"
                                             << place.column << " " << broken.code << ", said were:\n"
                                             << listed(loaded.diagnostics);
  if (!broken.help.empty()) {
    ASSERT_TRUE(found->help) << listed(loaded.diagnostics);
    EXPECT_EQ(found->help->arguments, std::vector<std::string>{broken.help});
  }
  for (const base::Language language : {base::Language::Chinese, base::Language::English})
    EXPECT_THAT(to_string(*found, language), testing::HasSubstr(broken.code));
}

const std::string zone = "zone.yaml";
const std::string procedure = "procedures/plain.yaml";
const std::string matter = "matters/stall.yaml";
const std::string package = "packages/market.yaml";
const std::string reg = "registers/stall.yaml";
const std::string form = "forms/stall.json";
const std::string paper = "certificates/permit.yaml";

INSTANTIATE_TEST_SUITE_P(
    OfTheText, Faults,
    testing::Values(
        Break{"unknown_key", matter, "authority: bureau", "autority: bureau", "catalog.unknown-key",
              "autority", "authority"},
        Break{"missing_key", matter, "authority: bureau\n", "", "catalog.missing-key", "matter: stall"},
        Break{"twice_the_same_key", matter, "form: stall\n", "form: stall\nform: stall\n",
              "catalog.duplicate-key", "form: stall\nfacts"},
        Break{"missing_english", matter, "name: {zh: 摆摊, en: A stall}", "name: {zh: 摆摊}",
              "catalog.missing-text", "{zh: 摆摊}"},
        Break{"text_without_languages", matter, "name: {zh: 摆摊, en: A stall}", "name: 摆摊",
              "catalog.missing-text", "摆摊\n"},
        Break{"malformed_limit", matter, "legal: 5 working days", "legal: 5 lunar days",
              "catalog.malformed-limit", "5 lunar days"},
        Break{"malformed_date", matter, "{from: 2021-01-01}", "{from: 2021-02-30}", "catalog.malformed-date",
              "2021-02-30"},
        Break{"empty_period", matter, "{from: 2021-01-01}", "{from: 2021-01-01, until: 2020-01-01}",
              "catalog.empty-period", "{from: 2021-01-01, until"},
        Break{"malformed_yaml", matter, "applicants: [person]", "applicants: [person",
              "catalog.malformed-yaml", ": stall\nfacts"},
        Break{"no_mapping", paper, small_zone()[paper], "- a\n- b\n", "catalog.not-a-mapping", "- a"},
        Break{"malformed_json", form, "\"type\": \"object\",", "\"type\": \"object\"", "json.syntax",
              "\"additionalProperties\""},
        Break{"wrong_choice", matter, "failing: gap", "failing: fatal", "catalog.wrong-choice", "fatal"},
        Break{"wrong_type", matter, "applicants: [person]", "applicants: {a: b}", "catalog.wrong-type",
              "{a: b}"},
        Break{"unknown_effect", procedure, "- decide: granted", "- decied: granted", "catalog.unknown-effect",
              "decied", "decide"},
        Break{"unknown_word_of_an_effect", procedure, "take: submission", "take: submision",
              "catalog.wrong-choice", "submision", "submission"},
        Break{"rule_without_words", matter, "that: facts.place.taken = false", "that: ''",
              "catalog.empty-value", "''"},
        Break{"nothing_chosen", matter, "failing: gap", "failing: ''", "catalog.empty-value", "''"},
        Break{"nothing_in_a_list", matter, "applicants: [person]", "applicants: [person, '']",
              "catalog.empty-value", "'']"},
        Break{"empty_id", package, "package: market", "package: ''", "catalog.empty-value", "''"},
        Break{"empty_text", matter, "name: {zh: 图纸, en: Plan}", "name: {zh: 图纸, en: ''}",
              "catalog.missing-text", "''}"},
        Break{"fee_without_amount", matter, "documents:",
              "fees: {one: {name: {zh: 费, en: Fee}}}\ndocuments:", "catalog.missing-key", "{name: {zh: 费"},
        Break{"fee_of_no_number", matter, "documents:",
              "fees: {one: {name: {zh: 费, en: Fee}, amount: many}}\ndocuments:", "catalog.wrong-type",
              "many"},
        Break{"unknown_word_of_a_form", form, "\"x-title-en\": \"Number\"",
              "\"x-title-en\": \"Number\", \"maxLenght\": 9", "catalog.unknown-key", "\"maxLenght\"",
              "maxLength"},
        Break{"unknown_format", form, "\"x-title-en\": \"Number\"",
              "\"x-title-en\": \"Number\", \"format\": \"usc\"", "catalog.wrong-choice", "\"format\""},
        Break{"unknown_type", form, "\"integer\"", "\"intger\"", "catalog.wrong-choice",
              "\"type\": \"intger\""},
        Break{"unknown_type_in_a_register", reg, "taken: {type: boolean}", "taken: {type: bool}",
              "catalog.wrong-choice", "type: bool"},
        Break{"field_of_a_register_that_is_nothing", reg, "street: {type: string}", "street: main",
              "catalog.wrong-type", "street: main"},
        Break{"name_of_a_field_in_one_language", reg, "street: {type: string}",
              "street: {type: string, title: 街}", "catalog.missing-text", "title: 街"},
        Break{"name_that_is_no_text", reg, "street: {type: string}",
              "street: {type: string, title: [街], x-title-en: Street}", "catalog.wrong-type", "title: [街]"},
        Break{"choices_that_are_no_list", reg, "street: {type: string}", "street: {type: string, enum: main}",
              "catalog.wrong-type", "enum: main"},
        Break{"choice_without_words", reg, "street: {type: string}", "street: {type: string, enum: [main]}",
              "catalog.missing-choice-name", "enum: [main]"},
        Break{"words_of_no_choice", reg, "street: {type: string}",
              "street: {type: string, enum: [main], x-names: {main: {zh: 主街, en: Main}, man: {zh: 街, en: "
              "x}}}",
              "catalog.unknown-choice", "man: {zh: 街"},
        Break{"unknown_word_of_a_layout", form, "\"elements\"", "\"element\"", "catalog.unknown-key",
              "\"element\"", "elements"},
        Break{"unknown_control", form, "\"VerticalLayout\"", "\"VerticalLayot\"", "catalog.unknown-control",
              "\"type\": \"VerticalLayot\"", "VerticalLayout"},
        Break{"empty_field_of_an_implementing_list", matter,
              "documents:", "implementing_list: {事项名称: ''}\ndocuments:", "catalog.empty-value", "''"},
        Break{"no_field_of_an_implementing_list", matter, "documents:",
              "implementing_list: {事项名: 摆摊}\ndocuments:", "catalog.unknown-field", "事项名"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfReferences, Faults,
    testing::Values(
        Break{"organisation", matter, "authority: bureau", "authority: burea", "catalog.unknown-organisation",
              "burea", "bureau"},
        Break{"organisation_of_a_review", matter, "organisation: city", "organisation: cty",
              "catalog.unknown-organisation", "cty", "city"},
        Break{"organisation_of_a_condition", matter, "authority: city", "authority: nobody",
              "catalog.unknown-organisation", "nobody"},
        Break{"delegating_organisation", zone, "delegated_by: city", "delegated_by: town",
              "catalog.unknown-organisation", "town"},
        Break{"role", matter, "by: checker", "by: cheker", "catalog.unknown-role", "cheker", "checker"},
        Break{"power", matter, "power: stalls", "power: stall", "catalog.unknown-power", "stall\nlimits",
              "stalls"},
        Break{"procedure", matter, "procedure: plain", "procedure: plane", "catalog.unknown-procedure",
              "plane", "plain"},
        Break{"form", matter, "form: stall", "form: stal", "catalog.unknown-form", "stal\n", "stall"},
        Break{"form_field_of_a_condition", matter, "field: /stall_no", "field: /stal_no",
              "catalog.unknown-form-field", "/stal_no"},
        Break{"register", matter, "register: stall", "register: stalls", "catalog.unknown-register",
              "stalls\n    by", "stall"},
        Break{"register_key", matter, "by: stall_no", "by: taken", "catalog.unknown-register-key",
              "taken\n    key"},
        Break{"register_field", matter, "[street, taken]", "[strete, taken]",
              "catalog.unknown-register-field", "[strete", "street"},
        Break{"written_field", matter, "taken: 'true'", "tkn: 'true'", "catalog.unknown-register-field",
              "'true'"},
        Break{"register_own_key", reg, "key: stall_no", "key: number", "catalog.unknown-register-field",
              "number"},
        Break{"fact", matter, "from: place", "from: palce", "catalog.unknown-fact", "palce", "place"},
        Break{"review_step", matter, "after: first", "after: frist", "catalog.unknown-review-step", "frist",
              "first"},
        Break{"applicant", matter, "[person]", "[persons]", "catalog.unknown-applicant", "[persons]",
              "person"},
        Break{"limit", matter, "  promised: 2", "  promissed: 2", "catalog.unknown-limit", "legal: 5",
              "promised"},
        Break{"command_of_a_breach", matter, "on_breach: lapse", "on_breach: revoke",
              "catalog.unknown-command", "revoke"},
        Break{"document", matter, "document: permit", "document: permits", "catalog.unknown-document",
              "document: permits", "permit"},
        Break{"issued_document", matter, "  permit: permit", "  licence: permit",
              "catalog.unknown-issued-document", "licence: permit"},
        Break{"state", procedure, "- enter: done", "- enter: dome", "catalog.unknown-state", "enter: dome",
              "done"},
        Break{"state_of_a_command", procedure, "from: open\n    when", "from: opne\n    when",
              "catalog.unknown-state", "opne", "open"},
        Break{"clock", procedure, "runs: decision", "runs: decison", "catalog.unknown-clock", "decison",
              "decision"},
        Break{"command_of_a_lapse", procedure, "on_lapse: lapse", "on_lapse: laps", "catalog.unknown-command",
              "laps\n", "lapse"},
        Break{"desk", procedure, "by: decide", "by: decider", "catalog.unknown-desk", "decider", "decide"},
        Break{"matter", package, "matter: stall", "matter: stand", "catalog.unknown-matter", "stand",
              "stall"},
        Break{"member", package, "after: one", "after: none", "catalog.unknown-member", "none", "one"},
        Break{"form_of_a_package", package, "form: stall", "form: market", "catalog.unknown-form",
              "market\napplicants"},
        Break{"commitment", matter, "    from: place\n", "    commitment: plan-2021\n",
              "catalog.unknown-commitment", "plan-2021"},
        Break{"party", procedure, "by: decide", "by: party/neighbour", "catalog.unknown-party",
              "party/neighbour"},
        Break{"package_that_it_becomes", package, "promise: 240", "becomes: fair\npromise: 240",
              "catalog.unknown-package", "fair"},
        Break{"field_of_the_choice", package, "promise: 240", "choice_field: stalls\npromise: 240",
              "catalog.unknown-form-field", "stalls"},
        Break{"scope_of_a_control", form, "#/properties/stall_no", "#/properties/stal",
              "catalog.unknown-form-field", "\"scope\""},
        Break{"required_field_of_a_form", form, "\"properties\": {",
              "\"required\": [\"no\"], \"properties\": {", "catalog.unknown-form-field", "\"no\""},
        Break{"register_of_a_choice", form, "\"title\": \"编号\"",
              "\"x-register\": \"stal\", \"title\": \"编号\"", "catalog.unknown-register", "\"x-register\"",
              "stall"},
        Break{"what_a_choice_fills", form, "\"title\": \"编号\"",
              "\"x-register\": \"stall\", \"x-fill\": {\"day\": \"street\"}, \"title\": \"编号\"",
              "catalog.unknown-form-field", "\"day\"", "days"},
        Break{"what_a_choice_is_filled_from", form, "\"title\": \"编号\"",
              "\"x-register\": \"stall\", \"x-fill\": {\"days\": \"stret\"}, \"title\": \"编号\"",
              "catalog.unknown-register-field", "\"days\": \"stret\"", "street"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfMeaning, Faults,
    testing::Values(
        Break{"promise_longer_than_law", matter, "promised: 2 working days", "promised: 6 working days",
              "catalog.promise-exceeds-law", "legal: 5"},
        Break{"promise_in_other_days_longer_than_law", matter, "legal: 5 working days",
              "legal: 1 natural days", "catalog.promise-exceeds-law", "legal: 1"},
        Break{"cases_opened_for_nothing_drawn", procedure, "- decide: granted",
              "- open_cases: {of: stalls, matter: stall, as: holder}", "catalog.nothing-drawn", "open_cases"},
        Break{"results_together_of_what_cannot_wait", package, "promise: 240",
              "results: {issued: together, by: decide, organisation: bureau}\npromise: 240",
              "catalog.nothing-joint", "stall\n  two"},
        Break{"published_limit_is_not_the_one_used", matter, "documents:\n",
              "implementing_list: {法定办结时限: '7', 法定办结时限单位: 工作日}\ndocuments:\n",
              "catalog.list-contradicts", "{法定办结时限"},
        Break{"visit_without_its_reason", matter, "documents:\n",
              "implementing_list: {到办事现场次数: '1'}\ndocuments:\n", "catalog.list-contradicts",
              "{到办事现场次数"},
        Break{"certificate_that_is_called_something_else", matter, "documents:\n",
              "implementing_list: {审批结果名称: 许可证, 审批结果类型: 批文}\ndocuments:\n",
              "catalog.list-contradicts", "{审批结果名称"},
        Break{"neither_coming_nor_online_nor_by_post", matter, "documents:\n",
              "implementing_list: {到办事现场次数: '0', 是否网办: 否}\ndocuments:\n",
              "catalog.list-contradicts", "{到办事现场次数"},
        Break{"circle_of_reviews", matter, "  first:\n", "  first:\n    after: second\n", "catalog.cycle",
              "first:\n    after"},
        Break{"circle_of_members", package, "  one:\n", "  one:\n    after: two\n", "catalog.cycle",
              "one:\n    after"},
        Break{"unreachable_state", procedure, "- enter: over", "- note: done", "catalog.unreachable-state",
              "name: {zh: 逾期"},
        Break{"state_behind_an_unreachable_one", procedure, "    from: open\n    do:\n      - enter: over",
              "    from: over\n    do:\n      - enter: over", "catalog.unreachable-state", "name: {zh: 逾期"},
        Break{"no_way_out", procedure, "    final: true\n    outcome: granted\n", "", "catalog.no-way-out",
              "name: {zh: 办结"},
        Break{"no_submit", procedure, "  submit:", "  sumbit:", "catalog.missing-key", "procedure: plain"},
        Break{"clock_that_lapses_where_nothing_can_be_done", procedure, "    runs: decision\n  done:\n",
              "    runs: decision\n  done:\n    runs: decision\n", "catalog.lapse-elsewhere",
              "lapse\nstates"},
        Break{"clock_that_never_runs", procedure, "    runs: decision\n", "", "catalog.idle-clock",
              "name: {zh: 法定时限"},
        Break{"lapse_done_by_a_desk", procedure, "  lapse:\n    by: clock",
              "  lapse:\n    name: {zh: 甲, en: A}\n    by: decide", "catalog.not-by-clock", "lapse\nstates"},
        Break{"engine_that_stands_still", procedure, "  lapse:\n",
              "  tick:\n    by: engine\n    from: open\n    do: [{note: x}]\n  lapse:\n",
              "catalog.endless-engine", "by: engine"},
        Break{"effect_without_its_input", procedure, "- decide: granted", "- record_opinion: given",
              "catalog.effect-needs-input", "record_opinion"},
        Break{"power_held_elsewhere", zone, "holder: bureau", "holder: city", "catalog.power-elsewhere",
              "stalls\nlimits", "", matter},
        Break{"limit_that_a_clock_wants", matter, "  legal: 5 working days\n", "", "catalog.no-limit",
              "promised: 2"},
        Break{"personal_field_as_fact", matter, "[street, taken]", "[owner, taken]", "catalog.personal-fact",
              "[owner"},
        Break{"required_field_not_written", matter, "        stall_no: form.stall_no\n", "",
              "catalog.register-field-missing", "register: stall\n      key"},
        Break{"no_template", procedure, "- issue: permit", "- issue: letter", "catalog.no-template",
              "permit: permit", "", matter},
        Break{"package_with_another_form", matter, "form: stall\n", "", "catalog.other-form", "stall\n  two",
              "", package},
        Break{"series_without_its_number", paper, "{n}", "", "catalog.series-place", "小许"},
        Break{"form_that_lets_all_in", form, "\"additionalProperties\": false,", "", "catalog.open-form",
              "\"schema\""},
        Break{"form_field_without_english", form, ", \"x-title-en\": \"Days\"", "", "catalog.form-title",
              "\"days\""}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfFormulas, Faults,
    testing::Values(Break{"malformed", matter, "facts.place.taken = false", "facts.place.taken = = false",
                          "feel.unexpected", "= false\n    failing"},
                    Break{"unknown_name", matter, "facts.place.taken", "fact.place.taken",
                          "feel.unknown-name", "fact.place"},
                    Break{"unknown_function", matter, "facts.place.taken = false",
                          "count(list contans([1], 2)) = 1", "feel.unknown-name", "list contans"},
                    Break{"unknown_form_field", matter, "key: form.stall_no\n    fields",
                          "key: form.stall_nr\n    fields", "feel.no-member", "form.stall_nr"},
                    Break{"field_that_the_fact_does_not_read", matter, "[street, taken]", "[street]",
                          "feel.no-member", "facts.place.taken"},
                    Break{"no_truth", matter, "that: facts.place.taken = false", "that: form.days",
                          "catalog.formula-type", "form.days\n    failing"},
                    Break{"guard_that_is_no_truth", procedure, "that: count(gaps) = 0", "that: count(gaps)",
                          "catalog.formula-type", "count(gaps)"},
                    Break{"many_keys_for_one_entry", matter, "key: form.stall_no\n    fields",
                          "key: '[form.stall_no]'\n    fields", "catalog.formula-type", "'[form.stall_no]'"},
                    Break{"written_value_of_another_type", matter, "taken: 'true'", "taken: form.days",
                          "catalog.formula-type", "form.days\ndocuments"},
                    Break{"member_of_a_package", package, "when: form.days > 1", "when: form.dayz > 1",
                          "feel.no-member", "form.dayz"}),
    [](const auto& one) { return one.param.name; });

TEST(Faults, OfSeveralFilesAreAllSaidInOneRun) {
  Files files = small_zone();
  files[matter] = replaced(files[matter], "authority: bureau", "authority: buro");
  files[package] = replaced(files[package], "after: one", "after: none");
  files[procedure] = replaced(files[procedure], "- enter: done", "- enter: dome");
  EXPECT_GE(load(files).diagnostics.size(), 3U);
}

TEST(Faults, OfVersionsThatOverlapNameBothFiles) {
  Files files = small_zone();
  files["matters/stall-2022.yaml"] = replaced(files[matter], "{from: 2021-01-01}", "{from: 2022-01-01}");
  const Loaded loaded = load(files);
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << listed(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].message.code, "catalog.overlapping-versions");
  EXPECT_EQ(loaded.diagnostics[0].message.arguments,
            (std::vector<std::string>{"stall", "matters/stall-2022.yaml"}));

  files[matter] = replaced(files[matter], "{from: 2021-01-01}", "{from: 2021-01-01, until: 2021-12-31}");
  EXPECT_TRUE(load(files).diagnostics.empty());
}

TEST(Faults, OfMissingFilesAreNamed) {
  Files files = small_zone();
  files.erase("calendar.csv");
  const Loaded loaded = load(files);
  ASSERT_FALSE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.diagnostics[0].message.code, "catalog.missing-file");
}

TEST(Faults, OfUnknownPlacesAreWarningsButTablesOfDataAreNotRead) {
  Files files = small_zone();
  files["matter/x.yaml"] = "a: b\n";
  files["demo/site.csv"] = "anything";
  files["codes/areas.csv"] = "anything";
  const Loaded loaded = load(files);
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << listed(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].severity, base::Severity::Warning);
}

}  // namespace
}  // namespace shuxin::catalog
