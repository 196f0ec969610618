#include "zone.h"

#include <chrono>
#include <filesystem>
#include <fmt/format.h>

#include "shell/app/catalogue_folder.h"
#include "shell/views/projections.h"

namespace shuxin::bench {

using base::Json;

void give_up(const base::Error& error) {
  fmt::print(stderr, "{}\n", base::word(error.message, base::Language::English));
  std::exit(2);
}

base::Instant moment() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

std::shared_ptr<const catalog::Catalogue> load_catalogue() {
  auto loaded =
      catalog::load(must(app::read_catalogue_folder(std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong")));
  return std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
}

casework::Command command_of(int step, const std::string& number, const Json& form) {
  const auto opinion = [&](const char* review) {
    return casework::Act{number, "give_opinion", Json::object({{"step", review}, {"verdict", "agree"}}), {}};
  };
  switch (step) {
    case 0: {
      std::map<std::string, casework::MaterialGiven> materials;
      for (const char* id : {"contract", "funds-proof", "safety-plan", "wage-account"})
        materials[id] = {"paper", {}, ""};
      return casework::OpenCase{"construction-permit", {form, materials}, "counter"};
    }
    case 1:
      return casework::Act{number, "accept", Json::Object{}, {}};
    case 2:
      return opinion("quality");
    case 3:
      return opinion("safety");
    case 4:
      return opinion("planning");
    default:
      return casework::Act{number, "grant", Json::Object{}, {}};
  }
}

casework::Actor actor_of(int step) {
  const auto officer = [](const char* role, const char* organisation) {
    return casework::Actor{std::string("officer-") + role, role, "", "officer", {{role, organisation}}};
  };
  switch (step) {
    case 0:
      return {"firm", "示例", "firm", "enterprise", {}};
    case 1:
      return officer("intake", "approval-bureau");
    case 2:
      return officer("quality-review", "construction-bureau");
    case 3:
      return officer("safety-review", "construction-bureau");
    case 4:
      return officer("planning-review", "natural-resources");
    default:
      return officer("decide", "approval-bureau");
  }
}

Zone::Zone(std::shared_ptr<const catalog::Catalogue> catalogue, std::string folder, bool keep)
    : catalogue_(std::move(catalogue)),
      folder_(std::move(folder)),
      keep_(keep),
      next_(keep ? moment().milliseconds * 1'000 : 0) {
  if (!keep_) std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  store::Options options;
  options.projections = views::projections(catalogue_);
  options.tables = {views::due_table()};
  store_ = must(store::open("sqlite:" + folder_ + "/zone.db", folder_ + "/keys", std::move(options)));
  service_ = std::make_unique<app::CaseService>(*store_, catalogue_, hub_);
  const casework::Actor registrar{"registrar", "registrar", "", "officer", {}};
  const std::string firm = "91320600MA2XTQ7C2A";
  const Json parcel = Json::object({{"parcel_no", "P9001"}, {"holder_uscc", firm}, {"has_buildings", false}});
  const Json planning = Json::object({{"certificate_no", "JZ1"},
                                      {"kind", "works_planning_permit"},
                                      {"status", "valid"},
                                      {"parcel_no", "P9001"},
                                      {"floor_area_square_metres", 15000}});
  const Json drawings = Json::object(
      {{"certificate_no", "ST1"}, {"kind", "drawing_review"}, {"status", "valid"}, {"parcel_no", "P9001"}});
  must(service_->import_register("parcel", {parcel}, registrar, moment()));
  must(service_->import_register("certificate", {planning, drawings}, registrar, moment()));
  form_ = Json::object(
      {{"project_name", "bench"},
       {"project_code", ""},
       {"builder", Json::object({{"name", "示例"}, {"uscc", firm}})},
       {"parcel_no", "P9001"},
       {"planning_permit_no", "JZ1"},
       {"drawing_review_no", "ST1"},
       {"scope", Json::array({"structure"})},
       {"floor_area_square_metres", 12000},
       {"contract_price", 2600},
       {"contractor", Json::object({{"name", "示例"}, {"uscc", "913206125781123402"}})},
       {"project_manager",
        Json::object({{"name", "周示例"}, {"citizen_id", "320600198510090127"}, {"certificate_no", "1"}})},
       {"starts_on", (catalogue_->calendar.legal_day(moment()) + 40).to_string()},
       {"ends_on", (catalogue_->calendar.legal_day(moment()) + 400).to_string()},
       {"contact", Json::object({{"name", "周示例"}, {"mobile", "13900000003"}})}});
}

Json Zone::form(std::int64_t approval) const {
  Json form = form_;
  form.set("project_code", fmt::format("2203-320692-89-01-{:06}", approval % 1'000'000));
  return form;
}

Zone::~Zone() {
  service_.reset();
  store_.reset();
  if (!keep_) std::filesystem::remove_all(folder_);
}

void Client::next() {
  if (step_ == 0) approval_ = zone_.next_approval();
  const auto reply =
      must(zone_.service().run({command_of(step_, number_, zone_.form(approval_)), actor_of(step_), moment(),
                                fmt::format("{:016}-{}", approval_, step_), std::nullopt, ""}));
  if (reply.refused) {
    fmt::print(stderr, "refused: {}\n", reply.body.to_string());
    std::exit(2);
  }
  if (step_ == 0) number_ = std::string(*reply.body.find_string("number"));
  step_ = (step_ + 1) % commands_of_an_approval;
}

}  // namespace shuxin::bench
