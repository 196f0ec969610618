// Codes of standards in a catalogue: what a schema marks with `x-codes`, and the industries of schemes.
#include <algorithm>
#include <sstream>

#include "core/base/csv.h"
#include "core/catalog/check.h"

namespace shuxin::catalog {
namespace {

using base::Json;

// The line on which a text first stands in a file; 1 if it does not.
int line_of(const std::string& text, const std::string& what) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) return 1;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

// The table that a property's values are of; the property of a list's items counts too.
std::string table_of(const Json& property) {
  if (const auto named = property.find_string("x-codes")) return std::string(*named);
  const Json* items = property.find("items");
  return items ? std::string(items->find_string("x-codes").value_or("")) : "";
}

class CodeCheck {
 public:
  CodeCheck(const Files& files, const Catalogue& catalogue, base::Diagnostics& out)
      : files_(files), catalogue_(catalogue), check_(catalogue, out), out_(out) {}

  void run() {
    for (const Register& one : catalogue_.registers) of_register(one);
    for (const Form& one : catalogue_.forms) of_form(one);
    for (const Scheme& one : catalogue_.schemes) of_scheme(one);
  }

 private:
  // Null, and said, if there is no such table.
  const CodeTable* table(const std::string& name, const Place& place) {
    const CodeTable* found = catalogue_.find_code_table(name);
    if (!found) check_.error(place, "catalog.unknown-code-table", {name});
    return found;
  }

  void check(const CodeTable& codes, const std::string& code, const Place& place) {
    if (code.empty() || codes.find(code)) return;
    const std::string near = codes.near_words(code);
    std::optional<base::Message> help;
    if (!near.empty()) help = base::Message{"catalog.near-codes", {near}};
    check_.error(place, "catalog.unknown-code", {code, codes.id}, std::move(help));
  }

  // Entries of the demonstration; those of a running zone are checked where they are written.
  void of_register(const Register& one) {
    const Json* properties = one.schema.find("properties");
    if (!properties || !properties->if_object()) return;
    for (const auto& [name, property] : *properties->if_object())
      if (const std::string named = table_of(property); !named.empty())
        if (const CodeTable* codes = table(named, one.place)) column("demo/" + one.id + ".csv", name, *codes);
  }

  void column(const std::string& path, const std::string& name, const CodeTable& codes) {
    const auto file = files_.find(path);
    if (file == files_.end()) return;
    const auto rows = base::read_csv_rows(file->second, ',');
    if (!rows || rows->empty()) return;
    const auto& names = rows->front().fields;
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return;
    const auto at = static_cast<std::size_t>(found - names.begin());
    for (std::size_t i = 1; i < rows->size(); ++i) {
      const base::CsvRow& row = (*rows)[i];
      if (at >= row.fields.size()) continue;
      std::istringstream several(row.fields[at]);
      for (std::string code; std::getline(several, code, '|');) check(codes, code, {path, row.line, 0});
    }
  }

  void of_form(const Form& one) {
    const Json* properties = one.schema.find("properties");
    if (!properties || !properties->if_object()) return;
    for (const auto& [name, property] : *properties->if_object()) {
      const std::string named = table_of(property);
      const CodeTable* codes = named.empty() ? nullptr : table(named, one.place);
      const Json* items = property.find("items");
      const Json* choices = property.find("oneOf");
      if (!choices && items) choices = items->find("oneOf");
      if (!codes || !choices || !choices->if_array()) continue;
      for (const Json& choice : *choices->if_array()) of_choice(one, choice, *codes);
    }
  }

  // A choice is a code, and its words are the code and its name.
  void of_choice(const Form& form, const Json& choice, const CodeTable& codes) {
    const std::string code(choice.find_string("const").value_or(""));
    const auto file = files_.find(form.place.file);
    const int line = file == files_.end() ? 1 : line_of(file->second, "\"" + code + "\"");
    const Place place{form.place.file, line, 0};
    check(codes, code, place);
    const CodeEntry* entry = codes.find(code);
    const std::string title(choice.find_string("title").value_or(""));
    if (entry && title != entry->name.zh && title != code + " " + entry->name.zh)
      check_.warn(place, "catalog.code-name", {code, title, entry->name.zh});
  }

  void of_scheme(const Scheme& one) {
    if (one.standard.empty()) return;
    const CodeTable* codes = table(one.standard, one.place);
    if (!codes) return;
    for (const IndustryList& list : one.industries)
      for (const std::string& code : list.codes) check(*codes, code, list.place);
    if (std::ranges::none_of(
            out_, [](const base::Diagnostic& said) { return said.place.file == "demo/evaluation.csv"; }))
      column("demo/evaluation.csv", "industry", *codes);
  }

  const Files& files_;
  const Catalogue& catalogue_;
  Check check_;
  base::Diagnostics& out_;
};

}  // namespace

void check_codes(const Files& files, const Catalogue& catalogue, base::Diagnostics& diagnostics) {
  CodeCheck(files, catalogue, diagnostics).run();
}

}  // namespace shuxin::catalog
