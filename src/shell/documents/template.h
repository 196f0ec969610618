// Templates of documents: what a paper of the zone looks like and says, as data of the catalogue.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/text.h"

namespace shuxin::documents {

/// The documents that are issued on the way from a request to a result (行政许可法 32, 38, 56).
enum class Kind {
  CollectionReceipt,  ///< 收件凭证
  CorrectionNotice,   ///< 补正材料告知书
  AcceptanceNotice,   ///< 受理通知书
  NonAcceptance,      ///< 不予受理决定书
  Refusal,            ///< 不予许可决定书
  BusinessLicence,    ///< 营业执照
  Decision            ///< any other decision, notice or certificate
};

enum class Layout { Portrait, Landscape };  ///< both A4

/// A letter has the issuing body in red above a double rule; a certificate has a frame and a wide title.
enum class Style { Letter, Certificate };

enum class NumberPlace { BelowTitle, TopLeft };
enum class QrPlace { None, BesideSignature, TopRight };
enum class SealPlace { None, OverSignature };

/// Wherever a text of a template says `{case.number}` or `{applicant.name}`, the field of that path is put;
/// `{due:date}` writes an ISO date in the words of the language; `{{` is a brace. Inside a List or a Table
/// the fields of the item are found first, `{item}` is an item that is a text, and `{index}` counts from 1.
/// `{number}`, `{date}`, `{issuer}`, `{code}` are always there.
using Pattern = base::Text;

/// Names a field; a block with it appears only if that field is there and is not empty, false or null.
using When = std::string;

struct Paragraph {
  enum class Form { Indented, Flush, Centred, Small };
  Pattern text;
  Form form = Form::Indented;
  When when = {};
};

struct Heading {
  base::Text text;
  When when = {};
};

/// Labels at the left, set to one width, and what they say at the right.
struct FieldRows {
  struct Row {
    base::Text label;
    Pattern value;
    When when = {};
  };
  std::vector<Row> rows;
  bool ruled = false;   ///< in a ruled box, as on a receipt
  bool paired = false;  ///< two to a line, for short values
  When when = {};
};

/// One numbered paragraph for each item of an array of fields.
struct List {
  std::string of;  ///< the path of the array
  Pattern item;
  When when = {};
};

/// A ruled table with one row for each item of an array of fields; its heading is repeated on each page.
struct Table {
  struct Column {
    base::Text heading;
    Pattern value;
    double share = 1;  ///< of the width, relative to the other columns
    bool centred = false;
  };
  std::string of;  ///< the path of the array
  std::vector<Column> columns;
  When when = {};
};

/// Bars that lie below each other, one for each item of an array of fields, as long as the item's number
/// `amount`; an item without it has none. The caption, what stands before a bar and what behind it say the
/// same in words.
struct Chart {
  std::string of;  ///< the path of the array
  Pattern caption;
  Pattern label;
  Pattern value;
  When when = {};
};

using Block = std::variant<Paragraph, Heading, FieldRows, List, Table, Chart>;

struct Template {
  Kind kind = Kind::Decision;
  Layout layout = Layout::Portrait;
  Style style = Style::Letter;
  Pattern title;
  std::vector<Block> body;
  Pattern signature_note;  ///< in the signature, above the date; may be empty, as 登记机关 on a licence
  Pattern footer;          ///< small, at the foot of every page; may be empty
  NumberPlace number = NumberPlace::BelowTitle;
  QrPlace qr = QrPlace::BesideSignature;
  SealPlace seal = SealPlace::OverSignature;
};

/// The zone-independent template of a kind, which a catalogue may use as it is or replace by its own.
/// standard.cpp says of each which fields it reads.
[[nodiscard]] Template standard_template(Kind kind);

/// Reads the `layout:` of a document of the catalogue. `standard: KIND` takes a standard template as it is,
/// and what else is written replaces its parts; docs/formats/documents.md describes the members. Errors name
/// the member by its path, as body[2].columns[0].share: documents.layout-key (not known),
/// documents.layout-missing, documents.layout-value.
[[nodiscard]] base::Result<Template> read_template(const base::Json& layout);

}  // namespace shuxin::documents
