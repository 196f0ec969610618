#include "core/catalog/check.h"

#include <algorithm>
#include <array>

#include "core/catalog/yaml.h"

namespace shuxin::catalog {
namespace {

const std::vector<std::string> desks = {"intake", "review", "decide", "issue", "body", "supervise"};

template <typename T>
void check_ids(Check& check, const std::vector<T>& all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (all[i].id == all[j].id)
        check.error(all[i].place, "catalog.duplicate-id", {all[i].id, all[j].place.file});
}

template <typename T>
void check_versions(Check& check, const std::vector<T>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Effective& a = all[i].effective;
      const Effective& b = all[j].effective;
      if (all[i].id == all[j].id && (!a.until || b.from <= *a.until) && (!b.until || a.from <= *b.until))
        check.error(all[i].place, "catalog.overlapping-versions", {all[i].id, all[j].place.file});
    }
  }
}

void check_zone(Check& check) {
  const Zone& zone = check.catalogue().zone;
  for (const Organisation& one : zone.organisations)
    for (const std::string& before : one.predecessors)
      check.organisation(before, one.at.of("predecessors", one.place));
  for (const Power& power : zone.powers) {
    check.organisation(power.holder, power.at.of("holder", power.place));
    if (!power.delegated_by.empty())
      check.organisation(power.delegated_by, power.at.of("delegated_by", power.place));
  }
}

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
      out += token[++i] == '1' ? '/' : '~';
    } else {
      out += token[i];
    }
  }
  return out;
}

}  // namespace

void Check::error(const Place& place, std::string code, std::vector<std::string> arguments,
                  std::optional<base::Message> help) {
  out_.push_back({base::Severity::Error, place, {std::move(code), std::move(arguments)}, std::move(help)});
}

void Check::warn(const Place& place, std::string code, std::vector<std::string> arguments,
                 std::optional<base::Message> help) {
  out_.push_back({base::Severity::Warning, place, {std::move(code), std::move(arguments)}, std::move(help)});
}

void Check::refer(std::string_view kind, std::string_view id, const std::vector<std::string>& known,
                  const Place& place) {
  if (std::ranges::find(known, id) != known.end()) return;
  error(place, "catalog.unknown-" + std::string(kind), {std::string(id)}, did_you_mean(id, known));
}

void Check::organisation(std::string_view id, const Place& place) {
  refer("organisation", id, ids_of(catalogue_.zone.organisations), place);
}

void Check::desk(std::string_view id, const Place& place) {
  refer("desk", id, desks, place);
}

std::vector<std::string> properties_of(const base::Json& schema) {
  std::vector<std::string> names;
  if (const base::Json* properties = schema.find("properties"); properties && properties->if_object())
    for (const auto& [name, property] : *properties->if_object()) names.push_back(name);
  return names;
}

const base::Json* find_in_schema(const base::Json& schema, std::string_view pointer) {
  const base::Json* at = &schema;
  while (at && !pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::string name = unescaped(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(std::min(pointer.size(), pointer.find('/')));
    if (const base::Json* properties = at->find("properties")) {
      at = properties->find(name);
    } else {
      at = at->find("items");
    }
  }
  return at;
}

void check_references(const Catalogue& catalogue, base::Diagnostics& diagnostics) {
  Check check(catalogue, diagnostics);
  check_zone(check);
  for (const Procedure& procedure : catalogue.procedures) check_procedure(check, procedure);
  for (const Matter& matter : catalogue.matters) {
    check_matter(check, matter);
    check_implementing_list(check, matter);
  }
  for (const Package& package : catalogue.packages) check_package(check, package);
  for (const Register& one : catalogue.registers)
    check_schema(check, one.schema, "/schema", one.at, one.place);
  for (const Form& form : catalogue.forms) check_form(check, form);
  for (const DocumentTemplate& document : catalogue.documents) check_document(check, document);
  check_ids(check, catalogue.registers);
  check_ids(check, catalogue.documents);
  check_versions(check, catalogue.procedures);
  check_versions(check, catalogue.matters);
  check_versions(check, catalogue.packages);
  check_versions(check, catalogue.commitments);
}

}  // namespace shuxin::catalog
