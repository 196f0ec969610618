#include "shell/app/verify_file.h"

#include <set>

#include "core/base/hash.h"
#include "shell/app/credential.h"
#include "shell/documents/sign_pdf.h"

namespace shuxin::app {
namespace {

using signing::Purpose;
using signing::Verdict;

// By the signatures alone.
FileVerdict judge(std::string_view file, const signing::PublicKeys& keys) {
  const CredentialFinding credential = check_credential(keys, documents::find_credential(file));
  FileVerdict verdict{FileStatus::Altered,
                      {},
                      credential.zone,
                      credential.code,
                      credential.number,
                      credential.document,
                      credential.issued_at,
                      "",
                      ""};
  const auto say = [&](FileStatus status, std::string code, std::vector<std::string> arguments = {}) {
    verdict.status = status;
    verdict.reason = {std::move(code), std::move(arguments)};
    return verdict;
  };
  const auto found = documents::read_signed_pdf(file);
  if (!found) {
    // Who carries our credential but not our signature was tampered with; all else is simply not ours.
    const bool was_ours =
        found.error().code() == "documents.not-covered" || credential.verdict == Verdict::Valid;
    return say(was_ours ? FileStatus::Altered : FileStatus::Unknown, found.error().code());
  }
  const auto finding = keys.verify_cms(Purpose::Document, found->cms, found->covered);
  if (!finding) return say(FileStatus::Altered, finding.error().code());
  verdict.key_id = finding->key_id;
  switch (finding->verdict) {
    case Verdict::UnknownKey:
      return say(FileStatus::Unknown, "verify.unknown-key");
    case Verdict::Invalid:
      return say(FileStatus::Altered, "verify.content-differs");
    case Verdict::Valid:
      break;
  }
  switch (credential.verdict) {
    case Verdict::UnknownKey:
      return say(FileStatus::Unknown, "verify.unknown-credential-key");
    case Verdict::Invalid:
      return say(FileStatus::Altered, "verify.credential-differs");
    case Verdict::Valid:
      break;
  }
  return say(FileStatus::Valid, "verify.signatures-hold");
}

}  // namespace

std::string_view to_string(FileStatus status) {
  switch (status) {
    case FileStatus::Valid:
      return "valid";
    case FileStatus::Altered:
      return "altered";
    case FileStatus::Replaced:
      return "replaced";
    case FileStatus::Revoked:
      return "revoked";
    case FileStatus::Unknown:
      return "unknown";
  }
  return "";
}

std::string zone_of_file(std::string_view file) {
  return check_credential({}, documents::find_credential(file)).zone;
}

base::Result<FileVerdict> verify_file(std::string_view file, const signing::PublicKeys& keys,
                                      store::Reads* reads) {
  FileVerdict verdict = judge(file, keys);
  if (verdict.status != FileStatus::Valid || !reads) return verdict;
  const auto say = [&](FileStatus status, std::string code, std::vector<std::string> arguments = {}) {
    verdict.status = status;
    verdict.reason = {std::move(code), std::move(arguments)};
  };
  std::string status;
  SHUXIN_DO(reads->query("select status, replaced_by from documents where zone = ? and code = ?",
                         {reads->zone(), verdict.code}, [&](store::Row row) {
                           status = store::text(row[0]);
                           verdict.replaced_by = store::text(row[1]);
                           return false;
                         }));
  std::set<std::string> files;
  SHUXIN_DO(reads->query("select sha256 from signed_papers where zone = ? and code = ?",
                         {reads->zone(), verdict.code}, [&](store::Row row) {
                           files.emplace(store::text(row[0]));
                           return true;
                         }));
  if (status.empty() || files.empty()) {
    say(FileStatus::Unknown, "verify.not-in-store", {verdict.code});
  } else if (!files.contains(base::to_hex(base::sha256(file)))) {
    // Signed by our key, yet not what was stored: somebody else used the key.
    say(FileStatus::Altered, "verify.not-the-stored-file");
  } else if (status == "replaced") {
    say(FileStatus::Replaced, "verify.replaced", {verdict.replaced_by});
  } else if (status == "revoked") {
    say(FileStatus::Revoked, "verify.revoked");
  } else {
    say(FileStatus::Valid, "verify.in-force");
  }
  return verdict;
}

}  // namespace shuxin::app
