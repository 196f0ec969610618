// What the commands that open a store share: where it is and what the program keeps in it, and how far a long
// piece of work has come.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "shell/store/store.h"

namespace CLI {
class App;
}

namespace shuxin::cli {

/// The words by which each command names a store.
struct StoreWords {
  std::string store = "sqlite:shuxin.db";  ///< `sqlite:PATH`, or the path alone
  std::string keys;                        ///< empty: beside the store
  std::string catalogue = "catalog/suxitong";

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string path() const;
  [[nodiscard]] std::string key_folder() const;
};
/// `--keys` and `--catalog`.
void add_options(CLI::App& words, StoreWords& store, base::Language language);

/// Says what is wrong with a catalogue on stderr: serve.catalogue-faulty.
[[nodiscard]] base::Result<std::shared_ptr<const catalog::Catalogue>> load_catalogue(
    const std::string& folder, base::Language language);

/// All read tables and table sets of the program, and seals signed by the ring in the folder of keys once
/// there is one.
[[nodiscard]] store::Options store_options(std::shared_ptr<const catalog::Catalogue> catalogue,
                                           const std::string& key_folder);
/// By the public keys of the ring in the folder of keys; empty if there is no ring.
[[nodiscard]] store::VerifySeal seal_verifier(const std::string& key_folder);

/// A line on stderr that says how far it is, if stderr is a terminal.
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  void show(std::int64_t done, std::int64_t all, std::string_view what);

 private:
  bool is_shown_;
  bool is_dirty_ = false;
  std::chrono::steady_clock::time_point last_;
};

/// `shuxin NAME: message` on stderr.
void complain(std::string_view name, const base::Message& message, base::Language language);

}  // namespace shuxin::cli
