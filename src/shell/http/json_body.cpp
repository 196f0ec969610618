#include "shell/http/json_body.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/base/utf8.h"

namespace shuxin::http {
namespace {

constexpr std::size_t most_errors = 50;

Member member(std::string name, Member::Kind kind) {
  Member made;
  made.name = std::move(name);
  made.kind = kind;
  return made;
}

std::string escape_pointer(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

bool holds_control(std::string_view text, bool is_multiline) {
  return std::ranges::any_of(text, [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_multiline && (c == '\n' || c == '\t' || c == '\r')) return false;
    return byte < 0x20 || byte == 0x7f;
  });
}

// Walks a value beside its shape and collects what does not fit.
class ShapeChecker {
 public:
  void check_object(const base::Json& value, const std::vector<Member>& members, const std::string& pointer) {
    const base::Json::Object* object = value.if_object();
    if (object == nullptr) return add(pointer, "http.field-not-object");
    for (const auto& [name, held] : *object) {
      const auto known = std::ranges::find(members, name, &Member::name);
      const std::string at = pointer + "/" + escape_pointer(name);
      if (known == members.end()) {
        add(at, "http.field-unknown");
      } else {
        check_member(held, *known, at);
      }
    }
    for (const Member& expected : members) {
      if (expected.is_required && value.find(expected.name) == nullptr) {
        add(pointer + "/" + escape_pointer(expected.name), "http.field-missing");
      }
    }
  }

  std::vector<FieldError> errors;

 private:
  void add(std::string pointer, std::string code, std::vector<std::string> arguments = {}) {
    if (errors.size() < most_errors) {
      errors.push_back({std::move(pointer), {std::move(code), std::move(arguments)}});
    }
  }

  void check_text(const base::Json& value, const Member& shape, const std::string& pointer) {
    const std::string* text = value.if_string();
    if (text == nullptr) return add(pointer, "http.field-not-text");
    const std::size_t length = base::count_characters(*text);
    if (!shape.choices.empty() && std::ranges::find(shape.choices, *text) == shape.choices.end()) {
      add(pointer, "http.field-choice", {fmt::format("{}", fmt::join(shape.choices, ", "))});
    } else if (length < shape.shortest_text) {
      add(pointer, "http.field-too-short", {std::to_string(shape.shortest_text)});
    } else if (length > shape.longest_text) {
      add(pointer, "http.field-too-long", {std::to_string(shape.longest_text)});
    } else if (holds_control(*text, shape.is_multiline)) {
      add(pointer, "http.field-control-character");
    }
  }

  void check_integer(const base::Json& value, const Member& shape, const std::string& pointer) {
    const auto number = value.if_integer();
    if (!number) return add(pointer, "http.field-not-integer");
    if (*number < shape.least || *number > shape.most) {
      add(pointer, "http.field-out-of-range", {std::to_string(shape.least), std::to_string(shape.most)});
    }
  }

  void check_items(const base::Json& value, const Member& shape, const std::string& pointer) {
    const base::Json::Array* items = value.if_array();
    if (items == nullptr) return add(pointer, "http.field-not-list");
    if (items->size() > shape.most_items) {
      return add(pointer, "http.field-too-many", {std::to_string(shape.most_items)});
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
      const std::string at = fmt::format("{}/{}", pointer, i);
      if (shape.kind == Member::Kind::Texts) {
        check_text((*items)[i], shape, at);
      } else {
        check_object((*items)[i], shape.members, at);
      }
    }
  }

  void check_member(const base::Json& value, const Member& shape, const std::string& pointer) {
    if (value.is_null() && shape.may_be_null) return;
    switch (shape.kind) {
      case Member::Kind::Text:
        return check_text(value, shape, pointer);
      case Member::Kind::Integer:
        return check_integer(value, shape, pointer);
      case Member::Kind::Truth:
        if (value.if_bool() == nullptr) add(pointer, "http.field-not-truth");
        return;
      case Member::Kind::Moment:
        if (value.if_string() == nullptr || !base::Instant::parse(*value.if_string())) {
          add(pointer, "http.field-not-moment");
        }
        return;
      case Member::Kind::Object:
        return check_object(value, shape.members, pointer);
      case Member::Kind::List:
      case Member::Kind::Texts:
        return check_items(value, shape, pointer);
      case Member::Kind::Any:
        return;
    }
  }
};

// `application/json`, with nothing but a charset of UTF-8 after it.
bool is_json_type(std::string_view type) {
  std::string plain;
  for (const char c : type) {
    if (c != ' ' && c != '\t' && c != '"') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return plain == "application/json" || plain == "application/json;charset=utf-8";
}

}  // namespace

Member text(std::string name) {
  return member(std::move(name), Member::Kind::Text);
}
Member integer(std::string name) {
  return member(std::move(name), Member::Kind::Integer);
}
Member truth(std::string name) {
  return member(std::move(name), Member::Kind::Truth);
}
Member moment(std::string name) {
  return member(std::move(name), Member::Kind::Moment);
}
Member texts(std::string name) {
  return member(std::move(name), Member::Kind::Texts);
}
Member any(std::string name) {
  return member(std::move(name), Member::Kind::Any);
}

Member object(std::string name, std::vector<Member> members) {
  Member made = member(std::move(name), Member::Kind::Object);
  made.members = std::move(members);
  return made;
}

Member list(std::string name, std::vector<Member> members_of_each) {
  Member made = member(std::move(name), Member::Kind::List);
  made.members = std::move(members_of_each);
  return made;
}

std::vector<FieldError> check_shape(const base::Json& body, const std::vector<Member>& members) {
  ShapeChecker checker;
  checker.check_object(body, members, "");
  return std::move(checker.errors);
}

std::expected<base::Json, Problem> read_json(const Request& request, const std::vector<Member>& members) {
  if (!is_json_type(request.headers.find("Content-Type").value_or(""))) {
    return std::unexpected(problem(415, "http.content-type", {"application/json"}));
  }
  auto body = base::Json::parse(request.body);
  if (!body) return std::unexpected(problem(400, std::move(body).error()));
  if (auto errors = check_shape(*body, members); !errors.empty()) {
    Problem faults = problem(422, "http.fields", {std::to_string(errors.size())});
    faults.errors = std::move(errors);
    return std::unexpected(std::move(faults));
  }
  return *std::move(body);
}

}  // namespace shuxin::http
