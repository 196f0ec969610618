// Documents from the ledger to the signed file, over the demonstration's cases.
#include "shell/app/papers.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <thread>

#include "core/base/hash.h"
#include "shell/app/access_log.h"
#include "shell/app/accounts.h"
#include "shell/app/catalogue_folder.h"
#include "shell/app/demo.h"
#include "shell/app/drafts.h"
#include "shell/app/files.h"
#include "shell/app/paper_outbox.h"
#include "shell/app/verify_file.h"
#include "shell/documents/sign_pdf.h"
#include "shell/views/projections.h"

namespace shuxin::app {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Language;
using signing::Purpose;
using signing::Verdict;
using testing::HasSubstr;
using testing::Not;

const base::Instant now = *base::Instant::parse("2022-06-01T02:00:00Z");
const std::string folder_of_catalogue = SHUXIN_SOURCE_DIR "/catalog/suxitong";

std::string said_by(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string said;
  std::array<char, 4096> buffer;
  for (std::size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    said.append(buffer.data(), count);
  pclose(pipe);
  return said;
}

// A zone with the demonstration's cases, opened as often as a test wants.
class Zone {
 public:
  explicit Zone(const std::string& place) : place_(place) {
    auto loaded = catalog::load(read_catalogue_folder(folder_of_catalogue).value());
    catalogue_ = std::make_shared<const catalog::Catalogue>(std::move(loaded.catalogue));
    store::Options options;
    options.projections = views::projections(catalogue_);
    for (auto& one : Accounts::projections()) options.projections.push_back(std::move(one));
    options.projections.push_back(Papers::projection());
    options.tables = Accounts::tables();
    options.tables.push_back(views::due_table());
    options.tables.push_back(Files::table());
    options.tables.push_back(Papers::table());
    store_ = store::open("sqlite:" + place + "/store", place + "/keys", std::move(options)).value();
    service_ = std::make_unique<CaseService>(*store_, catalogue_, hub_);
    ring_ = signing::KeyRing::open(signing::folder_of(place + "/keys"), {"园区", now, true}).value();
    papers_ = std::make_unique<Papers>(*service_, *ring_, PaperOptions{"http://localhost:8080", true});
  }
  void fill() {
    Accounts accounts(*store_, {.zone = catalogue_->zone.id, .hash_bytes = 8192, .hash_passes = 1});
    std::ifstream in(folder_of_catalogue + "/demo/accounts.csv");
    const std::string csv{std::istreambuf_iterator<char>(in), {}};
    const auto demo = read_demo_accounts(csv, "accounts.csv").accounts;
    ASSERT_TRUE(open_demo_accounts(accounts, demo, now));
    ASSERT_TRUE(load_demo(*service_, folder_of_catalogue, demo, now));
  }

  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] CaseService& service() { return *service_; }
  [[nodiscard]] signing::KeyRing& ring() { return *ring_; }
  [[nodiscard]] Papers& papers() { return *papers_; }
  [[nodiscard]] const std::string& id() const { return catalogue_->zone.id; }

  // All codes of one document template, or of all.
  [[nodiscard]] std::vector<std::string> codes(const std::string& document = "") {
    std::vector<std::string> all;
    const auto reads = store_->snapshot(id()).value();
    EXPECT_TRUE(reads->query("select code, document from documents where zone = ? order by issued_at, code",
                             {id()}, [&](store::Row row) {
                               if (document.empty() || store::text(row[1]) == document)
                                 all.emplace_back(store::text(row[0]));
                               return true;
                             }));
    return all;
  }
  void sign_all() {
    while (papers_->sign_due(now).value() > 0) {
    }
  }
  [[nodiscard]] std::string status(const std::string& code, const std::string& file = "") {
    const Json answer = papers_->verify(code, file.empty() ? "" : base::to_hex(base::sha256(file))).value();
    return std::string(answer.find_string("status").value_or(""));
  }

 private:
  std::string place_;
  std::shared_ptr<const catalog::Catalogue> catalogue_;
  EventHub hub_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<CaseService> service_;
  std::unique_ptr<signing::KeyRing> ring_;
  std::unique_ptr<Papers> papers_;
};

class PapersTest : public ::testing::Test {
 protected:
  // The demonstration takes a while to make: it is made once and copied for each test.
  static void SetUpTestSuite() {
    std::string pattern = fs::temp_directory_path() / "shuxin-papers-XXXXXX";
    original_ = mkdtemp(pattern.data());
    Zone(original_).fill();
  }
  static void TearDownTestSuite() { fs::remove_all(original_); }
  PapersTest() : place_(original_ + "-copy") {
    fs::copy(original_, place_, fs::copy_options::recursive);
    zone_ = std::make_unique<Zone>(place_);
  }
  ~PapersTest() override {
    zone_.reset();
    fs::remove_all(place_);
  }
  void reopen() {
    zone_.reset();
    zone_ = std::make_unique<Zone>(place_);
  }
  [[nodiscard]] std::string pdfsig(const std::string& pdf) const {
    std::ofstream(place_ + "/paper.pdf", std::ios::binary) << pdf;
    return said_by("HOME=" + place_ + " pdfsig -nocert " + place_ + "/paper.pdf");
  }

  static std::string original_;
  std::string place_;
  std::unique_ptr<Zone> zone_;
};
std::string PapersTest::original_;

TEST_F(PapersTest, everything_that_was_issued_gets_a_signed_file_once_also_what_an_earlier_program_issued) {
  const auto codes = zone_->codes();
  ASSERT_GT(codes.size(), 20U);
  zone_->sign_all();
  EXPECT_EQ(zone_->papers().statistics().made, static_cast<std::int64_t>(codes.size()));
  EXPECT_EQ(zone_->papers().statistics().failing, 0);
  for (const std::string& code : codes)
    EXPECT_EQ(zone_->papers().verify(code, "")->find_string("credential"), "valid") << code;
  reopen();
  EXPECT_EQ(*zone_->papers().sign_due(now), 0);
  const auto audit = zone_->store().audit({});
  ASSERT_TRUE(audit);
  EXPECT_TRUE(audit->clean());
}

TEST_F(PapersTest, an_ordinary_reader_finds_the_file_valid_and_its_time_is_that_of_the_event) {
  const std::string code = zone_->codes("construction_permit").front();
  const std::string pdf = zone_->papers().open(code, Language::Chinese, now).value();
  EXPECT_THAT(pdfsig(pdf), HasSubstr("Signature is Valid"));
  EXPECT_THAT(pdfsig(pdf), HasSubstr("Total document signed"));
  const auto found = documents::read_signed_pdf(pdf).value();
  const auto keys = zone_->ring().public_keys().value();
  const auto finding = keys.verify_cms(Purpose::Document, found.cms, found.covered).value();
  EXPECT_EQ(finding.verdict, Verdict::Valid);
  const auto reads = zone_->store().snapshot(zone_->id()).value();
  EXPECT_EQ(finding.signed_at, find_paper(*reads, code).value()->issued_at);
  EXPECT_EQ(zone_->status(code, pdf), "valid");
  std::string changed = pdf;
  changed[changed.size() / 2] ^= 1;
  EXPECT_THAT(pdfsig(changed), Not(HasSubstr("Signature is Valid")));
  EXPECT_EQ(zone_->status(code, changed), "altered");
}

TEST_F(PapersTest, the_file_that_was_stored_is_served_from_then_on_whatever_keys_come_after) {
  const std::string code = zone_->codes("construction_permit").front();
  const std::string first = zone_->papers().open(code, Language::Chinese, now).value();
  for (const Purpose purpose : {Purpose::Document, Purpose::Credential})
    ASSERT_TRUE(zone_->papers().rotate(purpose, "keeper", now));
  reopen();
  EXPECT_EQ(zone_->papers().open(code, Language::Chinese, now).value(), first);
  EXPECT_EQ(zone_->status(code, first), "valid");
  EXPECT_EQ(zone_->papers().verify(code, "")->find_string("credential"), "valid");
  // English is another file, made when it is first asked for.
  const std::string english = zone_->papers().open(code, Language::English, now).value();
  EXPECT_NE(english, first);
  EXPECT_EQ(zone_->papers().open(code, Language::English, now).value(), english);
  EXPECT_EQ(zone_->status(code, english), "valid");
}

TEST_F(PapersTest, a_store_that_came_back_without_its_signing_keys_is_told) {
  EXPECT_TRUE(zone_->papers().check_keys());
  const std::string code = zone_->codes("construction_permit").front();
  ASSERT_TRUE(zone_->papers().open(code, Language::Chinese, now));
  EXPECT_TRUE(zone_->papers().check_keys());
  zone_.reset();
  fs::remove_all(signing::folder_of(place_ + "/keys"));
  zone_ = std::make_unique<Zone>(place_);
  EXPECT_EQ(zone_->papers().check_keys().error().code(), "papers.keys-lost");
  EXPECT_EQ(zone_->papers().verify(code, "")->find_string("credential"), "unknown_key");
}

TEST_F(PapersTest, the_credential_that_travels_with_the_file_is_verified_without_the_store) {
  const std::string code = zone_->codes("construction_permit").front();
  const auto pdf =
      documents::read_signed_pdf(zone_->papers().open(code, Language::Chinese, now).value()).value();
  const auto keys = signing::PublicKeys::read(zone_->ring().public_keys()->to_json()).value();
  const CredentialFinding finding = check_credential(keys, pdf.credential);
  EXPECT_EQ(finding.verdict, Verdict::Valid);
  EXPECT_EQ(finding.code, code);
  Json record = Json::parse(pdf.credential).value();
  Json content = *record.find("content");
  content.set("number", "苏锡通施许〔2022〕999号");
  record.set("content", content);
  EXPECT_EQ(check_credential(keys, record.to_string()).verdict, Verdict::Invalid);
  for (const char* wrong : {"", "{}", "[]", R"({"content":{},"format":"shuxin-credential-1","signature":7})"})
    EXPECT_EQ(check_credential(keys, wrong).verdict, Verdict::Invalid) << wrong;
}

TEST_F(PapersTest, many_who_ask_at_once_get_the_same_file) {
  const std::string code = zone_->codes("construction_permit").front();
  std::vector<std::string> got(6);
  std::vector<std::thread> threads;
  for (std::string& one : got)
    threads.emplace_back([&] { one = zone_->papers().open(code, Language::Chinese, now).value_or(""); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : got) EXPECT_EQ(one, got.front());
  EXPECT_FALSE(got.front().empty());
}

TEST_F(PapersTest, who_issues_again_replaces_and_what_replaced_is_named) {
  const std::string code = zone_->codes("construction_permit").front();
  const std::string old = zone_->papers().open(code, Language::Chinese, now).value();
  const casework::Actor decider{"demo-decider", "决定示例丙", "", "", {{"decide", "approval-bureau"}}};
  const Asked again{
      casework::Act{zone_->papers().case_of(code).value(), "reissue", Json::object({{"reason", "遗失"}}), {}},
      decider,
      now,
      "",
      std::nullopt,
      ""};
  const auto reply = zone_->service().run(again);
  ASSERT_TRUE(reply);
  ASSERT_FALSE(reply->refused) << reply->body.to_string();
  const Json answer = zone_->papers().verify(code, base::to_hex(base::sha256(old))).value();
  EXPECT_EQ(answer.find_string("status"), "replaced");
  EXPECT_EQ(answer.find_string("file"), "genuine");
  {
    const auto keys = zone_->ring().public_keys().value();
    const auto reads = zone_->store().snapshot(zone_->id()).value();
    const FileVerdict verdict = verify_file(old, keys, reads.get()).value();
    EXPECT_EQ(verdict.status, FileStatus::Replaced);
    EXPECT_EQ(verdict.replaced_by, *answer.find("replaced_by")->find_string("code"));
    EXPECT_EQ(verify_file(old, keys, nullptr)->status, FileStatus::Valid) << "offline that cannot be known";
  }
  const std::string next(answer.find("replaced_by")->find_string("code").value_or(""));
  EXPECT_EQ(zone_->status(next), "valid");
  EXPECT_THAT(zone_->codes("construction_permit"), testing::Contains(next));
  EXPECT_EQ(zone_->status("NOSUCHCODE"), "unknown");

  const std::string newer = zone_->papers().open(next, Language::Chinese, now).value();
  const auto revoked = zone_->service().run(
      {casework::Act{
           zone_->papers().case_of(next).value(), "revoke", Json::object({{"reason", "以欺骗手段取得"}}), {}},
       decider, now + 1000, "", std::nullopt, ""});
  ASSERT_TRUE(revoked && !revoked->refused);
  EXPECT_EQ(zone_->status(next, newer), "revoked");
  const auto reads = zone_->store().snapshot(zone_->id()).value();
  const auto keys = zone_->ring().public_keys().value();
  EXPECT_EQ(verify_file(newer, keys, reads.get())->status, FileStatus::Revoked);
  EXPECT_EQ(verify_file(old, keys, reads.get())->status, FileStatus::Replaced);
}

Json form_of(const std::string& matter) {
  std::ifstream in(SHUXIN_SOURCE_DIR "/tests/scenarios/forms/" + matter + ".json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return Json::parse(text).value();
}

Asked opening(const Json& form, const std::string& applicant) {
  casework::OpenCase open;
  open.matter = "construction-permit";
  open.channel = "online";
  open.submission.form = form;
  return {open, {applicant, "示例（虚构）", applicant, "enterprise", {}}, now, "", std::nullopt, ""};
}

TEST_F(PapersTest, numbers_have_no_holes_however_many_hand_in_and_are_refused_at_once) {
  constexpr int threads_at_once = 16;
  constexpr int each = 12;
  const std::size_t before = zone_->codes().size();
  const Json form = form_of("construction-permit");
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < threads_at_once; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < each; ++n) {
        const auto reply = zone_->service().run(opening(form, "firm-" + std::to_string(i)));
        if (reply && !reply->refused) ++opened;
        if (!reply || reply->refused) continue;
        // What is refused would have issued a paper: it must take no number.
        const std::string number(reply->body.find_string("number").value_or(""));
        const auto refused =
            zone_->service().run({casework::Act{number, "not_accept", Json::object({{"reason", "x"}}), {}},
                                  {"stranger", "", "", "", {}},
                                  now,
                                  "",
                                  std::nullopt,
                                  ""});
        EXPECT_TRUE(refused && refused->refused);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, threads_at_once * each);
  EXPECT_EQ(zone_->codes().size(), before + static_cast<std::size_t>(opened));

  // Each series of each body and year counts 1, 2, 3 …
  std::map<std::string, std::set<int>> series;
  const auto reads = zone_->store().snapshot(zone_->id()).value();
  ASSERT_TRUE(reads->query("select organisation, document_number from documents where zone = ?",
                           {zone_->id()}, [&](store::Row row) {
                             const std::string number(store::text(row[1]));
                             const std::size_t mark = number.rfind("〕");
                             const auto name = std::string(store::text(row[0])) + number.substr(0, mark);
                             EXPECT_TRUE(series[name].insert(std::stoi(number.substr(mark + 3))).second)
                                 << number;
                             return true;
                           }));
  EXPECT_GT(series.size(), 2U);
  for (const auto& [name, numbers] : series) {
    EXPECT_EQ(*numbers.begin(), 1) << name;
    EXPECT_EQ(*numbers.rbegin(), static_cast<int>(numbers.size())) << name;
  }
}

TEST_F(PapersTest, a_missing_glyph_or_a_damaged_case_holds_up_no_other_paper) {
  Json form = form_of("construction-permit");
  auto odd = opening(form, "firm-odd");
  odd.actor.name = "示例\xF3\xB0\x80\x81有限公司";  // U+F0001, of the private use area
  const auto reply = zone_->service().run(odd);
  ASSERT_TRUE(reply && !reply->refused);
  ASSERT_TRUE(zone_->service().run(opening(form, "firm-even")));
  const auto codes = zone_->codes();
  const std::string damaged = zone_->papers().case_of(zone_->codes("construction_permit").front()).value();
  const auto of_damaged = std::ranges::count_if(
      codes, [&](const std::string& one) { return zone_->papers().case_of(one).value() == damaged; });
  zone_->store().quarantine(zone_->id(), "case/" + damaged, {"store.stream-corrupt", {}});
  zone_->sign_all();
  EXPECT_EQ(zone_->papers().statistics().made, static_cast<std::int64_t>(codes.size()) - of_damaged - 1);
  EXPECT_EQ(zone_->papers().statistics().failing, 1);
  const auto mine = zone_->papers().list("firm-odd", false, 10, {}).value();
  const std::string code(mine.items.if_array()->front().find_string("code").value_or(""));
  EXPECT_EQ(zone_->papers().open(code, Language::Chinese, now).error().code(), "documents.glyph-missing");
  // It stays what it is, and is tried again later.
  EXPECT_EQ(zone_->status(code), "valid");
  EXPECT_EQ(zone_->papers().verify(code, "")->find_string("credential"), "pending");
  reopen();
  EXPECT_EQ(*zone_->papers().sign_due(now + 3'600'000), 0);
  EXPECT_EQ(zone_->papers().statistics().failing, 1);
}

TEST_F(PapersTest, who_was_erased_leaves_no_file_and_no_guess_can_be_proven) {
  const std::string code = zone_->codes("business_licence").front();
  ASSERT_TRUE(zone_->papers().open(code, Language::Chinese, now));
  std::string subject;
  {
    const auto reads = zone_->store().snapshot(zone_->id()).value();
    subject = find_paper(*reads, code).value()->applicant;
  }
  ASSERT_TRUE(zone_->store().destroy_subject(zone_->id(), subject, now));
  EXPECT_EQ(zone_->papers().open(code, Language::Chinese, now).error().code(), "papers.erased");
  EXPECT_EQ(zone_->papers().open(code, Language::English, now).error().code(), "papers.erased");
  EXPECT_EQ(zone_->papers().verify(code, "")->find_string("credential"), "erased");
  // The outbox passes over what can never be made.
  zone_->sign_all();
  EXPECT_EQ(zone_->papers().statistics().failing, 0);
}

TEST_F(PapersTest, lists_ones_own_page_by_page_and_certificates_alone_if_asked) {
  std::set<std::string> seen;
  std::vector<std::string> after;
  do {
    const auto page = zone_->papers().list("demo-jianghai", false, 4, after).value();
    for (const Json& one : *page.items.if_array())
      EXPECT_TRUE(seen.insert(std::string(*one.find_string("code"))).second);
    after = page.next;
  } while (!after.empty());
  const auto all = zone_->papers().list("demo-jianghai", false, 200, {}).value();
  EXPECT_EQ(seen.size(), all.items.if_array()->size());
  EXPECT_GT(seen.size(), 4U);
  const auto certificates = zone_->papers().list("demo-jianghai", true, 200, {}).value();
  ASSERT_FALSE(certificates.items.if_array()->empty());
  for (const Json& one : *certificates.items.if_array())
    EXPECT_EQ(one.find_string("document"), "construction_permit");
  EXPECT_TRUE(zone_->papers().list("nobody", false, 200, {})->items.if_array()->empty());
}

TEST_F(PapersTest, the_outbox_works_by_itself) {
  std::atomic<int> problems = 0;
  PaperOutbox outbox(zone_->papers(), [] { return now; }, [&](const base::Error&) { ++problems; });
  while (zone_->papers().statistics().made < 3 && problems == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(problems, 0);
}

}  // namespace
}  // namespace shuxin::app
