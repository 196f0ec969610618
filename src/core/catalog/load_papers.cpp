// Registers, forms and the templates of documents.
#include <algorithm>

#include "core/catalog/yaml.h"

namespace shuxin::catalog {

void load_register(Source& source, const YAML::Node& root, std::vector<Register>& registers) {
  Mapping map(source, root);
  Register read;
  read.place = map.place();
  read.id = map.string("register");
  read.name = map.text("name");
  read.key = map.string("key");
  read.also_by = map.strings("also_by");
  read.personal = map.strings("personal");
  map.required("schema");
  read.schema = map.json("schema").value_or(base::Json{});
  const base::Json* properties = read.schema.find("properties");
  const auto known = [&](const std::string& field) { return properties && properties->find(field); };
  for (const std::string& field : read.also_by)
    if (!known(field)) source.error(read.place, "catalog.unknown-reference", {"field", field});
  for (const std::string& field : read.personal)
    if (!known(field)) source.error(read.place, "catalog.unknown-reference", {"field", field});
  if (!read.key.empty() && !known(read.key))
    source.error(read.place, "catalog.unknown-reference", {"field", read.key});
  registers.push_back(std::move(read));
}

void load_document(Source& source, const YAML::Node& root, std::vector<DocumentTemplate>& documents) {
  Mapping map(source, root);
  DocumentTemplate read;
  read.place = map.place();
  read.id = map.string("document");
  read.name = map.text("name");
  read.series = map.string("series");
  map.required("layout");
  read.layout = map.json("layout").value_or(base::Json{});
  documents.push_back(std::move(read));
}

void load_form(Source& source, const std::string& text, std::string id, std::vector<Form>& forms) {
  const Place top{source.file(), 1, 1};
  auto read = base::Json::parse(text);
  if (!read) {
    // The JSON reader names the byte; people look for a line.
    Place place = top;
    if (read.error().code() == "json.syntax") {
      const auto byte = std::min<std::size_t>(std::stoul(read.error().message.arguments[0]), text.size());
      place.line = static_cast<int>(
          1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte), '\n'));
      const std::size_t line_start = byte == 0 ? std::string::npos : text.rfind('\n', byte - 1);
      place.column = static_cast<int>(byte - (line_start == std::string::npos ? 0 : line_start + 1)) + 1;
    }
    source.error(place, read.error().code(), read.error().message.arguments);
    return;
  }
  Form form;
  form.id = std::move(id);
  form.place = top;
  const base::Json* schema = read->find("schema");
  if (!schema || !schema->if_object()) {
    source.error(top, "catalog.missing-key", {"schema"});
    return;
  }
  form.schema = *schema;
  if (const base::Json* ui = read->find("ui")) form.ui = *ui;
  if (const base::Json* properties = form.schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object())
      if (property.find_bool("x-personal").value_or(false)) form.personal.push_back(name);
  forms.push_back(std::move(form));
}

}  // namespace shuxin::catalog
