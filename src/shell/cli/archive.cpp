#include "shell/cli/archive.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <termios.h>
#include <unistd.h>

#include "shell/cli/store_access.h"
#include "shell/store/archive.h"

namespace shuxin::cli {
namespace {

using base::Language;

/// Asks on the terminal, without showing what is typed.
std::string ask(Language language) {
  if (::isatty(STDIN_FILENO) != 1) return {};
  fmt::print(stderr, "{}", language == Language::Chinese ? "口令：" : "passphrase: ");
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  std::string line;
  std::getline(std::cin, line);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
  fmt::print(stderr, "\n");
  return line;
}

base::Result<std::string> passphrase(const std::string& file, Language language) {
  if (!file.empty()) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) return base::fail("store.cannot-open", {file});
    return line;
  }
  if (const char* given = std::getenv("SHUXIN_PASSPHRASE")) return std::string(given);
  return ask(language);
}

Exit fail(std::string_view name, const base::Error& error, Language language) {
  complain(name, error.message, language);
  const bool refuted = error.code().starts_with("archive.");
  return refuted ? Exit::Refuted : Exit::CannotRun;
}

void tell(const store::ArchiveCounts& counts, Language language) {
  const bool zh = language == Language::Chinese;
  fmt::print(fmt::runtime(zh ? "园区 {}：事件 {}、封印 {}、文件 {}、表行 {}、密钥 {}\n"
                             : "zone {}: {} events, {} seals, {} files, {} rows of tables, {} keys\n"),
             counts.zone, counts.events, counts.seals, counts.files, counts.rows, counts.keys);
  if (counts.erased > 0)
    fmt::print(fmt::runtime(zh ? "说明：{} 个主体的密钥不在其中，其个人信息视同已删除\n"
                               : "note: the keys of {} subjects are not here; their data reads as erased\n"),
               counts.erased);
}

}  // namespace

Exit run_export(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  StoreWords store;
  std::string file;
  std::string zone;
  std::string passphrase_file;
  bool with_keys = false;
  CLI::App words(
      zh ? "把一个园区写成一个文件，哈希不变" : "Writes a zone into a file, its hashes as they are",
      "shuxin export");
  words.add_option("STORE", store.store, zh ? "存储" : "the store")->required();
  words.add_option("FILE", file, zh ? "导出文件，不得已存在" : "the file to make")->required();
  add_options(words, store, language);
  words.add_option("--zone", zone, zh ? "园区，默认为目录所指者" : "the zone; by default the catalogue's");
  words.add_flag("--with-keys", with_keys,
                 zh ? "连同密钥，以口令加密" : "the keys too, sealed under a passphrase");
  words.add_option("--passphrase-file", passphrase_file,
                   zh ? "口令所在文件（首行）" : "file whose first line is the passphrase");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  const auto exported = [&]() -> base::Result<store::ArchiveCounts> {
    SHUXIN_TRY(const auto catalogue, load_catalogue(store.catalogue, language));
    store::Options options = store_options(catalogue, store.key_folder());
    options.read_only = true;
    std::string secret;
    if (with_keys) {
      SHUXIN_TRY(secret, passphrase(passphrase_file, language));
      if (secret.empty()) return base::fail("archive.passphrase", {"12"});
    }
    SHUXIN_TRY(const auto opened, store::open(store.url(), store.key_folder(), std::move(options)));
    return opened->export_zone(zone.empty() ? catalogue->zone.id : zone, file, secret);
  }();
  if (!exported) return fail("export", exported.error(), language);
  tell(*exported, language);
  return Exit::Fine;
}

Exit run_import(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  StoreWords store;
  std::string file;
  std::string passphrase_file;
  bool with_keys = false;
  CLI::App words(zh ? "由导出文件建立新的存储" : "Makes a new store of an exported file", "shuxin import");
  words.add_option("FILE", file, zh ? "导出文件" : "the exported file")->required();
  words.add_option("STORE", store.store, zh ? "新存储，不得已存在" : "the store to make")->required();
  add_options(words, store, language);
  words.add_flag("--with-keys", with_keys, zh ? "取出其中的密钥" : "take the keys that it carries");
  words.add_option("--passphrase-file", passphrase_file,
                   zh ? "口令所在文件（首行）" : "file whose first line is the passphrase");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  ProgressBar bar;
  const auto imported = [&]() -> base::Result<store::ArchiveCounts> {
    SHUXIN_TRY(const auto catalogue, load_catalogue(store.catalogue, language));
    store::ImportOptions import;
    if (with_keys || !passphrase_file.empty()) {
      SHUXIN_TRY(import.passphrase, passphrase(passphrase_file, language));
      if (import.passphrase.empty()) return base::fail("archive.passphrase", {"12"});
    }
    import.on_progress = [&](std::int64_t done, std::int64_t all, std::string_view what) {
      bar.show(done, all, what);
      return true;
    };
    return store::import_zone(file, store.url(), store.key_folder(),
                              store_options(catalogue, store.key_folder()), import);
  }();
  if (!imported) return fail("import", imported.error(), language);
  tell(*imported, language);
  return Exit::Fine;
}

Exit run_backup(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  StoreWords store;
  std::string file;
  std::string keys_to;
  CLI::App words(zh ? "在服务运行时复制存储" : "Copies a store while it serves", "shuxin backup");
  words.add_option("STORE", store.store, zh ? "存储" : "the store")->required();
  words.add_option("FILE", file, zh ? "副本，不得已存在" : "the copy to make")->required();
  words.add_option("--keys", store.keys,
                   zh ? "密钥文件夹，默认与存储并列" : "folder of the keys; beside the store by default");
  words.add_option("--keys-to", keys_to,
                   zh ? "另将密钥复制到此文件夹（应与副本分开保存）"
                      : "where to copy the keys too; keep them apart from the copy");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  const auto copied = [&]() -> base::Result<void> {
    store::Options options;
    options.read_only = true;
    options.readers = 1;
    SHUXIN_TRY(const auto opened, store::open(store.url(), store.key_folder(), std::move(options)));
    SHUXIN_DO(opened->backup(file));
    return keys_to.empty() ? base::Result<void>() : store::backup_keys(store.key_folder(), keys_to);
  }();
  if (!copied) return fail("backup", copied.error(), language);
  return Exit::Fine;
}

}  // namespace shuxin::cli
