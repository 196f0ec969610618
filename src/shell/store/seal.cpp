#include "shell/store/seal.h"

#include <set>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "shell/store/merkle.h"
#include "shell/store/record.h"
#include "shell/store/wire.h"

namespace shuxin::store {
namespace {

using base::Json;

constexpr std::string_view magic = "shuxin.seal/1\n";
constexpr std::string_view anchor_form = "shuxin.anchor/1";

std::optional<std::string> from_hex(std::string_view digits) {
  std::string out;
  if (digits.size() % 2 != 0) return std::nullopt;
  const auto value = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = value(digits[i]);
    const int low = value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::unexpected<base::Error> not_an_anchor(std::string what) {
  return base::fail("anchor.form", {std::move(what)});
}

Result<std::string> bytes_member(const Json& json, const std::string& name) {
  const auto digits = json.find_string(name);
  const auto bytes = digits ? from_hex(*digits) : std::nullopt;
  if (!bytes) return not_an_anchor(name);
  return *bytes;
}

Result<Hash> hash_member(const Json& json, const std::string& name) {
  SHUXIN_TRY(const std::string bytes, bytes_member(json, name));
  if (bytes.size() != sizeof(Hash)) return not_an_anchor(name);
  return to_hash(bytes);
}

Result<std::int64_t> number_member(const Json& json, const std::string& name, std::int64_t least) {
  const auto number = json.find_integer(name);
  if (!number || *number < least) return not_an_anchor(name);
  return *number;
}

Result<std::string> text_member(const Json& json, const std::string& name) {
  const auto text = json.find_string(name);
  if (!text) return not_an_anchor(name);
  return std::string(*text);
}

Result<Seal> read_seal(const Json& json) {
  Seal seal;
  SHUXIN_TRY(seal.zone, text_member(json, "zone"));
  SHUXIN_TRY(seal.number, number_member(json, "number", 1));
  SHUXIN_TRY(seal.first, number_member(json, "first", 1));
  SHUXIN_TRY(seal.last, number_member(json, "last", seal.first));
  SHUXIN_TRY(seal.root, hash_member(json, "root"));
  SHUXIN_TRY(seal.previous, hash_member(json, "previous"));
  SHUXIN_TRY(seal.made_at.milliseconds, number_member(json, "made_at", 0));
  SHUXIN_TRY(seal.signature.key, text_member(json, "key"));
  SHUXIN_TRY(seal.signature.algorithm, text_member(json, "algorithm"));
  SHUXIN_TRY(seal.signature.bytes, bytes_member(json, "signature"));
  return seal;
}

}  // namespace

std::string body_of(const Seal& seal) {
  std::string body(magic);
  put(body, seal.zone);
  put_i64(body, seal.number);
  put_i64(body, seal.first);
  put_i64(body, seal.last);
  put(body, view(seal.root));
  put(body, view(seal.previous));
  put_i64(body, seal.made_at.milliseconds);
  return body;
}

Hash hash_of(const Seal& seal) {
  return Digest().of(body_of(seal));
}

std::string anchor_text(const std::vector<Seal>& seals) {
  Json::Array list;
  for (const Seal& seal : seals)
    list.push_back(Json::object({{"zone", seal.zone},
                                 {"number", seal.number},
                                 {"first", seal.first},
                                 {"last", seal.last},
                                 {"root", to_hex(seal.root)},
                                 {"previous", to_hex(seal.previous)},
                                 {"made_at", seal.made_at.milliseconds},
                                 {"key", seal.signature.key},
                                 {"algorithm", seal.signature.algorithm},
                                 {"signature", base::to_hex(seal.signature.bytes)}}));
  return Json::object({{"form", anchor_form}, {"seals", std::move(list)}}).to_pretty_string() + "\n";
}

Result<std::vector<Seal>> read_anchor(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return not_an_anchor(word(json.error().message, base::Language::English));
  if (json->find_string("form") != anchor_form) return not_an_anchor("form");
  const Json* list = json->find("seals");
  if (list == nullptr || list->if_array() == nullptr || list->if_array()->empty())
    return not_an_anchor("seals");
  std::vector<Seal> seals;
  std::set<std::pair<std::string, std::int64_t>> seen;
  for (const Json& one : *list->if_array()) {
    SHUXIN_TRY(Seal seal, read_seal(one));
    if (!seen.emplace(seal.zone, seal.number).second) return not_an_anchor("number");
    seals.push_back(std::move(seal));
  }
  return seals;
}

bool holds(const InclusionProof& proof) {
  const Seal& seal = proof.seal;
  return merkle_root_by(proof.event, proof.position - seal.first, seal.last - seal.first + 1, proof.path) ==
         seal.root;
}

}  // namespace shuxin::store
