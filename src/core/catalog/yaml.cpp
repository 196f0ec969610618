#include "core/catalog/yaml.h"

#include <algorithm>
#include <charconv>

namespace shuxin::catalog {
namespace {

constexpr int largest_json_size = 100'000;

// How many single-character edits apart two words are; small words only.
std::size_t distance(std::string_view a, std::string_view b) {
  constexpr std::size_t longest = 60;
  if (a.size() > longest || b.size() > longest) return longest;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t kept = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = kept;
    }
  }
  return row[b.size()];
}

bool is_plain_number(const YAML::Node& node) {
  if (node.Tag() == "!") return false;  // quoted
  const std::string& text = node.Scalar();
  const std::size_t start = text.starts_with('-') ? 1 : 0;
  if (text.size() == start || text.size() > 40) return false;
  int points = 0;
  for (std::size_t i = start; i < text.size(); ++i) {
    if (text[i] == '.' && i > start && i + 1 < text.size()) {
      ++points;
    } else if (text[i] < '0' || text[i] > '9') {
      return false;
    }
  }
  const bool leading_zero = text[start] == '0' && text.size() > start + 1 && text[start + 1] != '.';
  return points <= 1 && !leading_zero;
}

base::Json json_of(Source& source, const YAML::Node& node, int& budget) {
  if (--budget < 0) return {};
  if (node.IsMap()) {
    base::Json::Object object;
    for (const auto& member : node)
      object.emplace_back(scalar(source, member.first), json_of(source, member.second, budget));
    return object;
  }
  if (node.IsSequence()) {
    base::Json::Array array;
    for (const auto& item : node) array.push_back(json_of(source, item, budget));
    return array;
  }
  if (!node.IsScalar()) return {};
  if (node.Tag() != "!" && (node.Scalar() == "true" || node.Scalar() == "false"))
    return node.Scalar() == "true";
  if (is_plain_number(node)) return base::Json::Number{node.Scalar()};
  return node.Scalar();
}

}  // namespace

Place Source::place(const YAML::Node& node) const {
  const YAML::Mark mark = node.Mark();
  return mark.is_null() ? Place{file_, 0, 0} : place(mark);
}

// The library counts bytes; people count characters.
Place Source::place(const YAML::Mark& mark) const {
  const auto end = std::min(text_.size(), static_cast<std::size_t>(std::max(mark.pos, 0)));
  const auto column = std::min(end, static_cast<std::size_t>(std::max(mark.column, 0)));
  const auto before = std::string_view(text_).substr(end - column, column);
  const auto inside = std::ranges::count_if(
      before, [](const char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
  return {file_, mark.line + 1, mark.column + 1 - static_cast<int>(inside)};
}

void Source::error(const Place& place, std::string code, std::vector<std::string> arguments,
                   std::optional<base::Message> help) {
  diagnostics_.push_back(
      {base::Severity::Error, place, {std::move(code), std::move(arguments)}, std::move(help)});
}

void Source::warn(const Place& place, std::string code, std::vector<std::string> arguments) {
  diagnostics_.push_back({base::Severity::Warning, place, {std::move(code), std::move(arguments)}, {}});
}

std::optional<YAML::Node> Source::parse(const std::string& text) {
  text_ = text;
  try {
    YAML::Node root = YAML::Load(text);
    if (root.IsMap()) return root;
    error({file_, 1, 1}, "catalog.not-a-mapping");
  } catch (const YAML::Exception& problem) {
    error(place(problem.mark), "catalog.malformed-yaml", {problem.msg});
  }
  return std::nullopt;
}

std::string scalar(Source& source, const YAML::Node& node) {
  if (!node.IsScalar()) {
    source.error(source.place(node), "catalog.wrong-type", {"text"});
    return {};
  }
  // An empty value would stand for a missing one, and with it a rule would silently be none.
  if (node.Scalar().find_first_not_of(" \t\n") == std::string::npos)
    source.error(source.place(node), "catalog.empty-value");
  return node.Scalar();
}

Text text_of(Source& source, const YAML::Node& node) {
  if (!node.IsMap()) {
    source.error(source.place(node), "catalog.missing-text", {"zh, en"});
    return {};
  }
  Mapping both(source, node);
  const auto one = [&](std::string_view language) -> std::string {
    const YAML::Node found = both.node(language);
    if (!found.IsDefined()) {
      source.error(source.place(node), "catalog.missing-text", {std::string(language)});
    } else if (!found.IsScalar() || found.Scalar().empty()) {
      source.error(source.place(found), "catalog.missing-text", {std::string(language)});
    } else {
      return found.Scalar();
    }
    return {};
  };
  std::string zh = one("zh");
  return {std::move(zh), one("en")};
}

Basis basis_of(Source& source, const YAML::Node& node) {
  if (node.IsScalar()) {
    const std::string text = scalar(source, node);
    const std::size_t space = text.rfind(' ');
    if (space == std::string::npos) return {text, "", ""};
    return {text.substr(0, space), text.substr(space + 1), ""};
  }
  if (!node.IsMap()) {
    source.error(source.place(node), "catalog.wrong-type", {"law and article"});
    return {};
  }
  Mapping ground(source, node);
  Basis basis{ground.optional_string("law"), ground.optional_string("article"),
              ground.optional_string("document")};
  if (basis.law.empty() && basis.document.empty())
    source.error(source.place(node), "catalog.missing-key", {"law"});
  return basis;
}

base::Json json_of(Source& source, const YAML::Node& node) {
  int budget = largest_json_size;
  base::Json value = json_of(source, node, budget);
  if (budget < 0) source.error(source.place(node), "catalog.too-large", {std::to_string(largest_json_size)});
  return value;
}

std::optional<Limit> parse_limit(std::string_view text) {
  if (text == "on the spot" || text == "当场") return Limit::on_the_spot();
  std::size_t digits = 0;
  while (digits < text.size() && ((text[digits] >= '0' && text[digits] <= '9') || text[digits] == '.'))
    ++digits;
  const std::string_view number = text.substr(0, digits);
  std::string_view unit = text.substr(digits);
  while (unit.starts_with(' ')) unit.remove_prefix(1);

  const std::size_t point = number.find('.');
  int whole = 0;
  const std::string_view before = number.substr(0, point);
  const auto read = std::from_chars(before.data(), before.data() + before.size(), whole);
  if (read.ec != std::errc{} || read.ptr != before.data() + before.size() || whole > 100'000)
    return std::nullopt;
  int tenths = 0;
  if (point != std::string_view::npos) {
    if (number.size() != point + 2 || number[point + 1] == '.') return std::nullopt;
    tenths = number[point + 1] - '0';
  }

  if (unit == "hours" || unit == "hour" || unit == "office hours" || unit == "小时" || unit == "个工作小时")
    return Limit::office_minutes(whole * 60 + tenths * 6);
  if (tenths != 0) return std::nullopt;
  if (unit == "working days" || unit == "working day" || unit == "个工作日" || unit == "工作日")
    return Limit::working_days(whole);
  if (unit == "natural days" || unit == "natural day" || unit == "日" || unit == "天" || unit == "个自然日")
    return Limit::natural_days(whole);
  if (unit == "minutes" || unit == "minute" || unit == "office minutes" || unit == "分钟" ||
      unit == "个工作分钟")
    return Limit::office_minutes(whole);
  return std::nullopt;
}

std::optional<base::Message> did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  std::size_t least = 3;
  for (const std::string& candidate : candidates) {
    const std::size_t apart = distance(word, candidate);
    if (apart >= least) continue;
    least = apart;
    nearest = &candidate;
  }
  if (!nearest) return std::nullopt;
  return base::Message{"catalog.did-you-mean", {*nearest}};
}

Mapping::Mapping(Source& source, const YAML::Node& node) : source_(source), node_(node) {
  if (!node_.IsMap()) {
    source_.error(source_.place(node_), "catalog.wrong-type", {"mapping"});
    node_ = YAML::Node(YAML::NodeType::Map);
  }
}

Mapping::~Mapping() {
  std::set<std::string> seen;
  for (const auto& member : node_) {
    const std::string key = member.first.IsScalar() ? member.first.Scalar() : "";
    if (!seen.insert(key).second) source_.error(source_.place(member.first), "catalog.duplicate-key", {key});
    if (known_.contains(key)) continue;
    source_.error(source_.place(member.first), "catalog.unknown-key", {key},
                  did_you_mean(key, {known_.begin(), known_.end()}));
  }
}

Places Mapping::places() const {
  Places places;
  for (const auto& member : node_)
    if (member.first.IsScalar()) places.add(member.first.Scalar(), source_.place(member.second));
  return places;
}

bool Mapping::has(std::string_view key) const {
  const YAML::Node& constant = node_;
  return constant[std::string(key)].IsDefined();
}

YAML::Node Mapping::node(std::string_view key) {
  known_.emplace(key);
  const YAML::Node& constant = node_;
  return constant[std::string(key)];
}

YAML::Node Mapping::required(std::string_view key) {
  YAML::Node found = node(key);
  if (!found.IsDefined()) source_.error(place(), "catalog.missing-key", {std::string(key)});
  return found;
}

std::string Mapping::string(std::string_view key) {
  const YAML::Node found = required(key);
  return found.IsDefined() ? scalar(source_, found) : std::string{};
}

std::string Mapping::optional_string(std::string_view key) {
  const YAML::Node found = node(key);
  return found.IsDefined() ? scalar(source_, found) : std::string{};
}

Text Mapping::text(std::string_view key) {
  const YAML::Node found = required(key);
  return found.IsDefined() ? text_of(source_, found) : Text{};
}

Text Mapping::optional_text(std::string_view key) {
  const YAML::Node found = node(key);
  return found.IsDefined() ? text_of(source_, found) : Text{};
}

bool Mapping::truth(std::string_view key, bool otherwise) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return otherwise;
  if (found.IsScalar() && (found.Scalar() == "true" || found.Scalar() == "false"))
    return found.Scalar() == "true";
  source_.error(source_.place(found), "catalog.wrong-type", {"true, false"});
  return otherwise;
}

int Mapping::integer(std::string_view key, int otherwise) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return otherwise;
  int value = 0;
  const std::string text = found.IsScalar() ? found.Scalar() : "";
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size()) return value;
  source_.error(source_.place(found), "catalog.wrong-type", {"integer"});
  return otherwise;
}

std::vector<std::string> Mapping::strings(std::string_view key) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return {};
  if (found.IsScalar()) return {scalar(source_, found)};
  std::vector<std::string> all;
  if (!found.IsSequence()) source_.error(source_.place(found), "catalog.wrong-type", {"list"});
  for (const auto& item : found)
    if (found.IsSequence()) all.push_back(scalar(source_, item));
  return all;
}

Formula Mapping::formula(std::string_view key) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return {};
  return {scalar(source_, found), source_.place(found), std::nullopt};
}

std::optional<Limit> Mapping::limit(std::string_view key) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return std::nullopt;
  const std::string text = scalar(source_, found);
  const auto limit = parse_limit(text);
  if (!limit)
    source_.error(source_.place(found), "catalog.malformed-limit", {text},
                  base::Message{"catalog.limit-forms", {}});
  return limit;
}

std::optional<base::Date> Mapping::date(std::string_view key) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return std::nullopt;
  const std::string text = scalar(source_, found);
  const auto date = base::Date::parse(text);
  if (!date) source_.error(source_.place(found), "catalog.malformed-date", {text});
  return date;
}

Effective Mapping::effective(std::string_view key) {
  const YAML::Node found = required(key);
  if (!found.IsDefined()) return {};
  Mapping period(source_, found);
  Effective effective;
  if (const auto from = period.date("from")) {
    effective.from = *from;
  } else if (!period.has("from")) {
    source_.error(source_.place(found), "catalog.missing-key", {"from"});
  }
  effective.until = period.date("until");
  if (effective.until && *effective.until < effective.from)
    source_.error(source_.place(found), "catalog.empty-period",
                  {effective.from.to_string(), effective.until->to_string()});
  return effective;
}

std::vector<Basis> Mapping::basis(std::string_view key) {
  const YAML::Node found = node(key);
  std::vector<Basis> all;
  if (!found.IsDefined()) return all;
  if (found.IsSequence()) {
    for (const auto& item : found) all.push_back(basis_of(source_, item));
  } else {
    all.push_back(basis_of(source_, found));
  }
  return all;
}

std::optional<base::Json> Mapping::json(std::string_view key) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return std::nullopt;
  return json_of(source_, found);
}

void Mapping::each_member(std::string_view key,
                          const std::function<void(const std::string&, const YAML::Node&)>& take) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return;
  if (!found.IsMap()) {
    source_.error(source_.place(found), "catalog.wrong-type", {"mapping"});
    return;
  }
  std::set<std::string> seen;
  for (const auto& member : found) {
    const std::string name = scalar(source_, member.first);
    if (!seen.insert(name).second) {
      source_.error(source_.place(member.first), "catalog.duplicate-key", {name});
    } else {
      take(name, member.second);
    }
  }
}

void Mapping::each_item(std::string_view key, const std::function<void(const YAML::Node&)>& take) {
  const YAML::Node found = node(key);
  if (!found.IsDefined()) return;
  if (!found.IsSequence()) {
    source_.error(source_.place(found), "catalog.wrong-type", {"list"});
    return;
  }
  for (const auto& item : found) take(item);
}

}  // namespace shuxin::catalog
