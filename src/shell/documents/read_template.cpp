#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "shell/documents/template.h"

namespace shuxin::documents {
namespace {

using base::Json;
using base::Text;

template <typename T>
using Names = std::vector<std::pair<std::string_view, T>>;

const Names<Kind> kinds = {{"collection_receipt", Kind::CollectionReceipt},
                           {"correction_notice", Kind::CorrectionNotice},
                           {"acceptance_notice", Kind::AcceptanceNotice},
                           {"non_acceptance", Kind::NonAcceptance},
                           {"refusal", Kind::Refusal},
                           {"business_licence", Kind::BusinessLicence},
                           {"decision", Kind::Decision}};

/// One object of the layout. The first fault is kept, and everything read after it is default.
class Reader {
 public:
  Reader(const Json& object, std::string path, std::optional<base::Error>& fault)
      : object_(object), path_(std::move(path)), fault_(fault) {
    if (!object.if_object()) blame("documents.layout-value", "");
  }

  const Json* find(std::string_view name) {
    known_.push_back(name);
    return object_.find(name);
  }

  void require(std::string_view name) {
    if (!object_.find(name)) blame("documents.layout-missing", name);
  }

  /// A text in both languages, or one that is the same in both.
  void read(std::string_view name, Text& into) {
    const Json* value = find(name);
    if (!value) return;
    if (const auto* both = value->if_string()) {
      into = {*both, *both};
      return;
    }
    const auto zh = value->find_string("zh");
    const auto en = value->find_string("en");
    if (!zh || !en) return blame("documents.layout-value", name);
    into = {std::string(*zh), std::string(*en)};
  }

  void read(std::string_view name, std::string& into) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->if_string()) return blame("documents.layout-value", name);
    into = *value->if_string();
  }

  void read(std::string_view name, bool& into) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->if_bool()) return blame("documents.layout-value", name);
    into = *value->if_bool();
  }

  /// A share of a width: above 0 and at most 100.
  void read(std::string_view name, double& into) {
    const Json* value = find(name);
    if (!value) return;
    const auto* number = value->if_number();
    if (!number) return blame("documents.layout-value", name);
    const std::string& digits = number->digits;
    double read = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), read);
    if (!(read > 0 && read <= 100)) return blame("documents.layout-value", name);
    into = read;
  }

  template <typename T>
  void read(std::string_view name, T& into, const Names<T>& names) {
    const Json* value = find(name);
    if (!value) return;
    for (const auto& [known, meaning] : names)
      if (value->if_string() && *value->if_string() == known) {
        into = meaning;
        return;
      }
    blame("documents.layout-value", name);
  }

  /// Calls `each` with a reader for every object of an array.
  template <typename Each>
  void items(std::string_view name, Each each) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->if_array()) return blame("documents.layout-value", name);
    for (std::size_t i = 0; i < value->if_array()->size(); ++i) {
      Reader item((*value->if_array())[i], fmt::format("{}[{}]", path_of(name), i), fault_);
      each(item);
      item.finish();
    }
  }

  /// After everything known has been asked for.
  void finish() {
    if (!object_.if_object()) return;
    for (const auto& [name, value] : *object_.if_object())
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) blame("documents.layout-key", name);
  }

  void blame(std::string code, std::string_view name) {
    if (!fault_) fault_ = base::Error{{std::move(code), {path_of(name)}}};
  }

 private:
  [[nodiscard]] std::string path_of(std::string_view name) const {
    if (name.empty()) return path_;
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  }

  const Json& object_;
  std::string path_;
  std::optional<base::Error>& fault_;
  std::vector<std::string_view> known_;
};

Paragraph read_paragraph(Reader& from) {
  Paragraph paragraph;
  from.read("paragraph", paragraph.text);
  from.read("form", paragraph.form,
            {{"indented", Paragraph::Form::Indented},
             {"flush", Paragraph::Form::Flush},
             {"centred", Paragraph::Form::Centred},
             {"small", Paragraph::Form::Small}});
  from.read("when", paragraph.when);
  return paragraph;
}

FieldRows read_rows(Reader& from) {
  FieldRows rows;
  from.items("rows", [&](Reader& item) {
    FieldRows::Row row;
    item.require("label");
    item.require("value");
    item.read("label", row.label);
    item.read("value", row.value);
    item.read("when", row.when);
    rows.rows.push_back(std::move(row));
  });
  from.read("ruled", rows.ruled);
  from.read("paired", rows.paired);
  from.read("when", rows.when);
  return rows;
}

Table read_table(Reader& from) {
  Table table;
  from.read("table", table.of);
  from.require("columns");
  from.items("columns", [&](Reader& item) {
    Table::Column column;
    item.require("heading");
    item.require("value");
    item.read("heading", column.heading);
    item.read("value", column.value);
    item.read("share", column.share);
    item.read("centred", column.centred);
    table.columns.push_back(std::move(column));
  });
  from.read("when", table.when);
  return table;
}

Block read_block(Reader& from) {
  if (from.find("paragraph")) return read_paragraph(from);
  if (from.find("rows")) return read_rows(from);
  if (from.find("table")) return read_table(from);
  if (from.find("chart")) {
    Chart chart;
    from.read("chart", chart.of);
    for (const char* needed : {"caption", "label", "value"}) from.require(needed);
    from.read("caption", chart.caption);
    from.read("label", chart.label);
    from.read("value", chart.value);
    from.read("when", chart.when);
    return chart;
  }
  if (from.find("list")) {
    List list;
    from.read("list", list.of);
    from.require("item");
    from.read("item", list.item);
    from.read("when", list.when);
    return list;
  }
  Heading heading;
  from.require("heading");
  from.read("heading", heading.text);
  from.read("when", heading.when);
  return heading;
}

}  // namespace

base::Result<Template> read_template(const Json& layout) {
  std::optional<base::Error> fault;
  Reader from(layout, "", fault);
  Template form;
  if (from.find("standard")) {
    Kind kind = Kind::Decision;
    from.read("standard", kind, kinds);
    form = standard_template(kind);
  } else {
    from.require("title");
    from.require("body");
  }
  from.read("page", form.layout, {{"portrait", Layout::Portrait}, {"landscape", Layout::Landscape}});
  from.read("style", form.style, {{"letter", Style::Letter}, {"certificate", Style::Certificate}});
  from.read("title", form.title);
  if (from.find("body")) form.body.clear();
  from.items("body", [&](Reader& item) { form.body.push_back(read_block(item)); });
  from.read("signature_note", form.signature_note);
  from.read("footer", form.footer);
  from.read("number", form.number,
            {{"below_title", NumberPlace::BelowTitle}, {"top_left", NumberPlace::TopLeft}});
  from.read("qr", form.qr,
            {{"none", QrPlace::None},
             {"beside_signature", QrPlace::BesideSignature},
             {"top_right", QrPlace::TopRight}});
  from.read("seal", form.seal, {{"none", SealPlace::None}, {"over_signature", SealPlace::OverSignature}});
  from.finish();
  if (fault) return std::unexpected(*std::move(fault));
  return form;
}

}  // namespace shuxin::documents
