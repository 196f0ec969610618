#include "shell/signing/key_ring.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace shuxin::signing {
namespace {

namespace fs = std::filesystem;

const base::Instant first_day{1'650'000'000'000};

class KeyRingTest : public ::testing::Test {
 protected:
  KeyRingTest() {
    std::string pattern = fs::temp_directory_path() / "shuxin-signing-XXXXXX";
    place_ = mkdtemp(pattern.data());
  }
  ~KeyRingTest() override {
    std::error_code ignored;
    fs::remove_all(place_, ignored);
  }
  [[nodiscard]] std::string folder() const { return folder_of(place_ + "/keys"); }
  [[nodiscard]] std::unique_ptr<KeyRing> open() const {
    auto ring = KeyRing::open(folder(), {"演示园区", first_day, true});
    EXPECT_TRUE(ring) << (ring ? "" : ring.error().code());
    return ring ? *std::move(ring) : nullptr;
  }
  [[nodiscard]] std::string code_of_opening() const {
    const auto ring = KeyRing::open(folder(), {"演示园区", first_day, false});
    return ring ? "opened" : ring.error().code();
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder() + "/" + name; }
  static std::string read(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
  }
  static void write(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  }

  std::string place_;
};

TEST_F(KeyRingTest, makes_a_key_for_each_purpose_that_only_its_owner_may_read_and_finds_them_again) {
  const auto keys = open()->public_keys();
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->all().size(), all_purposes.size());
  struct stat state{};
  ASSERT_EQ(::stat(folder().c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0700U);
  for (const auto& entry : fs::directory_iterator(folder())) {
    ASSERT_EQ(::stat(entry.path().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777, 0600U) << entry.path();
  }
  EXPECT_EQ(open()->public_keys()->all(), keys->all());
}

TEST_F(KeyRingTest, certificates_say_that_they_are_specimens_of_an_invented_body) {
  (void)open();
  // Also those of a ring that was opened without the zone's name.
  const auto ring = KeyRing::open(folder(), {});
  ASSERT_TRUE((*ring)->rotate(Purpose::Ledger, first_day));
  const auto keys = (*ring)->public_keys();
  for (const PublicKey& key : keys->all()) {
    const std::string pem = place_ + "/one.pem";
    write(pem, key.certificate);
    const std::string names = place_ + "/names";
    ASSERT_EQ(
        std::system(
            ("openssl x509 -noout -subject -nameopt utf8,sep_comma_plus -in " + pem + " > " + names).c_str()),
        0);
    EXPECT_NE(read(names).find("SPECIMEN"), std::string::npos) << read(names);
    EXPECT_NE(read(names).find("演示园区（虚构 invented）"), std::string::npos) << read(names);
  }
}

TEST_F(KeyRingTest, verifies_what_it_signed_for_its_purpose_alone) {
  const auto ring = open();
  for (const Purpose purpose : all_purposes) {
    const auto signature = ring->sign(purpose, "宗地 3206000001 归示例公司");
    ASSERT_TRUE(signature) << to_string(purpose);
    EXPECT_EQ(signature->algorithm, algorithm_of(purpose));
    for (const Purpose asked : all_purposes)
      EXPECT_EQ(*ring->verify(asked, *signature, "宗地 3206000001 归示例公司"),
                asked == purpose ? Verdict::Valid : Verdict::UnknownKey);
    EXPECT_EQ(*read_signature(to_json(*signature)), *signature);
  }
}

TEST_F(KeyRingTest, another_program_verifies_both_algorithms) {
  const auto ring = open();
  write(place_ + "/content", "宗地 3206000001 归示例公司");
  for (const Purpose purpose : {Purpose::Ledger, Purpose::Credential}) {
    const Signature made = *ring->sign(purpose, "宗地 3206000001 归示例公司");
    write(place_ + "/signature", made.bytes);
    write(place_ + "/certificate", ring->public_keys()->find(made.key_id)->certificate);
    const std::string with = " -pubin -inkey " + place_ + "/key -sigfile " + place_ + "/signature -in " +
                             place_ + "/content > /dev/null";
    ASSERT_EQ(
        std::system(
            ("openssl x509 -noout -pubkey -in " + place_ + "/certificate > " + place_ + "/key").c_str()),
        0);
    EXPECT_EQ(std::system(("openssl pkeyutl -verify -rawin -digest " +
                           std::string(purpose == Purpose::Ledger ? "sha256"
                                                                  : "sm3 -pkeyopt distid:1234567812345678") +
                           with)
                              .c_str()),
              0)
        << to_string(purpose);
  }
}

TEST_F(KeyRingTest, any_changed_byte_of_content_or_signature_fails) {
  const auto ring = open();
  const auto keys = *ring->public_keys();
  const bool held = rc::check([&] {
    const auto purpose = *rc::gen::elementOf(std::vector<Purpose>(all_purposes.begin(), all_purposes.end()));
    const auto content = *rc::gen::nonEmpty<std::string>();
    const Signature made = *ring->sign(purpose, content);
    RC_ASSERT(keys.verify(purpose, made, content) == Verdict::Valid);
    std::string changed = content;
    changed[*rc::gen::inRange<std::size_t>(0, content.size())] ^=
        static_cast<char>(*rc::gen::inRange(1, 256));
    RC_ASSERT(keys.verify(purpose, made, changed) == Verdict::Invalid);
    Signature other = made;
    other.bytes[*rc::gen::inRange<std::size_t>(0, made.bytes.size())] ^=
        static_cast<char>(*rc::gen::inRange(1, 256));
    RC_ASSERT(keys.verify(purpose, other, content) == Verdict::Invalid);
  });
  EXPECT_TRUE(held);
}

TEST_F(KeyRingTest, what_an_old_key_signed_stays_valid_after_rotation) {
  const auto ring = open();
  for (const Purpose purpose : all_purposes) {
    const auto before = ring->sign(purpose, "before");
    const auto rotated = ring->rotate(purpose, first_day + 1000);
    ASSERT_TRUE(before && rotated);
    EXPECT_EQ(rotated->sequence, 2);
    EXPECT_NE(rotated->id, before->key_id);
    EXPECT_EQ(ring->sign(purpose, "after")->key_id, rotated->id);
    EXPECT_EQ(*ring->verify(purpose, *before, "before"), Verdict::Valid);
    EXPECT_EQ(*open()->verify(purpose, *before, "before"), Verdict::Valid);
  }
}

TEST_F(KeyRingTest, sees_a_key_that_another_process_made) {
  const auto serving = open();
  const auto rotated = open()->rotate(Purpose::Ledger, first_day + 1000);
  EXPECT_EQ(serving->sign(Purpose::Ledger, "root")->key_id, rotated->id);
}

TEST_F(KeyRingTest, many_that_open_and_rotate_at_once_lose_no_key) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const auto ring = open();
      EXPECT_TRUE(ring->rotate(Purpose::Document, first_day));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(open()->public_keys()->all().size(), all_purposes.size() + 8);
}

TEST_F(KeyRingTest, public_keys_verify_elsewhere_and_hold_nothing_secret) {
  const auto ring = open();
  const Signature signature = *ring->sign(Purpose::Credential, "content");
  const std::string text = ring->public_keys()->to_json().to_string();
  EXPECT_EQ(text.find("PRIVATE"), std::string::npos);
  const auto elsewhere = PublicKeys::read(*base::Json::parse(text));
  ASSERT_TRUE(elsewhere);
  EXPECT_EQ(elsewhere->verify(Purpose::Credential, signature, "content"), Verdict::Valid);
  EXPECT_EQ(PublicKeys().verify(Purpose::Credential, signature, "content"), Verdict::UnknownKey);
}

TEST_F(KeyRingTest, public_keys_under_another_id_or_algorithm_are_refused) {
  const auto keys = *open()->public_keys();
  auto list = keys.all();
  std::swap(list[0].id, list[1].id);
  EXPECT_EQ(PublicKeys::make(list).error().code(), "signing.public-keys");
  list = keys.all();
  list[0].algorithm = Algorithm::Sm2Sm3;
  EXPECT_EQ(PublicKeys::make(list).error().code(), "signing.public-keys");
}

TEST_F(KeyRingTest, a_cms_is_valid_for_its_bytes_and_its_signer_alone) {
  const auto ring = open();
  const std::string der = *ring->sign_cms(Purpose::Document, "paper", first_day + 5000);
  const auto keys = *ring->public_keys();
  const auto found = keys.verify_cms(Purpose::Document, der, "paper");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->verdict, Verdict::Valid);
  EXPECT_EQ(found->signed_at, first_day + 5000);
  EXPECT_EQ(keys.verify_cms(Purpose::Document, der, "Paper")->verdict, Verdict::Invalid);
  EXPECT_EQ(keys.verify_cms(Purpose::Ledger, der, "paper")->verdict, Verdict::UnknownKey);
  fs::remove_all(folder());
  EXPECT_EQ(open()->public_keys()->verify_cms(Purpose::Document, der, "paper")->verdict, Verdict::UnknownKey);
  EXPECT_EQ(keys.verify_cms(Purpose::Document, "not a signature", "paper").error().code(), "signing.cms");
}

TEST_F(KeyRingTest, a_folder_without_keys_is_told_and_not_filled_unless_asked) {
  EXPECT_EQ(code_of_opening(), "signing.no-keys");
  EXPECT_FALSE(fs::exists(folder()));
  (void)open();
  EXPECT_EQ(code_of_opening(), "opened");
  fs::remove(path("ledger-0001.key"));
  EXPECT_EQ(code_of_opening(), "signing.no-keys");
}

TEST_F(KeyRingTest, a_damaged_or_foreign_or_exposed_key_file_is_told_by_its_cause) {
  (void)open();
  const std::string ledger = path("ledger-0001.key");
  const std::string whole = read(ledger);
  write(ledger, whole.substr(0, whole.size() / 2));
  EXPECT_EQ(code_of_opening(), "signing.key-file");
  write(ledger, "-----BEGIN PRIVATE KEY-----\n");
  EXPECT_EQ(code_of_opening(), "signing.key-file");
  write(ledger, read(path("document-0001.key")));
  EXPECT_EQ(code_of_opening(), "signing.key-file");
  write(ledger, whole);
  write(path("ledger-0002.key"), whole);
  EXPECT_EQ(code_of_opening(), "signing.key-file");
  fs::remove(path("ledger-0002.key"));
  fs::permissions(ledger, fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(code_of_opening(), "signing.open-to-others");
  write(ledger, whole);
  EXPECT_EQ(code_of_opening(), "opened");
}

TEST_F(KeyRingTest, a_draft_that_a_crash_left_behind_is_no_key) {
  (void)open();
  write(path("ledger-0002.key.abc.new"), "half a k");
  EXPECT_EQ(code_of_opening(), "opened");
}

}  // namespace
}  // namespace shuxin::signing
