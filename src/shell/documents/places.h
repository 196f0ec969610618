// Fills the places of a template's texts with the fields of a document.
#pragma once

#include <string>
#include <string_view>

#include "shell/documents/render.h"

namespace shuxin::documents {

/// Where the places of a text are looked up: the item of a list first, then the document.
struct Scope {
  const Fields& fields;
  base::Language language;
  const base::Json* item = nullptr;  ///< the item of a List or Table, else null
  std::size_t index = 0;             ///< counted from 1
};

/// Errors: documents.place-missing, documents.place-type, documents.pattern, documents.encoding.
[[nodiscard]] base::Result<std::string> fill(const base::Text& pattern, const Scope& scope);

/// Whether the field of that path is there and is not empty, false or null; true for the empty path.
[[nodiscard]] bool holds(std::string_view path, const Scope& scope);

/// The items of an array. Errors: documents.place-missing, documents.place-type.
[[nodiscard]] base::Result<const base::Json::Array*> find_items(std::string_view path, const Scope& scope);

/// A date as it is written in a document: 2026年4月28日, 28 April 2026.
[[nodiscard]] std::string written_date(base::Date date, base::Language language);

}  // namespace shuxin::documents
