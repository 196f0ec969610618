// FEEL: from text to something that can be evaluated again and again. The public face of the language.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.h"
#include "core/rules/type.h"
#include "core/rules/value.h"
#include "core/rules/zone.h"

namespace shuxin::rules {

namespace ast {
struct Expression;
}
class Code;

/// A name in force and its type. The value for the i-th variable is the i-th input of an evaluation.
struct Variable {
  std::string name;  ///< may hold spaces and signs; matched by its tokens, so `a-b` is also `a - b`
  Type type;
};

/// The names that an expression may use. Of two variables of one name the later counts. Built-in functions
/// are always in force and come after all of these.
struct Scope {
  std::vector<Variable> variables;
  std::vector<Variable> types;  ///< names of types beyond the built-in ones: item definitions
};

// --- evaluating

/// What bounds an evaluation; a bound that is met gives null with the reason feel.limit-….
struct Limits {
  int depth = 4000;                 ///< levels of expressions and calls inside each other
  std::int64_t steps = 20'000'000;  ///< iterations, calls, list items visited, and 32 bytes of strings made
  std::size_t list_items = 1'000'000;     ///< of one list
  std::size_t string_bytes = 10'000'000;  ///< of one string
};

/// Hears which inputs an evaluation read. Must not touch the Evaluation.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// The input's slot was read, with the path of members that followed it (`applicant.age`: {"age"}).
  virtual void read(std::size_t slot, std::span<const std::string> path) = 0;
};

/// All that an evaluation may know of the world. FEEL has no clock of its own.
struct Environment {
  DateTime now;                       ///< what now() and today() give
  const ZoneSource* zones = nullptr;  ///< nullptr: no named zones; outlives the Evaluation
  Limits limits;
  Recorder* recorder = nullptr;  ///< nullptr: nothing is recorded
};

/// The workplace of evaluations: one a thread, kept for many evaluations (it holds their stack).
class Evaluation {
 public:
  explicit Evaluation(Environment environment);
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  [[nodiscard]] const Environment& environment() const { return environment_; }
  void set_recorder(Recorder* recorder) { environment_.recorder = recorder; }
  /// Starts the counting of steps anew; call it before each independent evaluation.
  void reset_steps() { steps_ = 0; }

  // For functions and compiled code.

  /// False once the steps are used up.
  [[nodiscard]] bool spend(std::int64_t steps = 1) {
    steps_ += steps;
    return steps_ <= environment_.limits.steps;
  }
  /// Counts levels of depth while it lives; false if the bound is met.
  class Level {
   public:
    Level(Evaluation& evaluation, int levels) : evaluation_(evaluation), levels_(levels) {
      evaluation.depth_ += levels;
    }
    ~Level() { evaluation_.depth_ -= levels_; }
    explicit operator bool() const { return evaluation_.depth_ <= evaluation_.environment_.limits.depth; }

   private:
    Evaluation& evaluation_;
    int levels_;
  };
  struct Workplace;  ///< stack of local variables, cache of regular expressions
  [[nodiscard]] Workplace& workplace() { return *workplace_; }

 private:
  Environment environment_;
  std::int64_t steps_ = 0;
  int depth_ = 0;
  std::unique_ptr<Workplace> workplace_;
};

/// Something that can be called: a function literal with what it captured, a built-in function, or what DMN
/// adds (business knowledge models, decision services).
class Function : public Shared {
 public:
  struct Parameter {
    std::string name;
    Type type;
  };

  /// The names and types by which arguments are ordered, checked and converted before `call`; built-in
  /// functions with variants give none and look for themselves.
  [[nodiscard]] virtual std::span<const Parameter> parameters() const = 0;
  [[nodiscard]] virtual Type result() const { return Type::any(); }
  /// Whether one of several variants is a function of this type: of `abs`, that from numbers to numbers.
  [[nodiscard]] virtual bool has_variant(const Type&) const { return false; }
  /// For text and messages; empty for function literals.
  [[nodiscard]] virtual std::string_view name() const { return {}; }
  /// Levels of captured values (see Value::nesting).
  [[nodiscard]] virtual int nesting() const { return 0; }
  /// `arguments` are as many as the parameters and converted to their types.
  [[nodiscard]] virtual Value call(std::span<const Value> arguments, Evaluation& evaluation) const = 0;
};

/// Calls with positional arguments; checks their number, converts them. Null with a reason if they do not
/// fit.
[[nodiscard]] Value invoke(const Function& function, std::span<const Value> arguments,
                           Evaluation& evaluation);
/// Calls with named arguments; a parameter that is not named is null. Null with a reason for unknown names.
[[nodiscard]] Value invoke(const Function& function, std::span<const Entry> arguments,
                           Evaluation& evaluation);

/// A compiled expression: immutable, cheap to copy, may be shared between threads.
class Expression {
 public:
  /// `inputs`: a value for each variable of the scope, in its order. Never throws.
  [[nodiscard]] Value evaluate(std::span<const Value> inputs, Evaluation& evaluation) const;
  /// The same where only true matters: False for anything that is neither true nor null.
  [[nodiscard]] Truth truth(std::span<const Value> inputs, Evaluation& evaluation) const;

  [[nodiscard]] const Type& type() const;  ///< as inferred; Any if nothing is known
  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] const ast::Expression& syntax() const;
  /// The slots that the expression may read, ascending.
  [[nodiscard]] std::span<const std::size_t> inputs() const;
  /// The value if it depends on nothing (`1 + 2`, `[1..5]`), else nullptr.
  [[nodiscard]] const Value* constant() const;

  explicit Expression(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

 private:
  std::shared_ptr<const Code> code_;
};

/// A part of an expression, compiled on its own for who evaluates the rest in another way. `part` stands in a
/// syntax tree that outlives the call, outside of all that binds names (for, some, filters, function
/// literals, contexts), and `scope` is the one that the whole was compiled with. The result has no text or
/// syntax of its own.
[[nodiscard]] Expression compile_part(const ast::Expression& part, const Scope& scope);

/// One test of a cell as an analyser or an index sees it.
struct SimpleTest {
  enum class Form : std::uint8_t { Any, Equal, Interval, Null };
  Form form = Form::Any;
  Value value;     ///< Equal: the constant
  Range interval;  ///< Interval: constant ends
};

/// What unary tests are, if they are simple: the tested value passes if any test does, or none if negated.
struct TestShape {
  bool negated = false;
  std::vector<SimpleTest> tests;
};

/// Compiled unary tests (clause 7.3.3 and grammar rules 14–18): immutable, may be shared between threads.
class UnaryTests {
 public:
  /// Whether `tested` (the `?` of the tests) passes.
  [[nodiscard]] Truth evaluate(const Value& tested, std::span<const Value> inputs,
                               Evaluation& evaluation) const;
  /// The same as a value: true, false, or a null that says why it is unknown.
  [[nodiscard]] Value explain(const Value& tested, std::span<const Value> inputs,
                              Evaluation& evaluation) const;
  /// `-`
  [[nodiscard]] bool is_any() const;
  /// The constants of the tests if all are constant values, ranges, comparisons with constants or lists of
  /// these; nullptr if one is not (then only evaluating tells).
  [[nodiscard]] const TestShape* shape() const;
  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] std::span<const ast::Expression* const> syntax() const;
  [[nodiscard]] std::span<const std::size_t> inputs() const;

  explicit UnaryTests(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

 private:
  std::shared_ptr<const Code> code_;
};

// --- compiling

template <typename T>
struct Compiled {
  std::optional<T> value;         ///< empty only where the text cannot be read (a syntax error)
  base::Diagnostics diagnostics;  ///< syntax errors; unknown names and types that cannot fit as warnings
};

/// Compiles one expression. `place` is where the text begins, so that diagnostics point into the whole file.
[[nodiscard]] Compiled<Expression> compile(std::string_view text, const Scope& scope, base::Place place = {});
/// Compiles unary tests; `tested` is the type of `?`.
[[nodiscard]] Compiled<UnaryTests> compile_tests(std::string_view text, const Scope& scope,
                                                 const Type& tested, base::Place place = {});
/// Reads a type as FEEL writes it: `list<number>`, `context<a: string>`, `function<number> -> string`, and
/// the names of the scope's types. Errors: feel.unknown-type, feel.syntax.
[[nodiscard]] base::Result<Type> parse_type(std::string_view text, const Scope& scope = {});

}  // namespace shuxin::rules
