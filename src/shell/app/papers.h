// Papers: documents of cases as signed files, made once and served from then on, and whether one is genuine.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "shell/app/case_service.h"
#include "shell/app/credential.h"

namespace shuxin::app {

struct PaperOptions {
  std::string base_url;  ///< where /verify is served
  bool demonstration = false;
};

/// Documents follow from the ledger: an event issues one, and its file is typeset, signed and stored after
/// (docs/adr/signed-papers.md). Thread-safe.
class Papers {
 public:
  /// What store::open must be given.
  [[nodiscard]] static store::Projection projection();
  [[nodiscard]] static store::TableSet table();

  /// Service and ring must outlive it.
  Papers(CaseService& service, signing::KeyRing& ring, PaperOptions options);

  /// The stored, signed file; it is made now if it is not there yet, and in English only when it is first
  /// asked for. The caller has made sure that the reader may see it. Errors: papers.none, papers.erased (its
  /// holder's data was erased), those of documents::render, of signing and of the store.
  [[nodiscard]] base::Result<std::string> open(const std::string& code, base::Language language,
                                               base::Instant now);

  /// Signs what was issued and has no file yet, following the ledger; what fails for reasons of its own (a
  /// missing glyph) is tried again later and holds up nothing else. Returns how many were made. Errors: those
  /// of the store and of signing; then nothing is passed over.
  [[nodiscard]] base::Result<int> sign_due(base::Instant now);

  /// Verification of openapi.json: for anybody, so it says nothing about a person. An unknown code is an
  /// answer. `sha256`: of a file that claims to be the document, in hexadecimal digits; empty: none.
  [[nodiscard]] base::Result<base::Json> verify(const std::string& code, const std::string& sha256);

  struct Rows {
    base::Json items;
    std::vector<std::string> next;  ///< empty at the end
  };
  /// DocumentRow of openapi.json for the documents of an account, latest first. `certificates`: only what was
  /// granted, not notices and receipts. `after`: issued_at and code of the last row seen.
  [[nodiscard]] base::Result<Rows> list(const std::string& account, bool certificates, std::size_t limit,
                                        const std::vector<std::string>& after);
  /// The document's case. Errors: papers.none.
  [[nodiscard]] base::Result<std::string> case_of(const std::string& code);

  /// Whether the latest document was signed by a key that is here: a store that was brought back without its
  /// signing keys serves, but proves nothing. Errors: papers.keys-lost, those of the store.
  [[nodiscard]] base::Result<void> check_keys();
  [[nodiscard]] base::Result<signing::PublicKeys> public_keys() { return ring_.public_keys(); }
  /// Makes a new key, and writes who did it into the ledger.
  [[nodiscard]] base::Result<signing::PublicKey> rotate(signing::Purpose purpose, const std::string& account,
                                                        base::Instant now);

  struct Statistics {
    std::int64_t made = 0;     ///< since the start
    std::int64_t failing = 0;  ///< waiting to be tried again
  };
  [[nodiscard]] Statistics statistics() const { return {made_.load(), failing_.load()}; }

 private:
  struct Stored {
    std::string file;
    std::string sha256;
  };
  base::Result<std::optional<Stored>> find_stored(store::Reads& reads, const std::string& code,
                                                  base::Language language);
  base::Result<std::string> read_stored(const std::string& code, const std::string& file);
  base::Result<std::string> render(const IssuedPaper& paper, base::Language language,
                                   const Credential& credential);
  base::Result<std::string> make(const IssuedPaper& paper, base::Language language, base::Instant now);
  base::Result<bool> sign_one(const std::string& code, base::Instant now);
  base::Result<int> retry(base::Instant now);
  base::Result<void> advance(std::int64_t position,
                             const std::vector<std::pair<std::string, base::Error>>& failed,
                             base::Instant now);

  CaseService& service_;
  signing::KeyRing& ring_;
  const PaperOptions options_;
  std::atomic<std::int64_t> made_ = 0;
  std::atomic<std::int64_t> failing_ = 0;
};

}  // namespace shuxin::app
