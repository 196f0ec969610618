#include "shell/cli/account.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <fmt/format.h>

#include "shell/app/erasure.h"
#include "shell/cli/store_access.h"

namespace shuxin::cli {
namespace {

using base::Json;
using base::Language;
using base::Result;

struct Options {
  std::string action;
  std::string login;
  StoreWords store;
  bool sure = false;
  bool json = false;
};

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

// A store with what the erasure works on.
struct Opened {
  std::unique_ptr<store::Store> store;
  app::EventHub hub;
  std::unique_ptr<app::Accounts> accounts;
  std::unique_ptr<app::AccessLog> access_log;
  std::unique_ptr<app::CaseService> cases;
  std::unique_ptr<app::Files> files;
  std::unique_ptr<app::Drafts> drafts;
  std::unique_ptr<app::Erasure> erasure;
};

Result<std::unique_ptr<Opened>> open(const Options& options, Language language) {
  SHUXIN_TRY(const auto catalogue, load_catalogue(options.store.catalogue, language));
  auto made = std::make_unique<Opened>();
  SHUXIN_TRY(made->store, store::open(options.store.url(), options.store.key_folder(),
                                      store_options(catalogue, options.store.key_folder())));
  const std::string& zone = catalogue->zone.id;
  made->accounts = std::make_unique<app::Accounts>(*made->store, app::Accounts::Options{.zone = zone});
  made->access_log = std::make_unique<app::AccessLog>(*made->store, zone);
  made->cases = std::make_unique<app::CaseService>(*made->store, catalogue, made->hub);
  made->files = std::make_unique<app::Files>(*made->store, zone);
  made->drafts = std::make_unique<app::Drafts>(*made->cases, *made->files);
  made->erasure = std::make_unique<app::Erasure>(*made->cases, *made->accounts, *made->drafts, *made->files,
                                                 *made->access_log);
  return made;
}

// What stands against the erasure, and what law keeps.
void print_preview(const Json& preview, Language language) {
  const auto text_of = [&](const Json& one) {
    const Json* text = one.find("text");
    const Json* name = one.find("name");
    const auto in = [&](const Json* of) {
      return of ? std::string(of->find_string(language == Language::Chinese ? "zh" : "en").value_or("")) : "";
    };
    const std::string number(one.find_string("number").value_or(""));
    return in(text) + (number.empty() ? "" : "  " + number + " " + in(name));
  };
  const bool zh = language == Language::Chinese;
  for (const Json& one : *preview.find("held")->if_array())
    fmt::print("{}{}\n", zh ? "不能删除：" : "stands against it: ", text_of(one));
  for (const Json& one : *preview.find("kept")->if_array())
    fmt::print(fmt::runtime(zh ? "依法保存到 {}：{}\n" : "kept by law until {}: {}\n"),
               one.find_string("until").value_or(""), text_of(one));
}

Result<Exit> act(const Options& options, Language language) {
  SHUXIN_TRY(const auto opened, open(options, language));
  SHUXIN_TRY(const auto account, opened->accounts->find_login(options.login));
  if (!account || account->is_closed) return base::fail("account.no-login", {options.login});
  if (options.action == "copy") {
    app::Identity own;
    own.account = account->id;
    own.kind = account->kind;
    own.name = account->name;
    SHUXIN_TRY(const Json copy, opened->erasure->copy(own, now()));
    fmt::print("{}\n", copy.to_pretty_string());
    return Exit::Fine;
  }
  SHUXIN_TRY(Json preview, opened->erasure->preview(account->id, now()));
  const bool possible = preview.find_bool("possible").value_or(false);
  const bool erases = possible && options.sure;
  if (erases) SHUXIN_DO(opened->erasure->erase_by_operator(account->id, now()));
  if (options.json) {
    preview.set("erased", erases);
    fmt::print("{}\n", preview.to_pretty_string());
    return possible ? Exit::Fine : Exit::Refuted;
  }
  print_preview(preview, language);
  if (possible)
    fmt::print("{}\n",
               base::word({erases ? "account.erased" : "account.can-be-erased", {options.login}}, language));
  return possible ? Exit::Fine : Exit::Refuted;
}

}  // namespace

Exit run_account(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  Options options;
  CLI::App words(
      zh ? "查阅复制或删除一个人的信息（个人信息保护法第45、47条）。须先停止服务。\n退出码：0 "
           "办成，或可以删除；1 有事项不能删除；2 无法办理。"
         : "Hands out, or erases, what is held about a person. Stop the service first.\nExit code: 0 "
           "done, or it can be erased; 1 something stands against it; 2 it cannot be told.",
      "shuxin account");
  words
      .add_option("ACTION", options.action,
                  zh ? "copy 输出全部信息；erase 说明能否删除，加 --yes 才删除"
                     : "copy: all that is held; erase: says what stands against it, and erases with --yes")
      ->required()
      ->check(CLI::IsMember({"copy", "erase"}));
  words.add_option("LOGIN", options.login, zh ? "登录名" : "the account's login")->required();
  words.add_option("--store", options.store.store, zh ? "存储，sqlite:路径" : "the store, sqlite:PATH");
  add_options(words, options.store, language);
  words.add_flag("--yes", options.sure, zh ? "确认删除，不能撤回" : "erase; this cannot be undone");
  words.add_flag("--json", options.json, zh ? "输出 JSON" : "JSON");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  const auto done = act(options, language);
  if (done) return *done;
  complain("account", done.error().message, language);
  return Exit::CannotRun;
}

}  // namespace shuxin::cli
