// Drafts: applications that are being filled in, saved with every change, checked as the zone would, and
// submitted.
#pragma once

#include <string>
#include <vector>

#include "shell/app/case_view.h"
#include "shell/app/files.h"
#include "shell/app/form_validation.h"

namespace shuxin::app {

struct Draft {
  std::string id;
  std::string account;  ///< of the applicant
  /// matter, package, correction; once submitted `submitted-case` or `submitted-package`, with the number as
  /// target: whoever submits it again gets the same answer.
  std::string kind;
  std::string target;  ///< matter or package id; for a correction the case number
  std::int64_t version = 1;
  base::Json form = base::Json::Object{};
  std::vector<std::string> chosen;
  std::map<std::string, casework::MaterialGiven> materials;
  std::vector<FileDetails> files;
  base::Instant updated_at;
};

/// Draft of openapi.json.
[[nodiscard]] base::Json to_json(const Draft& draft, const catalog::Catalogue& catalogue);
/// {id: {how, files, text}}; Error: drafts.materials.
[[nodiscard]] base::Result<std::map<std::string, casework::MaterialGiven>> read_materials(
    const base::Json& json);

/// The applicant's command by which corrections are handed in when the case stands in that state; null if
/// there is none.
[[nodiscard]] const catalog::Action* find_correction_action(const casework::CaseState& state,
                                                            std::string_view in,
                                                            const catalog::Catalogue& catalogue);

/// Thread-safe. All errors name the same for what does not exist and for what is another's: drafts.none.
class Drafts {
 public:
  Drafts(CaseService& service, Files& files) : service_(service), files_(files) {}
  /// What store::open must be given for drafts to work.
  [[nodiscard]] static store::TableSet table();

  /// Errors: drafts.target (no such matter or package in force, or no case that waits for corrections).
  [[nodiscard]] base::Result<Draft> create(const Identity& identity, const std::string& kind,
                                           const std::string& target, base::Instant now);
  [[nodiscard]] base::Result<std::vector<Draft>> list(const Identity& identity);
  [[nodiscard]] base::Result<Draft> load(const Identity& identity, const std::string& id);
  /// Error: drafts.stale if it is no longer of that version.
  [[nodiscard]] base::Result<Draft> save(const Identity& identity, Draft changed, base::Instant now);
  [[nodiscard]] base::Result<void> remove(const Identity& identity, const std::string& id);
  /// Check of openapi.json.
  [[nodiscard]] base::Result<base::Json> check(const Identity& identity, const std::string& id,
                                               base::Instant now);
  /// Opens the case or package, or hands in the corrections; the draft is then empty and no longer listed. A
  /// form that does not fit its schema is refused with the code case.form and all its faults.
  [[nodiscard]] base::Result<Reply> submit(const Identity& identity, const std::string& id,
                                           const std::string& key, base::Instant now);
  [[nodiscard]] base::Result<Draft> add_file(const Identity& identity, const std::string& id,
                                             FileDetails details, base::Instant now);

  /// Removes files that were uploaded a day ago or earlier and that neither an event nor an open draft holds;
  /// returns how many.
  static constexpr std::int64_t kept_unnamed_ms = 24 * 3600'000;
  [[nodiscard]] base::Result<int> sweep_files(base::Instant now);

  /// By which the owner of a draft reaches its files.
  [[nodiscard]] static std::string owner(const std::string& id) { return "draft/" + id; }

 private:
  [[nodiscard]] base::Result<void> write(const Draft& draft, std::optional<std::int64_t> expected);
  [[nodiscard]] base::Result<std::vector<FormFault>> form_faults(const Draft& draft, base::Instant now);
  [[nodiscard]] casework::Command command_of(const Draft& draft, const std::string& action);

  CaseService& service_;
  Files& files_;
};

}  // namespace shuxin::app
