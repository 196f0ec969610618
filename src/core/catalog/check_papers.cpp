// Forms and the templates of documents by themselves.
#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

constexpr std::string_view scope_front = "#/properties/";

bool has_text(const base::Json& node, std::string_view name) {
  return !node.find_string(name).value_or("").empty();
}

// Every member that people see needs its name in both languages. `pointer` is that of the value, `at` that of
// its schema in the file.
void check_titles(Check& check, const Form& form, const base::Json& schema, const std::string& pointer,
                  const std::string& at) {
  const Place& place = form.at.of(at, form.place);
  if (!has_text(schema, "title") || !has_text(schema, "x-title-en"))
    check.error(place, "catalog.form-title", {pointer});
  if (has_text(schema, "description") != has_text(schema, "x-description-en"))
    check.error(place, "catalog.form-description", {pointer});
  if (const base::Json* properties = schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object())
      check_titles(check, form, property, pointer + "/" + name, at + "/properties/" + name);
  if (const base::Json* items = schema.find("items"))
    check_titles(check, form, *items, pointer + "/items", at + "/items");
  if (const base::Json* choices = schema.find("oneOf"); choices && choices->if_array()) {
    for (std::size_t i = 0; i < choices->if_array()->size(); ++i) {
      const std::string one = "/oneOf/" + std::to_string(i);
      check_titles(check, form, (*choices->if_array())[i], pointer + one, at + one);
    }
  }
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

const std::vector<std::string> ui_words = {"type",     "scope",   "label", "x-label-en",
                                           "elements", "options", "rule",  "text"};
const std::vector<std::string> ui_types = {"Control", "Group", "VerticalLayout", "HorizontalLayout", "Label"};

// The condition of a rule names a part of the form, and tells of it by a schema of its own.
void check_rule(Check& check, const Form& form, const base::Json& rule, const std::string& at) {
  const base::Json* condition = rule.find("condition");
  const auto scope = condition ? condition->find_string("scope") : std::nullopt;
  const std::string pointer = scope ? pointer_of(*scope) : std::string{};
  if (pointer.empty() || !find_in_schema(form.schema, pointer))
    check.error(form.at.of(at + "/condition/scope", form.at.of(at, form.place)), "catalog.unknown-form-field",
                {std::string(scope.value_or("rule"))});
}

void check_layout(Check& check, const Form& form, const base::Json& ui, const std::string& at) {
  const auto place = [&](const std::string& member) -> const Place& {
    return form.at.of(at + "/" + member, form.at.of(at, form.place));
  };
  const base::Json::Object* members = ui.if_object();
  if (!members) {
    check.error(form.at.of(at, form.place), "catalog.wrong-type", {"mapping"});
    return;
  }
  for (const auto& [name, member] : *members) check.refer("key", name, ui_words, place(name));
  const std::string type(ui.find_string("type").value_or(""));
  check.refer("control", type, ui_types, place("type"));
  if (const auto scope = ui.find_string("scope"); scope || type == "Control") {
    const std::string pointer = scope ? pointer_of(*scope) : std::string{};
    if (pointer.empty() || !find_in_schema(form.schema, pointer))
      check.error(place("scope"), "catalog.unknown-form-field", {std::string(scope.value_or("scope"))});
  }
  if (type == "Group" && (!has_text(ui, "label") || !has_text(ui, "x-label-en")))
    check.error(place("label"), "catalog.form-title", {std::string(ui.find_string("label").value_or("ui"))});
  if (const base::Json* rule = ui.find("rule")) check_rule(check, form, *rule, at + "/rule");
  if (const base::Json* elements = ui.find("elements"); elements && elements->if_array())
    for (std::size_t i = 0; i < elements->if_array()->size(); ++i)
      check_layout(check, form, (*elements->if_array())[i], at + "/elements/" + std::to_string(i));
}

}  // namespace

void check_form(Check& check, const Form& form) {
  check_titles(check, form, form.schema, "", "/schema");
  check_schema(check, form.schema, "/schema", form.at, form.place);
  // What a form does not name must not come in: else texts of unknown kind would be stored unseen.
  if (form.schema.find_bool("additionalProperties").value_or(true))
    check.error(form.at.of("/schema", form.place), "catalog.open-form");
  if (!form.ui.is_null()) check_layout(check, form, form.ui, "/ui");
}

void check_document(Check& check, const DocumentTemplate& document) {
  for (const char* wanted : {"{year}", "{n}"})
    if (document.series.find(wanted) == std::string::npos)
      check.error(document.at.of("series", document.place), "catalog.series-place", {wanted});
}

}  // namespace shuxin::catalog
