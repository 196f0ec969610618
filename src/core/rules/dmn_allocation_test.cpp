// The hot path of a table over scalars allocates nothing: counted by our own operator new.
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "core/rules/dmn.h"
#include "core/rules/dmn_reader.h"

// The thread sanitizer brings its own operator new, and the core has no threads.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SHUXIN_COUNTS_NOTHING
#endif
#endif
#ifndef SHUXIN_COUNTS_NOTHING

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* made = std::malloc(size == 0 ? 1 : size)) return made;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* gone) noexcept {
  std::free(gone);
}
void operator delete(void* gone, std::size_t) noexcept {
  std::free(gone);
}

namespace shuxin::rules::dmn {
namespace {

TEST(DmnTable, over_scalars_allocates_nothing_once_warm) {
  auto read_model =
      read("m.dmn", R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:m">
    <inputData id="a" name="age"><variable name="age" typeRef="number"/></inputData>
    <inputData id="r" name="region"><variable name="region" typeRef="string"/></inputData>
    <inputData id="m" name="member"><variable name="member" typeRef="boolean"/></inputData>
    <inputData id="d" name="since"><variable name="since" typeRef="date"/></inputData>
    <decision id="x" name="x"><variable name="x" typeRef="string"/>
      <informationRequirement><requiredInput href="#a"/></informationRequirement>
      <informationRequirement><requiredInput href="#r"/></informationRequirement>
      <informationRequirement><requiredInput href="#m"/></informationRequirement>
      <informationRequirement><requiredInput href="#d"/></informationRequirement>
      <decisionTable hitPolicy="UNIQUE">
        <input><inputExpression typeRef="number"><text>age</text></inputExpression></input>
        <input><inputExpression typeRef="string"><text>region</text></inputExpression></input>
        <input><inputExpression><text>member</text></inputExpression></input>
        <input><inputExpression><text>since</text></inputExpression></input>
        <output/>
        <rule><inputEntry><text>&lt; 18</text></inputEntry><inputEntry><text>-</text></inputEntry>
          <inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
          <outputEntry><text>"a child, whose text is longer than any small string"</text></outputEntry></rule>
        <rule><inputEntry><text>[18..65)</text></inputEntry>
          <inputEntry><text>"a region with a rather long name", "another"</text></inputEntry>
          <inputEntry><text>true</text></inputEntry><inputEntry><text>&lt; date("2020-01-01")</text></inputEntry>
          <outputEntry><text>"a member of long standing and with a long text"</text></outputEntry></rule>
      </decisionTable></decision></definitions>)");
  ASSERT_TRUE(read_model.model);
  std::vector<Definitions> files;
  files.push_back(*std::move(read_model.model));
  const auto compiled = Model::compile(std::move(files));
  const Model& model = *compiled.model;
  Evaluation evaluation(Environment{});
  dmn::Run run(model, evaluation);
  const NodeIndex decision = *model.find("x", NodeKind::Decision);
  const std::pair<NodeIndex, Value> inputs[] = {
      {*model.find("age", NodeKind::InputData), Value::number(30)},
      {*model.find("region", NodeKind::InputData), Value::string("a region with a rather long name")},
      {*model.find("member", NodeKind::InputData), Value::boolean(true)},
      {*model.find("since", NodeKind::InputData), Value::date({10'000})}};
  const auto decide = [&]() -> const Value& {
    run.clear();
    evaluation.reset_steps();
    for (const auto& [node, value] : inputs) run.give(node, value);
    return run.evaluate(decision);
  };
  EXPECT_EQ(to_text(decide()), "a member of long standing and with a long text");
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) (void)decide();
  EXPECT_EQ(allocations - before, 0u);
}

}  // namespace
}  // namespace shuxin::rules::dmn

#endif  // SHUXIN_COUNTS_NOTHING
