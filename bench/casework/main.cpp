// Standard approvals (submit, accept, three reviews side by side, grant) through the whole service, each
// answered only when durable, beside the ledger alone: the same events with the same commits, and no case
// logic or read tables. Prints steps a second; with --json one object a line.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <thread>

#include "shell/app/case_service.h"
#include "shell/app/catalogue_folder.h"
#include "shell/views/projections.h"

namespace {

using namespace shuxin;
using base::Json;
using Clock = std::chrono::steady_clock;

constexpr auto length = std::chrono::milliseconds(1500);
constexpr int rounds = 3;

template <typename T>
T must(base::Result<T> result) {
  if (result) return *std::move(result);
  fmt::print(stderr, "{}\n", base::word(result.error().message, base::Language::English));
  std::exit(2);
}

base::Instant moment() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

struct Bench {
  std::shared_ptr<const catalog::Catalogue> catalogue;
  std::string folder;
  std::unique_ptr<store::Store> store;
  app::EventHub hub;
  std::unique_ptr<app::CaseService> service;
  Json form;

  Bench(std::shared_ptr<const catalog::Catalogue> zone, std::string in)
      : catalogue(std::move(zone)), folder(std::move(in)) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store::Options options;
    options.projections = views::projections(catalogue);
    options.tables = {views::due_table()};
    store = must(store::open("sqlite:" + folder + "/zone.db", folder + "/keys", std::move(options)));
    service = std::make_unique<app::CaseService>(*store, catalogue, hub);
    const casework::Actor registrar{"registrar", "registrar", "", "officer", {}};
    const Json parcel = Json::object(
        {{"parcel_no", "P9001"}, {"holder_uscc", "91320600MA2XTQ7C2A"}, {"has_buildings", false}});
    const Json planning = Json::object({{"certificate_no", "JZ1"},
                                        {"kind", "works_planning_permit"},
                                        {"status", "valid"},
                                        {"parcel_no", "P9001"},
                                        {"floor_area_square_metres", 15000}});
    const Json drawings = Json::object(
        {{"certificate_no", "ST1"}, {"kind", "drawing_review"}, {"status", "valid"}, {"parcel_no", "P9001"}});
    (void)must(service->import_register("parcel", {parcel}, registrar, moment()));
    (void)must(service->import_register("certificate", {planning, drawings}, registrar, moment()));
    form = Json::object(
        {{"project_name", "bench"},
         {"project_code", "2203-320692-89-01-100011"},
         {"builder", Json::object({{"name", "示例"}, {"uscc", "91320600MA2XTQ7C2A"}})},
         {"parcel_no", "P9001"},
         {"planning_permit_no", "JZ1"},
         {"drawing_review_no", "ST1"},
         {"scope", Json::array({"structure"})},
         {"floor_area_square_metres", 12000},
         {"contract_price", 2600},
         {"contractor", Json::object({{"name", "示例"}, {"uscc", "913206125781123402"}})},
         {"project_manager",
          Json::object({{"name", "周示例"}, {"citizen_id", "320600198510090127"}, {"certificate_no", "1"}})},
         {"starts_on", (catalogue->calendar.legal_day(moment()) + 40).to_string()},
         {"ends_on", (catalogue->calendar.legal_day(moment()) + 400).to_string()},
         {"contact", Json::object({{"name", "周示例"}, {"mobile", "13900000003"}})}});
  }
  ~Bench() {
    service.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  std::string run(casework::Command command, casework::Actor actor) {
    const auto reply =
        must(service->run({std::move(command), std::move(actor), moment(), "", std::nullopt, ""}));
    if (reply.refused) {
      fmt::print(stderr, "refused: {}\n", reply.body.to_string());
      std::exit(2);
    }
    return std::string(*reply.body.find_string("number"));
  }

  // One approval: six commands.
  void approve() {
    std::map<std::string, casework::MaterialGiven> materials;
    for (const char* id : {"contract", "funds-proof", "safety-plan", "wage-account"})
      materials[id] = {"paper", {}, ""};
    const casework::Actor firm{"firm", "示例", "firm", "enterprise", {}};
    const auto officer = [](const char* role, const char* organisation) {
      return casework::Actor{std::string("officer-") + role, role, "", "officer", {{role, organisation}}};
    };
    const std::string number =
        run(casework::OpenCase{"construction-permit", {form, materials}, "counter"}, firm);
    run(casework::Act{number, "accept", Json::Object{}, {}}, officer("intake", "approval-bureau"));
    const auto opinion = [&](const char* step, const char* role, const char* organisation) {
      run(casework::Act{number, "give_opinion", Json::object({{"step", step}, {"verdict", "agree"}}), {}},
          officer(role, organisation));
    };
    opinion("quality", "quality-review", "construction-bureau");
    opinion("safety", "safety-review", "construction-bureau");
    opinion("planning", "planning-review", "natural-resources");
    run(casework::Act{number, "grant", Json::Object{}, {}}, officer("decide", "approval-bureau"));
  }
};

// The ledger alone: the payloads of one approval, appended a step a unit.
struct Ledger {
  std::string folder;
  std::unique_ptr<store::Store> store;
  std::vector<store::NewEvent> events;
  std::atomic<int> next = 0;

  Ledger(const Bench& bench, std::string in) : folder(std::move(in)) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store = must(store::open("sqlite:" + folder + "/zone.db", folder + "/keys", {}));
    const auto reads = must(bench.store->snapshot(bench.catalogue->zone.id));
    const auto read = reads->read_stream("case/A" + std::to_string(year()) + "000001", 1,
                                         [&](const store::Event& event) -> base::Result<bool> {
                                           store::NewEvent copy;
                                           copy.type = event.type;
                                           copy.schema = event.schema;
                                           copy.payload = event.payload;
                                           copy.personal = event.personal;
                                           copy.effective_at = event.effective_at;
                                           copy.recorded_at = event.recorded_at;
                                           events.push_back(std::move(copy));
                                           return true;
                                         });
    if (!read || events.empty()) std::exit(2);
  }
  ~Ledger() {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  static std::int64_t year() {
    return base::Date{(moment().milliseconds + 8 * 3'600'000) / 86'400'000}.civil().year;
  }
  void append_one() {
    const std::string stream = "case/" + std::to_string(next++);
    for (std::size_t i = 0; i < events.size(); ++i) {
      store::Unit unit;
      unit.zone = "bench";
      unit.decide = [&](store::Transaction& transaction) -> base::Result<store::Answer> {
        SHUXIN_TRY([[maybe_unused]] const auto placed,
                   transaction.append(stream, static_cast<std::int64_t>(i), {events[i]}));
        return store::Answer{};
      };
      (void)must(store->run(std::move(unit)));
    }
  }
};

// Commands a second of `clients` threads, each doing `work` (six commands) again and again.
template <typename Work>
double rate(int clients, Work work) {
  std::atomic<std::int64_t> done = 0;
  const auto begun = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&] {
      while (Clock::now() - begun < length) {
        work();
        done += 6;
      }
    });
  for (std::thread& one : threads) one.join();
  return static_cast<double>(done) / std::chrono::duration<double>(Clock::now() - begun).count();
}

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

void print(bool json, const std::string& name, double ours, double theirs) {
  if (json) {
    fmt::print(
        "{{\"name\":\"{}\",\"unit\":\"commands/s\",\"ours\":{:.0f},\"peer\":\"ledger "
        "alone\",\"theirs\":{:.0f},"
        "\"ratio\":{:.2f}}}\n",
        name, ours, theirs, ours / theirs);
  } else {
    fmt::print("{:<28} {:>9.0f} commands/s   ledger alone {:>9.0f}   ratio {:.2f}\n", name, ours, theirs,
               ours / theirs);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc > 1 && std::string_view(argv[1]) == "--json";
  auto loaded =
      catalog::load(must(app::read_catalogue_folder(std::string(SHUXIN_SOURCE_DIR) + "/catalog/suxitong")));
  const auto catalogue = std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
  Bench bench(catalogue, "build/bench-casework");
  bench.approve();
  Ledger ledger(bench, "build/bench-ledger");
  for (const int clients : {1, 64}) {
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int round = 0; round < rounds; ++round) {
      ours.push_back(rate(clients, [&] { bench.approve(); }));
      theirs.push_back(rate(clients, [&] { ledger.append_one(); }));
    }
    print(json, fmt::format("approval, {} client{}", clients, clients == 1 ? "" : "s"), median(ours),
          median(theirs));
  }
}
