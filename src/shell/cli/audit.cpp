#include "shell/cli/audit.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "core/base/json.h"
#include "shell/cli/store_access.h"

namespace shuxin::cli {
namespace {

using base::Json;
using base::Language;

struct AuditWords {
  StoreWords store;
  std::string anchor;
  std::string save_anchor;
  std::int64_t most = 1000;
  bool json = false;
};

base::Result<std::string> read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || in.bad()) return base::fail("store.cannot-open", {path});
  return std::move(text).str();
}

base::Result<void> write_whole(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.flush();
  if (!out) return base::fail("store.io", {path});
  return {};
}

Json to_json(const store::Finding& finding, Language language) {
  Json json = Json::object({{"code", finding.message.code}, {"message", word(finding.message, language)}});
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) json.set(name, value);
  };
  const auto number = [&](const char* name, std::int64_t value) {
    if (value > 0) json.set(name, value);
  };
  text("zone", finding.zone);
  text("stream", finding.stream);
  number("version", finding.version);
  number("position", finding.position);
  text("table", finding.table);
  text("row", finding.row);
  return json;
}

void print_json(const store::AuditReport& report, Language language) {
  Json::Array findings;
  for (const store::Finding& finding : report.findings) findings.push_back(to_json(finding, language));
  Json::Array outside;
  for (const base::Message& message : report.outside)
    outside.push_back(Json::object({{"code", message.code}, {"message", word(message, language)}}));
  fmt::print("{}\n", Json::object({{"clean", report.clean()},
                                   {"events", report.events},
                                   {"streams", report.streams},
                                   {"files", report.files},
                                   {"keys", report.keys},
                                   {"rows", report.rows},
                                   {"seals", report.seals},
                                   {"unsealed", report.unsealed},
                                   {"signatures_proven", report.signatures_proven},
                                   {"anchors", report.anchors},
                                   {"cut", report.cut},
                                   {"findings", std::move(findings)},
                                   {"outside", std::move(outside)}})
                         .to_pretty_string());
}

std::string place_of(const store::Finding& finding) {
  std::string place;
  const auto add = [&](std::string_view word) { place += (place.empty() ? "" : " ") + std::string(word); };
  if (!finding.zone.empty()) add(finding.zone);
  if (!finding.table.empty()) add(finding.table);
  if (!finding.row.empty()) add("[" + finding.row + "]");
  if (finding.position > 0) add("#" + std::to_string(finding.position));
  return place;
}

void print_words(const store::AuditReport& report, Language language) {
  const bool zh = language == Language::Chinese;
  for (const store::Finding& finding : report.findings)
    fmt::print("{}: {}\n", place_of(finding), word(finding.message, language));
  if (report.cut) fmt::print("{}\n", zh ? "……其余从略" : "… and more");
  fmt::print(
      fmt::runtime(zh ? "已核对：事件 {}、事件流 {}、文件 {}、密钥 {}、表行 {}、封印 {}（签名{}），锚 {}\n"
                      : "looked at: {} events in {} streams, {} files, {} keys, {} rows of tables, "
                        "{} seals (signatures {}), {} anchors\n"),
      report.events, report.streams, report.files, report.keys, report.rows, report.seals,
      report.signatures_proven ? (zh ? "已验证" : "verified") : (zh ? "未验证" : "not verified"),
      report.anchors);
  for (const base::Message& message : report.outside)
    fmt::print("{}{}\n", zh ? "说明：" : "note: ", word(message, language));
  if (report.clean())
    fmt::print("{}\n", zh ? "结果：未发现改动" : "result: nothing differs");
  else
    fmt::print(fmt::runtime(zh ? "结果：发现 {} 处\n" : "result: {} findings\n"), report.findings.size());
}

base::Result<store::AuditReport> audit(const AuditWords& words, Language language) {
  SHUXIN_TRY(const auto catalogue, load_catalogue(words.store.catalogue, language));
  store::Options options = store_options(catalogue, words.store.key_folder());
  options.read_only = true;
  SHUXIN_TRY(const auto store, store::open(words.store.url(), words.store.key_folder(), std::move(options)));
  store::AuditOptions audit;
  audit.most = words.most;
  audit.verify_seal = seal_verifier(words.store.key_folder());
  if (!words.anchor.empty()) {
    SHUXIN_TRY(const std::string text, read_whole(words.anchor));
    SHUXIN_TRY(audit.anchor, store::read_anchor(text));
  }
  ProgressBar bar;
  audit.on_progress = [&](std::int64_t done, std::int64_t all, std::string_view what) {
    bar.show(done, all, what);
    return true;
  };
  SHUXIN_TRY(auto report, store->audit(audit));
  // What is not clean is no anchor for anything.
  if (!words.save_anchor.empty() && report.clean()) {
    SHUXIN_TRY(const auto seals, store->last_seals());
    if (seals.empty()) return base::fail("store.not-sealed", {"1"});
    SHUXIN_DO(write_whole(words.save_anchor, store::anchor_text(seals)));
  }
  return report;
}

}  // namespace

Exit run_audit(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  AuditWords options;
  CLI::App words(zh ? "核对存储：逐行证明账本、封印、文件、密钥与各表"
                    : "Proves a store: ledger, seals, files, keys and every table, row by row",
                 "shuxin audit");
  words.add_option("STORE", options.store.store, zh ? "存储，sqlite:路径" : "the store, sqlite:PATH");
  add_options(words, options.store, language);
  words.add_option("--anchor", options.anchor,
                   zh ? "存于别处的锚文件，用以发现整体替换或重写"
                      : "an anchor file kept elsewhere, by which replacing or rewriting the whole is found");
  words.add_option("--save-anchor", options.save_anchor,
                   zh ? "核对无误时，将各园区最新封印存为锚文件"
                      : "where to save the newest seals as an anchor, if nothing differs");
  words.add_option("--most", options.most, zh ? "最多列出多少处" : "findings to list at most");
  words.add_flag("--json", options.json, zh ? "以 JSON 输出" : "one JSON object");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  const auto report = audit(options, language);
  if (!report) {
    complain("audit", report.error().message, language);
    return Exit::CannotRun;
  }
  if (options.json)
    print_json(*report, language);
  else
    print_words(*report, language);
  return report->clean() ? Exit::Fine : Exit::Refuted;
}

}  // namespace shuxin::cli
