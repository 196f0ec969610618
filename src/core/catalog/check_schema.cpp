// The JSON Schemas of forms and registers, keyword by keyword: what no validator knows would silently check
// nothing.
#include <algorithm>

#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

using base::Json;

const std::vector<std::string> keywords = {"$schema",
                                           "$id",
                                           "$comment",
                                           "title",
                                           "x-title-en",
                                           "description",
                                           "type",
                                           "x-names",
                                           "const",
                                           "x-description-en",
                                           "enum",
                                           "format",
                                           "pattern",
                                           "minLength",
                                           "maxLength",
                                           "minimum",
                                           "maximum",
                                           "multipleOf",
                                           "properties",
                                           "exclusiveMinimum",
                                           "exclusiveMaximum",
                                           "required",
                                           "minProperties",
                                           "items",
                                           "additionalProperties",
                                           "minItems",
                                           "maxItems",
                                           "uniqueItems",
                                           "contains",
                                           "maxProperties",
                                           "oneOf",
                                           "anyOf",
                                           "allOf",
                                           "not",
                                           "if",
                                           "then",
                                           "else",
                                           "default",
                                           "examples",
                                           "x-personal",
                                           "x-register",
                                           "x-fill",
                                           "x-codes",
                                           "minContains",
                                           "maxContains"};
const std::vector<std::string> types = {"string", "number", "integer", "object", "boolean", "array", "null"};
const std::vector<std::string> formats = {"uscc", "citizen-id", "mobile", "date", "date-time"};

class SchemaCheck {
 public:
  SchemaCheck(Check& check, const Places& places, const Place& otherwise)
      : check_(check), places_(places), otherwise_(otherwise) {}

  /// `around` are the properties of the schema that this one only narrows (`then: {required: …}`).
  void run(const Json& schema, const std::string& at, std::vector<std::string> around) {
    const Json::Object* members = schema.if_object();
    if (!members) {
      // true and false are schemas, too
      if (!schema.if_bool()) check_.error(place(at), "catalog.wrong-type", {"mapping"});
      return;
    }
    for (const auto& [name, value] : *members)
      if (std::ranges::find(keywords, name) == keywords.end())
        check_.refer("key", name, keywords, place(at + "/" + name));
    check_kinds(schema, at);
    one_of(schema, "type", types, at);
    one_of(schema, "format", formats, at);
    for (std::string& own : properties_of(schema)) around.push_back(std::move(own));
    check_required(schema, at, around);
    check_register(schema, at);
    check_names(schema, at);
    go_down(schema, at, around);
  }

 private:
  [[nodiscard]] const Place& place(const std::string& at) const { return places_.of(at, otherwise_); }

  // Texts are texts, lists are lists, and a name in one language has its fellow in the other.
  void check_kinds(const Json& schema, const std::string& at) {
    for (const char* text : {"title", "x-title-en", "description", "x-description-en", "pattern", "x-codes"})
      if (const Json* value = schema.find(text);
          value && (!value->if_string() || value->if_string()->empty()))
        check_.error(place(at + "/" + text), "catalog.wrong-type", {"text"});
    for (const char* list : {"enum", "oneOf", "anyOf", "allOf"})
      if (const Json* value = schema.find(list); value && !value->if_array())
        check_.error(place(at + "/" + list), "catalog.wrong-type", {"list"});
    if (const Json* closed = schema.find("additionalProperties"); closed && !closed->if_bool())
      check_.error(place(at + "/additionalProperties"), "catalog.wrong-type", {"true, false"});
    for (const auto& [zh, en] : {std::pair{"title", "x-title-en"}, {"description", "x-description-en"}})
      if ((schema.find(zh) == nullptr) != (schema.find(en) == nullptr))
        check_.error(place(at + "/" + (schema.find(zh) ? zh : en)), "catalog.missing-text",
                     {schema.find(zh) ? "en" : "zh"});
  }

  void one_of(const Json& schema, const std::string& name, const std::vector<std::string>& words,
              const std::string& at) {
    const Json* value = schema.find(name);
    if (!value) return;
    const std::string word = value->if_string() ? *value->if_string() : value->to_string();
    if (std::ranges::find(words, word) != words.end()) return;
    std::string all;
    for (const std::string& known : words) all += (all.empty() ? "" : ", ") + known;
    check_.error(place(at + "/" + name), "catalog.wrong-choice", {word, all});
  }

  void check_required(const Json& schema, const std::string& at, const std::vector<std::string>& around) {
    const Json* required = schema.find("required");
    if (!required) return;
    if (!required->if_array()) {
      check_.error(place(at + "/required"), "catalog.wrong-type", {"list"});
      return;
    }
    std::size_t count = 0;
    for (const Json& one : *required->if_array()) {
      const std::string where = at + "/required/" + std::to_string(count++);
      if (one.if_string())
        check_.refer("form-field", *one.if_string(), around, place(where));
      else
        check_.error(place(where), "catalog.wrong-type", {"text"});
    }
  }

  // What an applicant chooses from a register, and what the chosen entry fills in beside it.
  void check_register(const Json& schema, const std::string& at) {
    const auto named = schema.find_string("x-register");
    if (!named) return;
    check_.refer("register", *named, ids_of(check_.catalogue().registers), place(at + "/x-register"));
    const Register* kind = check_.catalogue().find_register(*named);
    const Json* fill = schema.find("x-fill");
    if (!kind || !fill || !fill->if_object()) return;
    for (const auto& [field, from] : *fill->if_object()) {
      check_.refer("form-field", field, beside_, place(at + "/x-fill/" + field));
      if (from.if_string())
        check_.refer("register-field", *from.if_string(), properties_of(kind->schema),
                     place(at + "/x-fill/" + field));
    }
  }

  // People read the words of a choice and not its code: a form gives them by `oneOf`, a register by
  // `x-names`.
  void check_names(const Json& schema, const std::string& at) {
    const Json* choices = schema.find("enum");
    const Json* names = schema.find("x-names");
    const std::string where = at + (names ? "/x-names" : "/enum");
    if (choices && choices->if_array())
      for (const Json& one : *choices->if_array())
        if (one.if_string())
          check_name(names ? names->find(*one.if_string()) : nullptr, *one.if_string(), where);
    if (names && names->if_object() && choices && choices->if_array())
      for (const auto& [code, name] : *names->if_object())
        if (std::ranges::none_of(*choices->if_array(), [&](const Json& one) {
              return one.if_string() && *one.if_string() == code;
            }))
          check_.error(place(where + "/" + code), "catalog.unknown-choice", {code});
  }

  void check_name(const Json* name, const std::string& code, const std::string& where) {
    for (const char* language : {"zh", "en"})
      if (!name || name->find_string(language).value_or("").empty())
        check_.error(place(where), "catalog.missing-choice-name", {code, language});
  }

  void go_down(const Json& schema, const std::string& at, const std::vector<std::string>& around) {
    if (const Json* properties = schema.find("properties"); properties && properties->if_object()) {
      const std::vector<std::string> outer = std::exchange(beside_, around);
      for (const auto& [name, property] : *properties->if_object())
        run(property, at + "/properties/" + name, {});
      beside_ = outer;
    }
    if (const Json* items = schema.find("items")) run(*items, at + "/items", {});
    for (const char* narrowing : {"if", "then", "else", "not"})
      if (const Json* one = schema.find(narrowing)) run(*one, at + "/" + narrowing, around);
    for (const char* several : {"oneOf", "anyOf", "allOf"}) {
      const Json* all = schema.find(several);
      if (!all || !all->if_array()) continue;
      for (std::size_t i = 0; i < all->if_array()->size(); ++i)
        run((*all->if_array())[i], at + "/" + several + "/" + std::to_string(i), around);
    }
  }

  Check& check_;
  const Places& places_;
  const Place& otherwise_;
  std::vector<std::string> beside_;
};

}  // namespace

void check_schema(Check& check, const Json& schema, const std::string& at, const Places& places,
                  const Place& otherwise) {
  SchemaCheck(check, places, otherwise).run(schema, at, {});
}

}  // namespace shuxin::catalog
