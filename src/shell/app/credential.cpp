#include "shell/app/credential.h"

#include "shell/app/accounts_state.h"
#include "shell/app/case_store.h"

namespace shuxin::app {
namespace {

using base::Json;
using signing::Purpose;
using signing::Verdict;

constexpr std::string_view format = "shuxin-credential-1";

}  // namespace

base::Result<std::optional<IssuedPaper>> find_paper(store::Reads& reads, const std::string& code) {
  std::string number;
  SHUXIN_DO(reads.query("select number from documents where zone = ? and code = ?", {reads.zone(), code},
                        [&](store::Row row) {
                          number = store::text(row[0]);
                          return false;
                        }));
  if (number.empty()) return std::nullopt;
  SHUXIN_TRY(const CaseHistory history, load_history(reads, number));
  for (const casework::Step& step : history.steps)
    for (const casework::Event& event : step.events)
      if (const auto* issued = std::get_if<casework::DocumentIssued>(&event); issued && issued->code == code)
        return IssuedPaper{*issued, step.effective_at, number, history.state.opened.applicant};
  return std::nullopt;
}

Json credential_content(const std::string& zone, const IssuedPaper& paper, const std::string& salt) {
  return Json::object({{"case", paper.case_number},
                       {"code", paper.issued.code},
                       {"content", paper.issued.content},
                       {"document", paper.issued.document},
                       {"issued_at", paper.issued_at.to_string()},
                       {"number", paper.issued.number},
                       {"organisation", paper.issued.organisation},
                       {"personal", paper.issued.personal},
                       {"salt", salt},
                       {"zone", zone}});
}

base::Result<Credential> make_credential(signing::KeyRing& ring, const std::string& zone,
                                         const IssuedPaper& paper) {
  Credential made;
  made.salt = random_hex(16);
  const Json content = credential_content(zone, paper, made.salt);
  SHUXIN_TRY(made.signature, ring.sign(Purpose::Credential, content.to_canonical_string()));
  made.record =
      Json::object(
          {{"content", content}, {"format", format}, {"signature", signing::to_json(made.signature)}})
          .to_canonical_string();
  return made;
}

CredentialFinding check_credential(const signing::PublicKeys& keys, std::string_view record) {
  CredentialFinding finding;
  const auto read = Json::parse(record);
  const Json* content = read ? read->find("content") : nullptr;
  const Json* signature = read ? read->find("signature") : nullptr;
  if (!content || !signature || read->find_string("format") != format) return finding;
  const auto text = [&](std::string_view name) {
    return std::string(content->find_string(name).value_or(""));
  };
  finding.zone = text("zone");
  finding.code = text("code");
  finding.number = text("number");
  finding.document = text("document");
  finding.issued_at = text("issued_at");
  if (const auto made = signing::read_signature(*signature))
    finding.verdict = keys.verify(Purpose::Credential, *made, content->to_canonical_string());
  return finding;
}

}  // namespace shuxin::app
