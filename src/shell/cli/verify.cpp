#include "shell/cli/verify.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "shell/app/papers.h"
#include "shell/app/verify_file.h"
#include "shell/cli/keys.h"
#include "shell/store/store.h"
#include "shell/views/projections.h"

namespace shuxin::cli {
namespace {

using base::Json;
using base::Language;

constexpr std::uintmax_t largest_file = 64 << 20;

struct Options {
  std::vector<std::string> files;
  std::string store;
  std::string keys;
  bool json = false;
};

base::Result<std::string> read_file(const std::string& path) {
  std::error_code problem;
  const std::uintmax_t size = std::filesystem::file_size(path, problem);
  std::ifstream in(path, std::ios::binary);
  if (problem || !in) return base::fail("verify.cannot-read", {path});
  if (size > largest_file) return base::fail("verify.too-large", {path});
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

base::Result<std::unique_ptr<store::Store>> open_store(const std::string& url, const std::string& keys) {
  store::Options options;
  options.read_only = true;
  options.projections = {views::document_table(), app::Papers::projection()};
  return store::open(url, keys, std::move(options));
}

void print(const std::string& file, const app::FileVerdict& verdict, bool json, Language language) {
  if (json) {
    Json line = Json::object({{"file", file},
                              {"status", app::to_string(verdict.status)},
                              {"code", verdict.code},
                              {"number", verdict.number},
                              {"document", verdict.document},
                              {"issued_at", verdict.issued_at},
                              {"zone", verdict.zone},
                              {"key", verdict.key_id},
                              {"reason", verdict.reason.code}});
    if (!verdict.replaced_by.empty()) line.set("replaced_by", verdict.replaced_by);
    fmt::print("{}\n", line.to_string());
    return;
  }
  const std::string status =
      base::word({"verify.is-" + std::string(app::to_string(verdict.status)), {}}, language);
  fmt::print("{}: {}\n  {}\n", file, status, base::word(verdict.reason, language));
  if (verdict.code.empty()) return;
  const bool zh = language == Language::Chinese;
  fmt::print("  {} {} · {} {}\n  {} {}\n", verdict.document, verdict.number, zh ? "核验码" : "check code",
             verdict.code, zh ? "核发于" : "issued at", verdict.issued_at);
}

base::Result<bool> verify_all(const Options& options, Language language) {
  const std::string folder = options.keys.empty() ? key_directory_of(options.store) : options.keys;
  SHUXIN_TRY(const signing::PublicKeys keys, load_public_keys(folder));
  std::unique_ptr<store::Store> store;
  if (!options.store.empty()) {
    SHUXIN_TRY(store,
               open_store(options.store,
                          std::filesystem::is_directory(folder) ? folder : key_directory_of(options.store)));
  }
  bool all_valid = true;
  for (const std::string& file : options.files) {
    SHUXIN_TRY(const std::string bytes, read_file(file));
    std::unique_ptr<store::Reads> reads;
    if (const std::string zone = app::zone_of_file(bytes); store && !zone.empty()) {
      SHUXIN_TRY(reads, store->snapshot(zone));
    }
    SHUXIN_TRY(const app::FileVerdict verdict, app::verify_file(bytes, keys, reads.get()));
    all_valid = all_valid && verdict.status == app::FileStatus::Valid;
    print(file, verdict, options.json, language);
  }
  return all_valid;
}

}  // namespace

base::Result<signing::PublicKeys> load_public_keys(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    SHUXIN_TRY(const auto ring, signing::KeyRing::open(signing::folder_of(path), {}));
    return ring->public_keys();
  }
  SHUXIN_TRY(const std::string text, read_file(path));
  const auto json = Json::parse(text);
  if (!json) return base::fail("signing.public-keys", {path});
  return signing::PublicKeys::read(*json);
}

Exit run_verify(const Arguments& arguments, Language language) {
  const bool zh = language == Language::Chinese;
  Options options;
  CLI::App words(
      zh ? "核验文书文件：真实有效退出码 0，被改动、替换、撤销或无法识别为 1，不能核验为 2"
         : "Verifies documents: exit code 0 if valid; 1 if altered, replaced, revoked or unknown; 2 if "
           "it cannot be told",
      "shuxin verify");
  words.add_option("FILE", options.files, zh ? "PDF 文件" : "PDF files")->required();
  words.add_option("--store", options.store,
                   zh ? "园区的存储，sqlite:路径；只有它知道是否已被替换或撤销"
                      : "the zone's store, sqlite:PATH: only it knows what was replaced or revoked");
  words.add_option("--keys", options.keys,
                   zh ? "导出的公钥文件（shuxin keys export），或密钥文件夹"
                      : "public keys as shuxin keys export wrote them, or the folder of the keys");
  words.add_flag("--json", options.json, zh ? "每个文件输出一行 JSON" : "one line of JSON for each file");
  Exit exit = Exit::CannotRun;
  if (!parse(words, arguments, exit)) return exit;
  const auto say = [&](const base::Message& message) {
    fmt::print(stderr, "shuxin verify: {}\n", base::word(message, language));
    return Exit::CannotRun;
  };
  if (options.store.empty() && options.keys.empty()) return say({"verify.nothing-to-ask", {}});
  const auto verified = verify_all(options, language);
  if (!verified) return say(verified.error().message);
  return *verified ? Exit::Fine : Exit::Refuted;
}

}  // namespace shuxin::cli
