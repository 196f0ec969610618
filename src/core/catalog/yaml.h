// Reading YAML with a place for every fault; for all rooms that read definitions.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <yaml-cpp/yaml.h>

#include "core/catalog/definitions.h"

namespace shuxin::catalog {

/// One file that is being read: says where a node stands and collects what is wrong with it.
class Source {
 public:
  Source(std::string file, base::Diagnostics& diagnostics)
      : file_(std::move(file)), diagnostics_(diagnostics) {}

  [[nodiscard]] Place place(const YAML::Node& node) const;
  void error(const Place& place, std::string code, std::vector<std::string> arguments = {},
             std::optional<base::Message> help = {});
  void warn(const Place& place, std::string code, std::vector<std::string> arguments = {});
  [[nodiscard]] const std::string& file() const { return file_; }

  /// The root mapping, or nothing (with the fault said) if the text is no YAML mapping.
  [[nodiscard]] std::optional<YAML::Node> parse(const std::string& text);

 private:
  [[nodiscard]] Place place(const YAML::Mark& mark) const;

  std::string file_;
  std::string text_;
  base::Diagnostics& diagnostics_;
};

/// One mapping: hands out its members typed, remembers which were asked for, and reports the rest as unknown.
/// Every reader leaves a usable default behind when something is wrong, so that one run finds all faults.
class Mapping {
 public:
  Mapping(Source& source, const YAML::Node& node);
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  /// Reports the keys that nobody asked for, with the nearest key that was.
  ~Mapping();

  [[nodiscard]] bool has(std::string_view key) const;
  /// The member, marked as known; not defined if it is missing.
  YAML::Node node(std::string_view key);
  /// The same, and its absence is a fault.
  YAML::Node required(std::string_view key);

  std::string string(std::string_view key);           ///< required
  std::string optional_string(std::string_view key);  ///< empty if missing
  Text text(std::string_view key);                    ///< required, zh and en
  Text optional_text(std::string_view key);
  bool truth(std::string_view key, bool otherwise = false);
  int integer(std::string_view key, int otherwise);
  std::vector<std::string> strings(
      std::string_view key);              ///< a string or a list of strings; empty if missing
  Formula formula(std::string_view key);  ///< empty if missing
  std::optional<Limit> limit(std::string_view key);
  std::optional<base::Date> date(std::string_view key);
  Effective effective(std::string_view key = "effective");
  std::vector<Basis> basis(std::string_view key = "basis");
  std::optional<base::Json> json(std::string_view key);

  /// Each member of the mapping under `key`, in order: its name and node.
  void each_member(std::string_view key,
                   const std::function<void(const std::string&, const YAML::Node&)>& take);
  /// Each item of the list under `key`.
  void each_item(std::string_view key, const std::function<void(const YAML::Node&)>& take);

  [[nodiscard]] Place place() const { return source_.place(node_); }
  /// Where the value of each member stands.
  [[nodiscard]] Places places() const;
  [[nodiscard]] Source& source() { return source_; }

 private:
  Source& source_;
  YAML::Node node_;
  std::set<std::string, std::less<>> known_;
};

/// `5 working days`, `7 natural days`, `2.0 hours`, `240 minutes`, `on the spot`, or 5 个工作日, 7 日, 2
/// 小时, 当场.
[[nodiscard]] std::optional<Limit> parse_limit(std::string_view text);

/// The word that was probably meant, if one of the candidates is spelt nearly the same.
[[nodiscard]] std::optional<base::Message> did_you_mean(std::string_view word,
                                                        const std::vector<std::string>& candidates);

/// A scalar as text, or the fault.
[[nodiscard]] std::string scalar(Source& source, const YAML::Node& node);
[[nodiscard]] Text text_of(Source& source, const YAML::Node& node);
[[nodiscard]] Basis basis_of(Source& source, const YAML::Node& node);
/// Any node as JSON; plain numbers and truths become such, quoted scalars stay strings.
[[nodiscard]] base::Json json_of(Source& source, const YAML::Node& node);

// One reader for each kind of file; each appends what it has read.
void load_zone(Source& source, const YAML::Node& root, Zone& zone);
void load_procedure(Source& source, const YAML::Node& root, std::vector<Procedure>& procedures);
void load_matter(Source& source, const YAML::Node& root, std::vector<Matter>& matters);
void load_package(Source& source, const YAML::Node& root, std::vector<Package>& packages);
void load_register(Source& source, const YAML::Node& root, std::vector<Register>& registers);
void load_commitment(Source& source, const YAML::Node& root, std::vector<Commitment>& commitments);
void load_document(Source& source, const YAML::Node& root, std::vector<DocumentTemplate>& documents);
void load_form(Source& source, const std::string& text, std::string id, std::vector<Form>& forms);

}  // namespace shuxin::catalog
