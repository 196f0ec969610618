#include "shell/cli/keys.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "shell/signing/key_ring.h"

namespace shuxin::cli {
namespace {

using base::Language;

struct Options {
  std::string action;
  std::string purpose;
  std::string store = "sqlite:shuxin.db";
  std::string keys;
  bool json = false;
};

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

void list(const signing::PublicKeys& keys, Language language) {
  const bool zh = language == Language::Chinese;
  for (const signing::PublicKey& key : keys.all()) {
    const bool is_newest = std::ranges::none_of(keys.all(), [&](const signing::PublicKey& other) {
      return other.purpose == key.purpose && other.sequence > key.sequence;
    });
    fmt::print("{:<11} {:>3}  {}  {:<18} {}  {}\n", signing::to_string(key.purpose), key.sequence, key.id,
               signing::to_string(key.algorithm), key.made_at.to_string(),
               is_newest ? (zh ? "用于签名" : "signs") : (zh ? "仅供核验" : "verifies"));
  }
}

base::Result<void> act(const Options& options, Language language) {
  const std::string folder =
      signing::folder_of(options.keys.empty() ? key_directory_of(options.store) : options.keys);
  SHUXIN_TRY(const auto ring, signing::KeyRing::open(folder, {}));
  if (options.action == "rotate") {
    const auto purpose = signing::find_purpose(options.purpose);
    if (!purpose) return base::fail("keys.purpose", {options.purpose});
    SHUXIN_TRY(const signing::PublicKey made, ring->rotate(*purpose, now()));
    fmt::print("{}\n", options.json
                           ? base::Json::object({{"id", made.id}, {"sequence", made.sequence}}).to_string()
                           : made.id);
    return {};
  }
  SHUXIN_TRY(const signing::PublicKeys keys, ring->public_keys());
  if (options.action == "export") {
    fmt::print("{}\n", keys.to_json().to_pretty_string());
  } else if (options.json) {
    fmt::print("{}\n", keys.to_json().to_string());
  } else {
    list(keys, language);
  }
  return {};
}

}  // namespace

std::string key_directory_of(const std::string& store_url) {
  const std::size_t colon = store_url.find(':');
  return store_url.substr(colon == std::string::npos ? 0 : colon + 1) + "-keys";
}

Exit run_keys(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  Options options;
  CLI::App words(zh ? "管理园区的签名密钥；换钥后旧文书仍可核验"
                    : "The zone's signing keys; old documents stay valid after a rotation",
                 "shuxin keys");
  words
      .add_option("ACTION", options.action,
                  zh ? "list 列出，export 导出公钥，rotate 更换" : "list, export (public keys), rotate")
      ->required()
      ->check(CLI::IsMember({"list", "export", "rotate"}));
  words.add_option("PURPOSE", options.purpose,
                   zh ? "更换哪一种：document、credential、ledger、evaluation"
                      : "what to rotate: document, credential, ledger, evaluation");
  words.add_option("--store", options.store, zh ? "存储，sqlite:路径" : "the store, sqlite:PATH");
  words.add_option("--keys", options.keys,
                   zh ? "密钥文件夹，默认与存储并列" : "folder of the keys; beside the store by default");
  words.add_flag("--json", options.json, zh ? "输出 JSON" : "JSON");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  const auto done = act(options, language);
  if (done) return Exit::Fine;
  fmt::print(stderr, "shuxin keys: {}\n", base::word(done.error().message, language));
  return Exit::CannotRun;
}

}  // namespace shuxin::cli
