// Whether a file is a document of this zone: by its signatures alone, or also by what the store knows of it.
#pragma once

#include <string>
#include <string_view>

#include "shell/signing/public_keys.h"
#include "shell/store/transaction.h"

namespace shuxin::app {

enum class FileStatus { Valid, Altered, Replaced, Revoked, Unknown };
/// `valid`, `altered`, `replaced`, `revoked`, `unknown`
[[nodiscard]] std::string_view to_string(FileStatus status);

struct FileVerdict {
  FileStatus status = FileStatus::Unknown;
  base::Message reason;                                 ///< why it is that, in words for people
  std::string zone, code, number, document, issued_at;  ///< of the credential; empty if there is none
  std::string replaced_by;                              ///< code of the document that took its place
  std::string key_id;                                   ///< that signed the file
};

/// Judges a file by the public keys; with `reads`, of the zone that it names, also by the ledger: replaced
/// and revoked can be told only so. Any bytes may be given. Errors: those of the store.
[[nodiscard]] base::Result<FileVerdict> verify_file(std::string_view file, const signing::PublicKeys& keys,
                                                    store::Reads* reads);

/// The zone that a file claims to be of; empty if it claims none.
[[nodiscard]] std::string zone_of_file(std::string_view file);

}  // namespace shuxin::app
