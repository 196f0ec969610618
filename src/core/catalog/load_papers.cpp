// Registers, forms and the templates of documents.
#include "core/catalog/json_places.h"
#include "core/catalog/yaml.h"

namespace shuxin::catalog {

namespace {

// The JSON reader names the byte; people look for a line and count characters.
Place place_of_byte(const std::string& file, std::string_view text, std::size_t byte) {
  Place place{file, 1, 1};
  for (const char c : text.substr(0, byte)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

}  // namespace

void load_register(Source& source, const YAML::Node& root, std::vector<Register>& registers) {
  Mapping map(source, root);
  Register read;
  read.place = map.place();
  read.at = map.places();
  read.id = map.string("register");
  read.name = map.text("name");
  read.key = map.string("key");
  read.also_by = map.strings("also_by");
  read.personal = map.strings("personal");
  read.since = map.optional_string("since");
  if (const YAML::Node schema = map.required("schema"); schema.IsDefined()) {
    read.schema = map.json("schema").value_or(base::Json{});
    add_places(source, schema, "/schema", read.at);
    if (!schema.IsMap()) source.error(source.place(schema), "catalog.wrong-type", {"mapping"});
  }
  const base::Json* properties = read.schema.find("properties");
  const auto refer = [&](const std::string& field, std::string_view member) {
    if (!field.empty() && !(properties && properties->find(field)))
      source.error(read.at.of(member, read.place), "catalog.unknown-register-field", {field});
  };
  refer(read.key, "key");
  refer(read.since, "since");
  for (const std::string& field : read.also_by) refer(field, "also_by");
  for (const std::string& field : read.personal) refer(field, "personal");
  registers.push_back(std::move(read));
}

void load_commitment(Source& source, const YAML::Node& root, std::vector<Commitment>& commitments) {
  Mapping map(source, root);
  Commitment read;
  read.place = map.place();
  read.at = map.places();
  read.id = map.string("commitment");
  read.name = map.text("name");
  read.effective = map.effective();
  read.basis = map.basis();
  read.text = map.text("text");
  read.signer = map.text("signer");
  read.check_within = map.limit("check_within");
  read.check = map.text("check");
  read.breach = map.text("breach");
  commitments.push_back(std::move(read));
}

void load_document(Source& source, const YAML::Node& root, std::vector<DocumentTemplate>& documents) {
  Mapping map(source, root);
  DocumentTemplate read;
  read.place = map.place();
  read.at = map.places();
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
    Place place = top;
    if (read.error().code() == "json.syntax")
      place = place_of_byte(source.file(), text, std::stoul(read.error().message.arguments[0]));
    source.error(place, read.error().code(), read.error().message.arguments);
    return;
  }
  Form form;
  form.id = std::move(id);
  form.place = top;
  form.at = places_of_json(source.file(), text);
  const base::Json* schema = read->find("schema");
  if (!schema || !schema->if_object()) {
    source.error(top, "catalog.missing-key", {"schema"});
    return;
  }
  form.schema = *schema;
  if (const base::Json::Object* members = read->if_object())
    for (const auto& [name, member] : *members)
      if (name != "schema" && name != "ui")
        source.error(form.at.of("/" + name, top), "catalog.unknown-key", {name});
  if (const base::Json* ui = read->find("ui")) form.ui = *ui;
  if (const base::Json* properties = form.schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object())
      if (property.find_bool("x-personal").value_or(false)) form.personal.push_back(name);
  forms.push_back(std::move(form));
}

}  // namespace shuxin::catalog
