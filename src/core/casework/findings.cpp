// What officers find and what identifiers are worth.
#include <algorithm>

#include "core/base/hash.h"
#include "core/base/identifiers.h"
#include "core/casework/effects.h"

namespace shuxin::casework {
namespace {

// The same fault in both languages, from the message catalogue.
Text worded(const base::Error& error) {
  return {base::word(error.message, base::Language::Chinese),
          base::word(error.message, base::Language::English)};
}

void check_value(const Json& schema, const Json& value, const std::string& pointer, Date today,
                 std::vector<Refusal::Fault>& faults) {
  if (const Json* properties = schema.find("properties"); properties && properties->if_object()) {
    for (const auto& [name, property] : *properties->if_object())
      if (const Json* member = value.find(name))
        check_value(property, *member, pointer + "/" + name, today, faults);
    return;
  }
  if (const Json* items = schema.find("items"); items && value.if_array()) {
    for (std::size_t i = 0; i < value.if_array()->size(); ++i)
      check_value(*items, (*value.if_array())[i], pointer + "/" + std::to_string(i), today, faults);
    return;
  }
  const std::string* text = value.if_string();
  const auto format = schema.find_string("format");
  if (!text || !format || text->empty()) return;
  if (*format == "uscc") {
    if (const auto read = base::CreditCode::parse(*text); !read)
      faults.push_back({pointer, worded(read.error())});
  } else if (*format == "citizen-id") {
    if (const auto read = base::CitizenId::parse(*text, today); !read)
      faults.push_back({pointer, worded(read.error())});
  } else if (*format == "mobile") {
    if (const auto read = base::MobileNumber::parse(*text); !read)
      faults.push_back({pointer, worded(read.error())});
  }
}

}  // namespace

std::vector<Refusal::Fault> identifier_faults(const Json& schema, const Json& values, Date today) {
  std::vector<Refusal::Fault> faults;
  check_value(schema, values, "/form", today, faults);
  return faults;
}

std::string draw_order(const std::string& seed, const std::string& candidate) {
  return base::to_hex(base::sha256(seed + "\n" + candidate));
}

Outcome check_findings(const CaseState& state, const catalog::Matter& matter, const catalog::Action& action,
                       const Json& input, Judgement& judgement) {
  for (const catalog::Input& asked : action.asks) {
    if (asked.kind != catalog::InputKind::Findings) continue;
    const Json* given = input.find(asked.id);
    const Json::Array* findings = given ? given->if_array() : nullptr;
    if (!findings) continue;
    Refusal refusal{{"correction.only-listed", {}}, {}, {{"行政许可法", "32(4)", ""}}, {}};
    for (std::size_t i = 0; i < findings->size(); ++i) {
      const std::string about((*findings)[i].find_string("about").value_or(""));
      const std::string text((*findings)[i].find_string("text").value_or(""));
      const std::string pointer = "/" + asked.id + "/" + std::to_string(i);
      const bool material = std::ranges::any_of(
          matter.materials, [&](const catalog::Material& one) { return one.id == about; });
      if (text.empty() || (!material && !about.starts_with('/'))) {
        refusal.message = {"case.input", {}};
        refusal.faults.push_back(
            {pointer,
             {"请写明问题所在的材料或栏目和具体问题", "Name the material or field and what is wrong"}});
        continue;
      }
      // Once everything was told, only what was told may be examined again.
      const bool told = std::ranges::any_of(state.done, [&](const Done& done) {
        return done.action == action.id && done.submission < state.submission;
      });
      if (told && state.materials.contains(about) && state.materials.at(about).how != "file") {
        refusal.faults.push_back(
            {pointer, {"首次告知时没有提出这一项", "this was not among what was told at first"}});
        continue;
      }
      judgement.gaps.push_back({"finding", about, {text, text}, material ? "" : about});
    }
    if (!refusal.faults.empty()) return std::unexpected(std::move(refusal));
  }
  return {};
}

}  // namespace shuxin::casework
