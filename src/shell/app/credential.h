// The credential of a document: its content in canonical form with the national signature (SM2 with SM3) over
// it. docs/formats/documents.md says how others read it.
#pragma once

#include <optional>
#include <string>

#include "core/casework/event.h"
#include "shell/signing/key_ring.h"
#include "shell/store/transaction.h"

namespace shuxin::app {

/// A document as the ledger holds it.
struct IssuedPaper {
  casework::DocumentIssued issued;
  base::Instant issued_at;
  std::string case_number;
  std::string applicant;  ///< account: whose data it is
};

/// Empty if no document has that code. Errors: those of the store.
[[nodiscard]] base::Result<std::optional<IssuedPaper>> find_paper(store::Reads& reads,
                                                                  const std::string& code);

/// What is signed. The salt is known to those who hold the document alone: without it a signature would tell
/// whether a guess of what is personal is right, even after erasure.
[[nodiscard]] base::Json credential_content(const std::string& zone, const IssuedPaper& paper,
                                            const std::string& salt);

/// The record that is attached to a document. Errors: those of KeyRing::sign.
struct Credential {
  std::string salt;
  signing::Signature signature;
  std::string record;  ///< canonical JSON: {content, format, signature}
};
[[nodiscard]] base::Result<Credential> make_credential(signing::KeyRing& ring, const std::string& zone,
                                                       const IssuedPaper& paper);

/// A record that somebody brings. Any bytes may be given; `verdict` is Invalid for what is no such record.
struct CredentialFinding {
  signing::Verdict verdict = signing::Verdict::Invalid;
  std::string zone, code, number, document, issued_at;  ///< as the record says; to be believed if it is valid
};
[[nodiscard]] CredentialFinding check_credential(const signing::PublicKeys& keys, std::string_view record);

}  // namespace shuxin::app
