#include "shell/app/form_validation.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/base/result.h"

namespace shuxin::app {
namespace {

constexpr std::size_t most_faults = 100;

// valijson names a place as `<root>`, `["name"]`, `[0]`, ….
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string& part : context) {
    if (part == "<root>") continue;
    std::string name = part;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (name.size() > 1 && name.starts_with('"')) name = name.substr(1, name.size() - 2);
    pointer += "/" + name;
  }
  return pointer;
}

// What the schema calls the member at a pointer; its own name if it has no title.
base::Text title_of(const base::Json& schema, const std::string& pointer) {
  const base::Json* at = &schema;
  std::string name;
  for (std::size_t from = 1; from < pointer.size() + 1 && !pointer.empty();) {
    const std::size_t until = std::min(pointer.find('/', from), pointer.size());
    name = pointer.substr(from, until - from);
    from = until + 1;
    const base::Json* properties = at->find("properties");
    const base::Json* next = properties ? properties->find(name) : at->find("items");
    if (!next) return {name, name};
    at = next;
  }
  return {std::string(at->find_string("title").value_or(name)),
          std::string(at->find_string("x-title-en").value_or(name))};
}

FormFault word_fault(const base::Json& schema, const valijson::ValidationResults::Error& error) {
  FormFault fault{pointer_of(error.context), {}};
  const std::string& said = error.description;
  static constexpr std::string_view missing = "Missing required property '";
  if (const auto at = said.find(missing); at != std::string::npos) {
    const std::string rest = said.substr(at + missing.size());
    fault.pointer += "/" + rest.substr(0, rest.find('\''));
    const base::Text title = title_of(schema, fault.pointer);
    fault.text = {"请填写" + title.zh, "Please fill in: " + title.en};
    return fault;
  }
  const base::Text title = title_of(schema, fault.pointer);
  const auto says = [&](std::string_view word) { return said.find(word) != std::string::npos; };
  if (says("pattern") || says("regex") || says("format")) {
    fault.text = {title.zh + "的格式不对", title.en + " is not in the right form"};
  } else if (says("length") || says("too short") || says("characters")) {
    fault.text = {title.zh + "的长度不对", title.en + " is too short or too long"};
  } else if (says("enum") || says("match any")) {
    fault.text = {title.zh + "不在可选范围内", title.en + " is none of the choices"};
  } else if (says("maximum") || says("minimum") || says("least") || says("most") || says("greater") ||
             says("less")) {
    fault.text = {title.zh + "超出允许范围", title.en + " is out of range"};
  } else if (says("additional") || says("property")) {
    fault.text = {"表单没有这一项：" + title.zh, "The form has no such member: " + title.en};
  } else {
    fault.text = {title.zh + "的内容不对", title.en + " is not of the right kind"};
  }
  return fault;
}

}  // namespace

base::Result<std::vector<FormFault>> validate_form(const base::Json& schema, const base::Json& values) {
  const auto schema_document = nlohmann::json::parse(schema.to_string(), nullptr, false);
  const auto document = nlohmann::json::parse(values.to_string(), nullptr, false);
  valijson::Schema compiled;
  try {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_document), compiled);
  } catch (const std::exception& problem) {
    return base::fail("form.schema", {problem.what()});
  }
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::vector<FormFault> faults;
  if (validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(document), &results))
    return faults;
  valijson::ValidationResults::Error error;
  while (results.popError(error) && faults.size() < most_faults) {
    FormFault fault = word_fault(schema, error);
    // The members around a fault are said to be wrong too; only the innermost helps anybody.
    const bool outer = error.description.find("Failed to validate against schema") != std::string::npos ||
                       error.description.find("Object property") != std::string::npos ||
                       error.description.find("Failed to validate item") != std::string::npos;
    const bool known =
        std::ranges::any_of(faults, [&](const FormFault& one) { return one.pointer == fault.pointer; });
    if (!outer && !known) faults.push_back(std::move(fault));
  }
  if (faults.empty()) faults.push_back({"", {"表单内容不符合要求", "the form does not fit"}});
  return faults;
}

}  // namespace shuxin::app
