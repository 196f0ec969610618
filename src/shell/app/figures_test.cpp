// The demonstration zone gives the figures that the press reported, from its records; and any day's figures
// come out again.
#include "shell/app/figures.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <unistd.h>

#include "core/indicators/words.h"
#include "shell/app/case_service.h"
#include "shell/app/demo.h"
#include "shell/app/figures_sheet.h"
#include "shell/app/figures_view.h"
#include "shell/documents/sheet.h"
#include "shell/views/projections.h"

namespace shuxin::app {
namespace {

namespace fs = std::filesystem;
using base::Json;
using indicators::Figure;
using indicators::Figures;

const std::string folder = SHUXIN_SOURCE_DIR "/catalog/suxitong";
constexpr base::Instant loaded_at{
    1'659'945'600'000};  // 2022-08-08 in the afternoon, after all that the demonstration tells

struct ZoneFiles {
  std::shared_ptr<const catalog::Catalogue> catalogue;
  indicators::Definitions definitions;
  base::Diagnostics faults;
};

const ZoneFiles& zone() {
  static const ZoneFiles read = [] {
    const auto files = read_catalogue_folder(folder);
    auto loaded = catalog::load(*files);
    auto figures = indicators::load(*files, loaded.catalogue);
    return ZoneFiles{std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue)),
                     std::move(figures.definitions), std::move(figures.diagnostics)};
  }();
  return read;
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class FiguresTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("shuxin-figures-" + std::to_string(::getpid()));
    fs::remove_all(path_);
    fs::create_directories(path_);
    store::Options options;
    options.projections = views::projections(zone().catalogue);
    options.tables.push_back(views::due_table());
    auto opened = store::open("sqlite:" + (path_ / "store").string(), (path_ / "keys").string(), options);
    ASSERT_TRUE(opened) << opened.error().code();
    store_ = *std::move(opened);
    cases_ = std::make_unique<CaseService>(*store_, zone().catalogue, hub_);
    figures_ = std::make_unique<FigureService>(*store_, *zone().catalogue, zone().definitions);
    for (const catalog::Register& kind : zone().catalogue->registers) {
      const fs::path file = fs::path(folder) / "demo" / (kind.id + ".csv");
      if (kind.since.empty()) continue;
      import(kind.id, read_demo_entries(kind, read_text(file), kind.id).entries, loaded_at);
    }
  }
  void TearDown() override {
    figures_.reset();
    cases_.reset();
    store_.reset();
    fs::remove_all(path_);
  }

  void import(const std::string& kind, const std::vector<Json>& entries, base::Instant at) {
    const auto written =
        cases_->import_register(kind, entries, {"importer", "importer", "", "officer", {}}, at);
    ASSERT_TRUE(written) << written.error().code();
  }
  Figures compute(const FiguresAsked& asked, base::Instant now = loaded_at + 1) {
    auto computed = figures_->compute(asked, now);
    EXPECT_TRUE(computed) << computed.error().code();
    return *std::move(computed);
  }

  fs::path path_;
  std::unique_ptr<store::Store> store_;
  EventHub hub_;
  std::unique_ptr<CaseService> cases_;
  std::unique_ptr<FigureService> figures_;
};

std::string said(const Figures& figures, const char* id) {
  return sentence(*figures.find(id)).zh;
}

TEST_F(FiguresTest, the_zone_gives_the_figures_that_the_press_reported) {
  ASSERT_TRUE(zone().faults.empty());
  const Figures figures = compute({{}, base::Date::from(2022, 8, 8), {}, {}});
  EXPECT_EQ(figures.year, 2021);
  EXPECT_EQ(said(figures, "above-scale-output"), "172.3亿元，同比增长38.9%");
  EXPECT_EQ(said(figures, "output-growth-rank"), "第一");
  EXPECT_EQ(said(figures, "leading-output"), "112亿元，占65%");
  EXPECT_EQ(said(figures, "hitech-output"), "73.2亿元，同比增长42.6%，占42.5%");
  EXPECT_EQ(said(figures, "strategic-output"), "55.9亿元，同比增长32.1%，占32.4%");
  EXPECT_EQ(said(figures, "cross-river-leading-projects"), "150余个");
  EXPECT_EQ(said(figures, "cross-river-leading-project-share"), "60%以上");
  EXPECT_EQ(said(figures, "very-large-projects"), "超30个");
  EXPECT_EQ(said(figures, "hitech-certified"), "21家");
  EXPECT_EQ(said(figures, "hitech-net-increase"), "11家");
  EXPECT_EQ(said(figures, "hitech-net-rate"), "28.9%");
  EXPECT_EQ(said(figures, "provincial-rnd-institutions"), "7家");
  EXPECT_EQ(said(figures, "replicated-practices"), "12项");
  EXPECT_EQ(said(figures, "opening-time"), "0.5天");
  EXPECT_EQ(said(figures, "national-first-class-awards"), "1项");
  EXPECT_EQ(said(figures, "incubation-chain"), "4级");
  EXPECT_EQ(said(figures, "approval-goals"), "全市审批事项最少、办事效率最高、创新创业活力最强");
  for (const Figure& figure : figures.figures)
    if (figure.as_reported) EXPECT_TRUE(*figure.as_reported) << figure.indicator->id;
}

TEST_F(FiguresTest, a_figure_is_also_told_by_parts_and_years) {
  const Figures figures = compute({{}, base::Date::from(2022, 8, 8), {}, {}, 5});
  const Json leading = figure_json(*figures.find("leading-output"), zone().definitions);
  const auto& parts = *leading.find("groups")->find("items")->if_array();
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].find("name")->find_string("zh"), "智能装备");
  base::Decimal sum(0);
  for (const indicators::Group& one : figures.find("leading-output")->groups) sum = *add(sum, *one.exact);
  EXPECT_EQ(sum, figures.find("leading-output")->exact) << "each record stands in one class of the list";
  const Json projects = figure_json(*figures.find("cross-river-leading-projects"), zone().definitions);
  const auto& years = *projects.find("periods")->if_array();
  EXPECT_EQ(years.size(), 2U) << "the list of leading industries begins in 2020";
  EXPECT_TRUE(figures.find("incubation-chain")->periods.empty()) << "it asks for no year";
  EXPECT_EQ(years.back().find("printed")->find_string("zh"), "150余个");
  EXPECT_EQ(figures.find("cross-river-leading-projects")->groups.front().name.zh, "上海");
}

TEST_F(FiguresTest, the_published_figures_hang_together_and_overlap) {
  const Figures figures = compute({{}, base::Date::from(2022, 8, 8), {}, {}});
  const auto exact = [&](const char* id) { return figures.find(id)->exact.to_double(); };
  // 112 + 73.2 + 55.9 is more than the whole: the labels overlap by at least 12.9.
  EXPECT_GT(exact("leading-output") + exact("hitech-output") + exact("strategic-output"),
            exact("above-scale-output"));
  EXPECT_GE(exact("leading-and-hitech-output"), 12.9);
  // Growth is over the same firms; over all firms it would be another.
  const Figure& output = *figures.find("above-scale-output");
  const double over_all = output.exact.to_double() / output.previous->to_double() * 100 - 100;
  EXPECT_GT(over_all, 40);
  EXPECT_LT(output.compared, figures.find("above-scale-firms")->used.size());
}

TEST_F(FiguresTest, every_figure_opens_down_to_records_that_give_it_again) {
  const Figures figures = compute({{"leading-output"}, base::Date::from(2022, 8, 8), {}, {}});
  const Figure& figure = *figures.find("leading-output");
  base::Decimal sum(0);
  std::size_t after = 0;
  for (bool more = true; more;) {
    const Json page = records_json(figures, figure, after, 7);
    for (const Json& record : *page.find("records")->if_array()) {
      EXPECT_EQ(record.find_string("register"), "output");
      EXPECT_GT(*record.find_integer("version"), 0);
      sum = *add(sum,
                 *base::Decimal::parse(record.find("fields")->find("output_wan_yuan")->if_number()->digits));
      ++after;
    }
    more = !page.find("next")->is_null();
  }
  EXPECT_EQ(after, figure.used.size());
  EXPECT_EQ(sum, figure.given);
}

TEST_F(FiguresTest, every_rule_of_the_zone_is_said_in_words) {
  for (const indicators::Indicator& one : zone().definitions.indicators) {
    for (const indicators::RecordSet& set : one.records)
      EXPECT_TRUE(condition_in_words(one, set, zone().definitions, *zone().catalogue)) << one.id;
    if (one.is_computed())
      EXPECT_TRUE(formula_in_words(one, zone().definitions, *zone().catalogue)) << one.id;
  }
  const auto condition = [&](const char* id) {
    const indicators::Indicator& one = *zone().definitions.find(id);
    return *condition_in_words(one, one.records[0], zone().definitions, *zone().catalogue);
  };
  const auto formula = [&](const char* id) {
    return *formula_in_words(*zone().definitions.find(id), zone().definitions, *zone().catalogue);
  };
  EXPECT_EQ(condition("leading-output").zh, "年度是报告年度，且规模以上，且属于“主导产业”");
  EXPECT_EQ(condition("leading-output").en,
            "Year is the reporting year, and Above scale, and in Leading industries");
  EXPECT_EQ(condition("cross-river-leading-projects").zh,
            "有落户日期，且落户日期不晚于年末，且（没有终止日期，或者终止日期晚于年末），且合作方所在地是上海"
            "、苏州、无锡之一，且"
            "属于“主导产业”");
  EXPECT_EQ(formula("leading-output").zh, "工业总产值（万元）的合计");
  EXPECT_EQ(formula("cross-river-leading-project-share").zh,
            "“落户的跨江合作主导产业项目” ÷ “落户项目” × 100");
  EXPECT_EQ(formula("hitech-net-increase").zh,
            "（不同的第 1 组记录的统一社会信用代码的个数 − 不同的第 2 组记录的统一社会信用代码的个数）");
  EXPECT_EQ(formula("opening-time").zh, "从提交时间到办结时间的工作分钟数的中位数 ÷ 240 向上取整 ÷ 2");
}

TEST_F(FiguresTest, records_are_put_in_order_by_a_field_and_pages_of_them_do_not_overlap) {
  const Figures figures = compute({{"above-scale-output"}, base::Date::from(2022, 8, 8), {}, {}});
  const Figure& figure = *figures.find("above-scale-output");
  const RecordOrder order{"records", "output_wan_yuan", true};
  std::vector<double> seen;
  std::set<std::string> keys;
  for (std::size_t after = 0;; after += 30) {
    const Json page = records_json(figures, figure, after, 30, order);
    for (const Json& record : *page.find("records")->if_array()) {
      seen.push_back(std::stod(record.find("fields")->find("output_wan_yuan")->if_number()->digits));
      keys.emplace(*record.find_string("key"));
      EXPECT_EQ(record.find_string("set"), "records") << "those of the year before are another set";
    }
    if (page.find("next")->is_null()) break;
  }
  EXPECT_TRUE(std::ranges::is_sorted(seen, std::greater{}));
  EXPECT_EQ(keys.size(), 104U);
  const documents::WrittenSheet sheet =
      records_sheet(figures, figure, *zone().catalogue, base::Language::Chinese);
  EXPECT_EQ(sheet.rows.size(), figure.used.size()) << "the file holds both years";
}

TEST_F(FiguresTest, a_past_days_figures_come_out_again_whatever_is_corrected_later) {
  const base::Date day = *base::Date::from(2022, 8, 8);
  const base::Instant then = loaded_at + 1;
  const std::string before = figures_json(compute({{}, day, then, {}}), zone().definitions, {}).to_string();
  // A firm corrects its statement, and a certificate is cancelled with effect in the past.
  const Figures now = compute({{"above-scale-output"}, day, {}, {}});
  Json entry = now.records.find("output")->second[now.figures.back().used[0].record].fields;
  entry.set("output_wan_yuan", 999'999);
  import("output", {entry}, loaded_at + 86'400'000);
  const base::Instant later = loaded_at + 2 * 86'400'000;
  EXPECT_EQ(figures_json(compute({{}, day, then, {}}, later), zone().definitions, {}).to_string(), before);
  EXPECT_NE(said(compute({{}, day, {}, {}}, later), "above-scale-output"), "172.3亿元，同比增长38.9%");
  // Before the statements of 2021 were in, the year was 2020.
  EXPECT_EQ(compute({{}, base::Date::from(2021, 12, 31), {}, {}}).year, 2020);
  EXPECT_EQ(compute({{"replicated-practices"}, base::Date::from(2019, 1, 1), {}, {}}).year, 2018);
}

TEST_F(FiguresTest, goals_of_plans_are_measured_by_figures) {
  const FiguresAsked asked{{}, base::Date::from(2022, 8, 8), {}, {}};
  const Figures figures = compute(asked);
  const auto targets = figures_->targets(figures, asked, loaded_at + 1);
  ASSERT_TRUE(targets);
  std::map<std::string, indicators::Progress::State> states;
  for (const PlanTarget& target : *targets)
    states[std::string(*target.fields.find_string("indicator"))] = target.progress.state;
  using State = indicators::Progress::State;
  EXPECT_EQ(states["leading-output"], State::Reached);
  EXPECT_EQ(states["strategic-output"], State::Missed);
  EXPECT_EQ(states["cross-river-leading-projects"], State::OnTheWay);
  EXPECT_EQ(states["opening-time"], State::Reached) << "at most half a day";
}

TEST_F(FiguresTest, the_workbook_keeps_its_formulas_live_and_right) {
  const Figures figures = compute({{}, base::Date::from(2022, 8, 8), {}, {}});
  const auto sheets =
      figure_sheets(figures, zone().definitions, *zone().catalogue, {}, base::Language::Chinese);
  std::vector<std::string> live;
  for (const auto& row : sheets.front().rows)
    if (row.size() > 4)
      if (const auto* formula = std::get_if<documents::SheetFormula>(&row[4]))
        live.push_back(formula->formula);
  EXPECT_THAT(live, testing::Contains(testing::HasSubstr("SUM('")));
  EXPECT_THAT(live, testing::Contains(testing::HasSubstr("COUNTA('")));
  EXPECT_THAT(live, testing::Contains(testing::MatchesRegex("=\\(\\(E[0-9]+/E[0-9]+\\)\\*100\\)")));
  const auto bytes = documents::write_xlsx(sheets, loaded_at);
  ASSERT_TRUE(bytes) << bytes.error().code();
  const auto book = documents::read_workbook(*bytes, "figures.xlsx");
  ASSERT_TRUE(book) << book.error().code();
  EXPECT_GT(book->sheets.size(), 15U);
}

TEST_F(FiguresTest, charts_of_the_workbook_stand_over_the_years_and_parts_of_each_figure) {
  const Figures figures = compute({{}, base::Date::from(2022, 8, 8), {}, {}, shown_periods});
  const auto sheets =
      figure_sheets(figures, zone().definitions, *zone().catalogue, {}, base::Language::Chinese);
  const documents::WrittenSheet& charts = sheets.back();
  EXPECT_EQ(charts.name, "图表");
  std::vector<std::string> titles;
  for (const documents::SheetChart& one : charts.charts) {
    titles.push_back(one.title);
    ASSERT_LT(one.last_row, charts.rows.size());
    for (std::size_t row = one.first_row; row <= one.last_row; ++row)
      EXPECT_TRUE(one.title.starts_with(std::get<std::string>(charts.rows[row][0]))) << "rows of its figure";
  }
  EXPECT_THAT(titles, testing::IsSupersetOf({"规模以上工业总产值，各年", "规模以上工业总产值，按主导产业",
                                             "落户项目，按合作方所在地"}));
  const auto bytes = documents::write_xlsx(sheets, loaded_at);
  ASSERT_TRUE(bytes) << bytes.error().code();
  EXPECT_TRUE(documents::write_xlsx(
      figure_sheets(figures, zone().definitions, *zone().catalogue, {}, base::Language::English), loaded_at))
      << "names in English are long, and are still told apart when they are cut";
  EXPECT_THAT(*bytes, testing::HasSubstr("xl/charts/chart" + std::to_string(charts.charts.size()) + ".xml"));
}

TEST_F(FiguresTest, the_bulletin_is_printed_in_both_languages) {
  const Figures figures = compute({{}, base::Date::from(2022, 8, 8), {}, {}, shown_periods});
  for (const base::Language language : {base::Language::Chinese, base::Language::English}) {
    const auto pdf =
        bulletin_pdf(figures, zone().definitions, *zone().catalogue, {}, loaded_at, language, true);
    ASSERT_TRUE(pdf) << base::word(pdf.error().message, base::Language::English);
    EXPECT_TRUE(pdf->starts_with("%PDF"));
    const auto without = bulletin_pdf(compute({{}, base::Date::from(2022, 8, 8), {}, {}}), zone().definitions,
                                      *zone().catalogue, {}, loaded_at, language, true);
    ASSERT_TRUE(without);
    EXPECT_GT(pdf->size(), without->size()) << "over several years there is more to draw";
  }
}

}  // namespace
}  // namespace shuxin::app
