// The DMN model as it was read: plain structs, one for each kind of element (DMN 1.5, clauses 6, 7 and 10).
// Nothing here is compiled or checked; names are trimmed and their white space collapsed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/rules/value.h"

namespace shuxin::rules::dmn {

/// Where an element stands in its file.
using rules::Position;

/// FEEL (or another language's) text and where it begins.
struct FeelText {
  std::string text;
  Position at;
  std::string language;  ///< the expressionLanguage attribute; empty for FEEL
};

/// A reference to a type by name: `number`, `tPerson`, `import.tPerson`.
struct TypeRef {
  std::string name;        ///< empty if no type was given
  std::string name_space;  ///< only for DMN 1.1, where a prefix names the model that defines the type
  Position at;

  [[nodiscard]] bool empty() const { return name.empty(); }
};

/// An information item (DMN 7.3.4): the variable of a node, a parameter, an entry of a context.
struct Variable {
  std::string id;
  std::string name;
  TypeRef type;
  Position at;
};

/// A reference to an element of this or another model.
struct Reference {
  std::string name_space;  ///< empty for this model
  std::string id;
  Position at;
};

struct Boxed;
using BoxedPtr = std::unique_ptr<Boxed>;

struct Literal {
  FeelText text;
  bool imported = false;  ///< its values stand in a file outside (importedValues), which is not read
};

struct ContextEntry {
  std::optional<Variable> variable;  ///< the entry without one is the result of the context
  BoxedPtr value;
  Position at;
};
struct Context {
  std::vector<ContextEntry> entries;
};

struct List {
  std::vector<BoxedPtr> items;
};

struct Relation {
  std::vector<Variable> columns;
  std::vector<std::vector<BoxedPtr>> rows;
};

enum class FunctionKind { Feel, Java, Pmml };
struct FunctionDefinition {
  FunctionKind kind = FunctionKind::Feel;
  std::vector<Variable> parameters;
  BoxedPtr body;
};

struct Binding {
  Variable parameter;
  BoxedPtr value;
};
struct Invocation {
  BoxedPtr function;
  std::vector<Binding> bindings;
};

enum class HitPolicy { Unique, Any, Priority, First, RuleOrder, OutputOrder, Collect };
enum class Aggregator { None, Sum, Count, Min, Max };

struct InputClause {
  std::string id;
  std::string label;
  FeelText expression;
  TypeRef type;
  std::optional<FeelText> values;  ///< inputValues: what the input may be
  Position at;
};
struct OutputClause {
  std::string id;
  std::string name;
  std::string label;
  TypeRef type;
  std::optional<FeelText> values;  ///< outputValues, the most important first
  std::optional<FeelText> default_entry;
  Position at;
};
struct Rule {
  std::string id;
  std::string description;
  std::vector<FeelText> inputs;
  std::vector<FeelText> outputs;
  std::vector<std::string> annotations;
  Position at;
};
struct DecisionTable {
  HitPolicy hit_policy = HitPolicy::Unique;
  Aggregator aggregator = Aggregator::None;
  std::string output_label;
  std::vector<InputClause> inputs;
  std::vector<OutputClause> outputs;
  std::vector<std::string> annotations;  ///< the names of the annotation columns
  std::vector<Rule> rules;
};

struct Conditional {
  BoxedPtr condition;
  BoxedPtr then;
  BoxedPtr otherwise;
};

enum class IteratorKind { For, Some, Every };
struct Iterator {
  IteratorKind kind = IteratorKind::For;
  std::string variable;
  TypeRef variable_type;
  BoxedPtr in;
  BoxedPtr result;  ///< of `for` the return, of the others the satisfies
};

struct Filter {
  BoxedPtr in;
  BoxedPtr match;
};

/// A boxed expression (DMN 7.3 and 10.2).
struct Boxed {
  std::string id;
  TypeRef type;
  Position at;
  std::variant<Literal, Context, List, Relation, FunctionDefinition, Invocation, DecisionTable, Conditional,
               Iterator, Filter>
      is;
};

/// Structure of data (DMN 7.3.3).
struct ItemDefinition {
  std::string id;
  std::string name;
  std::string label;
  bool is_collection = false;
  TypeRef type;
  std::optional<FeelText> allowed_values;
  std::optional<FeelText> type_constraint;
  std::vector<ItemDefinition> components;
  bool is_function = false;
  std::vector<Variable> function_parameters;
  TypeRef function_output;
  Position at;
};

struct InputData {
  std::string id;
  std::string name;
  Variable variable;
  Position at;
};

struct Decision {
  std::string id;
  std::string name;
  std::string description;
  std::string question;
  std::string allowed_answers;
  Variable variable;
  std::vector<Reference> required_decisions;
  std::vector<Reference> required_inputs;
  std::vector<Reference> required_knowledge;
  std::vector<Reference> required_authorities;
  BoxedPtr expression;  ///< null if the decision has none (or none that can be read)
  Position at;
};

struct BusinessKnowledgeModel {
  std::string id;
  std::string name;
  std::string description;
  Variable variable;
  std::optional<FunctionDefinition> logic;
  std::vector<Reference> required_knowledge;
  Position at;
};

struct DecisionService {
  std::string id;
  std::string name;
  Variable variable;
  std::vector<Reference> outputs;
  std::vector<Reference> encapsulated;
  std::vector<Reference> input_decisions;
  std::vector<Reference> input_data;
  Position at;
};

struct KnowledgeSource {
  std::string id;
  std::string name;
  std::string type;
  std::string location;
  Position at;
};

struct Import {
  std::string name;  ///< may be empty: its names are then visible without a prefix (DMN 1.5, 6.3.3)
  std::string name_space;
  std::string type;
  std::string location;
  Position at;
};

enum class Version { Dmn11, Dmn12, Dmn13, Dmn14, Dmn15 };

struct Definitions {
  std::string file;
  Version version = Version::Dmn15;
  std::string id;
  std::string name;
  std::string name_space;
  std::string expression_language;
  std::vector<Import> imports;
  std::vector<ItemDefinition> items;
  std::vector<InputData> inputs;
  std::vector<Decision> decisions;
  std::vector<BusinessKnowledgeModel> knowledge_models;
  std::vector<DecisionService> services;
  std::vector<KnowledgeSource> knowledge_sources;
};

}  // namespace shuxin::rules::dmn
