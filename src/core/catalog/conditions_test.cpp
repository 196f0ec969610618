// The zone's conditions and materials as they judge: forms and register entries in, what fails out.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "core/catalog/catalog.h"
#include "core/catalog/names.h"

namespace shuxin::catalog {
namespace {

namespace fs = std::filesystem;
using base::Json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const Catalogue& zone() {
  static const Loaded loaded = [] {
    const fs::path root = fs::path(SHUXIN_SOURCE_DIR) / "catalog/suxitong";
    Files files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files[entry.path().lexically_relative(root).generic_string()] =
          std::string(std::istreambuf_iterator<char>(in), {});
    }
    return load(files);
  }();
  return loaded.catalogue;
}

Json json(std::string_view text) {
  const auto read = Json::parse(text);
  EXPECT_TRUE(read) << text;
  return read ? *read : Json{};
}

/// One submission to a matter on 2024-03-05; tests change single members of form and facts.
class Case {
 public:
  Case(const std::string& matter, std::string_view form, std::string_view facts)
      : matter_(*zone().find_matter(matter, today_)), form_(json(form)), facts_(json(facts)) {}

  Case with_form(std::string_view member, std::string_view value) const {
    Case other = *this;
    other.form_.set(member, json(value));
    return other;
  }
  Case with_fact(std::string_view fact, std::string_view value) const {
    Case other = *this;
    other.facts_.set(fact, json(value));
    return other;
  }

  /// The conditions that do not hold.
  [[nodiscard]] std::vector<std::string> failing() const {
    std::vector<std::string> ids;
    for (const Condition& condition : matter_.conditions)
      if (truth(condition.that) != rules::Truth::True) ids.push_back(condition.id);
    return ids;
  }
  /// The materials that are asked for.
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> ids;
    for (const Material& material : matter_.materials)
      if (material.required_when.empty() || truth(material.required_when) != rules::Truth::False)
        ids.push_back(material.id);
    return ids;
  }

 private:
  [[nodiscard]] rules::Truth truth(const Formula& formula) const {
    std::vector<rules::Value> inputs(names);
    inputs[static_cast<std::size_t>(Name::Form)] =
        rules::from_json(form_, zone().find_form(matter_.form)->type);
    inputs[static_cast<std::size_t>(Name::Facts)] = rules::from_json(facts_, matter_.facts_type);
    inputs[static_cast<std::size_t>(Name::Today)] = rules::Value::date(today_);
    inputs[static_cast<std::size_t>(Name::Members)] = rules::Value::list({});
    rules::Evaluation evaluation(rules::Environment{{today_, {}}, nullptr, {}, nullptr});
    return formula.compiled->truth(inputs, evaluation);
  }

  base::Date today_ = *base::Date::parse("2024-03-05");
  const Matter& matter_;
  Json form_;
  Json facts_;
};

Case registration() {
  return {"company-registration", R"json({
    "company_name": "江海示例智能装备有限公司", "name_stem": "示例", "kind": "limited",
    "main_trade": "3491", "trades": ["3491", "6513"], "scope": "工业机器人制造", "registered_capital": 500,
    "founders": [{"kind": "person", "name": "林示例", "citizen_id": "320601199001150006", "share": 60},
                 {"kind": "enterprise", "name": "通沪示例有限公司", "uscc": "91320600MA0MLAL96Q", "share": 40}],
    "legal_representative": {"name": "林示例", "citizen_id": "320601199001150006", "mobile": "19900000000",
                             "position": "director"},
    "domicile": {"site_no": "S0001", "address": "样例路8号", "title_relation": "leased", "use": "office"},
    "staff_count": 5})json",
          R"json({
    "site": {"site_no": "S0001", "address": "样例路8号", "registrar": "suxitong", "status": "usable",
             "use": "office", "sharing": "single", "capacity": 1},
    "tenants": [], "same_name": [], "premises": [], "listed_addresses": [], "listed_trades": [], "banned": []
  })json"};
}

constexpr std::string_view neighbour =
    R"([{"uscc": "91320600MA0MLAL96Q", "name": "甲", "status": "registered", "main_trade": "3491"}])";

TEST(CompanyRegistration, ASoundFormFailsNothingAndNeedsNoProofOfAddress) {
  EXPECT_THAT(registration().failing(), IsEmpty());
  EXPECT_THAT(registration().asked(), ElementsAre("articles", "appointments", "address-declaration"));
}

TEST(CompanyRegistration, TellsATakenNameButNotOneThatBecameFree) {
  EXPECT_THAT(registration().with_fact("same_name", neighbour).failing(), ElementsAre("name-free"));
  EXPECT_THAT(registration()
                  .with_fact("same_name", R"([{"uscc": "x", "name": "甲", "status": "deregistered"}])")
                  .failing(),
              IsEmpty());
  EXPECT_THAT(registration().with_form("company_name", "\"江海示例工作室\"").failing(),
              ElementsAre("name-form"));
  EXPECT_THAT(registration().with_form("name_stem", "\"另一个\"").failing(), ElementsAre("name-has-stem"));
}

TEST(CompanyRegistration, WantsSharesThatAddUpAndASupervisorApart) {
  EXPECT_THAT(
      registration()
          .with_form(
              "founders",
              R"([{"kind": "person", "name": "甲", "citizen_id": "320601199001150006", "share": 99.99}])")
          .failing(),
      ElementsAre("shares-complete"));
  EXPECT_THAT(registration()
                  .with_form("supervisor", R"({"name": "林示例", "citizen_id": "320601199001150006"})")
                  .failing(),
              ElementsAre("supervisor-apart"));
  EXPECT_THAT(registration().with_form("trades", R"(["6513"])").failing(), ElementsAre("main-trade-listed"));
}

TEST(CompanyRegistration, JudgesTheSite) {
  EXPECT_THAT(registration().with_fact("site", "null").failing(), ElementsAre("site-known"));
  const auto with_site = [](const char* registrar, const char* status, const char* sharing, int capacity) {
    return registration().with_fact("site", std::string(R"({"site_no": "S0001", "registrar": ")") +
                                                registrar + R"(", "status": ")" + status +
                                                R"(", "sharing": ")" + sharing + R"(", "capacity": )" +
                                                std::to_string(capacity) + "}");
  };
  EXPECT_THAT(with_site("elsewhere", "usable", "single", 1).failing(), ElementsAre("site-in-district"));
  EXPECT_THAT(with_site("suxitong", "demolished", "single", 1).failing(), ElementsAre("site-usable"));
  EXPECT_THAT(with_site("suxitong", "usable", "partitioned", 8).failing(), ElementsAre("partition-named"));
}

TEST(CompanyRegistration, OneAddressHoldsAsManyLicencesAsItsClassAllows) {
  EXPECT_THAT(registration().with_fact("tenants", neighbour).failing(),
              ElementsAre("site-has-room", "no-same-trade"));
  const Case affiliated =
      registration()
          .with_fact("site", R"({"site_no": "S0029", "registrar": "suxitong", "status": "usable",
                                 "sharing": "affiliated", "capacity": 5})")
          .with_fact("tenants", neighbour);
  EXPECT_THAT(affiliated.failing(), ElementsAre("no-same-trade"));
  EXPECT_THAT(affiliated.asked(), testing::Contains("affiliation-proof"));
  const Case cluster =
      affiliated.with_fact("site", R"({"site_no": "S0026", "registrar": "suxitong", "status": "usable",
                                       "sharing": "cluster", "capacity": 200})");
  EXPECT_THAT(cluster.failing(), IsEmpty());
  EXPECT_THAT(cluster.asked(), testing::Contains("hosting-agreement"));
}

TEST(CompanyRegistration, OneLicenceHoldsOnlyPremisesThatAreInTheRegister) {
  const Case two = registration().with_form(
      "premises", R"([{"site_no": "S0037", "activity": "零售"}, {"site_no": "S0038", "activity": "零售"}])");
  EXPECT_THAT(two.failing(), ElementsAre("premises-known"));
  EXPECT_THAT(two.with_fact("premises", R"([
      {"site_no": "S0037", "registrar": "suxitong", "status": "usable"},
      {"site_no": "S0038", "registrar": "suxitong", "status": "usable"}])")
                  .failing(),
              IsEmpty());
  EXPECT_THAT(two.with_fact("premises", R"([
      {"site_no": "S0037", "registrar": "suxitong", "status": "usable"},
      {"site_no": "S0038", "registrar": "elsewhere", "status": "usable"}])")
                  .failing(),
              ElementsAre("premises-known"));
  EXPECT_THAT(
      registration()
          .with_form("premises", R"([{"site_no": "S0001", "activity": "零售"}])")
          .with_fact("premises", R"([{"site_no": "S0001", "registrar": "suxitong", "status": "usable"}])")
          .failing(),
      ElementsAre("premises-apart"));
}

TEST(CompanyRegistration, TheNegativeListsReplaceTheDeclarationByProof) {
  const Case listed = registration().with_fact(
      "listed_addresses", R"([{"entry_no": "A003", "effect": "proof_needed", "reason": "产权有争议"}])");
  EXPECT_THAT(listed.failing(), IsEmpty());
  EXPECT_THAT(listed.asked(), ElementsAre("articles", "appointments", "address-proof"));
  EXPECT_THAT(
      registration().with_fact("listed_trades", R"([{"trade": "6210", "effect": "proof_needed"}])").asked(),
      ElementsAre("articles", "appointments", "address-proof"));
  EXPECT_THAT(
      registration().with_fact("listed_trades", R"([{"trade": "6633", "effect": "prior_licence"}])").asked(),
      ElementsAre("articles", "appointments", "address-declaration", "prior-licence"));
  EXPECT_THAT(
      registration().with_fact("listed_trades", R"([{"trade": "2671", "effect": "prohibited"}])").failing(),
      ElementsAre("trade-not-prohibited"));
  EXPECT_THAT(registration()
                  .with_fact("listed_addresses", R"([{"entry_no": "A001", "effect": "prohibited"}])")
                  .failing(),
              ElementsAre("address-not-prohibited"));
}

TEST(CompanyRegistration, ABanCountsOnlyForItsClassAndOnItsDays) {
  const auto banned = [](const std::string& rest) {
    return registration().with_fact("banned", "[{\"entry_no\": \"B1\", " + rest + "}]").failing();
  };
  EXPECT_THAT(banned(R"("scope": "registration", "banned_from": "2022-03-15", "banned_until": "2024-03-05")"),
              ElementsAre("not-banned"));
  EXPECT_THAT(banned(R"("scope": "all", "banned_from": "2022-03-15")"), ElementsAre("not-banned"));
  EXPECT_THAT(banned(R"("scope": "all", "banned_from": "2022-03-15", "banned_until": "2024-03-04")"),
              IsEmpty());
  EXPECT_THAT(banned(R"("scope": "all", "banned_from": "2024-03-06")"), IsEmpty());
  EXPECT_THAT(banned(R"("scope": "food", "banned_from": "2022-03-15")"), IsEmpty());
}

Case works() {
  return {"construction-permit", R"json({
    "project_name": "示例厂房", "project_code": "2403-320600-04-01-123456",
    "builder": {"name": "甲", "uscc": "91320600MA0MLAL96Q"}, "parcel_no": "P0001",
    "planning_permit_no": "GC-0001", "scope": ["piling"], "floor_area_square_metres": 9000,
    "contract_price": 2000, "contractor": {"name": "乙", "uscc": "91320600MA0MLJUP92"},
    "project_manager": {"name": "林示例", "citizen_id": "320601199001150006", "certificate_no": "苏1"},
    "starts_on": "2024-04-01", "ends_on": "2025-04-01", "contact": {"name": "林示例", "mobile": "19900000000"}
  })json",
          R"json({
    "parcel": {"parcel_no": "P0001", "holder_uscc": "91320600MA0MLAL96Q", "has_buildings": false},
    "planning": {"certificate_no": "GC-0001", "kind": "works_planning_permit", "status": "valid",
                 "parcel_no": "P0001", "floor_area_square_metres": 9500},
    "drawings": null, "builder": {"uscc": "91320600MA0MLAL96Q", "status": "registered"}, "banned": []
  })json"};
}

TEST(ConstructionPermit, ASoundFormFailsNothing) {
  EXPECT_THAT(works().failing(), IsEmpty());
  EXPECT_THAT(works().asked(), ElementsAre("contract", "planning-permit", "land-title", "drawing-review",
                                           "funds-proof", "safety-plan", "wage-account"));
}

TEST(ConstructionPermit, AsksForMoreWhenTheWorksAreLargeOrTheLandIsBuiltOn) {
  EXPECT_THAT(works().with_form("contract_price", "3000").asked(), testing::Contains("supervision-contract"));
  EXPECT_THAT(works()
                  .with_fact("parcel", R"({"parcel_no": "P0001", "holder_uscc": "91320600MA0MLAL96Q",
                                           "has_buildings": true})")
                  .asked(),
              testing::Contains("demolition"));
}

TEST(ConstructionPermit, FailsOnOneThingAtATime) {
  EXPECT_THAT(works().with_fact("parcel", R"({"parcel_no": "P0001", "holder_uscc": "x"})").failing(),
              ElementsAre("builder-holds-parcel"));
  EXPECT_THAT(works()
                  .with_fact("planning", R"({"kind": "works_planning_permit", "status": "valid",
                                             "parcel_no": "P0001", "valid_until": "2024-03-04"})")
                  .failing(),
              ElementsAre("planning-permit-fits"));
  EXPECT_THAT(works().with_form("floor_area_square_metres", "9500.5").failing(),
              ElementsAre("planned-area-kept"));
  EXPECT_THAT(works().with_form("contract_price", "30").failing(), ElementsAre("large-enough"));
  EXPECT_THAT(works().with_form("ends_on", "\"2024-04-01\"").failing(), ElementsAre("dates-in-order"));
  EXPECT_THAT(works().with_form("starts_on", "\"2024-06-06\"").failing(), ElementsAre("starts-in-time"));
  EXPECT_THAT(works().with_form("starts_on", "\"2024-06-05\"").failing(), IsEmpty());
}

TEST(ConstructionPermit, WaitsForTheEnvironmentalAndTheEnergyReviewThatTheProjectNeeds) {
  const auto needing = [](const char* project, const char* approvals) {
    return works().with_fact("project", project).with_fact("approvals", approvals).failing();
  };
  const char* eia = R"({"eia": "form", "energy_review_needed": false})";
  const char* energy = R"({"eia": "none", "energy_review_needed": true})";
  EXPECT_THAT(needing(eia, "[]"), ElementsAre("environment-approved"));
  EXPECT_THAT(needing(eia, R"([{"kind": "eia_approval", "status": "revoked"}])"),
              ElementsAre("environment-approved"));
  EXPECT_THAT(needing(eia, R"([{"kind": "eia_approval", "status": "valid"}])"), IsEmpty());
  EXPECT_THAT(needing(energy, "[]"), ElementsAre("energy-reviewed"));
  EXPECT_THAT(needing(energy, R"([{"kind": "energy_review", "status": "valid"}])"), IsEmpty());
}

TEST(FoodBusinessLicence, IsForOneOperatorAtASiteOfTheirs) {
  const Case shop{"food-business-licence", R"json({
    "uscc": "91320600MA0MLAL96Q", "operator_name": "甲", "site_no": "S0037", "address": "x", "operation": "retail",
    "items": ["prepacked-cold"], "area_square_metres": 80,
    "food_safety_manager": {"name": "林示例", "citizen_id": "320601199001150006",
                            "health_certificate_until": "2024-12-31"},
    "contact": {"name": "林示例", "mobile": "19900000000"}})json",
                  R"json({
    "operator": {"uscc": "91320600MA0MLAL96Q", "status": "registered", "domicile_site": "S0011",
                 "premises": ["S0037"]},
    "site": {"site_no": "S0037", "registrar": "suxitong", "status": "usable", "use": "commercial"},
    "existing": [], "banned": []})json"};
  EXPECT_THAT(shop.failing(), IsEmpty());
  EXPECT_THAT(shop.with_form("site_no", "\"S0012\"").failing(), ElementsAre("site-of-operator"));
  EXPECT_THAT(shop.with_fact("existing", R"([{"kind": "food_business_licence", "status": "valid",
                                              "valid_until": "2029-02-28"}])")
                  .failing(),
              ElementsAre("one-licence-a-site"));
  EXPECT_THAT(
      shop.with_fact("site", R"({"site_no": "S0037", "registrar": "elsewhere", "use": "residential"})")
          .failing(),
      UnorderedElementsAre("site-in-district", "not-residential"));
}

}  // namespace
}  // namespace shuxin::catalog
