#include "shell/cli/store_access.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "core/base/diagnostic.h"
#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/drafts.h"
#include "shell/app/evaluation_records.h"
#include "shell/app/files.h"
#include "shell/app/messages.h"
#include "shell/app/papers.h"
#include "shell/signing/key_ring.h"
#include "shell/views/projections.h"

namespace shuxin::cli {
namespace {

using base::Language;

constexpr std::string_view scheme = "sqlite:";

store::SignSeal sign_by(const std::string& folder) {
  // The ring is made by the service at its first run; it is looked for when there is something to seal. The
  // store asks one at a time.
  auto ring = std::make_shared<std::unique_ptr<signing::KeyRing>>();
  return [folder, ring](std::string_view body) -> base::Result<store::SealSignature> {
    if (*ring == nullptr) {
      SHUXIN_TRY(*ring, signing::KeyRing::open(folder, {}));
    }
    SHUXIN_TRY(const signing::Signature made, (*ring)->sign(signing::Purpose::Ledger, body));
    return store::SealSignature{made.key_id, std::string(to_string(made.algorithm)), made.bytes};
  };
}

}  // namespace

std::string StoreWords::url() const {
  return store.starts_with(scheme) ? store : std::string(scheme) + store;
}

std::string StoreWords::path() const {
  return url().substr(scheme.size());
}

std::string StoreWords::key_folder() const {
  return keys.empty() ? path() + "-keys" : keys;
}

void add_options(CLI::App& words, StoreWords& store, Language language) {
  const bool zh = language == Language::Chinese;
  words.add_option("--keys", store.keys,
                   zh ? "密钥文件夹，默认与存储并列" : "folder of the keys; beside the store by default");
  words.add_option("--catalog", store.catalogue, zh ? "园区目录文件夹" : "folder of the zone's catalogue");
}

base::Result<std::shared_ptr<const catalog::Catalogue>> load_catalogue(const std::string& folder,
                                                                       Language language) {
  SHUXIN_TRY(const auto files, app::read_catalogue_folder(folder));
  auto loaded = catalog::load(files);
  if (!base::has_errors(loaded.diagnostics)) {
    return std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
  }
  for (const base::Diagnostic& fault : loaded.diagnostics) {
    fmt::print(stderr, "{}\n", base::to_string(fault, language));
  }
  return base::fail("serve.catalogue-faulty", {folder});
}

store::Options store_options(std::shared_ptr<const catalog::Catalogue> catalogue,
                             const std::string& key_folder) {
  store::Options made;
  made.projections = views::projections(std::move(catalogue));
  for (auto& projection : app::Accounts::projections()) made.projections.push_back(std::move(projection));
  made.projections.push_back(app::AccessLog::projection());
  made.projections.push_back(app::Papers::projection());
  made.projections.push_back(app::EvaluationRecords::projection());
  made.tables = app::Accounts::tables();
  made.tables.push_back(views::due_table());
  made.tables.push_back(app::Drafts::table());
  made.tables.push_back(app::Files::table());
  made.tables.push_back(app::Messages::table());
  made.tables.push_back(app::Papers::table());
  made.sealing.sign = sign_by(signing::folder_of(key_folder));
  return made;
}

store::VerifySeal seal_verifier(const std::string& key_folder) {
  auto ring = signing::KeyRing::open(signing::folder_of(key_folder), {});
  if (!ring) return nullptr;
  const auto keys = (*ring)->public_keys();
  if (!keys) return nullptr;
  return [keys = *keys](std::string_view body, const store::SealSignature& signature) -> base::Result<bool> {
    const auto algorithm = signing::find_algorithm(signature.algorithm);
    if (!algorithm) return false;
    return keys.verify(signing::Purpose::Ledger, {signature.key, *algorithm, signature.bytes}, body) ==
           signing::Verdict::Valid;
  };
}

ProgressBar::ProgressBar() : is_shown_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (is_dirty_) fmt::print(stderr, "\r\033[K");
}

void ProgressBar::show(std::int64_t done, std::int64_t all, std::string_view what) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  is_dirty_ = true;
  constexpr std::int64_t width = 30;
  const std::int64_t full = all > 0 ? std::min(done * width / all, width) : 0;
  fmt::print(stderr, "\r\033[K[{}{}] {:3}% {}", std::string(static_cast<std::size_t>(full), '#'),
             std::string(static_cast<std::size_t>(width - full), ' '),
             all > 0 ? std::min<std::int64_t>(done * 100 / all, 100) : 0, what);
}

void complain(std::string_view name, const base::Message& message, Language language) {
  fmt::print(stderr, "shuxin {}: {}\n", name, base::word(message, language));
}

}  // namespace shuxin::cli
