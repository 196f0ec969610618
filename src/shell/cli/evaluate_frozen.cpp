#include "shell/cli/evaluate_frozen.h"

#include <cstdio>
#include <fmt/format.h>

#include "shell/app/final_list.h"
#include "shell/cli/evaluate_files.h"
#include "shell/cli/verify.h"

namespace shuxin::cli {
namespace {

using app::FinalListCheck;
using base::Json;
using base::Language;
using Signature = FinalListCheck::Signature;

base::Result<std::optional<signing::PublicKeys>> keys_of(const VerifyWords& words) {
  if (words.keys.empty()) return std::nullopt;
  SHUXIN_TRY(auto keys, load_public_keys(words.keys));
  return keys;
}

Exit outcome(const FinalListCheck& check, const VerifyWords& words) {
  if (!check.recomputes() || check.signature == Signature::Altered) return Exit::Refuted;
  if (words.without_signature || check.signature == Signature::Valid) return Exit::Fine;
  // With keys at hand, a list that none of them signed is not the zone's.
  return words.keys.empty() ? Exit::CannotRun : Exit::Refuted;
}

void print(const FinalListCheck& check, const VerifyWords& words, Exit exit, Language language) {
  for (const base::Message& message : app::words_of(check)) fmt::print("{}\n", base::word(message, language));
  if (exit == Exit::CannotRun && !words.without_signature)
    fmt::print(stderr, "shuxin evaluate: {}\n",
               base::word({"evaluation.signature-not-checked", {}}, language));
}

void print_json(const FinalListCheck& check) {
  Json::Array changed;
  for (const std::string& one : check.changed) changed.emplace_back(one);
  fmt::print("{}\n", Json::object({{"hash_fits", check.whole},
                                   {"computed", check.computed},
                                   {"changed", std::move(changed)},
                                   {"signature", std::string(to_string(check.signature))},
                                   {"key", check.key}})
                         .to_pretty_string());
}

base::Result<FinalListCheck> check_file(const VerifyWords& words) {
  SHUXIN_TRY(const auto keys, keys_of(words));
  SHUXIN_TRY(const std::string text, read_whole(words.list));
  return app::check_final_list(words.list, text, keys);
}

}  // namespace

Exit verify_final_list(const VerifyWords& words, Language language) {
  const auto found = check_file(words);
  if (!found) {
    fmt::print(stderr, "shuxin evaluate: {}\n", base::word(found.error().message, language));
    return Exit::CannotRun;
  }
  const Exit exit = outcome(*found, words);
  if (words.json) {
    print_json(*found);
  } else {
    print(*found, words, exit, language);
  }
  return exit;
}

}  // namespace shuxin::cli
