#include "shell/views/stored_step.h"

#include <fmt/format.h>

namespace shuxin::views {
namespace {

constexpr std::string_view personal_name = "step";

// Files that a step names: the ledger keeps their hashes with it.
void name_files(const std::map<std::string, casework::MaterialGiven>& materials, const std::string& through,
                std::vector<store::NamedFile>& files) {
  for (const auto& [id, given] : materials)
    for (const std::string& file : given.files) files.push_back({file, through});
}

void add_touches(const casework::RegisterWritten& written, std::vector<std::string>& touches) {
  touches.push_back(touched_entry(written.register_kind, written.key));
  if (!written.fields.if_object()) return;
  for (const auto& [field, value] : *written.fields.if_object()) {
    const base::Json::Array one{value};
    for (const base::Json& item : value.if_array() ? *value.if_array() : one)
      if (const std::string* text = item.if_string())
        touches.push_back(touched_value(written.register_kind, field, *text));
  }
}

}  // namespace

std::string touched_entry(std::string_view kind, std::string_view key) {
  return fmt::format("register/{}/{}", kind, key);
}

std::string touched_value(std::string_view kind, std::string_view field, std::string_view value) {
  return fmt::format("register/{}/{}={}", kind, field, value);
}

store::NewEvent to_event(casework::Step step, const std::string& subject, base::Instant recorded_at,
                         const std::string& through) {
  const casework::StoredStep stored = casework::to_json(step);
  store::NewEvent event;
  event.type = step_type;
  event.schema = step_schema;
  event.payload = stored.open.to_string();
  if (!stored.personal.is_null())
    event.personal.push_back({subject, std::string(personal_name), stored.personal.to_string()});
  for (const casework::Event& one : step.events) {
    if (const auto* taken = std::get_if<casework::SubmissionTaken>(&one))
      name_files(taken->materials, through, event.files);
    if (const auto* opened = std::get_if<casework::PackageOpened>(&one))
      name_files(opened->materials, through, event.files);
    if (const auto* written = std::get_if<casework::RegisterWritten>(&one))
      add_touches(*written, event.touches);
  }
  event.effective_at = step.effective_at;
  event.recorded_at = recorded_at;
  event.content = std::make_shared<const StepContent>(std::move(step));
  return event;
}

base::Result<casework::Step> to_step(const store::Event& event) {
  if (event.type != step_type || event.schema != step_schema)
    return base::fail("event.unknown", {event.type + " " + std::to_string(event.schema)});
  SHUXIN_TRY(const base::Json open, base::Json::parse(event.payload));
  base::Json personal;
  for (const store::PersonalField& field : event.personal) {
    if (field.name != personal_name || !field.value) continue;
    SHUXIN_TRY(personal, base::Json::parse(*field.value));
  }
  return casework::step_from_json(open, personal);
}

base::Result<std::shared_ptr<const StepContent>> step_of(const store::Event& event) {
  if (auto given = std::dynamic_pointer_cast<const StepContent>(event.content)) return given;
  SHUXIN_TRY(casework::Step step, to_step(event));
  return std::make_shared<const StepContent>(std::move(step));
}

StreamName split_stream(std::string_view stream) {
  const std::size_t slash = stream.find('/');
  if (slash == std::string_view::npos) return {};
  return {stream.substr(0, slash), stream.substr(slash + 1)};
}

}  // namespace shuxin::views
