#include "shell/app/papers.h"

#include "core/casework/decide.h"
#include "shell/documents/render.h"

namespace shuxin::app {
namespace {

using base::Json;

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

}  // namespace

base::Result<std::string> render_paper(CaseView& view, CaseService& service, const std::string& number,
                                       const std::string& code, base::Language language,
                                       const PaperOptions& options) {
  SHUXIN_TRY(const CaseHistory history, view.load(number));
  const catalog::Catalogue& catalogue = service.catalogue();
  for (const casework::Step& step : history.steps) {
    for (const casework::Event& event : step.events) {
      const auto* issued = std::get_if<casework::DocumentIssued>(&event);
      if (!issued || issued->code != code) continue;
      const catalog::DocumentTemplate* form = catalogue.find_document(issued->document);
      if (!form) return base::fail("papers.none", {code});
      SHUXIN_TRY(const documents::Template layout, documents::read_template(form->layout));
      documents::Fields fields;
      fields.number = issued->number;
      fields.code = issued->code;
      if (const auto* body = catalogue.find_organisation(issued->organisation)) fields.issuer = body->name;
      fields.issued = step.effective_at;
      fields.date = casework::legal_day(catalogue, step.effective_at);
      fields.values = issued->content;
      merge(fields.values, issued->personal);
      return documents::render(layout, fields, {language, options.base_url, options.demonstration});
    }
  }
  return base::fail("papers.none", {code});
}

base::Result<Json> verify(CaseService& service, const std::string& code, bool demonstration) {
  const catalog::Catalogue& catalogue = service.catalogue();
  SHUXIN_TRY(const auto reads, service.store().snapshot(service.zone()));
  Json answer = Json::object({{"code", code}, {"status", "unknown"}, {"specimen", demonstration}});
  const auto read = reads->query(
      "select d.document, d.document_number, d.organisation, d.issued_at, d.status, c.matter from documents "
      "d, cases c "
      "where d.zone = ? and d.code = ? and c.zone = d.zone and c.number = d.number",
      {service.zone(), code}, [&](store::Row row) {
        const std::string document(store::text(row[0]));
        const catalog::DocumentTemplate* form = catalogue.find_document(document);
        answer.set("status", store::text(row[4]));
        answer.set("document", to_json(form ? form->name : base::Text{document, document}));
        answer.set("number", store::text(row[1]));
        answer.set("organisation", name_of_organisation(catalogue, std::string(store::text(row[2]))));
        answer.set("issued_on", casework::legal_day(catalogue, {store::integer(row[3])}).to_string());
        const std::string id(store::text(row[5]));
        for (const catalog::Matter& matter : catalogue.matters)
          if (matter.id == id) answer.set("matter", to_json(matter.name));
        return false;
      });
  if (!read) return std::unexpected(read.error());
  return answer;
}

}  // namespace shuxin::app
