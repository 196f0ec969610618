// Documents of a running service, from outside: fetched by HTTP, verified by the program's own commands.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "shell/http/raw_client.h"
#include "tests/http/demonstration.h"

namespace shuxin::http {
namespace {

using base::Json;
using testing::HasSubstr;

struct Said {
  int exit = 0;
  std::string out;
};

Said run(const std::string& words) {
  FILE* pipe = popen((std::string(SHUXIN_PROGRAM) + " --lang en " + words + " 2>&1").c_str(), "r");
  Said said;
  std::array<char, 4096> buffer;
  for (std::size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    said.out.append(buffer.data(), count);
  said.exit = WEXITSTATUS(pclose(pipe));
  return said;
}

class DocumentsTest : public Demonstration {
 protected:
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  std::string call(std::string_view method, std::string_view target, const std::string& cookie,
                   const std::string& body = "") const {
    RawClient client(port_);
    const std::string answer = client.exchange(
        fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nContent-Type: application/json\r\n"
                    "Idempotency-Key: {}\r\nContent-Length: {}\r\n\r\n{}",
                    method, target, cookie, target, body.size(), body));
    status_ = status_of(answer);
    if (const std::size_t at = answer.find("shuxin_session="); at != std::string::npos)
      cookie_ = answer.substr(at, answer.find(';', at) - at);
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  std::string sign_in(std::string_view login) const {
    (void)call("POST", "/api/v1/session", "",
               fmt::format(R"({{"login":"{}","password":"Demo-Suxitong-1"}})", login));
    return cookie_;
  }
  [[nodiscard]] Json read(std::string_view target, const std::string& cookie) const {
    return Json::parse(call("GET", target, cookie)).value_or(Json());
  }

  mutable int status_ = 0;
  mutable std::string cookie_;
};

TEST_F(DocumentsTest,
       a_certificate_is_fetched_verified_offline_and_with_the_store_and_its_reading_is_recorded) {
  const std::string firm = sign_in("jianghai");
  const Json mine = read("/api/v1/documents?kind=certificate", firm);
  ASSERT_TRUE(mine.find("items") && mine.find("items")->if_array());
  std::string code;
  for (const Json& one : *mine.find("items")->if_array())
    if (one.find_string("status") == "valid") code = one.find_string("code").value_or("");
  ASSERT_FALSE(code.empty());
  const std::string pdf = call("GET", "/api/v1/documents/" + code, firm);
  ASSERT_EQ(status_, 200);
  const std::string digest = base::to_hex(base::sha256(pdf));
  const Json answer = read(fmt::format("/api/v1/verify/{}?sha256={}", code, digest), "");
  EXPECT_EQ(answer.find_string("status"), "valid");
  EXPECT_EQ(answer.find_string("file"), "genuine");
  EXPECT_EQ(answer.find_string("credential"), "valid");
  (void)call("GET", fmt::format("/api/v1/verify/{}?sha256=x", code), "");
  EXPECT_EQ(status_, 422);

  // An officer reads it: the firm sees that.
  const std::string officer = sign_in("decider");
  EXPECT_EQ(call("GET", "/api/v1/documents/" + code, officer), pdf);
  EXPECT_THAT(read("/api/v1/accesses", firm).to_string(), HasSubstr("document/" + code));
  (void)call("GET", "/api/v1/documents/" + code, sign_in("tonghu"));
  EXPECT_EQ(status_, 404);

  // The keys are rotated by their keeper alone, and the file stays valid.
  (void)call("POST", "/api/v1/keys/document", officer);
  EXPECT_EQ(status_, 403);
  (void)call("POST", "/api/v1/keys/document", sign_in("accounts"));
  EXPECT_EQ(status_, 201);
  const std::string keys = write("keys.json", call("GET", "/api/v1/keys", ""));
  const std::string file = write("paper.pdf", pdf);
  std::string changed = pdf;
  changed[changed.size() / 3] ^= 1;
  const std::string other = write("changed.pdf", changed);
  const std::string plain = write("plain.pdf", "%PDF-1.5\n%%EOF\n");

  const Said offline = run(fmt::format("verify {} --keys {}", file, keys));
  EXPECT_EQ(offline.exit, 0) << offline.out;
  EXPECT_THAT(offline.out, HasSubstr("valid"));
  EXPECT_THAT(offline.out, HasSubstr(code));
  // Beside the running service.
  const Said with_store = run(fmt::format("verify --json {} --store {}", file, store()));
  EXPECT_EQ(with_store.exit, 0) << with_store.out;
  EXPECT_THAT(with_store.out, HasSubstr(R"("reason":"verify.in-force")"));
  const Said altered = run(fmt::format("verify --json {} {} --keys {}", other, plain, keys));
  EXPECT_EQ(altered.exit, 1);
  EXPECT_THAT(altered.out, HasSubstr(R"("status":"altered")"));
  EXPECT_THAT(altered.out, HasSubstr(R"("status":"unknown")"));
  EXPECT_EQ(run(fmt::format("verify {}", file)).exit, 2);
  EXPECT_EQ(run(fmt::format("verify {} --keys {}", path("nothing.pdf"), keys)).exit, 2);
  EXPECT_EQ(run(fmt::format("verify {} --keys {}", file, file)).exit, 2);

  // Keys from the command line: the service signs with the new one at once.
  EXPECT_EQ(run(fmt::format("keys rotate document --store {}", store())).exit, 0);
  const Said listed = run(fmt::format("keys list --store {}", store()));
  EXPECT_EQ(std::ranges::count(listed.out, '\n'), 6) << listed.out;
  EXPECT_EQ(run(fmt::format("keys rotate nonsense --store {}", store())).exit, 2);
  const std::string english =
      write("english.pdf", call("GET", fmt::format("/api/v1/documents/{}?lang=en", code), firm));
  EXPECT_EQ(run(fmt::format("verify {} --keys {}", english, keys)).exit, 1) << "signed by a key made after";
  EXPECT_EQ(run(fmt::format("verify {} --store {}", english, store())).exit, 0);
}

}  // namespace
}  // namespace shuxin::http
