// Signing beside bare OpenSSL, and a whole certificate (typeset, signed) beside one that is only typeset,
// measured alternately in one run.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <openssl/evp.h>
#include <vector>

#include "bench/report.h"
#include "core/base/check.h"
#include "shell/documents/render.h"
#include "shell/documents/sign_pdf.h"
#include "shell/signing/key_ring.h"

namespace {

using namespace shuxin;
using bench::median;
using shuxin::base::check;
using signing::Purpose;

constexpr int rounds = 5;
constexpr double seconds = 0.4;

// Of the processor: what else the machine does is not our business.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double per_second(const std::function<void()>& work) {
  const double begin = processor_seconds();
  int done = 0;
  double spent = 0;
  while (spent < seconds) {
    work();
    ++done;
    spent = processor_seconds() - begin;
  }
  return done / spent;
}

void compare(bool json, const char* name, const char* peer, const std::function<void()>& ours,
             const std::function<void()>& theirs) {
  std::vector<double> a, b;
  for (int i = 0; i < rounds; ++i) {
    a.push_back(per_second(ours));
    b.push_back(per_second(theirs));
  }
  const double mine = median(a), other = median(b);
  fmt::print(
      fmt::runtime(
          json
              ? R"({{"name":"{}","unit":"per processor second","ours":{:.0f},"peer":"{}","theirs":{:.0f},"ratio":{:.2f}}})"
                "\n"
              : "{:<44} {:>9.0f}/s   {:<26} {:>9.0f}/s   ratio {:.2f}\n"),
      name, mine, peer, other, mine / other);
}

std::function<void()> bare(const char* curve, const EVP_MD* digest, const std::string& bytes) {
  EVP_PKEY* key = std::strcmp(curve, "SM2") == 0 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                                                 : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve);
  return [key, digest, &bytes] {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    unsigned char out[128];
    std::size_t size = sizeof out;
    check(EVP_DigestSignInit(context, nullptr, digest, nullptr, key) == 1 &&
              EVP_DigestSign(context, out, &size, reinterpret_cast<const unsigned char*>(bytes.data()),
                             bytes.size()) == 1,
          "OpenSSL signs");
    EVP_MD_CTX_free(context);
  };
}

documents::Template certificate() {
  documents::Template form;
  form.style = documents::Style::Certificate;
  form.title = {"建筑工程施工许可证", "Construction Permit"};
  documents::FieldRows rows;
  rows.ruled = true;
  for (const char* label :
       {"建设单位", "工程名称", "投资项目代码", "地块编号", "建设规模", "合同价格", "施工单位"})
    rows.rows.push_back({{label, label}, {"{name}", "{name}"}});
  form.body = {documents::Paragraph{{"经审查，本建筑工程符合施工条件，准予施工。", "These works may begin."}},
               rows};
  return form;
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc > 1 && std::strcmp(argv[1], "--json") == 0;
  std::string pattern = std::filesystem::temp_directory_path() / "shuxin-bench-XXXXXX";
  const std::string folder = mkdtemp(pattern.data());
  const base::Instant now{1'651'118'400'000};
  const auto ring = signing::KeyRing::open(folder + "/signing", {"示例园区", now, true}).value();
  const std::string content(1500, 'x');
  compare(
      json, "ledger root, P-256", "OpenSSL alone",
      [&] { check(ring->sign(Purpose::Ledger, content).has_value(), "signed"); },
      bare("P-256", EVP_sha256(), content));
  compare(
      json, "credential, SM2 with SM3", "OpenSSL alone",
      [&] { check(ring->sign(Purpose::Credential, content).has_value(), "signed"); },
      bare("SM2", EVP_sm3(), content));

  const documents::Template form = certificate();
  documents::Fields fields{.number = "苏锡通施许〔2022〕12号",
                           .code = "K7QM3X9D2H4TABCD",
                           .issuer = {"园区行政审批局（演示）", "Zone Approval Bureau (demonstration)"},
                           .issued = now,
                           .date = {19110},
                           .values = base::Json::object({{"name", "江海矿山机械有限公司（虚构）"}})};
  const documents::RenderOptions options{base::Language::Chinese, "http://localhost:8080", true, true};
  documents::SignatureNote note{"园区行政审批局（演示）", "施工许可证", now, {}, std::string(1200, 'c')};
  const std::string rendered = documents::render(form, fields, options, &note.spot).value();
  const auto sign_cms = [&](std::string_view covered) {
    return ring->sign_cms(Purpose::Document, covered, now);
  };
  const auto sign = [&] { check(documents::sign_pdf(rendered, note, sign_cms).has_value(), "signed"); };
  const auto typeset = [&] { check(documents::render(form, fields, options).has_value(), "typeset"); };
  compare(json, "signing a typeset certificate", "OpenSSL alone, P-256", sign,
          bare("P-256", EVP_sha256(), rendered));
  compare(
      json, "a certificate with both signatures", "typeset only",
      [&] {
        typeset();
        check(ring->sign(Purpose::Credential, content).has_value(), "signed");
        sign();
      },
      typeset);
  const std::string pdf = documents::sign_pdf(rendered, note, sign_cms).value();
  const auto keys = ring->public_keys().value();
  compare(
      json, "verifying a signed certificate", "OpenSSL alone, signing P-256",
      [&] {
        const auto found = documents::read_signed_pdf(pdf).value();
        check(
            keys.verify_cms(Purpose::Document, found.cms, found.covered)->verdict == signing::Verdict::Valid,
            "valid");
      },
      bare("P-256", EVP_sha256(), rendered));
  if (!json) fmt::print("a signed certificate is {} KB\n", pdf.size() / 1024);
  std::filesystem::remove_all(folder);
  return 0;
}
