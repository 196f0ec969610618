#include "shell/app/final_list.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "core/base/hash.h"

namespace shuxin::app {
namespace {

using base::Json;
using State = FinalListCheck::Signature;

constexpr const char* format = "shuxin-evaluation-1";

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return bytes;
}

// What hash and signature cover.
Json content_of(const Json& file) {
  Json content;
  for (const auto& [name, value] : *file.if_object())
    if (name != "hash" && name != "signature") content.set(name, value);
  return content;
}

bool has_form(const Json& file) {
  const Json* firms = file.if_object() ? file.find("firms") : nullptr;
  const Json* settings = firms ? file.find("settings") : nullptr;
  return settings && settings->if_array() && firms->if_array() && file.find_string("format") == format &&
         file.find_string("scheme") && file.find_string("data");
}

base::Result<EvaluationInput> input_of(const std::string& name, const Json& file) {
  EvaluationInput input;
  input.scheme = name;
  input.scheme_source = *file.find_string("scheme");
  input.table_name = name;
  input.table = bytes_of(*file.find_string("data"));
  for (const Json& one : *file.find("settings")->if_array())
    if (const Json* value = one.if_object() ? one.find("value") : nullptr)
      input.settings.push_back({std::string(one.find_string("path").value_or("")), *value, {}});
  if (const Json* recorded = file.find("shifts"); recorded && recorded->if_array())
    for (const Json& one : *recorded->if_array()) {
      SHUXIN_TRY(evaluation::Shift shift, evaluation::read_shift(one));
      input.shifts.push_back(std::move(shift));
    }
  return input;
}

base::Result<Json> compute(const std::string& name, const Json& file) {
  SHUXIN_TRY(const EvaluationInput input, input_of(name, file));
  SHUXIN_TRY(const EvaluatedTable table, evaluate_table(input));
  return firms_json(table);
}

// The codes of the firms whose results differ, those of one side only among them.
std::vector<std::string> differing(const Json::Array& frozen, const Json::Array& computed) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < std::max(frozen.size(), computed.size()); ++i) {
    if (i < frozen.size() && i < computed.size() && frozen[i].to_string() == computed[i].to_string())
      continue;
    const Json& one = i < computed.size() ? computed[i] : frozen[i];
    codes.emplace_back(one.if_object() ? one.find_string("uscc").value_or("?") : "?");
  }
  return codes;
}

void check_signature(const Json& file, const std::string& content,
                     const std::optional<signing::PublicKeys>& keys, FinalListCheck& check) {
  const Json* json = file.find("signature");
  if (!json) return;
  check.signature = State::Altered;
  const auto signature = signing::read_signature(*json);
  if (!signature) return;
  check.key = signature->key_id;
  check.signature = State::Unchecked;
  if (!keys) return;
  switch (keys->verify(signing::Purpose::Evaluation, *signature, content)) {
    case signing::Verdict::Valid:
      check.signature = State::Valid;
      return;
    case signing::Verdict::Invalid:
      check.signature = State::Altered;
      return;
    case signing::Verdict::UnknownKey:
      check.signature = State::UnknownKey;
      return;
  }
}

}  // namespace

base::Result<FinalList> make_final_list(const EvaluationInput& input, const Json& firms,
                                        signing::KeyRing* ring) {
  Json::Array settings;
  for (const catalog::Setting& one : input.settings)
    settings.push_back(Json::object({{"path", one.path}, {"value", one.value}}));
  Json::Array shifts;
  for (const evaluation::Shift& one : input.shifts) shifts.push_back(evaluation::to_json(one));
  Json file = Json::object({{"format", format},
                            {"scheme", input.scheme_source},
                            {"settings", std::move(settings)},
                            {"data", base::to_hex(input.table)},
                            {"shifts", std::move(shifts)},
                            {"firms", firms}});
  const std::string content = file.to_string();
  FinalList list;
  list.hash = base::to_hex(base::sha256(content));
  file.set("hash", list.hash);
  if (ring) {
    SHUXIN_TRY(const signing::Signature signature, ring->sign(signing::Purpose::Evaluation, content));
    list.key = signature.key_id;
    file.set("signature", signing::to_json(signature));
  }
  list.text = file.to_string();
  return list;
}

base::Result<std::string> table_of_final_list(const std::string& name, std::string_view text) {
  const auto file = Json::parse(text);
  if (!file || !has_form(*file)) return base::fail("evaluation.not-frozen", {name});
  return bytes_of(*file->find_string("data"));
}

base::Result<FinalListCheck> check_final_list(const std::string& name, std::string_view text,
                                              const std::optional<signing::PublicKeys>& keys) {
  const auto file = Json::parse(text);
  if (!file || !has_form(*file)) return base::fail("evaluation.not-frozen", {name});
  const std::string content = content_of(*file).to_string();
  FinalListCheck made;
  made.whole = file->find_string("hash") == base::to_hex(base::sha256(content));
  check_signature(*file, content, keys, made);
  const auto firms = compute(name, *file);
  // Of an altered file it is enough to know that; one that is whole and yet cannot be computed is none.
  if (!firms && made.whole) return std::unexpected(firms.error());
  if (firms) {
    made.computed = true;
    made.firms = firms->if_array()->size();
    made.changed = differing(*file->find("firms")->if_array(), *firms->if_array());
  }
  return made;
}

std::string_view to_string(State signature) {
  switch (signature) {
    case State::Unsigned:
      return "unsigned";
    case State::Unchecked:
      return "unchecked";
    case State::Valid:
      return "valid";
    case State::Altered:
      return "altered";
    case State::UnknownKey:
      return "unknown-key";
  }
  return {};
}

std::vector<base::Message> words_of(const FinalListCheck& check) {
  std::vector<base::Message> words;
  if (!check.whole) words.push_back({"evaluation.other-hash", {}});
  if (check.computed && check.changed.empty())
    words.push_back({"evaluation.verified", {std::to_string(check.firms)}});
  if (!check.changed.empty())
    words.push_back({"evaluation.other-results", {fmt::format("{}", fmt::join(check.changed, " "))}});
  words.push_back({"evaluation.signature." + std::string(to_string(check.signature)), {check.key}});
  return words;
}

}  // namespace shuxin::app
