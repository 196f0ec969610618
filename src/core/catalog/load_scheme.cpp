// Reading an evaluation scheme from its YAML tree.
#include <algorithm>
#include <charconv>

#include "core/catalog/scheme_reader.h"

namespace shuxin::catalog {
namespace {

constexpr std::string_view unset_word = "unset";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

class SchemeReader {
 public:
  SchemeReader(Source& source, Scheme& scheme) : source_(source), scheme_(scheme) {}

  void read(const YAML::Node& root) {
    Mapping map(source_, root);
    scheme_.place = map.place();
    scheme_.id = map.string("evaluation");
    scheme_.name = map.text("name");
    scheme_.summary = map.optional_text("summary");
    scheme_.effective = map.effective();
    scheme_.basis = map.basis();
    scheme_.allows_own_codes = word(map, "codes", {"credit-code", "own"}) == 1;
    scheme_.merges_parcels = word(map, "parcels", {"merge", "separate"}) == 0;
    scheme_.scope = map.formula("scope");
    scheme_.standard = map.optional_string("standard");
    scheme_.ranks_within_industries = word(map, "rank_within", {"group", "industry"}) == 1;
    scheme_.ties = map.strings("ties");
    scheme_.fields = plain_fields();
    map.each_member("fields", [&](const std::string& id, const YAML::Node& node) { read_field(id, node); });
    map.each_member("derived",
                    [&](const std::string& id, const YAML::Node& node) { read_derived(id, node); });
    read_roundings(map);
    map.required("indicators");
    map.each_member("indicators",
                    [&](const std::string& id, const YAML::Node& node) { read_indicator(id, node); });
    if (map.has("classes")) scheme_.classes = classes(map.node("classes"), "classes");
    map.required("groups");
    map.each_member("groups", [&](const std::string& id, const YAML::Node& node) { read_group(id, node); });
    scheme_.bonus = items(map, "bonus");
    scheme_.deduction = items(map, "deduction");
    if (map.has("second_stage")) read_second(map.node("second_stage"));
    map.each_member("exempt", [&](const std::string& id, const YAML::Node& node) { read_exempt(id, node); });
    map.each_member("veto", [&](const std::string& id, const YAML::Node& node) { read_veto(id, node); });
    map.each_member("industries",
                    [&](const std::string& id, const YAML::Node& node) { read_industry(id, node); });
    map.each_member("policies",
                    [&](const std::string& id, const YAML::Node& node) { read_policy(id, node); });
    if (map.has("round_of_the_year")) {
      Mapping round(source_, map.node("round_of_the_year"));
      scheme_.round.confirm = round.limit("confirm");
      scheme_.round.objections = round.limit("objections");
    }
  }

 private:
  // One of the words by its index; the first if there is none.
  std::size_t word(Mapping& map, std::string_view key, const std::vector<std::string>& words) {
    const YAML::Node node = map.node(key);
    if (!node.IsDefined()) return 0;
    return word(node, words);
  }
  std::size_t word(const YAML::Node& node, const std::vector<std::string>& words) {
    const std::string said = scalar(source_, node);
    const auto found = std::ranges::find(words, said);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string all;
    for (const std::string& one : words) all += (all.empty() ? "" : ", ") + one;
    source_.error(source_.place(node), "catalog.wrong-choice", {said, all}, did_you_mean(said, words));
    return 0;
  }

  // `20`, `0.25`, `20 %`, or `unset`, which is noted.
  SchemeNumber number(const YAML::Node& node, const std::string& path) {
    const std::string said = scalar(source_, node);
    if (said == unset_word) {
      (in_policies_ ? scheme_.unset_policies : scheme_.unset).push_back({path, source_.place(node)});
      return std::nullopt;
    }
    std::string_view digits = trimmed(said);
    const bool percent = digits.ends_with('%');
    if (percent) digits = trimmed(digits.substr(0, digits.size() - 1));
    auto value = base::Decimal::parse(digits);
    if (value && percent) value = base::divide(*value, 100);
    if (value) return value;
    source_.error(source_.place(node), "evaluation.not-a-number", {said});
    return base::Decimal(0);
  }
  SchemeNumber number(Mapping& map, std::string_view key, const std::string& path, bool& has) {
    const YAML::Node node = map.node(key);
    has = node.IsDefined();
    return has ? number(node, path + "." + std::string(key)) : std::nullopt;
  }

  std::optional<RoundingRule> rounding(const YAML::Node& node) {
    const std::string said = scalar(source_, node);
    if (said == "none") return std::nullopt;
    RoundingRule rule;
    const std::size_t space = said.find(' ');
    const std::string digits = said.substr(0, space);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), rule.digits);
    constexpr int most = 12;
    const bool fits = read.ec == std::errc{} && read.ptr == digits.data() + digits.size() &&
                      rule.digits >= 0 && rule.digits <= most;
    const std::string mode = space == std::string::npos ? "half-up" : said.substr(space + 1);
    static const std::vector<std::pair<std::string, base::Rounding>> modes = {
        {"half-up", base::Rounding::HalfUp},
        {"half-even", base::Rounding::HalfEven},
        {"down", base::Rounding::Down},
        {"up", base::Rounding::Up}};
    const auto found = std::ranges::find(modes, mode, &std::pair<std::string, base::Rounding>::first);
    if (!fits || found == modes.end()) {
      source_.error(source_.place(node), "evaluation.rounding", {said});
      return std::nullopt;
    }
    rule.mode = found->second;
    return rule;
  }

  void read_roundings(Mapping& map) {
    if (!map.has("rounding")) return;
    Mapping all(source_, map.node("rounding"));
    const auto stage = [&](std::string_view key) -> std::optional<RoundingRule> {
      const YAML::Node node = all.node(key);
      return node.IsDefined() ? rounding(node) : std::nullopt;
    };
    scheme_.round_value = stage("value");
    scheme_.round_score = stage("score");
    scheme_.round_base = stage("base");
    scheme_.round_total = stage("total");
  }

  void read_field(const std::string& id, const YAML::Node& node) {
    Mapping map(source_, node);
    const auto known = std::ranges::find(scheme_.fields, id, &SchemeField::id);
    // A plain field keeps its meaning; a scheme adds headers to it.
    if (known != scheme_.fields.end()) {
      std::ranges::move(map.strings("headers"), std::back_inserter(known->headers));
      return;
    }
    SchemeField field;
    field.id = id;
    field.place = map.place();
    field.name = map.text("name");
    field.kind = static_cast<SchemeField::Kind>(word(map, "kind", {"number", "text", "date"}));
    constexpr SchemeField::Kind kinds[] = {SchemeField::Kind::Number, SchemeField::Kind::Text,
                                           SchemeField::Kind::Date};
    field.kind = kinds[static_cast<std::size_t>(field.kind)];
    field.unit = map.optional_string("unit");
    field.is_zero_when_blank = word(map, "blank", {"unknown", "zero"}) == 1;
    field.may_be_negative = word(map, "negative", {"refused", "allowed"}) == 1;
    field.headers = map.strings("headers");
    scheme_.fields.push_back(std::move(field));
  }

  void read_derived(const std::string& id, const YAML::Node& node) {
    Mapping map(source_, node);
    DerivedField field;
    field.id = id;
    field.place = map.place();
    field.name = map.text("name");
    field.unit = map.optional_string("unit");
    field.may_be_negative = word(map, "negative", {"refused", "allowed"}) == 1;
    map.required("formula");
    field.formula = map.formula("formula");
    scheme_.derived.push_back(std::move(field));
  }

  // A number, or {times: 2, mean: sum-over-sum}.
  Baseline baseline(const YAML::Node& node, const std::string& path) {
    Baseline read;
    read.place = source_.place(node);
    if (!node.IsMap()) {
      read.value = number(node, path);
      if (read.value && (read.value->is_zero() || read.value->is_negative()))
        source_.error(read.place, "evaluation.baseline");
      return read;
    }
    Mapping map(source_, node);
    bool has = false;
    read.value = number(map, "times", path, has);
    if (!has) source_.error(map.place(), "catalog.missing-key", {"times"});
    const YAML::Node mean = map.required("mean");
    if (mean.IsDefined())
      read.mean = word(mean, {"sum-over-sum", "mean-of-ratios"}) == 0 ? Baseline::Mean::SumOverSum
                                                                      : Baseline::Mean::MeanOfRatios;
    return read;
  }

  // `none`, `60`, or `1.5 x weight`.
  ScoreBound bound(Mapping& map, std::string_view key, const std::string& path) {
    ScoreBound read;
    const YAML::Node node = map.node(key);
    if (!node.IsDefined()) return read;
    const std::string said = scalar(source_, node);
    if (said == "none") return read;
    constexpr std::string_view times = "x weight";
    read.kind = ScoreBound::Kind::Points;
    if (said.ends_with(times)) {
      read.kind = ScoreBound::Kind::TimesWeight;
      const std::string factor(trimmed(std::string_view(said).substr(0, said.size() - times.size())));
      read.value = base::Decimal::parse(factor);
      if (!read.value) source_.error(source_.place(node), "evaluation.not-a-number", {said});
      return read;
    }
    read.value = number(node, path + "." + std::string(key));
    return read;
  }

  void read_indicator(const std::string& id, const YAML::Node& node) {
    const std::string path = "indicators." + id;
    Mapping map(source_, node);
    Indicator read;
    read.id = id;
    read.place = map.place();
    read.name = map.text("name");
    read.model = static_cast<Indicator::Model>(word(map, "model", {"ratio", "lower", "range"}));
    read.missing =
        static_cast<Indicator::Missing>(word(map, "missing", {"unknown", "mean-of-scored", "zero"}));
    read.weight = number(map, "weight", path, read.has_weight);
    read.cap = bound(map, "cap", path);
    read.floor = bound(map, "floor", path);
    const bool needs_baseline = read.model != Indicator::Model::Range;
    if (map.has("either")) {
      map.each_member("either", [&](const std::string& name, const YAML::Node& one) {
        Mapping variant(source_, one);
        read.variants.push_back(this->variant(variant, path + ".either." + name, needs_baseline));
        read.variants.back().id = name;
      });
    } else {
      read.variants.push_back(variant(map, path, needs_baseline));
    }
    if (read.model == Indicator::Model::Range) read_range(map, read.range, path);
    scheme_.indicators.push_back(std::move(read));
  }

  IndicatorVariant variant(Mapping& map, const std::string& path, bool needs_baseline) {
    IndicatorVariant read;
    map.required("formula");
    read.formula = map.formula("formula");
    read.unit = map.string("unit");
    if (needs_baseline) {
      const YAML::Node node = map.required("baseline");
      if (node.IsDefined()) read.baseline = baseline(node, path + ".baseline");
    }
    return read;
  }

  void read_range(Mapping& map, ScoreRange& range, const std::string& path) {
    range.from = base::Decimal(0);
    range.to = base::Decimal(100);
    const YAML::Node node = map.node("range");
    range.is_given = node.IsDefined();
    if (!range.is_given) return;
    Mapping ends(source_, node);
    const std::string inside = path + ".range";
    bool has = false;
    if (const auto from = number(ends, "from", inside, has); has) range.from = from;
    if (const auto to = number(ends, "to", inside, has); has) range.to = to;
    const auto end = [&](std::string_view key, bool& given) -> SchemeNumber {
      const YAML::Node one = ends.node(key);
      given = one.IsDefined() && !(one.IsScalar() && (one.Scalar() == "lowest" || one.Scalar() == "highest"));
      return given ? number(one, inside + "." + std::string(key)) : std::nullopt;
    };
    range.min = end("min", range.has_min);
    range.max = end("max", range.has_max);
  }

  ClassRules classes(const YAML::Node& node, const std::string& path) {
    ClassRules read;
    Mapping map(source_, node);
    read.place = map.place();
    read.by = static_cast<ClassRules::By>(word(map, "by", {"share", "score"}));
    read.measure = static_cast<ClassRules::Measure>(word(map, "measure", {"rank-over-count", "places"}));
    constexpr base::Rounding modes[] = {base::Rounding::HalfUp, base::Rounding::Floor,
                                        base::Rounding::Ceiling};
    read.places = modes[word(map, "places", {"half-up", "floor", "ceiling"})];
    read.reading = static_cast<ClassRules::Reading>(word(map, "reading", {"quota", "upper-limit"}));
    map.required("list");
    map.each_member("list", [&](const std::string& id, const YAML::Node& one) {
      Mapping rule(source_, one);
      const std::string inside = path + ".list." + id;
      ClassRule made;
      made.id = id;
      made.place = rule.place();
      made.name = rule.text("name");
      made.first = number(rule, "first", inside, made.has_first);
      made.last = number(rule, "last", inside, made.has_last);
      made.at_least = number(rule, "at_least", inside, made.has_at_least);
      made.below = number(rule, "below", inside, made.has_below);
      made.meaning = rule.optional_text("meaning");
      read.classes.push_back(std::move(made));
    });
    return read;
  }

  void read_group(const std::string& id, const YAML::Node& node) {
    const std::string path = "groups." + id;
    Mapping map(source_, node);
    SchemeGroup group;
    group.id = id;
    group.place = map.place();
    group.name = map.text("name");
    group.when = map.formula("when");
    map.each_member("weights", [&](const std::string& indicator, const YAML::Node& weight) {
      group.weights.emplace_back(indicator, number(weight, path + ".weights." + indicator));
    });
    group.has_own_weights = map.has("weights");
    if (!group.has_own_weights)
      for (const Indicator& one : scheme_.indicators)
        if (one.has_weight) group.weights.emplace_back(one.id, one.weight);
    map.each_member("baselines", [&](const std::string& indicator, const YAML::Node& one) {
      const std::string inside = path + ".baselines." + indicator;
      group.own_baselines[indicator] = baseline(one, inside);
    });
    if (map.has("classes")) group.own_classes = classes(map.node("classes"), path + ".classes");
    scheme_.groups.push_back(std::move(group));
  }

  PointItems items(Mapping& root, std::string_view key) {
    PointItems read;
    if (!root.has(key)) {
      (void)root.node(key);
      return read;
    }
    const std::string path(key);
    Mapping map(source_, root.node(key));
    read.cap = number(map, "cap", path, read.has_cap);
    map.each_member("items", [&](const std::string& id, const YAML::Node& node) {
      Mapping one(source_, node);
      PointItem item;
      item.id = id;
      item.place = one.place();
      item.name = one.text("name");
      one.required("formula");
      item.formula = one.formula("formula");
      item.cap = number(one, "cap", path + ".items." + id, item.has_cap);
      read.items.push_back(std::move(item));
    });
    return read;
  }

  void read_second(const YAML::Node& node) {
    Mapping map(source_, node);
    SecondStage stage;
    stage.name = map.text("name");
    map.required("formula");
    stage.formula = map.formula("formula");
    if (const YAML::Node round = map.node("round"); round.IsDefined()) stage.round = rounding(round);
    scheme_.second = std::move(stage);
  }

  void read_exempt(const std::string& id, const YAML::Node& node) {
    Mapping map(source_, node);
    Exemption read;
    read.id = id;
    read.place = map.place();
    read.name = map.text("name");
    map.required("when");
    read.when = map.formula("when");
    read.assigned_class = map.string("class");
    read.treated_as = map.optional_string("treated_as");
    read.basis = map.basis();
    scheme_.exempt.push_back(std::move(read));
  }

  void read_veto(const std::string& id, const YAML::Node& node) {
    Mapping map(source_, node);
    Veto read;
    read.id = id;
    read.place = map.place();
    read.name = map.text("name");
    map.required("when");
    read.when = map.formula("when");
    read.at_best = map.string("at_best");
    read.basis = map.basis();
    scheme_.veto.push_back(std::move(read));
  }

  void read_industry(const std::string& id, const YAML::Node& node) {
    Mapping map(source_, node);
    IndustryList read;
    read.id = id;
    read.place = map.place();
    read.name = map.text("name");
    read.codes = map.strings("codes");
    scheme_.industries.push_back(std::move(read));
  }

  void read_policy(const std::string& id, const YAML::Node& node) {
    in_policies_ = true;
    const std::string path = "policies." + id;
    Mapping map(source_, node);
    DifferentialPolicy read;
    read.id = id;
    read.place = map.place();
    read.name = map.text("name");
    read.unit = map.string("unit");
    map.required("amount");
    read.amount = map.formula("amount");
    map.each_member("rates", [&](const std::string& of, const YAML::Node& rate) {
      read.rates.emplace_back(of, number(rate, path + ".rates." + of));
    });
    read.basis = map.basis();
    read.fair_competition_review = map.optional_string("fair_competition_review");
    scheme_.policies.push_back(std::move(read));
    in_policies_ = false;
  }

  Source& source_;
  Scheme& scheme_;
  bool in_policies_ = false;
};

}  // namespace

Scheme read_scheme_tree(Source& source, const YAML::Node& root) {
  Scheme scheme;
  SchemeReader(source, scheme).read(root);
  return scheme;
}

ReadScheme read_scheme(const std::string& file, const std::string& text,
                       const std::vector<Setting>& settings) {
  ReadScheme read;
  Source source(file, read.diagnostics);
  const auto root = source.parse(text);
  if (!root) return read;
  apply_settings(source, *root, settings);
  Scheme scheme = read_scheme_tree(source, *root);
  scheme.source = text;
  check_scheme(scheme, read.diagnostics);
  base::sort_by_place(read.diagnostics);
  if (!base::has_errors(read.diagnostics)) read.scheme = std::move(scheme);
  return read;
}

}  // namespace shuxin::catalog
