#include "shell/app/demo.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/csv.h"
#include "shell/app/demo_paper.h"
#include "shell/app/files.h"

namespace shuxin::app {
namespace {

using base::Json;

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> all;
  while (true) {
    const std::size_t at = text.find(by);
    all.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return all;
    text.remove_prefix(at + 1);
  }
}

// A cell as the type that the schema names; nothing if it is none.
std::optional<Json> cell(const Json& schema, const std::string& text) {
  const std::string_view type = schema.find_string("type").value_or("string");
  if (type == "string") return Json(text);
  if (type == "boolean")
    return text == "true" || text == "false" ? std::optional<Json>(text == "true") : std::nullopt;
  if (type == "integer" || type == "number") {
    const auto read = Json::parse(text);
    return read && read->if_number() ? std::optional<Json>(*read) : std::nullopt;
  }
  if (type == "array") {
    const Json* items = schema.find("items");
    Json::Array all;
    for (const std::string& part : split(text, '|')) {
      auto one = items ? cell(*items, part) : Json(part);
      if (!one) return std::nullopt;
      all.push_back(*std::move(one));
    }
    return Json(std::move(all));
  }
  return std::nullopt;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// How a firm is opened in a story.
struct Opening {
  std::vector<std::string> without = {};                        // materials that are missing
  std::optional<std::vector<std::string>> only = std::nullopt;  // optional members; all if it is empty
  int insured = 6;                                              // more than six are not believed
};

// Plays the demonstration's stories through the service, as the people would.
class Stories {
 public:
  Stories(CaseService& service, const std::vector<DemoAccount>& accounts, base::Instant now)
      : service_(service), accounts_(accounts), now_(now) {}

  base::Result<void> tell() {
    SHUXIN_TRY(sites_, hosting_sites());
    SHUXIN_TRY(parcels_, built_parcels());
    SHUXIN_DO(firms());
    SHUXIN_DO(permits());
    SHUXIN_DO(certificates());
    SHUXIN_DO(firms_that_went_otherwise());
    return permits_that_went_otherwise();
  }

 private:
  using Done = base::Result<std::string>;

  // An instant on the working day so many before today.
  base::Instant at(int days_back, int hour, int minute = 0) const {
    const calendar::Calendar& calendar = service_.catalogue().calendar;
    const base::Date day =
        calendar.add_working_days(calendar.legal_day(now_), -days_back, calendar::FirstDay::Next);
    return std::min(calendar.instant(day, hour * 60 + minute), now_);
  }

  casework::Actor applicant(const std::string& login) const {
    for (const DemoAccount& demo : accounts_) {
      if (demo.account.login != login) continue;
      const bool firm = demo.account.kind == AccountKind::Enterprise;
      return {demo.account.id, demo.account.name, demo.account.id, firm ? "enterprise" : "person", {}};
    }
    return {login, login, login, "person", {}};
  }

  // The officer of the demonstration who holds the role; each body has one.
  casework::Actor officer(const std::string& role, const std::string& organisation) const {
    for (const DemoAccount& demo : accounts_)
      for (const RoleIn& held : demo.account.roles)
        if (held.role == role && held.organisation == organisation)
          return {demo.account.id, demo.account.name, "", "officer", {{role, organisation}}};
    return {"demo", "demo", "", "officer", {{role, organisation}}};
  }

  base::Result<std::map<std::string, casework::MaterialGiven>> materials(
      const std::vector<const catalog::Matter*>& matters, const std::string& account,
      const std::vector<std::string>& without, base::Instant when) {
    std::map<std::string, casework::MaterialGiven> given;
    Files files(service_.store(), service_.zone());
    for (const catalog::Matter* matter : matters) {
      for (const catalog::Material& material : matter->materials) {
        const bool always = material.from.empty() && material.required_when.empty();
        if ((!always && material.id != "hosting-agreement") || given.contains(material.id) ||
            std::ranges::find(without, material.id) != without.end())
          continue;
        std::string& paper = papers_[account + "/" + material.id];
        given[material.id] = {"file", {paper}, ""};
        if (!paper.empty()) continue;
        SHUXIN_TRY(const auto upload, files.begin("demo", account, material.name.zh + "（演示）.pdf", when));
        if (const auto written = upload->write(demo_paper(material.name.en)); !written)
          return std::unexpected(written.error());
        SHUXIN_TRY(const FileDetails file, upload->finish());
        paper = file.file;
        given[material.id].files = {paper};
      }
    }
    return given;
  }

  Done run(casework::Command command, const casework::Actor& actor, base::Instant when) {
    SHUXIN_TRY(const Reply reply, service_.run({std::move(command), actor, when, "", std::nullopt, "demo"}));
    if (reply.refused) return base::fail("demo.refused", {reply.body.to_string()});
    return std::string(reply.body.find_string("number").value_or(""));
  }

  Done act(const std::string& number, const std::string& action, const casework::Actor& actor,
           base::Instant when, Json input = Json::Object{}) {
    return run(casework::Act{number, action, std::move(input), {}}, actor, when);
  }

  base::Result<std::string> member(const std::string& package, const std::string& id) {
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_TRY(const auto kept, service_.states().load_package(*reads, package));
    const auto& state = *kept;
    const casework::MemberState* found = state.find_member(id);
    return found ? found->case_number : std::string{};
  }

  // ------------------------------------------------------------------ firms

  // Addresses that host many firms: the stories use these, and leave the others to whoever tries the zone
  // out.
  base::Result<std::vector<Json>> hosting_sites() {
    std::vector<Json> sites;
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    const auto read = reads->query(
        "select fields from register_entries where zone = ? and kind = 'site' and ended = 0 order by key",
        {service_.zone()}, [&](store::Row row) {
          auto site = Json::parse(store::text(row[0]));
          if (site && site->find_string("status") == "usable" &&
              site->find_string("registrar") == "suxitong" && site->find_string("sharing") == "cluster")
            sites.push_back(*std::move(site));
          return true;
        });
    if (!read) return std::unexpected(read.error());
    return sites;
  }

  Json opening_form(const std::string& stem, const Json& site, int insured) const {
    const auto person = [](const char* name, const char* id, const char* mobile) {
      return Json::object({{"name", name}, {"citizen_id", id}, {"mobile", mobile}});
    };
    Json representative = person("林示例甲", "320601199001150006", "19900000000");
    representative.set("position", "director");
    return Json::object({{"company_name", stem + "应用软件有限公司（虚构）"},
                         {"name_stem", stem},
                         {"kind", "limited"},
                         {"main_trade", "6513"},
                         {"trades", Json::array({"6513", "6531"})},
                         {"scope", "应用软件的开发和服务"},
                         {"registered_capital", 200},
                         {"founders", Json::array({Json::object({{"kind", "person"},
                                                                 {"name", "林示例甲"},
                                                                 {"citizen_id", "320601199001150006"},
                                                                 {"share", 70}}),
                                                   Json::object({{"kind", "person"},
                                                                 {"name", "沈示例乙"},
                                                                 {"citizen_id", "320601199002150016"},
                                                                 {"share", 30}})})},
                         {"legal_representative", std::move(representative)},
                         {"finance_contact", person("沈示例乙", "320601199002150016", "19900000001")},
                         {"contact", Json::object({{"name", "林示例甲"}, {"mobile", "19900000000"}})},
                         {"domicile", Json::object({{"site_no", *site.find("site_no")},
                                                    {"address", *site.find("address")},
                                                    {"title_relation", "hosted"},
                                                    {"use", "office"}})},
                         {"staff_count", 6},
                         {"seals", Json::array({"official"})},
                         {"tax", Json::object({{"taxpayer", "small"}, {"invoice", "electronic"}})},
                         {"insurance", Json::object({{"insured_count", insured}, {"from_month", "2026-12"}})},
                         {"housing_fund", Json::object({{"depositor_count", 6}, {"rate_percent", 8}})},
                         {"bank", Json::object({{"branch", "demo-bank-zone"}, {"day", "2026-12-01"}})}});
  }

  Done open_firm(const std::string& stem, base::Instant when, const Opening& opening = {}) {
    if (sites_.empty()) return base::fail("demo.refused", {"no hosting site"});
    const catalog::Catalogue& catalogue = service_.catalogue();
    const base::Date day = catalogue.calendar.legal_day(when);
    const catalog::Package* package = catalogue.find_package("business-opening", day);
    if (!package) return base::fail("demo.refused", {"business-opening"});
    std::vector<const catalog::Matter*> matters;
    std::vector<std::string> chosen;
    for (const catalog::Member& member : package->members) {
      if (const auto* matter = catalogue.find_matter(member.matter, day)) matters.push_back(matter);
      if (member.optional && !opening.only) chosen.push_back(member.id);
    }
    if (opening.only) chosen = *opening.only;
    const casework::Actor founder = applicant("founder");
    SHUXIN_TRY(auto given, materials(matters, founder.account, opening.without, when));
    given["address-declaration"] = {"commitment", {}, "本人承诺住所真实、合法、安全（演示）"};
    return run(
        casework::OpenPackage{
            package->id,
            chosen,
            {opening_form(stem, sites_[next_site_++ % sites_.size()], opening.insured), std::move(given)}},
        founder, when);
  }

  base::Result<void> firms() {
    const casework::Actor registrar = officer("decide", "approval-bureau");
    const auto body = [&](const char* organisation) { return officer("body", organisation); };
    // Opened in half a day, one of them slower than promised.
    for (const auto& [stem, days, hour] :
         {std::tuple{"晴川", 6, 14}, std::tuple{"望江", 4, 11}, std::tuple{"沙洲", 9, 16}}) {
      SHUXIN_TRY(const std::string package, open_firm(stem, at(days, 9, 5)));
      SHUXIN_TRY(const std::string registration, member(package, "registration"));
      SHUXIN_TRY([[maybe_unused]] const auto a, act(registration, "register", registrar, at(days, 9, 50)));
      int record = 1;
      for (const auto& [id, organisation] :
           {std::pair{"seals", "public-security"}, std::pair{"tax", "tax-bureau"},
            std::pair{"bank", "demo-bank"}}) {
        SHUXIN_TRY(const std::string its, member(package, id));
        if (its.empty()) continue;
        SHUXIN_TRY(
            [[maybe_unused]] const auto b,
            act(its, "answer", body(organisation), at(days, hour, record * 7),
                Json::object({{"record", "演示-" + std::string(stem) + "-" + std::to_string(record)}})));
        ++record;
      }
      // One lost its licence and got another.
      if (days == 9) {
        SHUXIN_TRY([[maybe_unused]] const auto again, act(registration, "reissue", registrar, at(2, 10),
                                                          Json::object({{"reason", "执照遗失"}})));
      }
    }
    // Registered, its follow-ups on the way.
    SHUXIN_TRY(const std::string running, open_firm("听涛", at(1, 14)));
    SHUXIN_TRY(const std::string running_case, member(running, "registration"));
    SHUXIN_TRY([[maybe_unused]] const auto c, act(running_case, "register", registrar, at(1, 14, 40)));
    SHUXIN_TRY(const std::string seals, member(running, "seals"));
    SHUXIN_TRY([[maybe_unused]] const auto d, act(seals, "answer", body("public-security"), at(1, 15, 30),
                                                  Json::object({{"record", "演示-听涛-1"}})));
    // Waiting for corrections, and fresh on the desk.
    SHUXIN_TRY(const std::string correcting, open_firm("南星", at(1, 10), {.without = {"articles"}}));
    SHUXIN_TRY(const std::string correcting_case, member(correcting, "registration"));
    SHUXIN_TRY(
        [[maybe_unused]] const auto e,
        act(correcting_case, "request_correction", registrar, at(1, 10, 30),
            Json::object({{"findings", Json::array({Json::object(
                                           {{"about", "/scope"}, {"text", "经营范围请写明具体项目"}})})}})));
    SHUXIN_TRY([[maybe_unused]] const auto f, open_firm("星渡", at(0, 8, 50)));
    // Refused, and withdrawn.
    SHUXIN_TRY(const std::string refused, open_firm("旧港", at(5, 10)));
    SHUXIN_TRY(const std::string refused_case, member(refused, "registration"));
    SHUXIN_TRY([[maybe_unused]] const auto g,
               act(refused_case, "refuse", registrar, at(5, 11),
                   Json::object({{"reason", "出资人资格材料与事实不符（演示）"}})));
    SHUXIN_TRY(const std::string withdrawn, open_firm("浅水", at(3, 10)));
    SHUXIN_TRY(const std::string withdrawn_case, member(withdrawn, "registration"));
    SHUXIN_TRY([[maybe_unused]] const auto h,
               act(withdrawn_case, "withdraw", applicant("founder"), at(3, 15)));
    return {};
  }

  // What became of firms where it did not go well: not accepted, closed as nothing came, revoked for a false
  // domicile, and follow-ups that failed.
  base::Result<void> firms_that_went_otherwise() {
    const casework::Actor registrar = officer("decide", "approval-bureau");
    using Members = std::vector<std::string>;
    const auto registration = [&](const char* stem, base::Instant when, const Opening& opening) -> Done {
      SHUXIN_TRY(const std::string package, open_firm(stem, when, opening));
      return member(package, "registration");
    };
    const Opening alone{.only = Members{}};
    SHUXIN_TRY(const std::string elsewhere, registration("远山", at(4, 9, 30), alone));
    SHUXIN_DO(act(elsewhere, "not_accept", registrar, at(4, 10),
                  Json::object({{"reason", "创办人改在市区经营，住所不在园区登记辖区内（演示）"},
                                {"authority", "city-registrar"}})));
    SHUXIN_TRY(const std::string slow, registration("松涛", at(2, 15), alone));
    SHUXIN_DO(act(slow, "extend", registrar, at(1, 9),
                  Json::object({{"reason", "出资人身份需要向外地登记机关核对（演示）"}})));
    SHUXIN_TRY(const std::string silent,
               registration("白鹭", at(16, 10), {.without = {"articles"}, .only = Members{}}));
    SHUXIN_DO(act(silent, "request_correction", registrar, at(16, 10, 40)));
    // Whose domicile was found untrue.
    SHUXIN_TRY(const std::string untrue, registration("红杉", at(3, 9, 10), alone));
    SHUXIN_DO(act(untrue, "register", registrar, at(3, 9, 40)));
    SHUXIN_DO(act(
        untrue, "order_rectification", officer("supervise", "market-supervision"), at(2, 10),
        Json::object({{"obligation", "check/domicile-check"}, {"reason", "核查时该地址无人办公（演示）"}})));
    SHUXIN_DO(act(untrue, "revoke", registrar, at(1, 16),
                  Json::object({{"reason", "提交虚假住所信息，拒不改正（演示）"}})));
    // What it said of its staff does not fit: the filing waits for it, and here nothing came.
    SHUXIN_TRY(const std::string forgotten,
               registration("青枫", at(14, 9, 10), {.only = Members{"social-insurance"}, .insured = 600}));
    SHUXIN_DO(act(forgotten, "register", registrar, at(14, 9, 40)));
    // Just registered; the founder will see the bank in person.
    SHUXIN_TRY(
        const std::string young,
        open_firm("银杏", at(0, 9), {.only = Members{"seals", "social-insurance", "bank"}, .insured = 600}));
    SHUXIN_TRY(const std::string begun, member(young, "registration"));
    SHUXIN_DO(act(begun, "register", registrar, at(0, 9, 20)));
    SHUXIN_TRY(const std::string bank, member(young, "bank"));
    SHUXIN_DO(act(bank, "withdraw", applicant("founder"), at(0, 9, 30)));
    // Two bodies that could not, one that does not answer.
    SHUXIN_TRY(const std::string package,
               open_firm("梧桐", at(3, 9, 20),
                         {.only = Members{"seals", "tax", "social-insurance", "bank"}, .insured = 600}));
    SHUXIN_TRY(const std::string registered, member(package, "registration"));
    SHUXIN_DO(act(registered, "register", registrar, at(3, 9, 45)));
    SHUXIN_TRY(const std::string seals, member(package, "seals"));
    SHUXIN_DO(act(seals, "report_failure", officer("body", "public-security"), at(3, 10),
                  Json::object({{"reason", "印模图样不清，请重新提供（演示）"}})));
    SHUXIN_TRY(const std::string tax, member(package, "tax"));
    SHUXIN_DO(act(tax, "report_failure", officer("body", "tax-bureau"), at(3, 10, 20),
                  Json::object({{"reason", "办税人员未实名认证（演示）"}})));
    SHUXIN_DO(act(tax, "abandon", officer("intake", "approval-bureau"), at(1, 10),
                  Json::object({{"reason", "创办人改为自行到税务机关办理（演示）"}})));
    SHUXIN_TRY(const std::string filing, member(package, "social-insurance"));
    SHUXIN_DO(act(filing, "withdraw", applicant("founder"), at(3, 11, 10)));
    return {};
  }

  // ------------------------------------------------------------------ permits

  struct Built {
    Json parcel;
    std::string planning;
    std::string drawings;
  };

  // Parcels with a works planning permit and a drawing review in the registers, and the firm that holds them.
  base::Result<std::vector<Built>> built_parcels() {
    std::vector<Built> built;
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    std::vector<Json> certificates;
    const auto read_all = [&](const char* kind, std::vector<Json>& into) {
      return reads->query(
          "select fields from register_entries where zone = ? and kind = ? and ended = 0 order by key",
          {service_.zone(), kind}, [&](store::Row row) {
            if (auto fields = Json::parse(store::text(row[0]))) into.push_back(*std::move(fields));
            return true;
          });
    };
    std::vector<Json> parcels;
    if (const auto read = read_all("certificate", certificates); !read) return std::unexpected(read.error());
    if (const auto read = read_all("parcel", parcels); !read) return std::unexpected(read.error());
    for (Json& parcel : parcels) {
      Built one{parcel, "", ""};
      for (const Json& certificate : certificates) {
        if (certificate.find_string("parcel_no") != parcel.find_string("parcel_no") ||
            certificate.find_string("status") != "valid" || certificate.find("valid_until"))
          continue;
        if (certificate.find_string("kind") == "works_planning_permit")
          one.planning = certificate.find_string("certificate_no").value_or("");
        if (certificate.find_string("kind") == "drawing_review")
          one.drawings = certificate.find_string("certificate_no").value_or("");
      }
      if (!one.planning.empty() && !one.drawings.empty()) built.push_back(std::move(one));
    }
    return built;
  }

  Done apply_for_permit(const std::string& login, int parcel, base::Instant when,
                        const std::vector<std::string>& without = {}) {
    if (parcels_.empty()) return base::fail("demo.refused", {"no parcel"});
    const Built& built = parcels_[static_cast<std::size_t>(parcel) % parcels_.size()];
    const std::string holder(built.parcel.find_string("holder_uscc").value_or(""));
    const casework::Actor firm = applicant(login);
    const catalog::Catalogue& catalogue = service_.catalogue();
    const catalog::Matter* matter =
        catalogue.find_matter("construction-permit", catalogue.calendar.legal_day(when));
    if (!matter) return base::fail("demo.refused", {"construction-permit"});
    SHUXIN_TRY(auto given, materials({matter}, firm.account, without, when));
    const base::Date today = catalogue.calendar.legal_day(now_);
    const Json form = Json::object(
        {{"project_name", "演示厂房 " + std::to_string(parcel + 1) + " 号（虚构）"},
         {"project_code", "2203-320692-89-01-100011"},
         {"builder", Json::object({{"name", firm.name}, {"uscc", holder}})},
         {"parcel_no", *built.parcel.find("parcel_no")},
         {"planning_permit_no", built.planning},
         {"drawing_review_no", built.drawings},
         {"scope", Json::array({"structure"})},
         {"floor_area_square_metres", 6000},
         {"contract_price", 1800},
         {"contractor", Json::object({{"name", "演示建筑有限公司（虚构）"}, {"uscc", "913206125781123402"}})},
         {"project_manager",
          Json::object(
              {{"name", "周示例"}, {"citizen_id", "320600198510090127"}, {"certificate_no", "演示-0001"}})},
         {"starts_on", (today + 40).to_string()},
         {"ends_on", (today + 400).to_string()},
         {"contact", Json::object({{"name", "周示例"}, {"mobile", "19900000009"}})}});
    return run(casework::OpenCase{"construction-permit", {form, std::move(given)}, "online"}, firm, when);
  }

  base::Result<void> permits() {
    const casework::Actor intake = officer("intake", "approval-bureau");
    const casework::Actor decide = officer("decide", "approval-bureau");
    const auto opinion = [&](const std::string& number, const char* step, const char* role,
                             const char* organisation, const char* verdict, base::Instant when) {
      return act(number, "give_opinion", officer(role, organisation), when,
                 Json::object({{"step", step}, {"verdict", verdict}, {"text", "已按职责审查（演示）"}}));
    };
    // Granted.
    SHUXIN_TRY(const std::string granted, apply_for_permit("jianghai", 0, at(8, 9, 20)));
    SHUXIN_TRY([[maybe_unused]] const auto a, act(granted, "accept", intake, at(8, 10)));
    SHUXIN_TRY([[maybe_unused]] const auto b,
               opinion(granted, "quality", "quality-review", "construction-bureau", "agree", at(7, 9)));
    SHUXIN_TRY([[maybe_unused]] const auto c,
               opinion(granted, "safety", "safety-review", "construction-bureau", "agree", at(7, 10)));
    SHUXIN_TRY([[maybe_unused]] const auto d,
               opinion(granted, "planning", "planning-review", "natural-resources", "agree", at(7, 11)));
    SHUXIN_TRY([[maybe_unused]] const auto e, act(granted, "grant", decide, at(6, 15)));
    // Under review, with one opinion given.
    SHUXIN_TRY(const std::string reviewing, apply_for_permit("tonghu", 1, at(2, 9, 40)));
    SHUXIN_TRY([[maybe_unused]] const auto f, act(reviewing, "accept", intake, at(2, 11)));
    SHUXIN_TRY([[maybe_unused]] const auto g,
               opinion(reviewing, "quality", "quality-review", "construction-bureau", "disagree", at(1, 16)));
    // A special procedure stops the clock.
    SHUXIN_TRY(const std::string suspended, apply_for_permit("jianghai", 2, at(6, 10)));
    SHUXIN_TRY([[maybe_unused]] const auto h, act(suspended, "accept", intake, at(6, 14)));
    SHUXIN_TRY([[maybe_unused]] const auto i,
               act(suspended, "suspend", decide, at(5, 9),
                   Json::object({{"kind", "experts"}, {"needed_time", "五个工作日"}})));
    // Awaiting corrections; fresh; overdue on the promise; accepted by lapse of the notice period.
    SHUXIN_TRY(const std::string correcting, apply_for_permit("tonghu", 3, at(2, 15), {"contract"}));
    SHUXIN_TRY([[maybe_unused]] const auto j, act(correcting, "request_correction", intake, at(1, 9)));
    SHUXIN_TRY([[maybe_unused]] const auto k, apply_for_permit("jianghai", 4, at(0, 9)));
    SHUXIN_TRY(const std::string late, apply_for_permit("tonghu", 5, at(9, 9)));
    SHUXIN_TRY([[maybe_unused]] const auto l, act(late, "accept", intake, at(9, 16)));
    SHUXIN_TRY([[maybe_unused]] const auto m, apply_for_permit("jianghai", 6, at(7, 14)));
    SHUXIN_TRY([[maybe_unused]] const int lapsed, service_.lapse_due(now_));
    return {};
  }

  // Permits that were not granted, for each reason there is, and one that was revoked.
  base::Result<void> permits_that_went_otherwise() {
    const casework::Actor intake = officer("intake", "approval-bureau");
    const casework::Actor decide = officer("decide", "approval-bureau");
    const auto reviewed = [&](const std::string& login, int parcel, int days) -> Done {
      SHUXIN_TRY(const std::string number, apply_for_permit(login, parcel, at(days, 9)));
      SHUXIN_DO(act(number, "accept", intake, at(days, 10)));
      for (const auto& [step, role, body] : {std::tuple{"quality", "quality-review", "construction-bureau"},
                                             std::tuple{"safety", "safety-review", "construction-bureau"},
                                             std::tuple{"planning", "planning-review", "natural-resources"}})
        SHUXIN_DO(
            act(number, "give_opinion", officer(role, body), at(days - 1, 9, 30),
                Json::object({{"step", step}, {"verdict", "agree"}, {"text", "已按职责审查（演示）"}})));
      return number;
    };
    const auto reason = [](const char* text) { return Json::object({{"reason", text}}); };
    SHUXIN_TRY(const std::string refused, reviewed("tonghu", 7, 11));
    SHUXIN_DO(act(refused, "refuse", decide, at(8, 15), reason("建设资金没有落实（演示）")));
    SHUXIN_TRY(const std::string revoked, reviewed("jianghai", 8, 6));
    SHUXIN_DO(act(revoked, "grant", decide, at(4, 15)));
    SHUXIN_DO(act(revoked, "revoke", decide, at(1, 15), reason("以虚假合同取得许可（演示）")));
    SHUXIN_TRY(const std::string elsewhere, apply_for_permit("tonghu", 9, at(3, 9)));
    Json other = reason("工程地址不在园区范围内（演示）");
    other.set("authority", "city-approval");
    SHUXIN_DO(act(elsewhere, "not_accept", intake, at(3, 10), std::move(other)));
    SHUXIN_TRY(const std::string small, apply_for_permit("jianghai", 10, at(4, 9)));
    SHUXIN_DO(act(small, "tell_not_required", intake, at(4, 10),
                  reason("限额以下小型工程，不需要施工许可（演示）")));
    SHUXIN_TRY(const std::string withdrawn, apply_for_permit("tonghu", 11, at(5, 9)));
    SHUXIN_DO(act(withdrawn, "withdraw", applicant("tonghu"), at(5, 14)));
    SHUXIN_TRY(const std::string silent, apply_for_permit("jianghai", 12, at(17, 9), {"contract"}));
    SHUXIN_DO(act(silent, "request_correction", intake, at(16, 9)));
    SHUXIN_TRY([[maybe_unused]] const int lapsed, service_.lapse_due(now_));
    return {};
  }

  // ------------------------------------------------------------------ packages on land

  Json project_form(const casework::Actor& firm, const std::string& parcel, const std::string& name) const {
    const std::string last = parcel.substr(parcel.size() - 2);
    std::string uscc;
    for (const DemoAccount& demo : accounts_)
      if (demo.account.id == firm.account) uscc = demo.account.uscc;
    const base::Date today = service_.catalogue().calendar.legal_day(now_);
    const Json other = Json::object({{"name", "演示建筑有限公司（虚构）"}, {"uscc", "913206125781123402"}});
    return Json::object({{"project_name", name},
                         {"project_code", "2609-320692-89-01-1000" + last},
                         {"builder", Json::object({{"name", firm.name}, {"uscc", uscc}})},
                         {"parcel_no", parcel},
                         {"land_contract_no", "演示出让2026-0" + last},
                         {"scope", Json::array({"structure", "fitting"})},
                         {"floor_area_square_metres", 18000},
                         {"contract_price", 4200},
                         {"designer", other},
                         {"contractor", other},
                         {"project_manager", Json::object({{"name", "周示例"},
                                                           {"citizen_id", "320600198510090127"},
                                                           {"certificate_no", "演示-0002"}})},
                         {"starts_on", (today + 50).to_string()},
                         {"ends_on", (today + 500).to_string()},
                         {"contact", Json::object({{"name", "周示例"}, {"mobile", "19900000009"}})}});
  }

  Done open_on_land(const std::string& package_id, const std::string& login, const std::string& parcel,
                    const std::string& name, base::Instant when, bool at_counter = false) {
    const catalog::Catalogue& catalogue = service_.catalogue();
    const base::Date day = catalogue.calendar.legal_day(when);
    const catalog::Package* package = catalogue.find_package(package_id, day);
    if (!package) return base::fail("demo.refused", {package_id});
    std::vector<const catalog::Matter*> matters;
    for (const catalog::Member& member : package->members)
      if (const auto* matter = catalogue.find_matter(member.matter, day)) matters.push_back(matter);
    const casework::Actor firm = applicant(login);
    SHUXIN_TRY(auto given, materials(matters, firm.account, {}, when));
    Json form = project_form(firm, parcel, name);
    if (package->form != "five-certificates") {
      const Json whole = form;
      form = Json::Object{};
      for (const char* member :
           {"project_name", "project_code", "builder", "parcel_no", "land_contract_no", "contact"})
        form.set(member, *whole.find(member));
    }
    casework::OpenPackage open{package->id, {}, {std::move(form), std::move(given)}, {}};
    if (!at_counter) return run(std::move(open), firm, when);
    open.counter = casework::AtCounter{firm.account, firm.kind, firm.name, when};
    for (auto& [id, material] : open.submission.materials) material = {"paper", {}, ""};
    return run(std::move(open), officer("intake", "approval-bureau"), std::min(now_, when + 3'600'000));
  }

  // Accepts a member, has its reviews agree, and decides it; stops after so many reviews.
  base::Result<void> handle(const std::string& package, const std::string& id, base::Instant when,
                            std::size_t reviews, bool decides) {
    SHUXIN_TRY(const std::string number, member(package, id));
    SHUXIN_TRY(const auto reads, service_.store().snapshot(service_.zone()));
    SHUXIN_TRY(const auto kept, service_.states().load_case(*reads, number));
    const casework::CaseState& state = *kept;
    const catalog::Matter* matter =
        service_.catalogue().find_matter_version(state.opened.matter, state.opened.matter_from);
    if (!matter) return base::fail("demo.refused", {id});
    constexpr std::int64_t half_an_hour = 1'800'000;
    const auto later = [&](std::int64_t steps) { return std::min(now_, when + steps * half_an_hour); };
    SHUXIN_TRY([[maybe_unused]] const auto a,
               act(number, "accept", officer("intake", "approval-bureau"), later(0)));
    std::int64_t done = 0;
    for (const catalog::ReviewStep& step : matter->review) {
      if (static_cast<std::size_t>(done) >= reviews) break;
      const std::string& body = step.organisation.empty() ? matter->authority : step.organisation;
      SHUXIN_TRY(
          [[maybe_unused]] const auto b,
          act(number, "give_opinion", officer(step.by, body), later(++done),
              Json::object({{"step", step.id}, {"verdict", "agree"}, {"text", "已按职责审查（演示）"}})));
    }
    if (!decides) return {};
    SHUXIN_TRY([[maybe_unused]] const auto c,
               act(number, "grant", officer("decide", matter->authority), later(done + 1)));
    return {};
  }

  base::Result<void> certificates() {
    constexpr std::size_t every = 99;
    // Five certificates: three are ready and held, the drawings keep the set waiting.
    SHUXIN_TRY(const std::string set, open_on_land("five-certificates", "tonghu", "P0017",
                                                   "通沪智能工厂一期（虚构）", at(5, 9, 20)));
    if (const auto done = handle(set, "land-title", at(5, 10), every, true); !done) return done;
    if (const auto done = handle(set, "land-planning", at(5, 14), every, true); !done) return done;
    if (const auto done = handle(set, "works-planning", at(4, 9), every, true); !done) return done;
    if (const auto done = handle(set, "drawing-review", at(3, 9), 1, false); !done) return done;
    // A title that waits for the land to be handed over; and a paper application, entered at the counter.
    SHUXIN_TRY(const std::string title, open_on_land("title-on-handover", "jianghai", "P0018",
                                                     "江海矿机再制造基地（虚构）", at(2, 9, 40)));
    if (const auto done = handle(title, "land-title", at(2, 10), every, true); !done) return done;
    SHUXIN_TRY(
        [[maybe_unused]] const std::string paper,
        open_on_land("five-certificates", "jianghai", "P0020", "江海装配车间（虚构）", at(1, 9, 10), true));
    return {};
  }

  CaseService& service_;
  const std::vector<DemoAccount>& accounts_;
  base::Instant now_;
  std::vector<Json> sites_;
  std::size_t next_site_ = 0;
  std::vector<Built> parcels_;
  std::map<std::string, std::string> papers_;  ///< files by account and material: each is made once
};

}  // namespace

DemoEntries read_demo_entries(const catalog::Register& kind, std::string_view csv, const std::string& file) {
  DemoEntries read;
  const Json* properties = kind.schema.find("properties");
  const std::string_view header = csv.substr(0, csv.find_first_of("\r\n"));
  const std::vector<std::string> columns = split(header, ',');
  base::CsvTable table = base::read_csv(csv, file, columns);
  read.faults = std::move(table.faults);
  for (const base::CsvRow& row : table.rows) {
    Json entry = Json::Object{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (row.fields[i].empty()) continue;
      const Json* schema = properties ? properties->find(columns[i]) : nullptr;
      auto value = schema ? cell(*schema, row.fields[i]) : std::nullopt;
      if (value) {
        entry.set(columns[i], *std::move(value));
      } else {
        read.faults.push_back(
            {base::Severity::Error, {file, row.line, 0}, {"demo.cell", {columns[i], row.fields[i]}}, {}});
      }
    }
    read.entries.push_back(std::move(entry));
  }
  return read;
}

base::Result<void> load_demo(CaseService& service, const std::string& folder,
                             const std::vector<DemoAccount>& accounts, base::Instant now) {
  {
    SHUXIN_TRY(const auto reads, service.store().snapshot(service.zone()));
    bool any = false;
    const auto read =
        reads->query("select number from cases where zone = ? limit 1", {service.zone()}, [&](store::Row) {
          any = true;
          return false;
        });
    if (!read) return std::unexpected(read.error());
    if (any) return {};
  }
  const casework::Actor registrar{"demo", "demo", "", "officer", {}};
  for (const catalog::Register& kind : service.catalogue().registers) {
    const std::filesystem::path file = std::filesystem::path(folder) / "demo" / (kind.id + ".csv");
    if (!std::filesystem::exists(file)) continue;
    const DemoEntries entries = read_demo_entries(kind, read_text(file), file.string());
    if (!entries.faults.empty())
      return base::fail("demo.faulty", {base::to_string(entries.faults.front(), base::Language::Chinese)});
    SHUXIN_TRY([[maybe_unused]] const int written,
               service.import_register(kind.id, entries.entries, registrar, now));
  }
  return Stories(service, accounts, now).tell();
}

}  // namespace shuxin::app
