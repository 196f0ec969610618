// The whole interface of the demonstration zone beside openapi.json, its contract.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

#include "core/base/json.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/messages.h"
#include "shell/http/access_routes.h"
#include "shell/http/account_routes.h"
#include "shell/http/case_routes.h"
#include "shell/http/counter_routes.h"
#include "shell/http/evaluation_routes.h"
#include "shell/http/figure_routes.h"
#include "shell/http/gate.h"
#include "shell/http/personal_routes.h"
#include "shell/http/screens.h"
#include "shell/http/system_routes.h"
#include "shell/views/projections.h"

namespace shuxin::http {
namespace {

using base::Json;

constexpr base::Instant start{1'650'000'000'000};

class ContractTest : public testing::Test {
 protected:
  ContractTest()
      : folder_(std::filesystem::temp_directory_path() / fmt::format("shuxin-contract-{}", ::getpid())) {
    std::filesystem::create_directories(folder_);
    auto loaded = catalog::load(app::read_catalogue_folder(SHUXIN_SOURCE_DIR "/catalog/suxitong").value());
    const auto catalogue = std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
    store::Options options;
    options.projections = views::projections(catalogue);
    for (auto& projection : app::Accounts::projections())
      options.projections.push_back(std::move(projection));
    options.projections.push_back(app::AccessLog::projection());
    options.projections.push_back(app::Papers::projection());
    options.projections.push_back(app::EvaluationRecords::projection());
    options.tables = app::Accounts::tables();
    options.tables.push_back(views::due_table());
    options.tables.push_back(app::Drafts::table());
    options.tables.push_back(app::Files::table());
    options.tables.push_back(app::Messages::table());
    options.tables.push_back(app::Papers::table());
    store_ =
        store::open("sqlite:" + (folder_ / "store").string(), (folder_ / "keys").string(), options).value();
    accounts_ = std::make_unique<app::Accounts>(
        *store_, app::Accounts::Options{.zone = catalogue->zone.id, .hash_bytes = 8192, .hash_passes = 1});
    access_log_ = std::make_unique<app::AccessLog>(*store_, catalogue->zone.id);
    cases_ = std::make_unique<app::CaseService>(*store_, catalogue, hub_);
    files_ = std::make_unique<app::Files>(*store_, catalogue->zone.id);
    drafts_ = std::make_unique<app::Drafts>(*cases_, *files_);
    ring_ = signing::KeyRing::open((folder_ / "keys/signing").string(), {"园区", start, true}).value();
    papers_ = std::make_unique<app::Papers>(*cases_, *ring_, app::PaperOptions{"http://localhost", true});

    Service service;
    service.router.add(system_routes([] { return true; }, metrics_));
    service.router.add(
        account_routes(*accounts_, *access_log_, {.demo_accounts = {{{.login = "demo"}, {}}}}));
    erasure_ = std::make_unique<app::Erasure>(*cases_, *accounts_, *drafts_, *files_, *access_log_);
    service.router.add(personal_routes(*erasure_));
    service.router.add(access_routes(*accounts_, *access_log_, *cases_));
    service.router.add(case_routes(*cases_, *drafts_, *files_, *access_log_, hub_, *papers_));
    service.router.add(counter_routes(*cases_, *accounts_, *files_, *access_log_));
    evaluations_ = std::make_unique<app::Evaluations>(*store_, catalogue, ring_.get());
    rounds_ = std::make_unique<app::EvaluationRounds>(*cases_, *accounts_);
    service.router.add(evaluation_routes(*evaluations_, *accounts_, *rounds_));
    figures_ = std::make_unique<app::FigureService>(*store_, *catalogue, definitions_);
    service.router.add(figure_routes(*figures_, true));
    service.now = [] { return start; };
    for (const Route* route : service.router.routes()) {
      offered_.push_back({route->method, route->pattern, route->access});
    }
    gate_ = std::make_unique<Gate>(server_options_, std::move(service), metrics_);
  }
  ~ContractTest() override {
    gate_.reset();
    drafts_.reset();
    papers_.reset();
    cases_.reset();
    accounts_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  struct Offered {
    Method method;
    std::string pattern;
    Access access;
  };

  app::EventHub hub_;
  std::filesystem::path folder_;
  Metrics metrics_;
  ServerOptions server_options_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<app::Accounts> accounts_;
  std::unique_ptr<app::AccessLog> access_log_;
  std::unique_ptr<app::CaseService> cases_;
  std::unique_ptr<app::Files> files_;
  std::unique_ptr<app::Drafts> drafts_;
  std::unique_ptr<app::Erasure> erasure_;
  std::unique_ptr<app::Evaluations> evaluations_;
  std::unique_ptr<app::EvaluationRounds> rounds_;
  std::unique_ptr<signing::KeyRing> ring_;
  std::unique_ptr<app::Papers> papers_;
  indicators::Definitions definitions_;
  std::unique_ptr<app::FigureService> figures_;
  std::unique_ptr<Gate> gate_;
  std::vector<Offered> offered_;
};

TEST_F(ContractTest, names_exactly_the_routes_there_are_and_who_may_call_them) {
  const Json contract = Json::parse(openapi_text()).value();
  std::set<std::string> promised;
  for (const auto& [path, methods] : *contract.find("paths")->if_object()) {
    for (const auto& [method, operation] : *methods.if_object()) {
      if (method == "parameters") continue;
      std::string upper = method;
      std::ranges::transform(upper, upper.begin(), [](char c) { return static_cast<char>(c - 32); });
      const Json* security = operation.find("security");
      const bool is_public = security != nullptr && security->if_array()->empty();
      promised.insert(fmt::format("{} {} {}", upper, path, is_public ? "public" : "signed in"));
    }
  }
  std::set<std::string> offered;
  for (const Offered& route : offered_) {
    offered.insert(fmt::format("{} {} {}", to_string(route.method), route.pattern,
                               route.access == Access::Public ? "public" : "signed in"));
  }
  EXPECT_EQ(promised, offered);
}

TEST_F(ContractTest, every_reference_in_it_leads_somewhere_and_every_path_parameter_is_described) {
  const Json contract = Json::parse(openapi_text()).value();
  std::function<void(const Json&)> walk = [&](const Json& value) {
    if (const auto* items = value.if_array()) std::ranges::for_each(*items, walk);
    if (value.if_object() == nullptr) return;
    if (const auto reference = value.find_string("$ref")) {
      const Json* at = &contract;
      ASSERT_TRUE(reference->starts_with("#/")) << *reference;
      std::string_view rest = reference->substr(2);
      while (at != nullptr && !rest.empty()) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        at = at->find(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      EXPECT_NE(at, nullptr) << *reference;
    }
    for (const auto& [name, member] : *value.if_object()) walk(member);
  };
  walk(contract);
  for (const auto& [path, methods] : *contract.find("paths")->if_object()) {
    const auto described_in = [](const Json& holder) {
      std::size_t count = 0;
      const Json* parameters = holder.find("parameters");
      if (parameters == nullptr) return count;
      for (const Json& parameter : *parameters->if_array()) {
        count += parameter.find_string("in") == "path" || parameter.find("$ref") != nullptr ? 1 : 0;
      }
      return count;
    };
    const auto needed = static_cast<std::size_t>(std::ranges::count(path, '{'));
    for (const auto& [method, operation] : *methods.if_object()) {
      if (method != "parameters") EXPECT_GE(described_in(operation) + described_in(methods), needed) << path;
    }
  }
}

TEST_F(ContractTest, no_route_but_the_public_ones_answers_a_stranger) {
  for (const Offered& route : offered_) {
    if (route.access == Access::Public) continue;
    Head head;
    head.method = to_string(route.method);
    head.target = route.pattern;
    std::ranges::replace_if(head.target, [](char c) { return c == '{' || c == '}'; }, 'x');
    head.headers.add("Host", "localhost");
    auto admission = gate_->admit(std::move(head));
    ASSERT_TRUE(admission) << route.pattern;
    if (std::holds_alternative<UploadHandler>(admission->route->handler)) {
      const auto sink = gate_->open_upload(*admission);
      ASSERT_FALSE(sink) << route.pattern;
      EXPECT_EQ(sink.error().status, 401) << route.pattern;
    } else {
      EXPECT_EQ(gate_->answer(*admission).status, 401) << route.pattern;
    }
  }
}

}  // namespace
}  // namespace shuxin::http
