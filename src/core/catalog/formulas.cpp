#include <algorithm>

#include "core/catalog/check.h"
#include "core/catalog/names.h"

namespace shuxin::catalog {
namespace {

using rules::Type;

Type list_of(std::vector<Type::Member> members) {
  return Type::list(Type::context(std::move(members)));
}

class Compiler {
 public:
  Compiler(Catalogue& catalogue, base::Diagnostics& out) : catalogue_(catalogue), out_(out) {}

  void run() {
    for (Form& form : catalogue_.forms) form.type = type_of_schema(form.schema);
    for (Procedure& procedure : catalogue_.procedures) compile_procedure(procedure);
    for (Matter& matter : catalogue_.matters) compile_matter(matter);
    for (Package& package : catalogue_.packages) {
      scope_ = scope_of(type_of_form(package.form), Type::any());
      for (Member& member : package.members) compile_truth(member.when);
    }
  }

 private:
  void compile(Formula& formula, const std::vector<Type>& wanted) {
    if (formula.empty()) return;
    auto compiled = rules::compile(formula.text, scope_, formula.place);
    formula.compiled = std::move(compiled.value);
    // A name that nothing defines would be null for ever: in law as data that is a mistake, not a warning.
    for (base::Diagnostic& found : compiled.diagnostics) {
      found.severity = base::Severity::Error;
      out_.push_back(std::move(found));
    }
    if (!formula.compiled) return;
    const Type& given = formula.compiled->type();
    // What is inferred only in part (a list of anything) may still turn out right.
    const auto may_be = [&](const Type& type) { return conforms(given, type) || conforms(type, given); };
    if (given.is_any() || std::ranges::any_of(wanted, may_be)) return;
    out_.push_back({base::Severity::Error,
                    formula.place,
                    {"catalog.formula-type", {given.to_string(), wanted.front().to_string()}},
                    std::nullopt});
  }
  void compile_truth(Formula& formula) { compile(formula, {Type::Kind::Boolean}); }

  Type type_of_form(const std::string& id) const {
    const Form* form = catalogue_.find_form(id);
    return form ? form->type : Type::any();
  }

  // A procedure serves many matters, so its guards may use of form and facts only what they find at run time.
  void compile_procedure(Procedure& procedure) {
    scope_ = scope_of(Type::any(), Type::any());
    for (Action& action : procedure.actions)
      for (Guard& guard : action.when) compile_truth(guard.that);
  }

  void compile_matter(Matter& matter) {
    matter.facts_type = type_of_facts(matter, catalogue_.registers);
    scope_ = scope_of(type_of_form(matter.form), matter.facts_type);
    compile(matter.title, {Type::Kind::String});
    for (Fact& fact : matter.facts) compile_key(fact);
    for (Material& material : matter.materials) compile_truth(material.required_when);
    for (Condition& condition : matter.conditions) compile_truth(condition.that);
    for (ObligationRule& rule : matter.obligations) compile_truth(rule.when);
    for (RegisterWrite& write : matter.results.registers) compile_write(write);
  }

  // One entry has one key; a list of entries may be looked up by a list of keys.
  void compile_key(Fact& fact) {
    std::vector<Type> wanted = {Type::Kind::String};
    if (fact.many) wanted.push_back(Type::list(Type::Kind::String));
    compile(fact.key, wanted);
  }

  void compile_write(RegisterWrite& write) {
    const Register* kind = catalogue_.find_register(write.register_kind);
    const Type entry = kind ? type_of_schema(kind->schema) : Type::any();
    compile(write.key, {Type::Kind::String});
    for (auto& [field, formula] : write.fields) {
      const Type* wanted = entry.find_member(field);
      compile(formula, {wanted ? *wanted : Type::any()});
    }
  }

  Catalogue& catalogue_;
  base::Diagnostics& out_;
  rules::Scope scope_;
};

}  // namespace

Type type_of_schema(const base::Json& schema) {
  const auto kind = schema.find_string("type");
  if (!kind) return Type::any();
  if (*kind == "string") {
    const auto format = schema.find_string("format").value_or("");
    if (format == "date") return Type::Kind::Date;
    if (format == "date-time") return Type::Kind::DateTime;
    return Type::Kind::String;
  }
  if (*kind == "integer" || *kind == "number") return Type::Kind::Number;
  if (*kind == "boolean") return Type::Kind::Boolean;
  if (*kind == "array") {
    const base::Json* items = schema.find("items");
    return Type::list(items ? type_of_schema(*items) : Type::any());
  }
  if (*kind == "object") {
    std::vector<Type::Member> members;
    if (const base::Json* properties = schema.find("properties"); properties && properties->if_object())
      for (const auto& [name, property] : *properties->if_object())
        members.emplace_back(name, type_of_schema(property));
    return Type::context(std::move(members));
  }
  return Type::any();
}

Type type_of_facts(const Matter& matter, const std::vector<Register>& registers) {
  std::vector<Type::Member> facts;
  for (const Fact& fact : matter.facts) {
    const auto found = std::ranges::find(registers, fact.register_kind, &Register::id);
    std::vector<Type::Member> fields;
    if (found != registers.end()) {
      const Type entry = type_of_schema(found->schema);
      for (const std::string& field : fact.fields)
        if (const Type* type = entry.find_member(field)) fields.emplace_back(field, *type);
    }
    Type entry = Type::context(std::move(fields));
    facts.emplace_back(fact.id, fact.many ? Type::list(std::move(entry)) : std::move(entry));
  }
  return Type::context(std::move(facts));
}

rules::Scope scope_of(const Type& form, const Type& facts) {
  const Type text = Type::Kind::String;
  rules::Scope scope;
  scope.variables = {
      {"form", form},
      {"facts", facts},
      {"case", Type::context({{"number", text},
                              {"state", text},
                              {"submission", Type::Kind::Number},
                              {"received_on", Type::Kind::Date},
                              {"channel", text},
                              {"held", Type::Kind::Boolean}})},
      {"gaps", list_of({{"kind", text}, {"id", text}})},
      {"findings", list_of({{"id", text}, {"outcome", text}})},
      {"opinions", list_of({{"step", text}, {"verdict", text}})},
      {"obligations",
       list_of({{"id", text}, {"kind", text}, {"open", Type::Kind::Boolean}, {"closed_as", text}})},
      {"command", Type::any()},
      {"results", Type::any()},
      {"materials", Type::any()},
      {"applicant", Type::context({{"kind", text}, {"account", text}})},
      {"today", Type::Kind::Date},
      {"parties", list_of({{"as", text}, {"name", text}, {"signed", Type::list(text)}})},
      {"cases", list_of({{"as", text},
                         {"key", text},
                         {"number", text},
                         {"outcome", text},
                         {"open", Type::Kind::Boolean}})},
      {"members", list_of({{"id", text}, {"matter", text}, {"case", text}, {"status", text}})},
  };
  return scope;
}

void compile_formulas(Catalogue& catalogue, base::Diagnostics& diagnostics) {
  Compiler(catalogue, diagnostics).run();
}

}  // namespace shuxin::catalog
