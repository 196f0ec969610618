#include "core/catalog/catalog.h"

#include <algorithm>

#include "core/catalog/check.h"
#include "core/catalog/scheme_reader.h"
#include "core/catalog/yaml.h"

namespace shuxin::catalog {
namespace {

template <typename T>
const T* in_force(const std::vector<T>& all, std::string_view id, base::Date day) {
  const auto found =
      std::ranges::find_if(all, [&](const T& one) { return one.id == id && one.effective.covers(day); });
  return found == all.end() ? nullptr : &*found;
}

template <typename T>
const T* version(const std::vector<T>& all, std::string_view id, base::Date from) {
  const auto found =
      std::ranges::find_if(all, [&](const T& one) { return one.id == id && one.effective.from == from; });
  return found == all.end() ? nullptr : &*found;
}

template <typename T>
const T* by_id(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find_if(all, [&](const T& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.find('/'));
}

std::string stem_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return std::string(name.substr(0, name.find('.')));
}

// Tables that are read when the store is filled or by other rooms, and definitions that have a room of their
// own: core/indicators.
bool is_elsewhere(std::string_view folder) {
  return folder == "codes" || folder == "demo" || folder == "indicators";
}

void load_calendar(Source& source, const std::string& text, Catalogue& catalogue) {
  auto read = calendar::read_calendar(text, source.file());
  for (base::Diagnostic& fault : read.diagnostics)
    source.error(fault.place, std::move(fault.message.code), std::move(fault.message.arguments));
  catalogue.calendar = std::move(read.calendar);
}

// A scheme is looked up by the name of its file.
void load_evaluation(Source& source, const YAML::Node& root, const std::string& text, const std::string& stem,
                     Catalogue& catalogue, base::Diagnostics& diagnostics) {
  Scheme scheme = read_scheme_tree(source, root);
  scheme.source = text;
  check_scheme(scheme, diagnostics);
  if (!scheme.id.empty() && scheme.id != stem)
    source.error(scheme.place, "evaluation.file-name", {scheme.id, stem});
  catalogue.schemes.push_back(std::move(scheme));
}

void load_file(const std::string& path, const std::string& text, Catalogue& catalogue,
               base::Diagnostics& diagnostics) {
  Source source(path, diagnostics);
  const std::string_view folder = folder_of(path);
  if (folder == "codes" && CodeTable::is_one(text)) {
    catalogue.code_tables.push_back(CodeTable::read(stem_of(path), text, path, diagnostics));
    return;
  }
  if (is_elsewhere(folder)) return;
  if (folder == "decisions" && path.ends_with(".dmn")) return;  // models of their own, read as such
  if (path == "calendar.csv") return load_calendar(source, text, catalogue);
  if (folder == "forms" && path.ends_with(".json"))
    return load_form(source, text, stem_of(path), catalogue.forms);
  if (!path.ends_with(".yaml")) {
    if (!path.ends_with(".md")) source.warn({path, 0, 0}, "catalog.unknown-file", {path});
    return;
  }
  const auto root = source.parse(text);
  if (!root) return;
  if (path == "zone.yaml") return load_zone(source, *root, catalogue.zone);
  if (folder == "procedures") return load_procedure(source, *root, catalogue.procedures);
  if (folder == "matters") return load_matter(source, *root, catalogue.matters);
  if (folder == "packages") return load_package(source, *root, catalogue.packages);
  if (folder == "registers") return load_register(source, *root, catalogue.registers);
  if (folder == "commitments") return load_commitment(source, *root, catalogue.commitments);
  if (folder == "certificates") return load_document(source, *root, catalogue.documents);
  if (folder == "evaluations")
    return load_evaluation(source, *root, text, stem_of(path), catalogue, diagnostics);
  source.warn({path, 0, 0}, "catalog.unknown-file", {path});
}

}  // namespace

std::string Basis::to_string() const {
  std::string out = law;
  if (!article.empty()) out += " " + article;
  if (!document.empty()) out += (out.empty() ? "" : " ") + document;
  return out;
}

const State* Procedure::find_state(std::string_view id) const {
  return by_id(states, id);
}
const Action* Procedure::find_action(std::string_view id) const {
  return by_id(actions, id);
}
const ClockRule* Procedure::find_clock(std::string_view id) const {
  return by_id(clocks, id);
}
const Member* Package::find_member(std::string_view id) const {
  return by_id(members, id);
}

const Matter* Catalogue::find_matter(std::string_view id, base::Date day) const {
  return in_force(matters, id, day);
}
const Package* Catalogue::find_package(std::string_view id, base::Date day) const {
  return in_force(packages, id, day);
}
const Procedure* Catalogue::find_procedure(std::string_view id, base::Date day) const {
  return in_force(procedures, id, day);
}
const Matter* Catalogue::find_matter_version(std::string_view id, base::Date from) const {
  return version(matters, id, from);
}
const Package* Catalogue::find_package_version(std::string_view id, base::Date from) const {
  return version(packages, id, from);
}
const Procedure* Catalogue::find_procedure_version(std::string_view id, base::Date from) const {
  return version(procedures, id, from);
}
const Commitment* Catalogue::find_commitment(std::string_view id, base::Date day) const {
  return in_force(commitments, id, day);
}
const Register* Catalogue::find_register(std::string_view id) const {
  return by_id(registers, id);
}
const Form* Catalogue::find_form(std::string_view id) const {
  return by_id(forms, id);
}
const DocumentTemplate* Catalogue::find_document(std::string_view id) const {
  return by_id(documents, id);
}
const Scheme* Catalogue::find_scheme(std::string_view id) const {
  return by_id(schemes, id);
}
const CodeTable* Catalogue::find_code_table(std::string_view id) const {
  return by_id(code_tables, id);
}
const Organisation* Catalogue::find_organisation(std::string_view id) const {
  return by_id(zone.organisations, id);
}
const Role* Catalogue::find_role(std::string_view id) const {
  return by_id(zone.roles, id);
}
const Power* Catalogue::find_power(std::string_view id) const {
  return by_id(zone.powers, id);
}

Loaded load(const Files& files) {
  Loaded loaded;
  for (const char* needed : {"zone.yaml", "calendar.csv"})
    if (!files.contains(needed))
      loaded.diagnostics.push_back(
          {base::Severity::Error, {needed, 0, 0}, {"catalog.missing-file", {needed}}, std::nullopt});
  for (const auto& [path, text] : files) load_file(path, text, loaded.catalogue, loaded.diagnostics);
  const Zone& zone = loaded.catalogue.zone;
  if (const auto offset = calendar::TimeZone::fixed(zone.utc_offset_minutes))
    if (auto calendar = loaded.catalogue.calendar.with(zone.office_hours, *offset))
      loaded.catalogue.calendar = *std::move(calendar);
  check_references(loaded.catalogue, loaded.diagnostics);
  check_codes(files, loaded.catalogue, loaded.diagnostics);
  compile_formulas(loaded.catalogue, loaded.diagnostics);
  std::ranges::stable_sort(loaded.diagnostics, {}, &base::Diagnostic::place);
  return loaded;
}

}  // namespace shuxin::catalog
