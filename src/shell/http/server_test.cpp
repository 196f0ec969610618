#include "shell/http/server.h"

#include <atomic>
#include <deque>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <semaphore>
#include <thread>

#include "shell/http/json_body.h"
#include "shell/http/raw_client.h"

namespace shuxin::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Response plain(std::string text) {
  Response response;
  response.headers.set("Content-Type", "text/plain");
  response.body = std::move(text);
  return response;
}

// Counts what it is given; refuses a piece that holds "BAD".
class CountingSink final : public UploadSink {
 public:
  CountingSink(std::atomic<int>& open, std::string& got) : open_(open), got_(got) { ++open_; }
  ~CountingSink() override { --open_; }
  std::expected<void, Problem> write(std::string_view bytes) override {
    if (bytes.find("BAD") != std::string_view::npos)
      return std::unexpected(problem(422, "http.fields", {"1"}));
    got_ += bytes;
    return {};
  }
  Response finish() override { return plain(fmt::format("{} bytes", got_.size())); }

 private:
  std::atomic<int>& open_;
  std::string& got_;
};

class ServerTest : public testing::Test {
 protected:
  void serve(ServerOptions options = {}) {
    options.port = 0;
    auto listening = Server::listen(options, make_service(), metrics_);
    ASSERT_TRUE(listening) << listening.error().code();
    server_.emplace(*std::move(listening));
    server_->start();
    port_ = server_->port();
  }

  Service make_service() {
    Service service;
    const auto add = [&](Method method, std::string pattern, auto handler, Access access = Access::Public) {
      Route route;
      route.method = method;
      route.pattern = std::move(pattern);
      route.access = access;
      route.handler = std::move(handler);
      service.router.add(std::move(route));
    };
    add(Method::Get, "/hello", Handler([](const Request&) { return plain("hello"); }));
    add(Method::Get, "/api/v1/cases/{no}",
        Handler([](const Request& request) { return plain("case " + request.path_parameter("no")); }));
    add(Method::Post, "/echo", Handler([](const Request& request) { return plain(request.body); }));
    add(Method::Post, "/named", Handler([](const Request& request) {
          const auto body = read_json(request, {text("name").longest(10)});
          if (!body) return to_response(body.error(), request.language);
          return plain(std::string(*body->find_string("name")));
        }));
    add(Method::Get, "/large", Handler([](const Request&) { return plain(std::string(32 << 20, 'x')); }));
    add(Method::Get, "/throws",
        Handler([](const Request&) -> Response { throw std::runtime_error("ouch"); }));
    add(Method::Get, "/waits", Handler([this](const Request&) {
          ++waiting_;
          release_.acquire();
          return plain("done");
        }));
    add(Method::Get, "/mine", Handler([](const Request& request) { return plain(request.identity().name); }),
        Access::SignedIn);
    add(Method::Get, "/desk", Handler([](const Request&) { return plain("desk"); }), Access::Officers);
    add(Method::Get, "/file", Handler([](const Request&) {
          Response response;
          auto left = std::make_shared<int>(3);
          response.body = FileBody{300'000, [left]() -> base::Result<std::string> {
                                     return (*left)-- > 0 ? std::string(100'000, 'f') : std::string();
                                   }};
          return response;
        }));
    add(Method::Get, "/events", Handler([this](const Request& request) {
          Response response;
          response.headers.set("Content-Type", "text/event-stream");
          response.body = EventStream{hub_.subscribe({"t"}, request.headers.find("Last-Event-ID"))};
          return response;
        }));
    add(Method::Put, "/upload",
        UploadHandler([this](const Request&) -> std::expected<std::unique_ptr<UploadSink>, Problem> {
          uploaded_.clear();
          return std::make_unique<CountingSink>(open_sinks_, uploaded_);
        }));
    Route instant;
    instant.pattern = "/instant";
    instant.access = Access::Public;
    instant.is_instant = true;
    instant.handler = Handler([](const Request&) { return plain("instant"); });
    service.router.add(std::move(instant));
    service.authenticate = [](std::string_view token, base::Instant) -> std::shared_ptr<const app::Session> {
      if (token != "good" && token != "officer") return nullptr;
      auto session = std::make_shared<app::Session>();
      session->identity.name = "Nan";
      if (token == "officer") session->identity.kind = app::AccountKind::Officer;
      return session;
    };
    service.now = [] { return base::Instant{1'650'000'000'000}; };
    service.log_line = [this](std::string_view line) { logged_ += line; };
    return service;
  }

  std::string get(std::string_view target, std::string_view headers = "") {
    RawClient client(port_);
    return client.exchange(fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n{}\r\n", target, headers));
  }
  std::string post(std::string_view target, std::string_view body, std::string_view headers = "") {
    RawClient client(port_);
    return client.exchange(fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{}\r\n{}",
                                       target, body.size(), headers, body));
  }

  // Parts that handlers use come before the server, so that they outlive it.
  Metrics metrics_;
  app::EventHub hub_{{.queue = 8, .history = 64}};
  std::atomic<int> waiting_ = 0;
  std::counting_semaphore<> release_{0};
  std::atomic<int> open_sinks_ = 0;
  std::string uploaded_;
  std::string logged_;
  std::optional<Server> server_;
  std::uint16_t port_ = 0;
};

TEST_F(ServerTest, answers_with_security_headers_and_path_parameters) {
  serve();
  const std::string answer = get("/api/v1/cases/%E5%8D%97%E9%80%9A-1");
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(answer, HasSubstr("case 南通-1"));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff"));
  EXPECT_THAT(answer, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(answer, HasSubstr("Referrer-Policy: same-origin"));
}

TEST_F(ServerTest, refuses_malformed_requests_with_400_and_closes) {
  serve();
  for (const std::string_view bytes : {
           "GARBAGE\r\n\r\n",
           "GET\r\n\r\n",
           "GET /hello\r\n\r\n",
           "GET /hello HTTP/9.9\r\nHost: x\r\n\r\n",
           "GET /hello HTTP/1.1\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: x y\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: x\r\nna me: v\r\n\r\n",
           "GET /hello HTTP/1.1\nHost: x\n\n",
           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  // a TLS greeting
           "GET /hello HTTP/1.1\r\nHost: x\r\nX: a\x01"
           "b\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /%c0%af HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET //hello HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET hello HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
       }) {
    RawClient client(port_);
    client.send(bytes);
    client.end_sending();
    const std::string answer = client.read_all(2s);
    EXPECT_EQ(status_of(answer), 400) << bytes << answer;
    EXPECT_THAT(answer, HasSubstr("application/problem+json")) << bytes;
  }
}

TEST_F(ServerTest, never_reads_a_smuggled_second_request) {
  serve();
  for (const std::string_view header : {
           "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
           "Content-Length: 6\r\nContent-Length: 5\r\n",
           "Content-Length: +6\r\n",
           "Content-Length: 0x6\r\n",
           "Content-Length: 6, 5\r\n",
           "Content-Length: -1\r\n",
           "Content-Length: 99999999999999999999999\r\n",
           "Transfer-Encoding: xchunked\r\n",
           "Transfer-Encoding: gzip, chunked\r\n",
           "Transfer-Encoding: chunked, identity\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding:\x0b"
           "chunked\r\n",
           "Transfer-Encoding : chunked\r\n",
       }) {
    RawClient client(port_);
    client.send(fmt::format(
        "POST /echo HTTP/1.1\r\nHost: x\r\n{}\r\n0\r\n\r\nGGET /hello HTTP/1.1\r\nHost: x\r\n\r\n", header));
    client.end_sending();
    const std::string answer = client.read_all(2s);
    EXPECT_THAT(status_of(answer), testing::AnyOf(400, 413)) << header << answer;
    EXPECT_EQ(answer.find("HTTP/1.1", 8), std::string::npos) << header << answer;
  }
}

TEST_F(ServerTest, ends_the_connection_on_broken_chunks) {
  serve();
  for (const std::string_view chunks :
       {"zz\r\n", "-1\r\n", "fffffffffffffffff\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3 \nabc\r\n0\r\n\r\n"}) {
    RawClient client(port_);
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send(chunks);
    client.end_sending();
    const std::string answer = client.read_all(2s);
    EXPECT_THAT(status_of(answer), testing::AnyOf(0, 400, 413)) << chunks << answer;
  }
}

TEST_F(ServerTest, reads_chunked_bodies) {
  serve();
  RawClient client(port_);
  const std::string answer = client.exchange(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2;note=1\r\nde\r\n0\r\nX: y\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nabcde"));
}

TEST_F(ServerTest, tells_unknown_paths_and_methods_apart) {
  serve();
  EXPECT_EQ(status_of(get("/nowhere")), 404);
  EXPECT_EQ(status_of(get("/hello/")), 404);
  const std::string answer = post("/hello", "");
  EXPECT_EQ(status_of(answer), 405);
  EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD, OPTIONS"));
  RawClient client(port_);
  EXPECT_EQ(status_of(client.exchange("BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n")), 501);
}

TEST_F(ServerTest, words_problems_in_the_language_asked_for) {
  serve();
  EXPECT_THAT(get("/nowhere"), HasSubstr("没有此地址"));
  EXPECT_THAT(get("/nowhere?lang=en"), HasSubstr("nothing at this address"));
  EXPECT_THAT(get("/nowhere", "Accept-Language: fr, en;q=0.8, zh;q=0.2\r\n"),
              HasSubstr("nothing at this address"));
}

TEST_F(ServerTest, names_each_wrong_field_by_pointer_and_keeps_the_connection) {
  serve();
  RawClient client(port_);
  const std::string body = R"({"nme": 1, "name": "much too long a name"})";
  const std::string answer = client.exchange(
      fmt::format("POST /named?lang=en HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  "Content-Length: {}\r\n\r\n{}",
                  body.size(), body));
  EXPECT_EQ(status_of(answer), 422);
  EXPECT_THAT(answer, HasSubstr(R"("pointer":"/nme","code":"http.field-unknown")"));
  EXPECT_THAT(answer, HasSubstr(R"("pointer":"/name","code":"http.field-too-long")"));
  EXPECT_THAT(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("hello"));
  EXPECT_EQ(status_of(post("/named", "{", "Content-Type: application/json\r\n")), 400);
  EXPECT_EQ(status_of(post("/named", "{}", "Content-Type: text/plain\r\n")), 415);
}

TEST_F(ServerTest, refuses_oversized_headers_and_bodies) {
  serve();
  EXPECT_EQ(status_of(get("/hello", "X: " + std::string(20'000, 'x') + "\r\n")), 431);
  EXPECT_EQ(status_of(get("/" + std::string(20'000, 'x'))), 431);
  EXPECT_EQ(status_of(post("/echo", std::string(65'537, 'x'))), 413);
  EXPECT_EQ(status_of(post("/echo", std::string(65'536, 'x'))), 200);
  RawClient client(port_);
  std::string chunked = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 70; ++i) chunked += "400\r\n" + std::string(1024, 'x') + "\r\n";
  client.send(chunked);
  EXPECT_EQ(status_of(client.read_response()), 413);
}

TEST_F(ServerTest, answers_pipelined_requests_in_order) {
  serve();
  RawClient client(port_);
  client.send(
      "GET /api/v1/cases/1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
      "3\r\n\r\ntwo"
      "GET /api/v1/cases/3 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_response(), HasSubstr("case 1"));
  EXPECT_THAT(client.read_response(), HasSubstr("two"));
  EXPECT_THAT(client.read_response(), HasSubstr("case 3"));
}

TEST_F(ServerTest, answers_a_half_closed_client) {
  serve();
  RawClient client(port_);
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  client.end_sending();
  EXPECT_THAT(client.read_all(), HasSubstr("hello"));
}

TEST_F(ServerTest, keeps_or_closes_the_connection_as_asked) {
  serve();
  RawClient closing(port_);
  closing.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(closing.read_all(1s), HasSubstr("Connection: close"));
  RawClient old(port_);
  old.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.is_closed_within(1s));
}

TEST_F(ServerTest, sends_a_head_without_a_body) {
  serve();
  RawClient client(port_);
  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = client.read_all();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(ServerTest, cuts_off_those_who_send_slowly_or_nothing) {
  serve({.header_timeout = 200ms, .body_timeout = 200ms, .idle_timeout = 200ms});
  RawClient idle(port_);
  RawClient header(port_);
  header.send("GET /hello HT");
  RawClient body(port_);
  body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_TRUE(idle.is_closed_within(2s));
  EXPECT_TRUE(header.is_closed_within(2s));
  EXPECT_TRUE(body.is_closed_within(2s));
}

TEST_F(ServerTest, cuts_off_a_dripping_header_however_steady) {
  serve({.header_timeout = 300ms});
  RawClient client(port_);
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
  const auto began = std::chrono::steady_clock::now();
  while (client.send("X: y\r\n") && std::chrono::steady_clock::now() - began < 5s) {
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
}

TEST_F(ServerTest, cuts_off_a_dripping_body_or_upload_however_steady) {
  serve({.body_timeout = 300ms});
  for (const std::string_view head :
       {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",
        "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    RawClient client(port_);
    client.send(head);
    int sent = 0;
    while (sent < 1000 && client.send(head.find("chunked") == std::string_view::npos ? "x" : "1\r\nx\r\n")) {
      ++sent;
      std::this_thread::sleep_for(20ms);
    }
    EXPECT_LT(sent, 1000) << head;
  }
  server_->stop();
  EXPECT_EQ(open_sinks_, 0);
}

TEST_F(ServerTest, cuts_off_a_reader_that_takes_a_little_now_and_then) {
  serve({.write_timeout = 300ms});
  RawClient client(port_, 4096);
  client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto is_cut_off = [&] {
    return metrics_.to_prometheus().find("shuxin_http_cut_off_total 1") != std::string::npos;
  };
  for (int sips = 0; sips < 1000 && !is_cut_off() && client.sip(64); ++sips)
    std::this_thread::sleep_for(20ms);
  EXPECT_TRUE(is_cut_off());
}

TEST_F(ServerTest, cuts_off_slow_readers) {
  serve({.write_timeout = 300ms});
  RawClient client(port_, 4096);
  client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(1500ms);
  EXPECT_LT(client.read_all(1s).size(), std::size_t{32} << 20);
  EXPECT_THAT(metrics_.to_prometheus(), HasSubstr("shuxin_http_cut_off_total 1"));
}

TEST_F(ServerTest, sends_large_answers_and_files_whole) {
  serve();
  EXPECT_EQ(get("/large").size() - get("/large").find("\r\n\r\n") - 4, std::size_t{32} << 20);
  const std::string file = get("/file");
  EXPECT_EQ(file.size() - file.find("\r\n\r\n") - 4, 300'000U);
}

TEST_F(ServerTest, turns_away_over_the_bound_but_answers_instant_routes) {
  serve({.workers = 2, .queued = 1});
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<RawClient>(port_));
    clients.back()->send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  while (waiting_ < 2) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(50ms);
  const std::string answer = get("/waits");
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
  EXPECT_EQ(status_of(get("/instant")), 200);
  release_.release(3);
  for (const auto& client : clients) EXPECT_THAT(client->read_response(), HasSubstr("done"));
}

TEST_F(ServerTest, turns_away_while_a_request_has_waited_too_long_however_short_the_queue) {
  serve({.workers = 1, .queued = 100, .longest_wait = 50ms});
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(std::make_unique<RawClient>(port_));
    clients.back()->send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  std::string answer;
  for (int tries = 0; tries < 100 && status_of(answer) != 503; ++tries) {
    std::this_thread::sleep_for(20ms);
    clients.push_back(std::make_unique<RawClient>(port_));
    clients.back()->send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    answer = clients.back()->read_response(200ms);
    if (status_of(answer) == 503) clients.pop_back();
  }
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
  release_.release(2);
  for (const auto& client : clients) EXPECT_EQ(status_of(client->read_response()), 200);
  EXPECT_THAT(get("/hello"), HasSubstr("hello"));
}

// A request that holds the only worker for a while, again and again: somebody waits at every moment, though
// nobody as long as a rush may last.
TEST_F(ServerTest, turns_away_sooner_once_the_crowd_has_stood_for_long) {
  serve({.workers = 1, .queued = 100, .longest_wait = 500ms, .wait_in_crowd = 1ms});
  std::deque<std::unique_ptr<RawClient>> clients;
  const auto ask = [&] {
    clients.push_back(std::make_unique<RawClient>(port_));
    clients.back()->send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
  };
  for (int i = 0; i < 3; ++i) ask();
  while (waiting_ < 1) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(status_of(clients.back()->read_response(50ms)), 0);  // it waits
  std::string answer;
  for (int tries = 0; tries < 200 && status_of(answer) != 503; ++tries) {
    release_.release();
    EXPECT_EQ(status_of(clients.front()->read_response()), 200);
    clients.pop_front();
    std::this_thread::sleep_for(20ms);
    ask();
    answer = clients.back()->read_response(20ms);
  }
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
  clients.pop_back();
  release_.release(static_cast<std::ptrdiff_t>(clients.size()));
  for (const auto& client : clients) EXPECT_EQ(status_of(client->read_response()), 200);
}

TEST_F(ServerTest, turns_away_connections_over_the_bound) {
  serve({.connections = 2});
  RawClient one(port_);
  RawClient two(port_);
  one.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  two.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  RawClient three(port_);
  EXPECT_EQ(status_of(three.read_all()), 503);
  EXPECT_THAT(one.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("hello"));
}

TEST_F(ServerTest, answers_500_for_a_handler_that_throws_and_logs_it) {
  serve();
  const std::string answer = get("/throws");
  EXPECT_EQ(status_of(answer), 500);
  EXPECT_THAT(answer, Not(HasSubstr("ouch")));
  server_->stop();
  EXPECT_THAT(logged_, HasSubstr("ouch"));
}

TEST_F(ServerTest, lets_only_whom_the_route_allows) {
  serve();
  EXPECT_EQ(status_of(get("/mine")), 401);
  EXPECT_EQ(status_of(get("/mine", "Cookie: shuxin_session=forged\r\n")), 401);
  EXPECT_EQ(status_of(get("/mine", "Cookie: xshuxin_session=good\r\n")), 401);
  EXPECT_THAT(get("/mine", "Cookie: a=b; shuxin_session=good\r\n"), HasSubstr("Nan"));
  EXPECT_EQ(status_of(get("/desk", "Cookie: shuxin_session=good\r\n")), 403);
  EXPECT_EQ(status_of(get("/desk", "Cookie: shuxin_session=officer\r\n")), 200);
}

TEST_F(ServerTest, refuses_changes_that_come_from_another_site) {
  serve();
  EXPECT_EQ(status_of(post("/echo", "a", "Origin: https://evil.example\r\n")), 403);
  EXPECT_EQ(status_of(post("/echo", "a", "Origin: null\r\n")), 403);
  EXPECT_EQ(status_of(post("/echo", "a", "Origin: http://x.evil.example\r\n")), 403);
  EXPECT_EQ(status_of(post("/echo", "a", "Sec-Fetch-Site: cross-site\r\n")), 403);
  EXPECT_EQ(status_of(post("/echo", "a", "Origin: http://x\r\n")), 200);
  EXPECT_EQ(status_of(post("/echo", "a")), 200);
  EXPECT_EQ(status_of(get("/hello", "Origin: https://evil.example\r\n")), 200);
}

TEST_F(ServerTest, serves_no_foreign_host_name_where_names_are_given) {
  serve({.allowed_hosts = {"localhost", "127.0.0.1"}});
  EXPECT_EQ(status_of(get("/hello")), 421);
  RawClient client(port_);
  EXPECT_EQ(status_of(client.exchange("GET /hello HTTP/1.1\r\nHost: localhost:8080\r\n\r\n")), 200);
}

TEST_F(ServerTest, streams_uploads_to_the_sink) {
  serve();
  std::string big(3 << 20, 'u');
  RawClient client(port_);
  client.send(fmt::format(
      "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n", 60'000));
  EXPECT_THAT(client.read_response(), HasSubstr("100 Continue"));
  client.send(big.substr(0, 60'000));
  EXPECT_THAT(client.read_response(), HasSubstr("60000 bytes"));
  EXPECT_THAT(client.exchange(
                  fmt::format("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", big.size())),
              HasSubstr("413"));
}

TEST_F(ServerTest, drops_the_sink_of_an_upload_that_breaks_off_or_is_refused) {
  serve({.body_timeout = 300ms});
  {
    RawClient client(port_);
    client.send("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
    client.end_sending();
    client.read_all(1s);
  }
  {
    RawClient client(port_);
    client.send("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
    EXPECT_TRUE(client.is_closed_within(3s));
  }
  RawClient client(port_);
  client.send("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nxxBADx");
  EXPECT_EQ(status_of(client.read_response()), 422);
  server_->stop();
  EXPECT_EQ(open_sinks_, 0);
}

TEST_F(ServerTest, streams_events_replays_missed_ones_and_sends_heartbeats) {
  serve({.heartbeat = 100ms});
  std::string id;
  {
    RawClient client(port_);
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_until("still here");
    hub_.publish("t", "case-changed", R"({"no":"1"})");
    const std::string got = client.read_until("\"1\"}\n\n");
    EXPECT_THAT(got, HasSubstr("event: case-changed\ndata: {\"no\":\"1\"}\n\n"));
    id = got.substr(got.find("id: ") + 4, got.find("\nevent") - got.find("id: ") - 4);
  }
  hub_.publish("t", "case-changed", "missed");
  RawClient back(port_);
  back.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " + id + "\r\n\r\n");
  EXPECT_THAT(back.read_until("data: missed"), HasSubstr("data: missed"));
}

TEST_F(ServerTest, cuts_a_listener_that_does_not_read_and_forgets_it) {
  serve({.write_timeout = 300ms, .heartbeat = 50ms});
  RawClient client(port_, 4096);
  client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  while (hub_.listeners() == 0) std::this_thread::sleep_for(1ms);
  const auto began = std::chrono::steady_clock::now();
  while (hub_.listeners() > 0 && std::chrono::steady_clock::now() - began < 10s) {
    hub_.publish("t", "k", std::string(100'000, 'e'));
    std::this_thread::sleep_for(2ms);
  }
  EXPECT_EQ(hub_.listeners(), 0U);
}

TEST_F(ServerTest, stops_after_answering_what_is_under_way) {
  serve();
  RawClient idle(port_);
  idle.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  RawClient listening(port_);
  listening.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  RawClient busy(port_);
  busy.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
  while (waiting_ < 1 || hub_.listeners() == 0) std::this_thread::sleep_for(1ms);
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed_within(2s));
  EXPECT_TRUE(listening.is_closed_within(2s));
  release_.release();
  EXPECT_THAT(busy.read_all(), HasSubstr("done"));
  stopping.join();
  EXPECT_FALSE(RawClient(port_).is_connected());
}

TEST_F(ServerTest, cannot_listen_on_a_taken_port_or_a_name) {
  serve();
  ServerOptions options;
  options.port = port_;
  const auto taken = Server::listen(options, make_service(), metrics_);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), "http.listen");
  options.host = "no such host";
  EXPECT_EQ(Server::listen(options, make_service(), metrics_).error().code(), "http.address");
}

TEST_F(ServerTest, survives_clients_that_leave_at_every_moment) {
  serve();
  const std::string whole = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    RawClient client(port_);
    client.send(whole.substr(0, cut));
  }
  EXPECT_EQ(status_of(get("/hello")), 200);
}

}  // namespace
}  // namespace shuxin::http
