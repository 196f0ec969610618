// Whether a document is genuine, and which documents somebody has.
#include <algorithm>
#include <charconv>
#include <set>

#include "core/casework/decide.h"
#include "shell/app/case_view.h"
#include "shell/app/papers.h"

namespace shuxin::app {
namespace {

using base::Json;
using signing::Purpose;
using signing::Verdict;

// What the file of a document was signed with, as the ledger holds it.
struct SignedAs {
  signing::Signature credential;
  std::string salt;  // empty once its holder was erased
};

base::Result<std::optional<SignedAs>> find_signed(store::Reads& reads, const std::string& code) {
  std::optional<SignedAs> found;
  SHUXIN_DO(reads.read_stream("document/" + code, 1, [&](const store::Event& event) -> base::Result<bool> {
    SHUXIN_TRY(const Json payload, Json::parse(event.payload));
    const Json* credential = payload.find("credential");
    SHUXIN_TRY(signing::Signature signature, signing::read_signature(credential ? *credential : Json()));
    found = SignedAs{std::move(signature), ""};
    for (const store::PersonalField& field : event.personal)
      if (field.name == "salt") found->salt = field.value.value_or("");
    return false;
  }));
  return found;
}

// Whether what the ledger says today is what was signed when the file was made.
base::Result<std::string> judge_credential(store::Reads& reads, const signing::PublicKeys& keys,
                                           const std::string& code) {
  SHUXIN_TRY(const store::Head head, reads.head("document/" + code));
  if (head.version == 0) return "pending";
  SHUXIN_TRY(const auto signed_as, find_signed(reads, code));
  if (!signed_as) return "pending";
  if (signed_as->salt.empty()) return "erased";
  SHUXIN_TRY(const auto paper, find_paper(reads, code));
  if (!paper) return "invalid";
  const Json content = credential_content(reads.zone(), *paper, signed_as->salt);
  switch (keys.verify(Purpose::Credential, signed_as->credential, content.to_canonical_string())) {
    case Verdict::Valid:
      return "valid";
    case Verdict::Invalid:
      return "invalid";
    case Verdict::UnknownKey:
      return "unknown_key";
  }
  return "invalid";
}

base::Result<Json> reference_to(store::Reads& reads, const std::string& code,
                                const catalog::Catalogue& catalogue) {
  Json reference = Json::object({{"code", code}});
  SHUXIN_DO(reads.query("select document, document_number from documents where zone = ? and code = ?",
                        {reads.zone(), code}, [&](store::Row row) {
                          const std::string document(store::text(row[0]));
                          const auto* form = catalogue.find_document(document);
                          reference.set("name", to_json(form ? form->name : base::Text{document, document}));
                          reference.set("number", store::text(row[1]));
                          return false;
                        }));
  return reference;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

base::Result<Json> Papers::verify(const std::string& code, const std::string& sha256) {
  if (!sha256.empty() && !is_sha256(sha256)) return base::fail("papers.sha256");
  const catalog::Catalogue& catalogue = service_.catalogue();
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  Json answer = Json::object({{"code", code}, {"status", "unknown"}, {"specimen", options_.demonstration}});
  std::string status;
  std::string replaced_by;
  SHUXIN_DO(reads->query(
      "select d.document, d.document_number, d.organisation, d.issued_at, d.status, c.matter, d.replaced_by "
      "from documents d, cases c "
      "where d.zone = ? and d.code = ? and c.zone = d.zone and c.number = d.number",
      {service_.zone(), code}, [&](store::Row row) {
        const std::string document(store::text(row[0]));
        const catalog::DocumentTemplate* form = catalogue.find_document(document);
        status = store::text(row[4]);
        replaced_by = store::text(row[6]);
        answer.set("document", to_json(form ? form->name : base::Text{document, document}));
        answer.set("number", store::text(row[1]));
        answer.set("organisation", name_of_organisation(catalogue, std::string(store::text(row[2]))));
        answer.set("issued_on", casework::legal_day(catalogue, {store::integer(row[3])}).to_string());
        const std::string id(store::text(row[5]));
        for (const catalog::Matter& matter : catalogue.matters)
          if (matter.id == id) answer.set("matter", to_json(matter.name));
        return false;
      }));
  if (status.empty()) return answer;
  SHUXIN_TRY(const signing::PublicKeys keys, ring_.public_keys());
  SHUXIN_TRY(const std::string credential, judge_credential(*reads, keys, code));
  answer.set("credential", credential);
  if (!replaced_by.empty()) {
    SHUXIN_TRY(Json by, reference_to(*reads, replaced_by, catalogue));
    answer.set("replaced_by", std::move(by));
  }
  if (credential == "invalid") status = "altered";
  if (!sha256.empty()) {
    std::set<std::string> files;
    SHUXIN_DO(reads->query("select sha256 from signed_papers where zone = ? and code = ?",
                           {service_.zone(), code}, [&](store::Row row) {
                             files.emplace(store::text(row[0]));
                             return true;
                           }));
    answer.set("file", files.empty() ? "pending" : files.contains(sha256) ? "genuine" : "altered");
    if (!files.empty() && !files.contains(sha256)) status = "altered";
  }
  answer.set("status", status);
  return answer;
}

base::Result<void> Papers::check_keys() {
  SHUXIN_TRY(const signing::PublicKeys keys, ring_.public_keys());
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  std::string code;
  SHUXIN_DO(reads->query("select code from signed_papers where zone = ? order by signed_at desc limit 1",
                         {service_.zone()}, [&](store::Row row) {
                           code = store::text(row[0]);
                           return false;
                         }));
  if (code.empty()) return {};
  SHUXIN_TRY(const auto signed_as, find_signed(*reads, code));
  if (signed_as && !keys.find(signed_as->credential.key_id))
    return base::fail("papers.keys-lost", {signed_as->credential.key_id});
  return {};
}

base::Result<Papers::Rows> Papers::list(const std::string& account, bool certificates, std::size_t limit,
                                        const std::vector<std::string>& after) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  std::set<std::string> granted;
  for (const catalog::Matter& matter : catalogue.matters)
    if (!matter.results.document.empty()) granted.insert(matter.results.document);
  std::int64_t before = INT64_MAX;
  std::string before_code;
  if (after.size() == 2) {
    std::from_chars(after[0].data(), after[0].data() + after[0].size(), before);
    before_code = after[1];
  }
  std::vector<store::Value> values{service_.zone(), account, before, before, before_code};
  std::string sql =
      "select d.code, d.document, d.document_number, d.organisation, d.issued_at, d.status, d.replaced_by, "
      "d.number, c.matter, c.title from cases c, documents d where c.zone = ? and c.applicant = ? and "
      "d.zone = c.zone and d.number = c.number and (d.issued_at < ? or (d.issued_at = ? and d.code < ?))";
  if (certificates) {
    sql += " and d.document in (''";
    for (const std::string& one : granted) {
      sql += ", ?";
      values.emplace_back(one);
    }
    sql += ")";
  }
  sql += " order by d.issued_at desc, d.code desc limit ?";
  values.emplace_back(static_cast<std::int64_t>(limit + 1));
  Rows rows{Json::Array{}, {}};
  std::vector<std::string> last;
  std::size_t count = 0;
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  SHUXIN_DO(reads->query(sql, values, [&](store::Row row) {
    if (++count > limit) {
      rows.next = last;
      return false;
    }
    const auto text = [&](std::size_t column) { return std::string(store::text(row[column])); };
    const catalog::DocumentTemplate* form = catalogue.find_document(text(1));
    last = {std::to_string(store::integer(row[4])), text(0)};
    Json one = Json::object({{"code", text(0)},
                             {"document", text(1)},
                             {"name", to_json(form ? form->name : base::Text{text(1), text(1)})},
                             {"number", text(2)},
                             {"organisation", name_of_organisation(catalogue, text(3))},
                             {"issued_at", base::Instant{store::integer(row[4])}.to_string()},
                             {"status", text(5)},
                             {"certificate", granted.contains(text(1))},
                             {"case", text(7)},
                             {"title", text(9)}});
    if (!text(6).empty()) one.set("replaced_by", text(6));
    const std::string matter = text(8);
    for (const catalog::Matter& known : catalogue.matters)
      if (known.id == matter) one.set("matter", to_json(known.name));
    rows.items.push_back(std::move(one));
    return true;
  }));
  return rows;
}

}  // namespace shuxin::app
