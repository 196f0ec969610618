// The catalogue of a zone: all its definitions, loaded from text and checked as a whole.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/calendar/calendar.h"
#include "core/catalog/code_table.h"
#include "core/catalog/definitions.h"
#include "core/catalog/scheme.h"

namespace shuxin::catalog {

/// The files of a catalogue by their path below its folder, with `/`: what the shell has read.
using Files = std::map<std::string, std::string>;

class Catalogue {
 public:
  Zone zone;
  calendar::Calendar calendar;
  std::vector<Procedure> procedures;  ///< all versions
  std::vector<Matter> matters;
  std::vector<Package> packages;
  std::vector<Register> registers;
  std::vector<Form> forms;
  std::vector<DocumentTemplate> documents;
  std::vector<Commitment> commitments;  ///< all versions
  std::vector<Scheme> schemes;          ///< of evaluations
  std::vector<CodeTable> code_tables;   ///< of standards

  /// The version in force on a day; null if there is none.
  [[nodiscard]] const Matter* find_matter(std::string_view id, base::Date day) const;
  [[nodiscard]] const Package* find_package(std::string_view id, base::Date day) const;
  [[nodiscard]] const Procedure* find_procedure(std::string_view id, base::Date day) const;
  /// The version that begins on a day: how a case names what it was pinned to.
  [[nodiscard]] const Matter* find_matter_version(std::string_view id, base::Date from) const;
  [[nodiscard]] const Package* find_package_version(std::string_view id, base::Date from) const;
  [[nodiscard]] const Procedure* find_procedure_version(std::string_view id, base::Date from) const;

  [[nodiscard]] const Commitment* find_commitment(std::string_view id, base::Date day) const;

  [[nodiscard]] const Register* find_register(std::string_view id) const;
  [[nodiscard]] const Form* find_form(std::string_view id) const;
  [[nodiscard]] const DocumentTemplate* find_document(std::string_view id) const;
  [[nodiscard]] const Scheme* find_scheme(std::string_view id) const;
  [[nodiscard]] const CodeTable* find_code_table(std::string_view id) const;
  [[nodiscard]] const Organisation* find_organisation(std::string_view id) const;
  [[nodiscard]] const Role* find_role(std::string_view id) const;
  [[nodiscard]] const Power* find_power(std::string_view id) const;
};

struct Loaded {
  Catalogue catalogue;
  base::Diagnostics diagnostics;  ///< sorted by place; the catalogue may be used only if none is an error
};

/// Reads and checks a whole catalogue. Never fails: every fault becomes a diagnostic with its file, line and
/// column; unknown keys, missing texts, wrong types, wrong references and malformed FEEL are all found in one
/// run.
[[nodiscard]] Loaded load(const Files& files);

}  // namespace shuxin::catalog
