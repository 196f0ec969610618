#include "core/base/json.h"

#include <algorithm>
#include <charconv>
#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>

#include "core/base/check.h"

namespace shuxin::base {
namespace {

constexpr std::size_t deepest_level = 128;

// Builds the value from the reader's events; `open_` holds the arrays and objects that are not closed yet.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  bool Null() { return add(nullptr); }
  bool Bool(bool value) { return add(value); }
  bool RawNumber(const char* digits, rapidjson::SizeType length, bool) {
    return add(Json::Number{std::string(digits, length)});
  }
  bool String(const char* text, rapidjson::SizeType length, bool) { return add(std::string(text, length)); }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    std::string name(text, length);
    if (open_.back().value.find(name)) return refuse("json.duplicate-key", std::move(name));
    open_.back().name = std::move(name);
    return true;
  }
  bool StartObject() { return open(Json::Object{}); }
  bool StartArray() { return open(Json::Array{}); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  Json result;
  std::optional<Error> refusal;

 private:
  struct Open {
    Json value;
    std::string name;
  };

  bool refuse(std::string code, std::string argument) {
    refusal = Error{Message{std::move(code), {std::move(argument)}}};
    return false;
  }
  bool open(Json value) {
    if (open_.size() == deepest_level) return refuse("json.depth", std::to_string(deepest_level));
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool close() {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }
  bool add(Json value) {
    if (open_.empty()) {
      result = std::move(value);
    } else if (Json::Object* object = open_.back().value.if_object_to_change()) {
      object->emplace_back(std::move(open_.back().name), std::move(value));
    } else {
      open_.back().value.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Open> open_;
};

// Most bytes of a text stand for themselves: they are taken over in runs.
void append_text(std::string_view text, std::string& out) {
  out += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, begin, i - begin);
    begin = i + 1;
    out += '\\';
    switch (byte) {
      case '"':
      case '\\':
        out += static_cast<char>(byte);
        break;
      case '\b':
        out += 'b';
        break;
      case '\f':
        out += 'f';
        break;
      case '\n':
        out += 'n';
        break;
      case '\r':
        out += 'r';
        break;
      case '\t':
        out += 't';
        break;
      default:
        constexpr std::string_view digits = "0123456789ABCDEF";
        out += "u00";
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
  }
  out.append(text, begin);
  out += '"';
}

void append(const Json& value, std::string& out) {
  if (const bool* truth = value.if_bool()) {
    out += *truth ? "true" : "false";
  } else if (const auto* number = value.if_number()) {
    out += number->digits;
  } else if (const auto* text = value.if_string()) {
    append_text(*text, out);
  } else if (const auto* array = value.if_array()) {
    char before = '[';
    for (const Json& item : *array) {
      out += before;
      append(item, out);
      before = ',';
    }
    out += array->empty() ? "[]" : "]";
  } else if (const auto* object = value.if_object()) {
    char before = '{';
    for (const auto& [name, member] : *object) {
      out += before;
      append_text(name, out);
      out += ':';
      append(member, out);
      before = ',';
    }
    out += object->empty() ? "{}" : "}";
  } else {
    out += "null";
  }
}

template <typename Writer>
void write(const Json& value, Writer& writer) {
  if (const bool* truth = value.if_bool()) {
    writer.Bool(*truth);
  } else if (const auto* number = value.if_number()) {
    writer.RawValue(number->digits.data(), number->digits.size(), rapidjson::kNumberType);
  } else if (const auto* text = value.if_string()) {
    writer.String(text->data(), static_cast<rapidjson::SizeType>(text->size()));
  } else if (const auto* array = value.if_array()) {
    writer.StartArray();
    for (const Json& item : *array) write(item, writer);
    writer.EndArray();
  } else if (const auto* object = value.if_object()) {
    writer.StartObject();
    for (const auto& [name, member] : *object) {
      writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
      write(member, writer);
    }
    writer.EndObject();
  } else {
    writer.Null();
  }
}

Json sorted(const Json& value) {
  if (const auto* array = value.if_array()) {
    Json::Array items;
    for (const Json& item : *array) items.push_back(sorted(item));
    return items;
  }
  if (const auto* object = value.if_object()) {
    Json::Object members;
    for (const auto& [name, member] : *object) members.emplace_back(name, sorted(member));
    std::ranges::sort(members, {}, &Json::Member::first);
    return members;
  }
  return value;
}

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  Builder builder;
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> input(bytes);
  rapidjson::Reader reader;
  constexpr auto flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                         rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult parsed = reader.Parse<flags>(input, builder);
  if (builder.refusal) return std::unexpected(*builder.refusal);
  if (parsed.IsError())
    return fail("json.syntax", {std::to_string(parsed.Offset()), rapidjson::GetParseError_En(parsed.Code())});
  return std::move(builder.result);
}

std::string Json::to_string() const {
  std::string out;
  append(*this, out);
  return out;
}

std::string Json::to_canonical_string() const {
  return sorted(*this).to_string();
}

std::string Json::to_pretty_string() const {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  write(*this, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::optional<std::int64_t> Json::if_integer() const {
  const Number* number = if_number();
  if (!number) return std::nullopt;
  std::int64_t value = 0;
  const char* end = number->digits.data() + number->digits.size();
  const auto read = std::from_chars(number->digits.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

const Json* Json::find(std::string_view name) const {
  if (const Object* object = if_object())
    for (const auto& [member, value] : *object)
      if (member == name) return &value;
  return nullptr;
}

std::optional<std::string_view> Json::find_string(std::string_view name) const {
  const Json* member = find(name);
  const std::string* text = member ? member->if_string() : nullptr;
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

std::optional<std::int64_t> Json::find_integer(std::string_view name) const {
  const Json* member = find(name);
  return member ? member->if_integer() : std::nullopt;
}

std::optional<bool> Json::find_bool(std::string_view name) const {
  const Json* member = find(name);
  const bool* truth = member ? member->if_bool() : nullptr;
  return truth ? std::optional<bool>(*truth) : std::nullopt;
}

void Json::set(std::string_view name, Json value) {
  if (is_null()) value_ = std::make_shared<Object>();
  Object* object = if_object_to_change();
  check(object != nullptr, "only an object has members");
  for (auto& [member, old] : *object) {
    if (member == name) {
      old = std::move(value);
      return;
    }
  }
  object->emplace_back(std::string(name), std::move(value));
}

bool Json::operator==(const Json& other) const {
  if (value_.index() != other.value_.index()) return false;
  if (const Array* array = if_array()) return array == other.if_array() || *array == *other.if_array();
  if (const Object* object = if_object()) return object == other.if_object() || *object == *other.if_object();
  return value_ == other.value_;
}

void Json::push_back(Json item) {
  if (is_null()) value_ = std::make_shared<Array>();
  Array* array = if_array_to_change();
  check(array != nullptr, "only an array takes items");
  array->push_back(std::move(item));
}

}  // namespace shuxin::base
