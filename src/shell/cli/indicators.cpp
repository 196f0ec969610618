#include "shell/cli/indicators.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>

#include "core/base/utf8.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/figures_sheet.h"
#include "shell/app/figures_view.h"
#include "shell/views/projections.h"

namespace shuxin::cli {
namespace {

using base::Language;
using base::Result;
using indicators::Figure;
using indicators::Figures;

struct Options {
  std::string catalogue = "catalog/suxitong";
  std::string store = "sqlite:shuxin.db";
  std::string keys;
  std::string as_of;
  std::string known_at;
  std::string out;
  std::optional<int> year;
  bool json = false;
  bool demo = false;
  bool records = false;
  std::vector<std::string> names;
};

void say(const base::Message& message, Language language) {
  fmt::print(stderr, "shuxin indicators: {}\n", base::word(message, language));
}

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

std::optional<Options> read_options(const Arguments& arguments, Language language, Exit& exit) {
  const bool zh = language == Language::Chinese;
  Options options;
  CLI::App words(zh ? "计算园区指标：全部，或按名称；可追到每一条记录，可还原任何一天"
                    : "Computes the zone's figures, all or by name, down to their records, as of any day",
                 "shuxin indicators");
  words.add_option("names", options.names, zh ? "指标名称，默认全部" : "names of indicators, all by default");
  words.add_option("--as-of", options.as_of,
                   zh ? "截至哪一天 YYYY-MM-DD，默认今天" : "a day YYYY-MM-DD, today by default");
  words.add_option(
      "--known-at", options.known_at,
      zh ? "只用到那时为止已经录入的记录 YYYY-MM-DD" : "only what was recorded until that day YYYY-MM-DD");
  words.add_option("--year", options.year,
                   zh ? "报告年度，默认由公报规定" : "the reporting year, as the bulletin says by default");
  words.add_option("--catalog", options.catalogue, zh ? "园区目录文件夹" : "folder of the zone's catalogue");
  words.add_option("--store", options.store, zh ? "存储，sqlite:路径" : "the store, sqlite:PATH");
  words.add_option("--keys", options.keys,
                   zh ? "密钥文件夹，默认与存储并列" : "folder of the keys; beside the store by default");
  words.add_flag(
      "--demo", options.demo,
      zh ? "不打开存储，直接用目录中的演示数据" : "no store: the demonstration's tables of the catalogue");
  words.add_flag("--records", options.records,
                 zh ? "列出每个指标所依据的记录" : "lists the records of each figure");
  words.add_flag("--json", options.json, zh ? "输出 JSON" : "prints JSON");
  words.add_option("--out", options.out,
                   zh ? "写入文件 .csv、.xlsx 或 .pdf" : "writes a file .csv, .xlsx or .pdf");
  if (!parse(words, arguments, exit)) return std::nullopt;
  if (options.keys.empty()) options.keys = options.store.substr(options.store.find(':') + 1) + "-keys";
  return options;
}

struct Zone {
  std::shared_ptr<const catalog::Catalogue> catalogue;
  indicators::Definitions definitions;
};

Result<Zone> load_zone(const std::string& folder, Language language) {
  SHUXIN_TRY(const auto files, app::read_catalogue_folder(folder));
  auto loaded = catalog::load(files);
  auto figures = indicators::load(files, loaded.catalogue);
  std::ranges::move(figures.diagnostics, std::back_inserter(loaded.diagnostics));
  if (base::has_errors(loaded.diagnostics)) {
    for (const base::Diagnostic& fault : loaded.diagnostics)
      fmt::print(stderr, "{}\n", base::to_string(fault, language));
    return base::fail("serve.catalogue-faulty", {folder});
  }
  return Zone{std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue)),
              std::move(figures.definitions)};
}

struct Answer {
  Figures figures;
  std::vector<app::PlanTarget> targets;
};

Result<Answer> from_demo(const Options& options, const Zone& zone, const app::FiguresAsked& asked) {
  const calendar::Calendar& calendar = zone.catalogue->calendar;
  const base::Date day = asked.as_of.value_or(calendar.legal_day(now()));
  const indicators::Sources sources = app::demo_sources(options.catalogue, *zone.catalogue, day);
  SHUXIN_TRY(Figures figures,
             indicators::compute(zone.definitions, *zone.catalogue, asked.indicators,
                                 {day, asked.year, calendar.end_of_day(day), asked.periods}, sources));
  Answer answer{std::move(figures), {}};
  SHUXIN_TRY(const auto goals, sources("plan_target"));
  for (const indicators::Record& goal : goals)
    answer.targets.push_back({goal.key, goal.fields, indicators::progress_of(goal.fields, answer.figures)});
  return answer;
}

Result<Answer> from_store(const Options& options, const Zone& zone, const app::FiguresAsked& asked) {
  store::Options made;
  made.projections = views::projections(zone.catalogue);
  made.read_only = true;
  SHUXIN_TRY(const auto store, store::open(options.store, options.keys, std::move(made)));
  const app::FigureService service(*store, *zone.catalogue, zone.definitions);
  SHUXIN_TRY(Figures figures, service.compute(asked, now()));
  SHUXIN_TRY(auto targets, service.targets(figures, asked, now()));
  return Answer{std::move(figures), std::move(targets)};
}

Result<app::FiguresAsked> asked_of(const Options& options, const calendar::Calendar& calendar) {
  app::FiguresAsked asked{options.names, {}, {}, options.year};
  // Papers and workbooks have charts over the years.
  if (!options.out.empty()) asked.periods = app::shown_periods;
  if (!options.as_of.empty()) {
    asked.as_of = base::Date::parse(options.as_of);
    if (!asked.as_of) return base::fail("catalog.malformed-date", {options.as_of});
  }
  if (!options.known_at.empty()) {
    const auto day = base::Date::parse(options.known_at);
    if (!day) return base::fail("catalog.malformed-date", {options.known_at});
    asked.known_at = calendar.end_of_day(*day);
  }
  return asked;
}

// Characters of Chinese take two columns of a terminal.
std::string padded(const std::string& text, std::size_t width) {
  std::size_t used = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const base::Utf8Character front = base::front_character(rest);
    used +=
        front.point >= 0x1100 && front.point != 0x2014 && !(front.point >= 0x2018 && front.point <= 0x201D)
            ? 2
            : 1;
    rest.remove_prefix(front.bytes);
  }
  return text + std::string(used < width ? width - used : 1, ' ');
}

void print_records(const Figures& figures, const Figure& figure) {
  for (const indicators::Used& used : figure.used) {
    const indicators::Record& record = figures.records.find(used.source)->second[used.record];
    fmt::print("      {} {}/{} {}\n", used.set, used.source, record.key, record.fields.to_string());
  }
}

void print_words(const Answer& answer, const Zone& zone, const Options& options, Language language) {
  const bool zh = language == Language::Chinese;
  const Figures& figures = answer.figures;
  fmt::print(fmt::runtime(zh ? "{}　{}年，截至{}\n" : "{}: {}, as of {}\n"),
             zone.definitions.bulletin.name.in(language), figures.year, figures.asked.as_of.to_string());
  for (const app::ShownSection& section : app::sections_of(figures, zone.definitions)) {
    fmt::print("\n{}\n", section.title.in(language));
    for (const Figure* figure : section.figures) {
      const char* mark = !figure->as_reported ? "" : *figure->as_reported ? "  ✓" : "  ✗";
      fmt::print("  {}{}{}\n", padded(figure->indicator->name.in(language), zh ? 42 : 58),
                 app::sentence(*figure).in(language), mark);
      if (figure->as_reported && !*figure->as_reported)
        fmt::print(fmt::runtime(zh ? "      公开数：{} {} {}\n" : "      reported: {} {} {}\n"),
                   figure->indicator->reported.value.in(language),
                   figure->indicator->reported.growth.in(language),
                   figure->indicator->reported.share.in(language));
      for (const base::Message& reason : figure->reasons)
        fmt::print("      {}\n", base::word(reason, language));
      if (options.records) print_records(figures, *figure);
    }
  }
  if (answer.targets.empty() || !options.names.empty()) return;
  fmt::print("\n{}\n", zh ? "规划目标" : "Plan targets");
  for (const app::PlanTarget& target : answer.targets) {
    const auto percent =
        target.progress.percent ? target.progress.percent->rounded(1, base::Rounding::HalfUp) : std::nullopt;
    fmt::print(
        "  {}{}{}\n", padded(std::string(target.fields.find_string("goal").value_or("")), zh ? 42 : 58),
        app::name_of(target.progress.state).in(language), percent ? "  " + percent->to_string() + "%" : "");
  }
}

Result<void> write_file(const Answer& answer, const Zone& zone, const Options& options, Language language) {
  const std::string format = options.out.substr(std::min(options.out.rfind('.') + 1, options.out.size()));
  SHUXIN_TRY(const std::string bytes,
             app::figures_file(answer.figures, zone.definitions, *zone.catalogue, answer.targets, format,
                               now(), language, options.demo));
  std::ofstream out(options.out, std::ios::binary);
  out << bytes;
  out.close();
  if (!out) return base::fail("indicators.cannot-write", {options.out});
  return {};
}

}  // namespace

Exit run_indicators(const Arguments& arguments, Language language) {
  Exit exit = Exit::CannotRun;
  const auto options = read_options(arguments, language, exit);
  if (!options) return exit;
  const auto run = [&]() -> Result<Exit> {
    SHUXIN_TRY(const Zone zone, load_zone(options->catalogue, language));
    SHUXIN_TRY(const app::FiguresAsked asked, asked_of(*options, zone.catalogue->calendar));
    SHUXIN_TRY(const Answer answer,
               options->demo ? from_demo(*options, zone, asked) : from_store(*options, zone, asked));
    if (!options->out.empty()) {
      SHUXIN_DO(write_file(answer, zone, *options, language));
    } else if (options->json) {
      base::Json json = app::figures_json(answer.figures, zone.definitions, answer.targets);
      if (options->records) {
        base::Json records = base::Json::Object{};
        for (const Figure& figure : answer.figures.figures)
          records.set(figure.indicator->id,
                      *app::records_json(answer.figures, figure, 0, figure.used.size()).find("records"));
        json.set("records", std::move(records));
      }
      fmt::print("{}\n", json.to_pretty_string());
    } else {
      print_words(answer, zone, *options, language);
    }
    const bool differs = std::ranges::any_of(
        answer.figures.figures, [](const Figure& one) { return one.as_reported && !*one.as_reported; });
    return differs ? Exit::Refuted : Exit::Fine;
  };
  const auto done = run();
  if (done) return *done;
  say(done.error().message, language);
  return Exit::CannotRun;
}

}  // namespace shuxin::cli
