#include "shell/app/submission_changes.h"

#include <algorithm>

#include "core/casework/decide.h"
#include "shell/app/case_view.h"

namespace shuxin::app {
namespace {

using base::Json;
using Materials = std::map<std::string, casework::MaterialGiven>;

std::string escaped(std::string_view name) {
  std::string step;
  for (const char c : name) step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return step;
}

const Json nothing;

void compare(const Json& before, const Json& after, const std::string& pointer, Json::Array& fields) {
  if (before.if_object() && after.if_object()) {
    for (const auto& [name, value] : *after.if_object()) {
      const Json* old = before.find(name);
      compare(old ? *old : nothing, value, pointer + "/" + escaped(name), fields);
    }
    for (const auto& [name, value] : *before.if_object())
      if (!after.find(name)) compare(value, nothing, pointer + "/" + escaped(name), fields);
    return;
  }
  if (before.if_array() && after.if_array()) {
    const Json::Array& old = *before.if_array();
    const Json::Array& now = *after.if_array();
    for (std::size_t i = 0; i < std::max(old.size(), now.size()); ++i)
      compare(i < old.size() ? old[i] : nothing, i < now.size() ? now[i] : nothing,
              pointer + "/" + std::to_string(i), fields);
    return;
  }
  if (before == after) return;
  fields.push_back(Json::object({{"pointer", pointer}, {"before", before}, {"after", after}}));
}

Json material_json(const Materials& all, const std::string& id) {
  const auto found = all.find(id);
  if (found == all.end()) return {};
  return Json::object({{"how", found->second.how},
                       {"files", static_cast<std::int64_t>(found->second.files.size())},
                       {"text", found->second.text}});
}

bool differs(const Materials& before, const Materials& after, const std::string& id) {
  const auto old = before.find(id);
  const auto now = after.find(id);
  if (old == before.end() || now == after.end()) return (old == before.end()) != (now == after.end());
  return !(old->second == now->second);
}

}  // namespace

Json submission_changes(const CaseHistory& history, const catalog::Matter* matter) {
  casework::CaseState state;
  Json form;
  Materials materials;
  base::Instant at;
  for (const casework::Step& step : history.steps) {
    const bool taken = std::ranges::any_of(step.events, [](const casework::Event& event) {
      return std::holds_alternative<casework::SubmissionTaken>(event);
    });
    if (taken) {
      form = state.form;
      materials = state.materials;
      at = step.effective_at;
    }
    casework::evolve(state, step);
  }
  if (state.submission < 2) return {};
  Json::Array fields;
  compare(form, state.form, "", fields);
  Json::Array changed;
  if (matter)
    for (const catalog::Material& material : matter->materials)
      if (differs(materials, state.materials, material.id))
        changed.push_back(Json::object({{"id", material.id},
                                        {"name", to_json(material.name)},
                                        {"before", material_json(materials, material.id)},
                                        {"after", material_json(state.materials, material.id)}}));
  return Json::object({{"submission", state.submission},
                       {"at", at.to_string()},
                       {"fields", std::move(fields)},
                       {"materials", std::move(changed)}});
}

}  // namespace shuxin::app
