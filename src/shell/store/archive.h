// A zone as one file: to move it to another store, with every hash as it is. docs/formats/ledger.md gives the
// bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shell/store/store.h"

namespace shuxin::store {

/// What an archive holds, for those who tell of it.
struct ArchiveCounts {
  std::string zone;
  std::int64_t events = 0;
  std::int64_t seals = 0;
  std::int64_t files = 0;
  std::int64_t rows = 0;    ///< of table sets
  std::int64_t keys = 0;    ///< carried, or 0 without a passphrase
  std::int64_t erased = 0;  ///< on import: subjects whose keys are not there; their data reads as erased
};

struct ImportOptions {
  std::string passphrase;  ///< for the keys, if the archive carries them
  std::function<bool(std::int64_t done, std::int64_t all, std::string_view what)> on_progress;
};

/// Makes a new store of an archive. It is built beside its place and moved into it when all of it was proven:
/// each hash and link, seals, files, table rows. An archive without keys gives a store whose personal data
/// reads as erased, unless `key_directory` holds them already. Errors: store.exists, archive.form (with what
/// is wrong), archive.passphrase, archive.unsound (with the audit's first finding), those of opening a store.
[[nodiscard]] Result<ArchiveCounts> import_zone(const std::string& file, std::string_view url,
                                                const std::string& key_directory, Options options,
                                                const ImportOptions& import);

}  // namespace shuxin::store
