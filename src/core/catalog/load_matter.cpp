#include <array>

#include "core/catalog/implementing_list.h"
#include "core/catalog/yaml.h"

namespace shuxin::catalog {
namespace {

Fact load_fact(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  Fact fact;
  fact.id = id;
  fact.place = source.place(node);
  fact.at = map.places();
  fact.register_kind = map.string("register");
  fact.by = map.optional_string("by");
  map.required("key");
  fact.key = map.formula("key");
  fact.many = map.truth("many");
  fact.fields = map.strings("fields");
  return fact;
}

Material load_material(Source& source, const YAML::Node& node) {
  Mapping map(source, node);
  Material material;
  material.place = source.place(node);
  material.at = map.places();
  material.id = map.string("id");
  material.name = map.text("name");
  material.from = map.optional_string("from");
  material.required_when = map.formula("when");
  material.tolerated = map.limit("tolerated");
  material.commitment = map.optional_string("commitment");
  material.originals = map.integer("originals", 0);
  material.copies = map.integer("copies", 0);
  material.hint = map.optional_text("hint");
  material.sample = map.optional_string("sample");
  return material;
}

Condition load_condition(Source& source, const YAML::Node& node) {
  static constexpr std::array<std::pair<std::string_view, Condition::Failing>, 5> outcomes = {{
      {"gap", Condition::Failing::Gap},
      {"not_accepted", Condition::Failing::NotAccepted},
      {"refused", Condition::Failing::Refused},
      {"barred", Condition::Failing::Barred},
      {"awaited", Condition::Failing::Awaited},
  }};
  Mapping map(source, node);
  Condition condition;
  condition.place = source.place(node);
  condition.at = map.places();
  condition.id = map.string("id");
  map.required("that");
  condition.that = map.formula("that");
  condition.otherwise = map.text("else");
  condition.field = map.optional_string("field");
  condition.authority = map.optional_string("authority");
  condition.basis = map.basis();
  const std::string failing = map.string("failing");
  bool known = !map.has("failing");
  for (const auto& [word, outcome] : outcomes) {
    if (word != failing) continue;
    condition.failing = outcome;
    known = true;
  }
  if (!known)
    source.error(condition.at.of("failing", condition.place), "catalog.wrong-choice",
                 {failing, "gap, not_accepted, refused, barred, awaited"});
  return condition;
}

ReviewStep load_step(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  ReviewStep step;
  step.id = id;
  step.place = source.place(node);
  step.at = map.places();
  step.name = map.text("name");
  step.by = map.string("by");
  step.organisation = map.optional_string("organisation");
  step.limit = map.limit("limit");
  step.after = map.strings("after");
  return step;
}

ObligationRule load_obligation(Source& source, const std::string& id, const YAML::Node& node) {
  Mapping map(source, node);
  ObligationRule rule;
  rule.id = id;
  rule.place = source.place(node);
  rule.at = map.places();
  rule.name = map.text("name");
  map.required("due");
  rule.due = map.limit("due").value_or(Limit{});
  rule.by = map.string("by");
  rule.when = map.formula("when");
  rule.on_breach = map.strings("on_breach");
  return rule;
}

Results load_results(Source& source, const YAML::Node& node) {
  Results results;
  if (!node.IsDefined()) return results;
  Mapping map(source, node);
  results.document = map.optional_string("document");
  results.valid_for = map.limit("valid_for");
  map.each_item("registers", [&](const YAML::Node& item) {
    Mapping entry(source, item);
    RegisterWrite write;
    write.place = entry.place();
    write.register_kind = entry.string("register");
    entry.required("key");
    write.key = entry.formula("key");
    entry.each_member("fields", [&](const std::string& field, const YAML::Node& value) {
      write.fields[field] = {scalar(source, value), source.place(value), std::nullopt};
    });
    results.registers.push_back(std::move(write));
  });
  return results;
}

void load_limits(Source& source, const YAML::Node& node, Matter& matter) {
  if (!node.IsDefined()) return;
  Mapping map(source, node);
  for (const auto& member : node) {
    const std::string name = scalar(source, member.first);
    if (name == "first_day_counts") {
      matter.first_day_counts = map.truth(name);
    } else if (const auto limit = map.limit(name)) {
      matter.limits[name] = *limit;
    }
  }
}

// Kept as JSON, as the engine hands it on; an amount that is no number would be a fee of nothing.
void load_fees(Mapping& map, Matter& matter) {
  map.each_member("fees", [&](const std::string&, const YAML::Node& node) {
    Mapping fee(map.source(), node);
    (void)fee.text("name");
    const YAML::Node amount = fee.required("amount");
    if (amount.IsDefined() && !json_of(map.source(), amount).if_number())
      map.source().error(map.source().place(amount), "catalog.wrong-type", {"number"});
  });
  if (auto fees = map.json("fees"); fees && fees->if_object()) matter.fees = std::move(fees);
}

void load_implementing_list(Source& source, const YAML::Node& node, Matter& matter) {
  if (!node.IsDefined()) return;
  if (!node.IsMap()) {
    source.error(source.place(node), "catalog.wrong-type", {"mapping"});
    return;
  }
  for (const auto& member : node) {
    const std::string field = scalar(source, member.first);
    if (!is_implementing_list_field(field))
      source.error(source.place(member.first), "catalog.unknown-field", {field});
    if (member.second.IsNull() || (member.second.IsScalar() && member.second.Scalar().empty()))
      source.error(source.place(member.second), "catalog.empty-value");
  }
  matter.implementing_list = json_of(source, node);
}

}  // namespace

void load_matter(Source& source, const YAML::Node& root, std::vector<Matter>& matters) {
  Mapping map(source, root);
  Matter matter;
  matter.place = map.place();
  matter.at = map.places();
  matter.id = map.string("matter");
  matter.name = map.text("name");
  matter.summary = map.text("summary");
  matter.procedure = map.string("procedure");
  matter.effective = map.effective();
  matter.authority = map.string("authority");
  map.each_member("desks", [&](const std::string& desk, const YAML::Node& node) {
    matter.desks[desk] = scalar(source, node);
  });
  matter.power = map.optional_string("power");
  matter.basis = map.basis();
  load_limits(source, map.node("limits"), matter);
  matter.applicants = map.strings("applicants");
  map.each_member("facts", [&](const std::string& id, const YAML::Node& node) {
    matter.facts.push_back(load_fact(source, id, node));
  });
  matter.form = map.optional_string("form");
  matter.title = map.formula("title");
  map.each_item("materials",
                [&](const YAML::Node& node) { matter.materials.push_back(load_material(source, node)); });
  map.each_item("conditions",
                [&](const YAML::Node& node) { matter.conditions.push_back(load_condition(source, node)); });
  map.each_member("review", [&](const std::string& id, const YAML::Node& node) {
    matter.review.push_back(load_step(source, id, node));
  });
  map.each_member("obligations", [&](const std::string& id, const YAML::Node& node) {
    matter.obligations.push_back(load_obligation(source, id, node));
  });
  matter.results = load_results(source, map.node("results"));
  load_fees(map, matter);
  map.each_member("documents", [&](const std::string& document, const YAML::Node& node) {
    matter.documents[document] = scalar(source, node);
  });
  load_implementing_list(source, map.node("implementing_list"), matter);
  matters.push_back(std::move(matter));
}

namespace {

// `issued: each`, `issued: together`, or `issued: on event` with the event that is waited for.
PackageResults load_package_results(Source& source, const YAML::Node& node) {
  PackageResults results;
  if (!node.IsDefined()) return results;
  Mapping map(source, node);
  const std::string issued = map.string("issued");
  if (issued == "together") {
    results.issued = Issued::Together;
  } else if (issued == "on event") {
    results.issued = Issued::OnEvent;
  } else if (issued != "each") {
    source.error(map.place(), "catalog.wrong-choice", {issued, "each, together, on event"});
  }
  if (results.issued == Issued::Each) return results;
  results.by = map.string("by");
  results.organisation = map.string("organisation");
  results.margin_working_days = map.integer("margin_working_days", 1);
  if (results.issued == Issued::OnEvent) {
    results.event = map.string("event");
    results.event_name = map.text("event_name");
  }
  return results;
}

}  // namespace

void load_package(Source& source, const YAML::Node& root, std::vector<Package>& packages) {
  Mapping map(source, root);
  Package package;
  package.place = map.place();
  package.at = map.places();
  package.id = map.string("package");
  package.name = map.text("name");
  package.summary = map.text("summary");
  package.effective = map.effective();
  package.promise = map.limit("promise");
  package.basis = map.basis();
  package.form = map.string("form");
  package.applicants = map.strings("applicants");
  package.choice_field = map.optional_string("choice_field");
  package.becomes = map.optional_string("becomes");
  package.results = load_package_results(source, map.node("results"));
  map.required("members");
  map.each_member("members", [&](const std::string& id, const YAML::Node& node) {
    Mapping details(source, node);
    Member member;
    member.id = id;
    member.place = details.place();
    member.at = details.places();
    member.matter = details.string("matter");
    member.after = details.strings("after");
    member.optional = details.truth("optional");
    member.without = details.strings("without");
    member.when = details.formula("when");
    package.members.push_back(std::move(member));
  });
  packages.push_back(std::move(package));
}

}  // namespace shuxin::catalog
