#include "shell/app/papers.h"

#include "core/base/hash.h"
#include "core/casework/decide.h"
#include "shell/app/accounts_state.h"
#include "shell/app/case_view.h"
#include "shell/documents/render.h"
#include "shell/documents/sign_pdf.h"

namespace shuxin::app {
namespace {

using base::Json;
using base::Language;
using signing::Purpose;

constexpr std::string_view signed_type = "document.signed";

std::string_view name_of(Language language) {
  return language == Language::Chinese ? "zh" : "en";
}

std::string stream_of(const std::string& code) {
  return "document/" + code;
}

// What is about a person goes back into its places.
void merge(Json& into, const Json& personal) {
  const Json::Object* members = personal.if_object();
  if (!members) return;
  for (const auto& [name, value] : *members) {
    const Json* old = into.find(name);
    if (old && old->if_object() && value.if_object()) {
      Json merged = *old;
      merge(merged, value);
      into.set(name, std::move(merged));
    } else {
      into.set(name, value);
    }
  }
}

base::Result<void> apply(const store::Event& event, store::Writes& writes) {
  if (event.type != signed_type || event.files.size() != 1) return {};
  SHUXIN_TRY(const Json payload, Json::parse(event.payload));
  const auto text = [&](std::string_view name) { return payload.find_string(name).value_or(""); };
  SHUXIN_TRY([[maybe_unused]] const auto changed,
             writes.execute("insert into signed_papers (zone, code, language, file, sha256, signed_at) "
                            "values (?, ?, ?, ?, ?, ?)",
                            {event.zone, text("code"), text("language"), event.files[0].file, text("sha256"),
                             event.recorded_at.milliseconds}));
  return {};
}

}  // namespace

store::Projection Papers::projection() {
  return {"signed-papers",
          2,
          {"signed_papers"},
          {"create table signed_papers (zone text not null, code text not null, language text not null, "
           "file text not null, sha256 text not null, signed_at integer not null, "
           "primary key (zone, code, language))",
           "create index signed_papers_by_time on signed_papers (zone, signed_at)"},
          apply};
}

Papers::Papers(CaseService& service, signing::KeyRing& ring, PaperOptions options)
    : service_(service), ring_(ring), options_(std::move(options)) {}

base::Result<std::optional<Papers::Stored>> Papers::find_stored(store::Reads& reads, const std::string& code,
                                                                Language language) {
  std::optional<Stored> found;
  SHUXIN_DO(reads.query("select file, sha256 from signed_papers where zone = ? and code = ? and language = ?",
                        {service_.zone(), code, name_of(language)}, [&](store::Row row) {
                          found = Stored{std::string(store::text(row[0])), std::string(store::text(row[1]))};
                          return false;
                        }));
  return found;
}

base::Result<std::string> Papers::read_stored(const std::string& code, const std::string& file) {
  auto opened = service_.store().open_file(service_.zone(), stream_of(code), file);
  if (!opened && opened.error().code() == "store.erased") return base::fail("papers.erased", {code});
  if (!opened) return std::unexpected(opened.error());
  std::string bytes;
  while (true) {
    SHUXIN_TRY(const std::string_view piece, (*opened)->read());
    if (piece.empty()) return bytes;
    bytes += piece;
  }
}

base::Result<std::string> Papers::open(const std::string& code, Language language, base::Instant now) {
  std::optional<Stored> stored;
  std::optional<IssuedPaper> paper;
  {
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_TRY(stored, find_stored(*reads, code, language));
    if (!stored) {
      SHUXIN_TRY(paper, find_paper(*reads, code));
    }
  }
  if (stored) return read_stored(code, stored->file);
  if (!paper) return base::fail("papers.none", {code});
  return make(*paper, language, now);
}

base::Result<std::string> Papers::render(const IssuedPaper& paper, Language language,
                                         const Credential& credential) {
  const catalog::Catalogue& catalogue = service_.catalogue();
  const catalog::DocumentTemplate* form = catalogue.find_document(paper.issued.document);
  if (!form) return base::fail("papers.no-template", {paper.issued.document});
  SHUXIN_TRY(const documents::Template layout, documents::read_template(form->layout));
  documents::Fields fields;
  fields.number = paper.issued.number;
  fields.code = paper.issued.code;
  if (const auto* body = catalogue.find_organisation(paper.issued.organisation)) fields.issuer = body->name;
  fields.issued = paper.issued_at;
  fields.date = casework::legal_day(catalogue, paper.issued_at);
  fields.values = paper.issued.content;
  merge(fields.values, paper.issued.personal);
  documents::SignatureNote note;
  SHUXIN_TRY(std::string pdf,
             documents::render(layout, fields, {language, options_.base_url, options_.demonstration, true},
                               &note.spot));
  note.signer = fields.issuer.in(language);
  note.reason = form->name.in(language) + " " + fields.number;
  note.at = paper.issued_at;
  note.credential = credential.record;
  return documents::sign_pdf(std::move(pdf), note, [&](std::string_view covered) {
    return ring_.sign_cms(Purpose::Document, covered, paper.issued_at);
  });
}

base::Result<std::string> Papers::make(const IssuedPaper& paper, Language language, base::Instant now) {
  const std::string& zone = service_.zone();
  const std::string& code = paper.issued.code;
  // First, as it fails for whom was erased: nothing of them is typeset any more.
  auto writer = service_.store().create_file(zone, stream_of(code), paper.applicant, now);
  if (!writer && (writer.error().code() == "store.subject-erased" || writer.error().code() == "store.erased"))
    return base::fail("papers.erased", {code});
  if (!writer) return std::unexpected(writer.error());
  SHUXIN_TRY(const Credential credential, make_credential(ring_, zone, paper));
  SHUXIN_TRY(std::string pdf, render(paper, language, credential));
  SHUXIN_DO((*writer)->write(pdf));
  SHUXIN_TRY(const store::FileInfo file, (*writer)->finish());

  store::NewEvent event = event_of(std::string(signed_type),
                                   Json::object({{"code", code},
                                                 {"language", name_of(language)},
                                                 {"sha256", base::to_hex(base::sha256(pdf))},
                                                 {"credential", signing::to_json(credential.signature)}}),
                                   now, "papers");
  event.personal = {{paper.applicant, "salt", credential.salt}};
  event.files = {{file.file, stream_of(code)}};
  std::optional<Stored> earlier;
  store::Unit unit;
  unit.zone = zone;
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    // Whoever was first made the file; this one is named by nothing and swept away.
    SHUXIN_TRY(earlier, find_stored(transaction, code, language));
    if (!earlier) SHUXIN_DO(append_one(transaction, stream_of(code), event));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  if (earlier) return read_stored(code, earlier->file);
  ++made_;
  return pdf;
}

base::Result<signing::PublicKey> Papers::rotate(Purpose purpose, const std::string& account,
                                                base::Instant now) {
  SHUXIN_TRY(signing::PublicKey made, ring_.rotate(purpose, now));
  store::Unit unit;
  unit.zone = service_.zone();
  unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
    SHUXIN_DO(append_one(transaction, "keys",
                         event_of("key.made",
                                  Json::object({{"id", made.id},
                                                {"purpose", signing::to_string(purpose)},
                                                {"sequence", made.sequence}}),
                                  now, account)));
    return store::Answer{};
  };
  SHUXIN_TRY([[maybe_unused]] const auto outcome, service_.store().run(std::move(unit)));
  return made;
}

base::Result<std::string> Papers::case_of(const std::string& code) {
  SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
  std::string number;
  SHUXIN_DO(reads->query("select number from documents where zone = ? and code = ?", {service_.zone(), code},
                         [&](store::Row row) {
                           number = store::text(row[0]);
                           return false;
                         }));
  if (number.empty()) return base::fail("papers.none", {code});
  return number;
}

}  // namespace shuxin::app
