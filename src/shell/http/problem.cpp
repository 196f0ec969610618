#include "shell/http/problem.h"

#include <fmt/format.h>

namespace shuxin::http {

Problem problem(int status, std::string code, std::vector<std::string> arguments) {
  Problem made;
  made.status = status;
  made.message = {std::move(code), std::move(arguments)};
  return made;
}

Problem problem(int status, base::Error error) {
  Problem made;
  made.status = status;
  made.message = std::move(error.message);
  return made;
}

Response to_response(const Problem& problem, base::Language language) {
  const std::string title_code = fmt::format("http.status-{}", problem.status);
  base::Json body = base::Json::object({
      {"type", "urn:shuxin:problem:" + problem.message.code},
      {"title", base::word({title_code, {}}, language)},
      {"status", problem.status},
      {"code", problem.message.code},
      {"detail", base::word(problem.message, language)},
  });
  if (!problem.errors.empty()) {
    base::Json::Array errors;
    for (const FieldError& error : problem.errors) {
      errors.push_back(base::Json::object({{"pointer", error.pointer},
                                           {"code", error.message.code},
                                           {"message", base::word(error.message, language)}}));
    }
    body.set("errors", std::move(errors));
  }
  for (const auto& [name, value] : problem.members) body.set(name, value);

  Response response;
  response.status = problem.status;
  response.headers = problem.headers;
  response.headers.set("Content-Type", "application/problem+json");
  response.headers.set("Content-Language", language == base::Language::Chinese ? "zh" : "en");
  response.headers.add("Vary", "Accept-Language");
  response.headers.set("Cache-Control", "no-store");
  response.body = body.to_string();
  return response;
}

}  // namespace shuxin::http
