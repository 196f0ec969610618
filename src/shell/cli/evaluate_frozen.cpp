#include "shell/cli/evaluate_frozen.h"

#include <charconv>
#include <cstdio>
#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/evaluation/outcome_json.h"
#include "shell/cli/verify.h"
#include "shell/signing/key_ring.h"

namespace shuxin::cli {
namespace {

using base::Json;
using base::Language;

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

// The results that scheme and data of the file give.
base::Result<Json> compute(const std::string& path, const Json& file) {
  std::vector<catalog::Setting> settings;
  for (const Json& one : *file.find("settings")->if_array())
    if (const Json* value = one.if_object() ? one.find("value") : nullptr)
      settings.push_back({std::string(one.find_string("path").value_or("")), *value, {}});
  const auto read = catalog::read_scheme(path, std::string(*file.find_string("scheme")), settings);
  if (!read.scheme || !read.scheme->unset.empty()) return base::fail("evaluation.not-frozen", {path});
  SHUXIN_TRY(const documents::Workbook workbook,
             documents::read_workbook(bytes_of(*file.find_string("data")), path));
  SHUXIN_TRY(const app::FirmsRead firms, app::read_firms(*read.scheme, workbook));
  SHUXIN_TRY(const evaluation::Prepared prepared, evaluation::prepare(*read.scheme, firms.data));
  evaluation::Outcome outcome = evaluation::evaluate(*read.scheme, prepared);
  std::vector<evaluation::Shift> shifts;
  if (const Json* recorded = file.find("shifts"); recorded && recorded->if_array())
    for (const Json& one : *recorded->if_array()) {
      SHUXIN_TRY(evaluation::Shift shift, evaluation::read_shift(one));
      shifts.push_back(std::move(shift));
    }
  SHUXIN_DO(evaluation::apply_shifts(*read.scheme, prepared, std::move(shifts), outcome));
  return *evaluation::to_json(*read.scheme, firms.data, prepared, outcome, {}).find("firms");
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

struct SignatureFinding {
  const char* state = "unsigned";  // unsigned, unchecked, valid, altered, unknown-key
  std::string key;
};

SignatureFinding check_signature(const Json& file, const std::string& content,
                                 const std::optional<signing::PublicKeys>& keys) {
  const Json* json = file.find("signature");
  if (!json) return {};
  const auto signature = signing::read_signature(*json);
  if (!signature) return {"altered", {}};
  if (!keys) return {"unchecked", signature->key_id};
  switch (keys->verify(signing::Purpose::Evaluation, *signature, content)) {
    case signing::Verdict::Valid:
      return {"valid", signature->key_id};
    case signing::Verdict::Invalid:
      return {"altered", signature->key_id};
    case signing::Verdict::UnknownKey:
      return {"unknown-key", signature->key_id};
  }
  return {};
}

struct Check {
  bool whole = false;
  bool computed = false;
  std::size_t firms = 0;
  std::vector<std::string> changed;
  SignatureFinding signature;
};

base::Result<Check> check(const std::string& path, const std::optional<signing::PublicKeys>& keys) {
  SHUXIN_TRY(const std::string text, read_whole(path));
  const auto file = Json::parse(text);
  if (!file || !has_form(*file)) return base::fail("evaluation.not-frozen", {path});
  const std::string content = content_of(*file).to_string();
  Check made;
  made.whole = file->find_string("hash") == base::to_hex(base::sha256(content));
  made.signature = check_signature(*file, content, keys);
  const auto firms = compute(path, *file);
  // Of an altered file it is enough to know that; one that is whole and yet cannot be computed is none.
  if (!firms && made.whole) return base::fail(firms.error().message.code, firms.error().message.arguments);
  if (firms) {
    made.computed = true;
    made.firms = firms->if_array()->size();
    made.changed = differing(*file->find("firms")->if_array(), *firms->if_array());
  }
  return made;
}

void print(const Check& check, Language language) {
  const auto say = [&](std::string code, std::vector<std::string> arguments = {}) {
    fmt::print("{}\n", base::word({std::move(code), std::move(arguments)}, language));
  };
  if (!check.whole) say("evaluation.other-hash");
  if (check.computed && check.changed.empty()) say("evaluation.verified", {std::to_string(check.firms)});
  if (!check.changed.empty())
    say("evaluation.other-results", {fmt::format("{}", fmt::join(check.changed, " "))});
  say(std::string("evaluation.signature.") + check.signature.state, {check.signature.key});
}

}  // namespace

base::Result<void> write_final_list(const std::string& path, const FinalList& list,
                                    const std::string& key_folder) {
  Json::Array settings;
  for (const catalog::Setting& one : list.input.settings)
    settings.push_back(Json::object({{"path", one.path}, {"value", one.value}}));
  Json::Array shifts;
  for (const evaluation::Shift& one : list.input.shifts) shifts.push_back(evaluation::to_json(one));
  Json file = Json::object({{"format", format},
                            {"scheme", list.input.scheme_text},
                            {"settings", std::move(settings)},
                            {"data", base::to_hex(list.data)},
                            {"shifts", std::move(shifts)},
                            {"firms", list.firms}});
  const std::string content = file.to_string();
  file.set("hash", base::to_hex(base::sha256(content)));
  if (!key_folder.empty()) {
    SHUXIN_TRY(const auto ring, signing::KeyRing::open(signing::folder_of(key_folder), {}));
    SHUXIN_TRY(const signing::Signature signature, ring->sign(signing::Purpose::Evaluation, content));
    file.set("signature", signing::to_json(signature));
  }
  return write_whole(path, file.to_string());
}

Exit verify_final_list(const std::string& path, const std::string& keys, bool json, Language language) {
  std::optional<signing::PublicKeys> known;
  const auto cannot = [&](const base::Message& message) {
    fmt::print(stderr, "shuxin evaluate: {}\n", base::word(message, language));
    return Exit::CannotRun;
  };
  if (!keys.empty()) {
    auto loaded = load_public_keys(keys);
    if (!loaded) return cannot(loaded.error().message);
    known = *std::move(loaded);
  }
  const auto found = check(path, known);
  if (!found) return cannot(found.error().message);
  const std::string_view signature = found->signature.state;
  if (json) {
    Json::Array changed;
    for (const std::string& one : found->changed) changed.emplace_back(one);
    fmt::print("{}\n", Json::object({{"hash_fits", found->whole},
                                     {"computed", found->computed},
                                     {"changed", std::move(changed)},
                                     {"signature", std::string(signature)},
                                     {"key", found->signature.key}})
                           .to_pretty_string());
  } else {
    print(*found, language);
  }
  const bool is_signed = signature == "valid" || (!known && signature != "altered");
  return found->whole && found->computed && found->changed.empty() && is_signed ? Exit::Fine : Exit::Refuted;
}

}  // namespace shuxin::cli
