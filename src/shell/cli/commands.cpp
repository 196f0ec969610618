#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>

#include "shell/cli/account.h"
#include "shell/cli/archive.h"
#include "shell/cli/audit.h"
#include "shell/cli/check.h"
#include "shell/cli/command.h"
#include "shell/cli/decide.h"
#include "shell/cli/evaluate.h"
#include "shell/cli/feel.h"
#include "shell/cli/indicators.h"
#include "shell/cli/keys.h"
#include "shell/cli/serve.h"
#include "shell/cli/verify.h"

namespace shuxin::cli {
namespace {

base::Language language_of_environment() {
  const char* lang = std::getenv("LANG");
  return lang != nullptr && std::string_view(lang).starts_with("zh") ? base::Language::Chinese
                                                                     : base::Language::English;
}

void print_help(base::Language language) {
  const bool zh = language == base::Language::Chinese;
  fmt::print("{}\n\n",
             zh ? "舒心：一个程序运行一座开发区" : "Shuxin: one program that runs a development zone");
  fmt::print("{}\n", zh ? "用法：shuxin 命令 [选项]" : "usage: shuxin COMMAND [options]");
  for (const Command& command : commands())
    fmt::print("  {:<10} {}\n", command.name, command.summary.in(language));
  fmt::print("{}\n",
             zh ? "每个命令都有 --help 与 --lang zh|en。" : "Each command has --help and --lang zh|en.");
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"serve", {"运行服务", "run the service"}, serve},
      {"check", {"检查园区目录", "check a zone's catalogue"}, run_check},
      {"feel", {"求值一个 FEEL 表达式", "evaluate a FEEL expression"}, run_feel},
      {"decide", {"对 DMN 模型的决策求值", "evaluate the decisions of a DMN model"}, run_decide},
      {"verify", {"核验文书文件", "verify documents"}, run_verify},
      {"keys", {"列出、导出、更换签名密钥", "list, export and rotate the signing keys"}, run_keys},
      {"account", {"查阅复制、删除个人信息", "hand out or erase what is held about a person"}, run_account},
      {"audit", {"核对存储", "prove a store row by row"}, run_audit},
      {"backup", {"在服务运行时复制存储", "copy a store while it serves"}, run_backup},
      {"export", {"把一个园区写成文件", "write a zone into a file"}, run_export},
      {"import", {"由导出文件建立存储", "make a store of an exported file"}, run_import},
      {"evaluate", {"按方案评价企业（亩均论英雄）", "score, rank and grade firms by a scheme"}, run_evaluate},
      {"indicators",
       {"计算园区指标，追到记录", "compute the zone's figures, down to their records"},
       run_indicators},
  };
  return all;
}

bool parse(CLI::App& words, const Arguments& arguments, Exit& exit) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    words.parse(reversed);
    return true;
  } catch (const CLI::ParseError& stop) {
    exit = stop.get_exit_code() == 0 ? Exit::Fine : Exit::CannotRun;
    (void)words.exit(stop);
    return false;
  }
}

int run(int argc, char** argv) {
  base::Language language = language_of_environment();
  Arguments words;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--lang" && i + 1 < argc) {
      language = std::string_view(argv[++i]) == "zh" ? base::Language::Chinese : base::Language::English;
    } else {
      words.emplace_back(word);
    }
  }
  if (words.empty() || words[0] == "--help" || words[0] == "help") {
    print_help(language);
    return static_cast<int>(words.empty() ? Exit::CannotRun : Exit::Fine);
  }
  for (const Command& command : commands()) {
    if (command.name != words[0]) continue;
    try {
      return static_cast<int>(command.run({words.begin() + 1, words.end()}, language));
    } catch (const std::exception& problem) {
      fmt::print(stderr, "shuxin {}: {}\n", command.name, problem.what());
      return static_cast<int>(Exit::CannotRun);
    }
  }
  fmt::print(stderr, "shuxin: no command '{}'; see shuxin --help\n", words[0]);
  return static_cast<int>(Exit::CannotRun);
}

}  // namespace shuxin::cli
