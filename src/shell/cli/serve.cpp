#include "shell/cli/serve.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <sstream>
#include <sys/resource.h>

#include "core/base/identifiers.h"
#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/demo.h"
#include "shell/app/erasure.h"
#include "shell/app/evaluations.h"
#include "shell/app/event_hub.h"
#include "shell/app/messages.h"
#include "shell/app/paper_outbox.h"
#include "shell/app/timers.h"
#include "shell/cli/store_access.h"
#include "shell/http/access_routes.h"
#include "shell/http/account_routes.h"
#include "shell/http/case_routes.h"
#include "shell/http/counter_routes.h"
#include "shell/http/evaluation_routes.h"
#include "shell/http/figure_routes.h"
#include "shell/http/personal_routes.h"
#include "shell/http/screens.h"
#include "shell/http/server.h"
#include "shell/http/system_routes.h"
#include "shell/store/store.h"
#include "shell/views/projections.h"

namespace shuxin::cli {
namespace {

using base::Language;

struct ServeOptions {
  std::string catalogue = "catalog/suxitong";
  std::string store = "sqlite:shuxin.db";
  std::string keys;  // empty: beside the store
  std::string listen = "127.0.0.1:8080";
  std::string screens;
  std::string base_url;  // empty: where it listens
  std::string first_officer;
  bool is_demo = false;
  bool is_behind_proxy = false;

  // of `listen`
  std::string host;
  std::uint16_t port = 0;
};

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

void say(const base::Message& message, Language language) {
  fmt::print(stderr, "shuxin serve: {}\n", base::word(message, language));
}

base::Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

// Splits HOST:PORT; the host of an IPv6 address stands in brackets.
bool read_listen(ServeOptions& options) {
  const std::size_t colon = options.listen.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  options.host = options.listen.substr(0, colon);
  if (options.host.starts_with('[') && options.host.ends_with(']')) {
    options.host = options.host.substr(1, options.host.size() - 2);
  }
  const std::string_view digits = std::string_view(options.listen).substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), options.port);
  return error == std::errc() && end == digits.data() + digits.size();
}

// Empty if the words cannot be used, with what to end with in `exit`.
std::optional<ServeOptions> read_options(const Arguments& arguments, Language language, Exit& exit) {
  const bool zh = language == Language::Chinese;
  ServeOptions options;
  CLI::App words(zh ? "运行服务" : "Runs the service", "shuxin serve");
  words.add_option("--catalog", options.catalogue, zh ? "园区目录文件夹" : "folder of the zone's catalogue");
  words.add_option("--store", options.store, zh ? "存储，sqlite:路径" : "the store, sqlite:PATH");
  words.add_option("--keys", options.keys,
                   zh ? "密钥文件夹，默认与存储并列" : "folder of the keys; beside the store by default");
  words.add_option("--listen", options.listen, zh ? "监听地址 主机:端口" : "HOST:PORT to listen on");
  words.add_option("--ui-dir", options.screens,
                   zh ? "界面文件夹，代替内置界面" : "folder of the screens, instead of the built-in ones");
  words.add_option("--base-url", options.base_url,
                   zh ? "文书二维码指向的网址" : "where the codes on documents lead");
  words.add_option("--first-officer", options.first_officer,
                   zh ? "开立账号管理岗位的首个账号，并显示其初始密码"
                      : "opens the first account of the account office and shows its password");
  words.add_flag("--demo", options.is_demo,
                 zh ? "演示模式：公开演示账号，只监听本机" : "demonstration: public accounts, loopback only");
  words.add_flag(
      "--behind-proxy", options.is_behind_proxy,
      zh ? "前置代理与本机同机，信任其转发头" : "a proxy on this machine is believed in X-Forwarded-For");
  if (!parse(words, arguments, exit)) return std::nullopt;
  exit = Exit::CannotRun;
  if (!read_listen(options)) {
    say({"http.address", {options.listen}}, language);
    return std::nullopt;
  }
  if (options.is_demo && !is_loopback(options.host)) {
    say({"serve.demo-beyond-loopback", {options.listen}}, language);
    return std::nullopt;
  }
  // Stored documents carry the address for good: it must be one that their readers can reach.
  if (options.base_url.empty() && (options.is_behind_proxy || !is_loopback(options.host))) {
    say({"serve.base-url-missing", {options.listen}}, language);
    return std::nullopt;
  }
  if (options.base_url.empty()) options.base_url = "http://" + options.listen;
  if (options.keys.empty()) {
    const std::size_t colon = options.store.find(':');
    options.keys = options.store.substr(colon == std::string::npos ? 0 : colon + 1) + "-keys";
  }
  return options;
}

base::Result<indicators::Definitions> load_figures(const std::string& folder,
                                                   const catalog::Catalogue& catalogue, Language language) {
  SHUXIN_TRY(const auto files, app::read_catalogue_folder(folder));
  auto loaded = indicators::load(files, catalogue);
  if (!base::has_errors(loaded.diagnostics)) return std::move(loaded.definitions);
  for (const base::Diagnostic& fault : loaded.diagnostics)
    fmt::print(stderr, "{}\n", base::to_string(fault, language));
  return base::fail("serve.catalogue-faulty", {folder});
}

base::Result<std::vector<app::DemoAccount>> load_demo_accounts(const std::string& folder, Language language) {
  const std::string file = folder + "/demo/accounts.csv";
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  auto read = app::read_demo_accounts(text.str(), file);
  if (read.faults.empty()) return std::move(read.accounts);
  for (const base::Diagnostic& fault : read.faults) {
    fmt::print(stderr, "{}\n", base::to_string(fault, language));
  }
  return base::fail("serve.catalogue-faulty", {file});
}

app::Accounts::Options account_options(const std::string& zone, bool is_demo) {
  app::Accounts::Options made;
  made.zone = zone;
  // The passwords of a demonstration are public: to hash them dearly would only delay its start.
  if (is_demo) made.hash_bytes = 8U << 20;
  return made;
}

// All other officers' accounts are opened by an officer: the first one is opened here, with a password shown
// once.
base::Result<void> open_first_officer(app::Accounts& accounts, const std::string& login, Language language) {
  SHUXIN_TRY(const auto known, accounts.find_login(login));
  if (known) return {};
  const std::string password = app::random_password();
  const auto opened = accounts.open({.login = login,
                                     .kind = app::AccountKind::Officer,
                                     .name = login,
                                     .roles = {{"account-office", "zone-office"}},
                                     .password = password},
                                    now());
  if (!opened) return std::unexpected(opened.error());
  say({"serve.first-officer", {login, password}}, language);
  return {};
}

void watch_store(http::Metrics& metrics, const store::Store& store) {
  const auto gauge = [&](const char* name, const char* help, auto member) {
    metrics.gauge(name, help, [&store, member] { return static_cast<double>(store.statistics().*member); });
  };
  gauge("shuxin_store_units", "Units of work committed since the start", &store::Statistics::units);
  gauge("shuxin_store_events", "Events appended since the start", &store::Statistics::events);
  gauge("shuxin_store_groups", "Groups committed since the start", &store::Statistics::groups);
  gauge("shuxin_store_failed_groups", "Groups that failed since the start",
        &store::Statistics::failed_groups);
  gauge("shuxin_store_busy", "Units turned away since the start", &store::Statistics::busy);
  gauge("shuxin_store_seals", "Seals made since the start", &store::Statistics::seals);
  gauge("shuxin_store_waiting", "Units waiting", &store::Statistics::waiting);
  gauge("shuxin_store_waiting_bound", "As many units may wait", &store::Statistics::longest_queue);
  gauge("shuxin_store_log_bytes", "Bytes in the write-ahead log", &store::Statistics::log_bytes);
}

void watch_papers(http::Metrics& metrics, const app::Papers& papers) {
  metrics.gauge("shuxin_papers_made", "Documents typeset, signed and stored since the start",
                [&papers] { return static_cast<double>(papers.statistics().made); });
  metrics.gauge("shuxin_papers_failing", "Documents that could not be made and will be tried again",
                [&papers] { return static_cast<double>(papers.statistics().failing); });
}

// Ten thousand idle clients need as many file descriptors.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

http::ServerOptions server_options(const ServeOptions& options) {
  http::ServerOptions made;
  made.host = options.host;
  made.port = options.port;
  made.behind_proxy = options.is_behind_proxy;
  // Another site's name that resolves to this machine must not reach a demonstration.
  if (options.is_demo) made.allowed_hosts = {"localhost", "127.0.0.1", "[::1]", options.host};
  return made;
}

// The signals must be blocked before any thread begins, so that they come here.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// The invented firms' figures, for the laboratory of the demonstration.
base::Result<void> offer_demo_table(app::Evaluations& evaluations, const std::string& folder) {
  const std::string name = "evaluation.csv";
  std::ifstream in(folder + "/demo/" + name, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return {};
  return evaluations.set_demo_table(name, bytes.str(), now());
}

// Lapses are looked for every second, and at once again while many are due; nobody waits for the rest.
std::vector<app::Chore> chores(app::CaseService& cases, app::Drafts& drafts, app::Erasure& erasure) {
  const auto run = [](auto work, int at_once) {
    return [work, at_once](base::Instant at) -> base::Result<bool> {
      SHUXIN_TRY(const int count, work(at));
      return count >= at_once;
    };
  };
  constexpr int all = std::numeric_limits<int>::max();
  return {{0, run([&](base::Instant at) { return cases.lapse_due(at); }, app::CaseService::lapses_at_once)},
          {60'000, run([&](base::Instant at) { return erasure.destroy_due(at); }, all)},
          {3600'000, run([&](base::Instant at) { return drafts.sweep_files(at); }, all)}};
}

// The whole service, from the catalogue to the last answer. What is made first is used by what comes after.
base::Result<void> run_service(const ServeOptions& options, Language language) {
  const sigset_t stop_signals = block_stop_signals();
  raise_descriptor_limit();

  SHUXIN_TRY(const auto catalogue, load_catalogue(options.catalogue, language));
  SHUXIN_TRY(const indicators::Definitions definitions,
             load_figures(options.catalogue, *catalogue, language));
  SHUXIN_TRY(const auto store,
             store::open(options.store, options.keys, store_options(catalogue, options.keys)));
  const std::string& zone = catalogue->zone.id;
  app::EventHub hub;
  app::Accounts accounts(*store, account_options(zone, options.is_demo));
  app::AccessLog access_log(*store, zone);
  if (!options.first_officer.empty()) {
    const auto opened = open_first_officer(accounts, options.first_officer, language);
    if (!opened) return opened;
  }
  std::vector<app::DemoAccount> demo;
  if (options.is_demo) {
    SHUXIN_TRY(demo, load_demo_accounts(options.catalogue, language));
    if (auto opened = app::open_demo_accounts(accounts, demo, now()); !opened) return opened;
  }

  app::CaseService cases(*store, catalogue, hub);
  SHUXIN_TRY(const int recounted, cases.recompute_due());
  if (recounted > 0) say({"serve.calendar-changed", {std::to_string(recounted)}}, language);
  if (options.is_demo)
    if (auto filled = app::load_demo(cases, options.catalogue, demo, now()); !filled) return filled;
  app::Files files(*store, zone);
  app::Drafts drafts(cases, files);
  app::Erasure erasure(cases, accounts, drafts, files, access_log);
  const app::FigureService figures(*store, *catalogue, definitions);
  SHUXIN_TRY(const auto ring, signing::KeyRing::open(signing::folder_of(options.keys),
                                                     {catalogue->zone.name.zh, now(), true}));
  app::Papers papers(cases, *ring, {options.base_url, options.is_demo});
  if (const auto checked = papers.check_keys(); !checked) say(checked.error().message, language);
  app::Evaluations evaluations(*store, catalogue, ring.get());
  app::EvaluationRounds rounds(cases, accounts);
  if (options.is_demo)
    if (auto offered = offer_demo_table(evaluations, options.catalogue); !offered) return offered;

  http::Metrics metrics;
  std::atomic<bool> is_ready = false;
  watch_store(metrics, *store);
  watch_papers(metrics, papers);
  http::Service service;
  http::AccountRoutesOptions account_routes;
  account_routes.has_secure_cookies = options.is_behind_proxy || !is_loopback(options.host);
  account_routes.demo_accounts = demo;
  service.router.add(http::system_routes([&is_ready] { return is_ready.load(); }, metrics));
  service.router.add(http::account_routes(accounts, access_log, std::move(account_routes)));
  service.router.add(http::personal_routes(erasure));
  service.router.add(http::access_routes(accounts, access_log, cases));
  service.router.add(http::case_routes(cases, drafts, files, access_log, hub, papers));
  service.router.add(http::figure_routes(figures, options.is_demo));
  service.router.add(http::counter_routes(cases, accounts, files, access_log));
  service.router.add(http::evaluation_routes(evaluations, accounts, rounds));
  service.authenticate = [&accounts](std::string_view token, base::Instant at) {
    return accounts.find_session(token, at);
  };
  service.now = now;
  service.log_line = [](std::string_view line) { fmt::print(stderr, "shuxin serve: {}\n", line); };

  std::unique_ptr<http::Screens> screens = http::make_screens(http::embedded_screens());
  if (!options.screens.empty()) {
    SHUXIN_TRY(screens, http::make_screens(options.screens));
  }
  if (screens)
    service.fallback = [&screens](const http::Request& request) { return screens->answer(request); };

  SHUXIN_TRY(auto server, http::Server::listen(server_options(options), std::move(service), metrics));
  server.start();
  app::Timers timers(chores(cases, drafts, erasure), now,
                     [&](const base::Error& problem) { say(problem.message, language); });
  app::PaperOutbox outbox(papers, now, [&](const base::Error& problem) { say(problem.message, language); });
  is_ready = true;
  const std::string shown =
      options.host.find(':') == std::string::npos ? options.host : "[" + options.host + "]";
  say({"serve.listening", {fmt::format("http://{}:{}/", shown, server.port())}}, language);

  int signal = 0;
  sigwait(&stop_signals, &signal);
  say({"serve.stopping", {}}, language);
  is_ready = false;
  server.stop();
  return {};
}

}  // namespace

Exit serve(const Arguments& arguments, Language language) {
  Exit exit = Exit::CannotRun;
  const auto options = read_options(arguments, language, exit);
  if (!options) return exit;
  const auto served = run_service(*options, language);
  if (served) return Exit::Fine;
  say(served.error().message, language);
  return Exit::CannotRun;
}

}  // namespace shuxin::cli
