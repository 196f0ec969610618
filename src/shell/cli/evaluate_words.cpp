#include "shell/cli/evaluate_words.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>

#include "shell/cli/keys.h"

namespace shuxin::cli {

using base::Language;

std::string EvaluateWords::key_folder() const {
  return !keys.empty() ? keys : store.empty() ? store : key_directory_of(store);
}

std::optional<EvaluateWords> read_evaluate_words(const Arguments& arguments, Language language, Exit& exit) {
  const bool zh = language == Language::Chinese;
  EvaluateWords options;
  CLI::App words(
      zh ? "按方案对企业计分、排名、分类（亩均论英雄）。\n退出码：0 全部评定；1 有数据未能读取或评定；2 "
           "无法评价。"
         : "Scores, ranks and grades firms by a scheme.\nExit code: 0 all graded, 1 some data could "
           "not be read or graded, 2 it cannot be run.",
      "shuxin evaluate");
  words.add_option("SCHEME", options.scheme,
                   zh ? "方案文件，或目录 evaluations 中的名称"
                      : "the scheme's file, or its name in the catalogue's evaluations");
  words.add_option(
      "--data", options.data,
      zh ? "企业数据 .csv 或 .xlsx；多次给出时按信用代码合并各部门的表"
         : "the firms, .csv or .xlsx; given several times, departments' tables are joined by credit code");
  words.add_option("--out", options.out,
                   zh ? "结果写入 .csv 或 .xlsx" : "writes the results to .csv or .xlsx");
  words.add_option("--set", options.set,
                   zh ? "给出方案未公布的数值（YAML 或 JSON，路径: 值）"
                      : "values that the scheme leaves unset (YAML or JSON, path: value)");
  words.add_option("--catalog", options.catalogue, zh ? "园区目录文件夹" : "folder of the zone's catalogue");
  words.add_option("--explain", options.explain,
                   zh ? "逐步说明一家企业的结果" : "explains one firm's result step by step");
  words.add_option(
      "--improve", options.improve,
      zh ? "一家企业升到上一类的最小改进" : "the smallest steps by which one firm reaches the next class");
  words.add_option("--what-if", options.what_if,
                   zh ? "换用文件中的数值（路径: 值），比较谁升谁降"
                      : "compares with the values of a file (path: value): who wins, who loses");
  words.add_option("--shifts", options.shifts,
                   zh ? "经决定调整的类别（.csv、.xlsx 或 .yaml），写明理由和依据"
                      : "classes shifted by decision (.csv, .xlsx or .yaml), with reason and power");
  words.add_option("--against", options.against,
                   zh ? "核对公布的名单：uscc、class，可有 total、rank"
                      : "compares a published list: uscc, class, if it has them total and rank");
  words.add_option("--freeze", options.freeze,
                   zh ? "把方案、数据和结果定稿写入一个文件" : "writes scheme, data and results to one file");
  words.add_option("--verify", options.verify,
                   zh ? "由定稿文件重新计算并核对" : "computes a frozen file anew and compares");
  words.add_flag("--unsigned", options.without_signature,
                 zh ? "核对定稿时只核对计算，不核验签名"
                    : "with --verify: only the computation is checked, no signature");
  words.add_option("--store", options.store,
                   zh ? "园区的存储，sqlite:路径：用它的密钥签名或核验"
                      : "the zone's store, sqlite:PATH: its keys sign and check the final list");
  words.add_option("--keys", options.keys,
                   zh ? "密钥文件夹；核验时也可给出导出的公钥文件（shuxin keys export）"
                      : "folder of the keys; to verify, also public keys as shuxin keys export wrote them");
  words.add_flag("--json", options.json, zh ? "机器可读输出" : "output for machines");
  if (!parse(words, arguments, exit)) return std::nullopt;
  exit = Exit::CannotRun;
  if (options.scheme.empty() && options.verify.empty()) {
    fmt::print(stderr, "{}\n", words.help());
    return std::nullopt;
  }
  return options;
}

}  // namespace shuxin::cli
