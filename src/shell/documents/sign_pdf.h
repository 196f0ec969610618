// Signs a PDF by an incremental update (ISO 32000-1, 7.5.6, 12.8): the bytes that were rendered stay as they
// are.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "shell/documents/render.h"

namespace shuxin::documents {

/// What a signature states beside the content that it covers.
struct SignatureNote {
  std::string signer;      ///< the issuing body, as a reader's program shows it
  std::string reason;      ///< may be empty
  base::Instant at;        ///< when the document was issued
  SignatureSpot spot;      ///< on the last page: what a reader clicks on
  std::string credential;  ///< JSON that is attached to the file as credential.json, under the signature too
};

/// Makes a detached CMS in DER, at most 4,096 bytes, over the bytes that are given.
using SignBytes = std::function<base::Result<std::string>(std::string_view covered)>;

/// Signs what render() made: attaches the credential, adds a signature that covers the whole file but for its
/// own place. All but the signature is the same for the same input. Errors: documents.failed (a PDF of
/// another program, or a signature that is too long), those of `sign`. Thread-safe.
[[nodiscard]] base::Result<std::string> sign_pdf(std::string rendered, const SignatureNote& note,
                                                 const SignBytes& sign);

/// A signed PDF as it was found.
struct SignedPdf {
  std::string cms;         ///< DER
  std::string covered;     ///< the bytes that it must be a signature of: the whole file but for its own place
  std::string credential;  ///< what was attached; empty if nothing was. To be believed once the CMS is valid
};

/// Finds the last signature of a PDF. Nothing in the file is interpreted but the signature's place, which
/// must leave no byte of the file uncovered, so that a valid CMS says that the whole file is as it was
/// signed. Any bytes may be given. Errors: documents.no-pdf, documents.unsigned, documents.not-covered (bytes
/// were added after signing, or the place of the signature was moved). Thread-safe.
[[nodiscard]] base::Result<SignedPdf> read_signed_pdf(std::string_view pdf);

/// What is attached as credential.json, whatever else the file is; empty if nothing is. Any bytes may be
/// given.
[[nodiscard]] std::string find_credential(std::string_view pdf);

}  // namespace shuxin::documents
