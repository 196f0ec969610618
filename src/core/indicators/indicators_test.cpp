// figures from records: what counts, what is compared, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/indicators/compute.h"
#include "core/indicators/print.h"

namespace shuxin::indicators {
namespace {

using base::Decimal;
using base::Json;

const char* const register_output = R"(
register: output
name: {zh: 产值, en: Output}
key: no
schema:
  type: object
  properties:
    no: {type: string}
    firm: {type: string}
    year: {type: integer}
    code: {type: string}
    amount: {type: number}
    own: {type: number}
    since: {type: string, format: date}
    from_at: {type: string, format: date-time}
    until_at: {type: string, format: date-time}
)";

const char* const classes =
    "code,class,part,from,until\n39,e,,2020-01-01,\n3973,chip,,2020-01-01,2020-12-31\n3982,,,2020-01-01,\n";
const char* const others = "code,class,part,from,until\n3973,full,,2020-01-01,\n4011,some,part,2020-01-01,\n";

catalog::Files files(std::map<std::string, std::string> more) {
  catalog::Files all = {
      {"registers/output.yaml", register_output},
      {"codes/standard.csv",
       "code,zh,en\n39,电子,Electronics\n3973,集成电路,Chips\n3982,电路,Circuits\n4011,自控,Control\n"},
      {"codes/a.csv", classes},
      {"codes/b.csv", others},
      {"indicators/a.yaml",
       "classification: a\nname: {zh: 甲类, en: A}\nof: code\nstandard: standard\ncodes: a\nclasses: {e: "
       "{zh: 电, en: E}, chip: {zh: 片, en: C}}\n"},
      {"indicators/b.yaml",
       "classification: b\nname: {zh: 乙类, en: B}\nof: code\nstandard: standard\ncodes: b\npart_in: "
       "own\nclasses: {full: {zh: 全, en: F}, some: {zh: 部分, en: S}}\n"},
      {"indicators/bulletin.yaml",
       "bulletin: x\nname: {zh: 公报, en: Bulletin}\nyear_of: {register: output, field: year}\nsections: "
       "[]\n"}};
  for (auto& [path, text] : more) all[path] = std::move(text);
  return all;
}

std::string indicator(const std::string& id, const std::string& body) {
  return "indicator: " + id + "\nname: {zh: 某, en: Some}\n" + body;
}

class IndicatorsTest : public testing::Test {
 protected:
  void define(std::map<std::string, std::string> more) {
    const catalog::Files all = files(std::move(more));
    catalogue_ = catalog::load(all).catalogue;
    Loaded loaded = load(all, catalogue_);
    definitions_ = std::move(loaded.definitions);
    codes_.clear();
    for (const base::Diagnostic& fault : loaded.diagnostics) codes_.push_back(fault.message.code);
  }
  void record(const std::string& json) {
    Json fields = *Json::parse(json);
    records_.push_back({std::string(*fields.find_string("no")), 1, std::move(fields)});
  }
  Figures compute(std::optional<int> year = {}) {
    auto figures = indicators::compute(
        definitions_, catalogue_, {}, {*base::Date::from(2022, 5, 23), year, {}, periods_},
        [&](std::string_view) -> base::Result<std::vector<Record>> { return records_; });
    EXPECT_TRUE(figures);
    return *std::move(figures);
  }
  std::string printed(const std::string& id, std::optional<int> year = {}) {
    const Figures figures = compute(year);
    const Figure& figure = *figures.find(id);
    std::string out = figure.state == Figure::State::Computed ? figure.printed.zh : "?";
    if (!figure.growth_printed.zh.empty()) out += " " + figure.growth_printed.zh;
    for (const base::Message& reason : figure.reasons) out += " " + reason.code;
    return out;
  }

  catalog::Catalogue catalogue_;
  Definitions definitions_;
  std::vector<std::string> codes_;
  std::vector<Record> records_;
  int periods_ = 1;
};

constexpr const char* sums =
    "from: output\nwhere: year = period.year and class.a != null\nvalue: sum(records.amount)\n";

TEST_F(IndicatorsTest, the_longest_code_in_force_decides_and_an_empty_class_takes_out) {
  define(
      {{"indicators/x.yaml",
        indicator("x", "from: output\nwhere: class.a = \"e\"\nvalue: sum(records.amount)\nunit: 元\n")},
       {"indicators/y.yaml",
        indicator("y", "from: output\nwhere: class.a = \"chip\"\nvalue: sum(records.amount)\nunit: 元\n")}});
  ASSERT_THAT(codes_, testing::IsEmpty());
  record(R"({"no":"1","year":2021,"code":"3973","amount":5})");
  record(R"({"no":"2","year":2021,"code":"3982","amount":70})");
  record(R"({"no":"3","year":2021,"code":"3911","amount":100})");
  EXPECT_EQ(printed("x"), "105元") << "the list of 2020 for chips is over";
  EXPECT_EQ(printed("y"), "? feel.empty-list") << "a sum of nothing is not known to be nothing";
  EXPECT_EQ(printed("y", 2020), "5元");
}

TEST_F(IndicatorsTest, comparable_growth_takes_the_same_firms_only) {
  const std::string figure =
      "unit: 元\nfrom: output\nwhere: year = period.year\nvalue: sum(records.amount)\n";
  define({{"indicators/x.yaml", indicator("x", figure + "compare: {basis: comparable, key: firm}\n")},
          {"indicators/y.yaml", indicator("y", figure + "compare: {basis: all}\n")}});
  ASSERT_THAT(codes_, testing::IsEmpty());
  record(R"({"no":"1","firm":"A","year":2020,"amount":100})");
  record(R"({"no":"2","firm":"A","year":2021,"amount":150})");
  record(R"({"no":"3","firm":"B","year":2021,"amount":50})");
  record(R"({"no":"4","firm":"C","year":2020,"amount":60})");
  EXPECT_EQ(printed("x"), "200元 50.0%");
  EXPECT_EQ(printed("y"), "200元 25.0%");
  EXPECT_EQ(printed("x", 2020), "160元 indicators.no-previous") << "no growth is made up";
}

TEST_F(IndicatorsTest, unknown_stays_unknown_and_says_why) {
  define({{"indicators/x.yaml",
           indicator("x", "unit: 元\nfrom: output\nwhere: amount > 3\nvalue: sum(records.amount)\n")},
          {"indicators/y.yaml", indicator("y",
                                          "unit: 元\nfrom: output\nwhere: class.b != null\nvalue: sum(for r "
                                          "in records return r.amount * r.part.b)\n")},
          {"indicators/z.yaml", indicator("z", "unit: 元\nneeds: {x: x}\nvalue: x + 1\n")}});
  ASSERT_THAT(codes_, testing::IsEmpty());
  record(R"({"no":"1","year":2021,"code":"4011","amount":10,"own":25})");
  EXPECT_EQ(printed("y"), "3元") << "a quarter of ten, half up";
  record(R"({"no":"2","year":2021,"code":"4011"})");
  EXPECT_EQ(printed("x"), "? indicators.record-unknown");
  EXPECT_EQ(printed("z"), "? indicators.needed-unknown");
  EXPECT_THAT(printed("y"), testing::StartsWith("?"));
}

TEST_F(IndicatorsTest, overlapping_labels_are_never_added) {
  const auto part = [](const char* label) {
    return "unit: 元\nfrom: output\nwhere: class." + std::string(label) +
           " != null\nvalue: sum(records.amount)\n";
  };
  const auto sum = [&](const std::string& value) {
    define({{"indicators/x.yaml", indicator("x", part("a"))},
            {"indicators/y.yaml", indicator("y", part("b"))},
            {"indicators/z.yaml", indicator("z", "unit: 元\nneeds: {x: x, y: y}\nvalue: " + value + "\n")}});
    return codes_;
  };
  EXPECT_THAT(sum("x + y"), testing::ElementsAre("indicators.overlap"));
  EXPECT_THAT(sum("'sum([x, y])'"), testing::ElementsAre("indicators.overlap"));
  EXPECT_THAT(sum("1 + (x * 2 + (1 + y))"), testing::ElementsAre("indicators.overlap"));
  EXPECT_THAT(sum("x / y"), testing::IsEmpty());
  EXPECT_THAT(sum("x - y"), testing::IsEmpty());
  define({{"indicators/x.yaml", indicator("x",
                                          "unit: 元\nrecords:\n  p: {from: output, where: class.a != null}\n "
                                          " q: {from: output, where: class.b != null}\n"
                                          "value: sum(p.amount) + sum(q.amount)\n")}});
  EXPECT_THAT(codes_, testing::ElementsAre("indicators.overlap"));
  // One set with “or” counts each record once.
  define({{"indicators/x.yaml", indicator("x",
                                          "unit: 元\nfrom: output\nwhere: class.a != null or class.b != "
                                          "null\nvalue: sum(records.amount)\n")}});
  EXPECT_THAT(codes_, testing::IsEmpty());
}

TEST_F(IndicatorsTest, faults_of_definitions_are_found) {
  const auto faults = [&](const std::string& body) {
    define({{"indicators/x.yaml", indicator("x", body)}});
    return codes_;
  };
  using testing::Contains;
  EXPECT_THAT(faults("from: outputs\nvalue: 1\n"), Contains("catalog.unknown-register"));
  EXPECT_THAT(faults("from: output\nwhere: yaer = 1\nvalue: 1\n"), Contains("feel.unknown-name"));
  EXPECT_THAT(faults("from: output\nwhere: year\nvalue: 1\n"), Contains("catalog.formula-type"));
  EXPECT_THAT(faults("from: output\nwhere: class.c != null\nvalue: 1\n"), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(faults("needs: {y: y}\nvalue: y\n"), Contains("indicators.unknown"));
  EXPECT_THAT(faults("needs: {y: x}\nvalue: y\n"), Contains("catalog.cycle"));
  EXPECT_THAT(faults("unit: 亩\nin: 万元\nfrom: output\nvalue: 1\n"), Contains("indicators.unit-differs"));
  EXPECT_THAT(faults("unit: 元\n"), Contains("indicators.nothing"));
  EXPECT_THAT(faults("from: output\nvalue: 1\nsurprise: 1\n"), Contains("catalog.unknown-key"));
  EXPECT_THAT(faults("from: output\nvalue: 1\ncompare: {basis: comparable}\n"),
              Contains("indicators.compare"));
  define({{"indicators/x.yaml", indicator("x", sums)},
          {"codes/a.csv",
           "code,class,part,from,until\n99,e,,2020-01-01,\n39,f,,2020-01-01,\n39,e,,2021-01-01,\n"}});
  EXPECT_THAT(codes_, testing::UnorderedElementsAre("indicators.unknown-code", "indicators.unknown-class",
                                                    "indicators.code-twice"));
}

TEST_F(IndicatorsTest, office_time_is_measured_by_the_calendar) {
  define({{"indicators/x.yaml", indicator("x",
                                          "unit: 分\nfrom: output\noffice_time: {minutes: {from: from_at, "
                                          "until: until_at}}\nvalue: max(records.minutes)\n")}});
  ASSERT_THAT(codes_, testing::IsEmpty());
  catalogue_.calendar =
      *catalogue_.calendar.with(catalogue_.calendar.hours(), *calendar::TimeZone::fixed(480));
  record(R"({"no":"1","from_at":"2021-03-05T11:00:00+08:00","until_at":"2021-03-08T09:30:00+08:00"})");
  const base::Instant from = *base::Instant::parse("2021-03-05T11:00:00+08:00");
  const base::Instant until = *base::Instant::parse("2021-03-08T09:30:00+08:00");
  EXPECT_EQ(printed("x"), std::to_string(catalogue_.calendar.office_minutes(from, until)) + "分");
}

// -------------------------------------------------------------------------------------------- print rules

Text said(PrintRule rule, const char* number, int step = 10, int round = 0) {
  Indicator indicator;
  indicator.unit_text = {"个", "projects"};
  indicator.print = rule;
  indicator.step = Decimal(step);
  indicator.round = round;
  return print_figure(indicator, *Decimal::parse(number));
}

TEST(PrintRules, say_more_only_of_what_is_more) {
  EXPECT_EQ(said(PrintRule::More, "155").zh, "150余个");
  EXPECT_EQ(said(PrintRule::More, "155").en, "more than 150 projects");
  EXPECT_EQ(said(PrintRule::More, "150").zh, "150个");
  EXPECT_EQ(said(PrintRule::More, "7").zh, "7个");
  EXPECT_EQ(said(PrintRule::Over, "33").zh, "超30个");
  EXPECT_EQ(said(PrintRule::Over, "30").zh, "30个");
  EXPECT_EQ(said(PrintRule::AtLeast, "60").zh, "60个以上");
  EXPECT_EQ(said(PrintRule::AtLeast, "61.9", 10, 1).zh, "60个以上");
  EXPECT_EQ(said(PrintRule::Ordinal, "1").zh, "第一");
  EXPECT_EQ(said(PrintRule::Ordinal, "12").zh, "第12");
}

TEST(PrintRules, keep_the_decimals_of_the_rule) {
  EXPECT_EQ(fixed(*Decimal::parse("112"), 1), "112.0");
  EXPECT_EQ(fixed(*Decimal::parse("73.25"), 1), "73.3");
  EXPECT_EQ(fixed(*Decimal::parse("-0.04"), 1), "0.0");
  Indicator money;
  money.unit_text = {"亿元", ""};
  money.unit = base::find_unit("亿元");
  money.round = 1;
  EXPECT_EQ(print_figure(money, *Decimal::parse("73.2")).zh, "73.2亿元");
  EXPECT_EQ(print_figure(money, *Decimal::parse("73.2")).en, "CNY 7.32 billion");
}

TEST_F(IndicatorsTest, parts_are_the_same_formula_over_the_records_of_each_the_largest_first) {
  define({{"indicators/x.yaml", indicator("x",
                                          "from: output\nwhere: year = period.year\n"
                                          "value: sum(records.amount)\nby: class.a\nunit: 元\n")},
          {"indicators/y.yaml", indicator("y",
                                          "from: output\nwhere: year = period.year\n"
                                          "value: count(records)\nby: firm\nunit: 家\n")}});
  ASSERT_THAT(codes_, testing::IsEmpty());
  record(R"({"no":"1","firm":"f","year":2020,"code":"3973","amount":5})");
  record(R"({"no":"2","firm":"f","year":2020,"code":"3911","amount":70})");
  record(R"({"no":"3","firm":"g","year":2020,"code":"3912","amount":30})");
  record(R"({"no":"4","firm":"f","year":2020,"code":"9999","amount":400})");
  record(R"({"no":"5","firm":"h","year":2020,"code":"3982","amount":1})");
  const Figures figures = compute();
  std::vector<std::string> seen;
  for (const Group& one : figures.find("x")->groups)
    seen.push_back(one.name.zh + " " + (one.exact ? one.exact->to_string() : "?"));
  EXPECT_THAT(seen, testing::ElementsAre("电 100", "片 5", "其他 401")) << "what no class takes comes last";
  EXPECT_EQ(figures.find("x")->grouped_by.zh, "甲类");
  EXPECT_EQ(figures.find("y")->groups[0].code, "f");
  EXPECT_EQ(figures.find("y")->groups[0].records, 3U);
}

TEST_F(IndicatorsTest, parts_need_one_set_of_records_and_a_field_or_classification_that_exists) {
  define({{"indicators/x.yaml",
           indicator("x", "from: output\nvalue: count(records)\nby: class.none\nunit: 家\n")},
          {"indicators/y.yaml", indicator("y", "from: output\nvalue: count(records)\nby: nil\nunit: 家\n")},
          {"indicators/z.yaml", indicator("z", "needs: {a: x}\nvalue: a\nby: firm\nunit: 家\n")}});
  EXPECT_THAT(codes_,
              testing::UnorderedElementsAre("indicators.unknown-classification",
                                            "catalog.unknown-register-field", "indicators.by-one-set"));
}

TEST_F(IndicatorsTest, years_begin_with_the_first_that_has_records_and_a_gap_stays_unknown) {
  define({{"indicators/x.yaml", indicator("x",
                                          "from: output\nwhere: year = period.year\nvalue: "
                                          "sum(records.amount)\nunit: 元\n")}});
  record(R"({"no":"1","year":2018,"code":"3911","amount":5})");
  record(R"({"no":"2","year":2020,"code":"3911","amount":7})");
  record(R"({"no":"3","year":2021,"code":"3911","amount":9})");
  periods_ = 6;
  const Figures figures = compute();
  const Figure& figure = *figures.find("x");
  EXPECT_EQ(figures.year, 2021);
  EXPECT_EQ(figure.printed.zh, "9元") << "the figure itself is that of the last year";
  std::vector<std::string> seen;
  for (const Period& one : figure.periods)
    seen.push_back(std::to_string(one.year) + (one.exact ? " " + one.printed.zh : " ?"));
  EXPECT_THAT(seen, testing::ElementsAre("2018 5元", "2019 ?", "2020 7元", "2021 9元"));
}

}  // namespace
}  // namespace shuxin::indicators
