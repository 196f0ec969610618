// Forms and the templates of documents by themselves.
#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

constexpr std::string_view scope_front = "#/properties/";

bool has_text(const base::Json& node, std::string_view name) {
  return !node.find_string(name).value_or("").empty();
}

// Every member that people see needs its name in both languages.
void check_titles(Check& check, const Form& form, const base::Json& schema, const std::string& pointer) {
  if (!has_text(schema, "title") || !has_text(schema, "x-title-en"))
    check.error(form.place, "catalog.form-title", {pointer});
  if (has_text(schema, "description") != has_text(schema, "x-description-en"))
    check.error(form.place, "catalog.form-description", {pointer});
  if (const base::Json* properties = schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object())
      check_titles(check, form, property, pointer + "/" + name);
  if (const base::Json* items = schema.find("items")) check_titles(check, form, *items, pointer + "/items");
  if (const base::Json* choices = schema.find("oneOf"); choices && choices->if_array())
    for (std::size_t i = 0; i < choices->if_array()->size(); ++i)
      check_titles(check, form, (*choices->if_array())[i], pointer + "/oneOf/" + std::to_string(i));
}

// A scope of the UI schema, #/properties/a/properties/b, as a pointer into the values: /a/b.
std::string pointer_of(std::string_view scope) {
  std::string pointer;
  while (scope.starts_with(scope_front) || scope.starts_with(scope_front.substr(1))) {
    scope.remove_prefix(scope.starts_with('#') ? scope_front.size() : scope_front.size() - 1);
    const std::string_view name = scope.substr(0, scope.find('/'));
    pointer += "/" + std::string(name);
    scope.remove_prefix(name.size());
  }
  return scope.empty() ? pointer : std::string{};
}

void check_scopes(Check& check, const Form& form, const base::Json& ui) {
  if (const auto scope = ui.find_string("scope")) {
    const std::string pointer = pointer_of(*scope);
    if (pointer.empty() || !find_in_schema(form.schema, pointer))
      check.error(form.place, "catalog.unknown-form-field", {std::string(*scope)});
  }
  if (ui.find_string("type") == "Group" && (!has_text(ui, "label") || !has_text(ui, "x-label-en")))
    check.error(form.place, "catalog.form-title", {std::string(ui.find_string("label").value_or("ui"))});
  if (const base::Json::Object* members = ui.if_object())
    for (const auto& [name, member] : *members)
      if (name != "schema") check_scopes(check, form, member);
  if (const base::Json::Array* items = ui.if_array())
    for (const base::Json& item : *items) check_scopes(check, form, item);
}

}  // namespace

void check_form(Check& check, const Form& form) {
  check_titles(check, form, form.schema, "");
  // What a form does not name must not come in: else texts of unknown kind would be stored unseen.
  if (form.schema.find_bool("additionalProperties").value_or(true))
    check.error(form.place, "catalog.open-form");
  check_scopes(check, form, form.ui);
}

void check_document(Check& check, const DocumentTemplate& document) {
  for (const char* wanted : {"{year}", "{n}"})
    if (document.series.find(wanted) == std::string::npos)
      check.error(document.at.of("series", document.place), "catalog.series-place", {wanted});
}

}  // namespace shuxin::catalog
