// Articles coded away from their archive, and taken in: as if they had been coded beside it.
#include <gtest/gtest.h>

#include <filesystem>

#include "archive/archive.h"
#include "archive/files.h"
#include "intake/taking.h"
#include "pipeline_helpers.h"

namespace kawat::intake {
namespace {

using read::CopyRule;

namespace fs = std::filesystem;

constexpr const char* kWire =
    "Presiden Rusia Vladimir Putin dan pemimpin Korea Utara Kim Jong Un menandatangani perjanjian kemitraan strategis di "
    "Pyongyang "
    "pada Rabu (19/6/2024). Perjanjian itu memuat bantuan militer. Amerika Serikat mengecam perjanjian itu, dan Korea Selatan "
    "memanggil duta besar Rusia di Seoul pada hari Jumat untuk menyampaikan protes keras atas perjanjian dengan Korea Utara itu.";

model::Document document(const std::string& id, const std::string& text) {
  model::Document d;
  d.id = id, d.text = text, d.outlet = "Kabar", d.language = "id", d.published = {2024, 6, 20};
  return d;
}

class IntakeTest : public Shipped {
 protected:
  static void SetUpTestSuite() {
    ASSERT_NO_FATAL_FAILURE(Shipped::SetUpTestSuite());
    auto teller = Teller::build(*pipeline_);
    ASSERT_TRUE(teller) << teller.error().message();
    teller_ = new Teller(std::move(*teller));
  }
  static void TearDownTestSuite() {
    delete teller_;
    Shipped::TearDownTestSuite();
  }
  void SetUp() override { folder_ = fs::path(testing::TempDir()) / ("kawat-intake-" + archive::random_name()); }
  void TearDown() override { fs::remove_all(folder_); }

  static Coded coded(model::Document d, CodingOptions options = {}) {
    ArticleCoder coder(*pipeline_, *teller_, std::move(options));
    Coded out;
    auto left_out = coder.code(std::move(d), out);
    EXPECT_TRUE(left_out) << left_out.error().message();
    EXPECT_EQ(*left_out, "");
    return out;
  }
  std::unique_ptr<archive::Writer> writer() const {
    auto w = archive::Writer::open(folder_.string());
    EXPECT_TRUE(w) << w.error().message();
    return std::move(*w);
  }
  // doc_id, copy_of and event_count of all documents.
  std::vector<std::vector<std::string>> documents() const {
    auto a = archive::Archive::open(folder_.string());
    EXPECT_TRUE(a) << a.error().message();
    auto rows = a->database().table("SELECT doc_id, copy_of, event_count FROM documents ORDER BY doc_id");
    EXPECT_TRUE(rows) << rows.error().message();
    return *rows;
  }

  fs::path folder_;
  static inline Teller* teller_ = nullptr;
};

TEST_F(IntakeTest, CopiesAreFoundInTheOrderOfTakingIn) {
  const std::string copy = std::string(kWire) + " Demikian.";
  for (auto [rule, events_of_copy] : {std::pair{CopyRule::drop, false}, std::pair{CopyRule::mark, true}}) {
    auto w = writer();
    Taking taking(*w, rule);
    Coded a = coded(document("a", kWire)), b = coded(document("b", copy));
    EXPECT_GT(a.events, 0U);
    EXPECT_EQ(a.events, b.events);  // coded alone, nobody knows that it is a copy
    const std::string events = std::to_string(b.events);
    for (Coded* c : {&b, &a}) {
      auto added = taking.take(std::move(*c));
      ASSERT_TRUE(added);
      EXPECT_TRUE(*added);
    }
    EXPECT_EQ(taking.copies(), 1U);
    ASSERT_TRUE(w->commit());
    w.reset();
    EXPECT_EQ(documents(), (std::vector<std::vector<std::string>>{{"a", "b", events_of_copy ? events : "0"}, {"b", "", events}}));
    fs::remove_all(folder_);
  }
}

TEST_F(IntakeTest, WhatIsKnownIsNotCodedButItsCopiesAreFound) {
  auto w = writer();
  Taking(*w, CopyRule::drop).take(coded(document("a", kWire))).value();
  ASSERT_TRUE(w->commit());
  CodingOptions known;
  known.known = true;
  Coded again = coded(document("a", kWire), known);
  EXPECT_LT(again.record.size(), 64U);
  Taking taking(*w, CopyRule::drop);
  EXPECT_FALSE(taking.take(std::move(again)).value());
  EXPECT_TRUE(taking.take(coded(document("b", std::string(kWire) + " Demikian."))).value());
  EXPECT_FALSE(taking.take(coded(document("a", kWire))).value());  // coded again all the same: nothing comes in twice
  ASSERT_TRUE(w->commit());
  EXPECT_EQ(documents()[1][1], "a");
  EXPECT_EQ(documents().size(), 2U);
}

TEST_F(IntakeTest, WhatCouldNotBeCodedStillHasCopies) {
  auto w = writer();
  Taking taking(*w, CopyRule::drop);
  CodingOptions english;
  english.languages = {"en"};
  ArticleCoder coder(*pipeline_, *teller_, english);
  Coded left;
  EXPECT_EQ(coder.code(document("a", kWire), left).value(), "language");
  EXPECT_TRUE(left.record.empty());
  EXPECT_FALSE(taking.take(std::move(left)).value());
  EXPECT_TRUE(taking.take(coded(document("b", kWire))).value());
  EXPECT_EQ(taking.copies(), 1U);
}

TEST_F(IntakeTest, DamagedBytesAreRefused) {
  auto w = writer();
  Taking taking(*w, CopyRule::drop);
  Coded good = coded(document("a", kWire));
  Coded longer = good, shorter = good, sketch = good;
  longer.record += 'x', shorter.record.resize(20), sketch.sketch.pop_back();
  EXPECT_NE(longer.hash(), good.hash());
  EXPECT_NE(sketch.hash(), good.hash());
  for (Coded* c : {&longer, &shorter, &sketch}) {
    auto added = taking.take(std::move(*c));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, Code::coded_damaged);
  }
  EXPECT_TRUE(w->waiting().documents == 0);
}

}  // namespace
}  // namespace kawat::intake
