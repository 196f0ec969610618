#include "core/columns/keys.h"

#include <unordered_map>

#include "core/base/check.h"

namespace shuxin::columns {
namespace {

using base::Decimal;
using rules::Value;

constexpr std::uint32_t unknown = KeyCodes::unknown;

/// Gives each different key a number.
template <typename Key, typename Hash = std::hash<Key>>
class Numbers {
 public:
  std::uint32_t of(const Key& key) {
    return codes_.try_emplace(key, static_cast<std::uint32_t>(codes_.size())).first->second;
  }

 private:
  std::unordered_map<Key, std::uint32_t, Hash> codes_;
};

struct DecimalHash {
  std::size_t operator()(const Decimal& number) const { return number.hash(); }
};

/// Codes for one key at a time; equal values of all tables get equal codes.
class OneKey {
 public:
  void encode(const Column& column, Cells<std::uint32_t>& codes) {
    codes.assign(column.size(), unknown);
    switch (column.kind()) {
      case Kind::Text:
        return encode_texts(column, codes);
      case Kind::Number:
        if (column.is_scaled() && column.scale() == 0)
          return each(column, codes, [&](std::size_t row) { return integers_.of(column.integers()[row]); });
        return each(column, codes, [&](std::size_t row) { return number(column.value(row).as_number()); });
      case Kind::Date:
        return each(column, codes, [&](std::size_t row) { return tagged("@", column.value(row)); });
      case Kind::Boolean:
        return each(column, codes, [&](std::size_t row) { return tagged("?", column.value(row)); });
      case Kind::Other:
        return each(column, codes, [&](std::size_t row) { return of_value(column.value(row)); });
    }
  }

 private:
  template <typename Code>
  static void each(const Column& column, Cells<std::uint32_t>& codes, Code code) {
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (column.is_known(row)) codes[row] = code(row);
  }

  void encode_texts(const Column& column, Cells<std::uint32_t>& codes) {
    std::vector<std::uint32_t> of_texts(column.texts().size(), unknown);
    each(column, codes, [&](std::size_t row) {
      std::uint32_t& code = of_texts[column.codes()[row]];
      if (code == unknown) code = text(column.texts()[column.codes()[row]].as_string());
      return code;
    });
  }

  // The codes of integers, other numbers and texts must differ from each other.
  std::uint32_t number(Decimal value) {
    if (const auto integer = value.to_integer()) return integers_.of(*integer);
    return joined(1, decimals_.of(value));
  }
  std::uint32_t text(std::string_view value) { return joined(2, texts_.of(std::string(value))); }
  std::uint32_t tagged(const char* tag, const Value& value) {
    return joined(3, others_.of(tag + rules::to_text(value)));
  }
  std::uint32_t of_value(const Value& value) {
    if (value.kind() == rules::Kind::Number) return number(value.as_number());
    if (value.kind() == rules::Kind::String) return text(value.as_string());
    if (value.kind() == rules::Kind::Date) return tagged("@", value);
    if (value.kind() == rules::Kind::Boolean) return tagged("?", value);
    return tagged("=", value);
  }
  static std::uint32_t joined(std::uint32_t family, std::uint32_t code) {
    base::check(code < (1U << 30), "a key has less than 2^30 different values");
    return family << 30 | code;
  }

  Numbers<std::int64_t> integers_;
  Numbers<Decimal, DecimalHash> decimals_;
  Numbers<std::string> texts_;
  Numbers<std::string> others_;
};

struct PairHash {
  std::size_t operator()(std::uint64_t key) const {
    key *= 0x9E37'79B9'7F4A'7C15;
    return key ^ key >> 32;
  }
};

}  // namespace

KeyCodes encode_keys(std::span<const std::span<const Column>> tables) {
  KeyCodes made;
  made.of_tables.resize(tables.size());
  const std::size_t keys = tables.front().size();
  for (std::size_t key = 0; key < keys; ++key) {
    OneKey one;
    Numbers<std::uint64_t, PairHash> pairs;
    for (std::size_t t = 0; t < tables.size(); ++t) {
      base::check(tables[t].size() == keys && tables[t][key].size() == tables[t].front().size(),
                  "keys are as many on all sides, and of one length");
      Cells<std::uint32_t> codes;
      one.encode(tables[t][key], codes);
      Cells<std::uint32_t>& all = made.of_tables[t];
      if (key == 0) all.assign(codes.size(), 0);
      // The pair of what was so far and this key gets a number of its own: dense, by first rows.
      for (std::size_t row = 0; row < codes.size(); ++row) {
        if (all[row] == unknown || codes[row] == unknown)
          all[row] = unknown;
        else
          all[row] = pairs.of(static_cast<std::uint64_t>(all[row]) << 32 | codes[row]);
        if (key + 1 == keys && all[row] != unknown) made.count = std::max(made.count, all[row] + 1);
      }
    }
  }
  return made;
}

}  // namespace shuxin::columns
