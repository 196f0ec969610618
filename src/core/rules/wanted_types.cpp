#include "core/rules/wanted_types.h"

namespace shuxin::rules::dmn {
namespace {

/// Tests on values of item definitions, found by the names that the files use.
class AllowedValues {
 public:
  explicit AllowedValues(const Model& model) : model_(model) {}

  /// False if there are some that are not intervals and sets.
  bool gather(const Definitions& file, const std::string& type, std::span<const std::string> path,
              std::vector<UnaryTests>& into, int depth = 0) const {
    const auto [item, home] = find(file, type);
    return item == nullptr || gather(*home, *item, path, into, depth);
  }

 private:
  bool gather(const Definitions& file, const ItemDefinition& item, std::span<const std::string> path,
              std::vector<UnaryTests>& into, int depth) const {
    if (depth > 16 || (item.is_collection && !path.empty())) return false;
    if (path.empty()) {
      for (const auto& text : {item.allowed_values, item.type_constraint}) {
        if (!text) continue;
        auto tests = compile_tests(text->text, {}, Type::any());
        if (!tests.value || tests.value->shape() == nullptr) return false;
        into.push_back(*std::move(tests.value));
      }
    } else {
      // A constraint on the whole tells of its members only by evaluating.
      if (item.allowed_values || item.type_constraint) return false;
      for (const ItemDefinition& component : item.components)
        if (component.name == path.front()) return gather(file, component, path.subspan(1), into, depth + 1);
    }
    return item.type.empty() || gather(file, item.type.name, path, into, depth + 1);
  }

  [[nodiscard]] std::pair<const ItemDefinition*, const Definitions*> find(const Definitions& file,
                                                                          const std::string& type) const {
    for (const ItemDefinition& item : file.items)
      if (item.name == type) return {&item, &file};
    for (const Import& import : file.imports) {
      const std::string prefix = import.name.empty() ? "" : import.name + ".";
      if (!type.starts_with(prefix)) continue;
      for (const Definitions& other : model_.files())
        if (other.name_space == import.name_space)
          for (const ItemDefinition& item : other.items)
            if (item.name == type.substr(prefix.size())) return {&item, &other};
    }
    return {nullptr, nullptr};
  }

  const Model& model_;
};

}  // namespace

const Definitions* file_of(const Model& model, const Node& node) {
  for (const Definitions& file : model.files())
    if (file.name_space == node.name_space) return &file;
  return nullptr;
}

bool gather_allowed(const Model& model, const Definitions& file, const std::string& type,
                    std::span<const std::string> path, std::vector<UnaryTests>& into) {
  return AllowedValues(model).gather(file, type, path, into);
}

}  // namespace shuxin::rules::dmn
