// Any bytes as a request: the target, the router, the language, conditions, cursors and the reader of JSON
// bodies.
#include <cstdint>
#include <cstdlib>

#include "core/base/utf8.h"
#include "shell/http/conditions.h"
#include "shell/http/gate.h"
#include "shell/http/json_body.h"
#include "shell/http/target.h"

namespace {

using namespace shuxin;
using namespace shuxin::http;

Response echo(const Request& request) {
  const auto page = read_page(request, 2);
  const auto version = required_version(request);
  const auto body =
      read_json(request, {text("name").longest(5), integer("n").optional().between(0, 9),
                          list("items", {text("x"), any("y").optional()}).optional(),
                          object("o", {truth("t"), moment("m").optional()}).optional().nullable(),
                          texts("words").optional().one_of({"a", "b"})});
  return body ? Response{} : to_response(body.error(), request.language);
}

const Gate& gate() {
  static ServerOptions options;
  static Metrics metrics;
  static const Gate made = [] {
    Service service;
    for (const char* pattern : {"/", "/a/{x}", "/a/b", "/api/v1/cases/{no}/materials/{id}", "/v/{rest...}"}) {
      Route route;
      route.method = Method::Post;
      route.pattern = pattern;
      route.access = Access::Public;
      route.handler = Handler(echo);
      service.router.add(std::move(route));
    }
    service.now = [] { return base::Instant{}; };
    return Gate(options, std::move(service), metrics);
  }();
  return made;
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

// The first line is the target, the lines up to an empty one are headers, and the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Head head;
  head.method = "POST";
  head.target = next_line(rest);
  head.headers.add("Host", "x");
  head.headers.add("Content-Type", "application/json");
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    head.headers.add(std::string(line.substr(0, colon)),
                     std::string(line.substr(std::min(colon + 1, line.size()))));
  }
  if (const auto target = parse_target(head.target)) {
    for (const std::string& segment : target->segments) {
      if (segment == ".." || segment.find('/') != std::string::npos || !base::is_utf8(segment)) std::abort();
    }
  }
  (void)parse_cursor(rest, 2);
  auto admission = gate().admit(std::move(head));
  Response response = admission ? Response{} : std::move(admission).error();
  if (admission) {
    admission->request.body = rest;
    response = gate().answer(*admission);
  }
  if (const auto* text = std::get_if<std::string>(&response.body); text != nullptr && !text->empty()) {
    if (!base::Json::parse(*text)) std::abort();
  }
  gate().finish(response, admission ? admission->route : nullptr, std::chrono::nanoseconds(1));
  return 0;
}
