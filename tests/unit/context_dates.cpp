#include "context/dates.h"

#include "context_helpers.h"

namespace {

using namespace kawat;
using context_test::iso;
using context_test::kTuesday;
using context_test::Text;

struct Case {
  const char* text;
  const char* expected;  // "days|words"; several joined by " + "
};

void check(std::string_view language, model::Day published, std::initializer_list<Case> cases) {
  auto finder = context::DateFinder::build(context_test::pack(), language);
  ASSERT_TRUE(finder) << finder.error().message();
  for (const Case& c : cases) {
    Text t(c.text, published);
    std::vector<context::TimeExpression> found;
    context::DateState state{published, {}, false};
    for (std::uint32_t s = 0; s < t.a.sentences.size(); ++s) finder->find(t.a, s, state, found);
    std::string got;
    for (const auto& x : found) got += (got.empty() ? "" : " + ") + iso(x.when) + "|" + std::string(t.in(x.when.text));
    EXPECT_EQ(got, c.expected) << c.text;
  }
}

TEST(DatesId, Absolute) {
  check("id", kTuesday,
        {
            {"Ia tiba di Moskow pada Selasa (8/10/2024).", "2024-10-08|Selasa (8/10/2024)"},
            {"Ia tiba pada Jumat, 12 April 2013.", "2013-04-12|Jumat, 12 April 2013"},
            {"Perjanjian itu diteken 8 Oktober.", "2024-10-08|8 Oktober"},
            {"Perang pecah pada 2014.", "2014-01-01..2014-12-31|2014"},
            {"Perang pecah pada tahun 1990-an.", "1990-01-01..1999-12-31|tahun 1990-an"},
            {"Indonesia merdeka pada 17/8/45.", "1945-08-17|17/8/45"},
            {"Rapat digelar Mei-Juni 2019.", "2019-05-01..2019-06-30|Mei-Juni 2019"},
            {"Bentrokan terjadi 3 Nop 2023 dan 5 Agt 2023.", "2023-11-03|3 Nop 2023 + 2023-08-05|5 Agt 2023"},
            {"Bentrokan terjadi pada 17 Agu 2022 dan 1 Des. 2022.", "2022-08-17|17 Agu 2022 + 2022-12-01|1 Des. 2022"},
            {"Benteng itu dibangun pada abad ke-19.", "1800-01-01..1899-12-31|abad ke-19"},
            {"Rapat digelar 8-10 Oktober 2024.", "2024-10-08..2024-10-10|8-10 Oktober 2024"},
            {"Rapat berlangsung dari 1 Mei hingga 3 Juni 2023.", "2023-05-01..2023-06-03|1 Mei hingga 3 Juni 2023"},
            {"Unjuk rasa pada Selasa (8/10) malam.", "2024-10-08|Selasa (8/10)"},
            {"Ia wafat Minggu (6/10/2024).", "2024-10-06|Minggu (6/10/2024)"},
        });
}

TEST(DatesId, Relative) {
  check("id", kTuesday,
        {
            {"Putin berkunjung pada Juni lalu.", "2024-06-01..2024-06-30|Juni lalu"},
            {"Putin berkunjung pada bulan Juni lalu.", "2024-06-01..2024-06-30|bulan Juni lalu"},
            {"Awal tahun ini, kedua pemimpin bertemu.", "2024-01-01..2024-12-31|Awal tahun ini"},
            {"Kedua pemimpin bertemu pekan lalu.", "2024-09-30..2024-10-06|pekan lalu"},
            {"Kedua pemimpin bertemu minggu lalu.", "2024-09-30..2024-10-06|minggu lalu"},
            {"Kedua pemimpin bertemu pada Minggu.", "2024-10-06|Minggu"},
            {"Kedua pemimpin bertemu pada Minggu lalu.", "2024-10-06|Minggu lalu"},
            {"Hubungan membaik dalam beberapa bulan terakhir.", "2024-04-08..2024-10-08|beberapa bulan terakhir"},
            {"Ia ditangkap 4 tahun lalu.", "2020-01-01..2020-12-31|4 tahun lalu"},
            {"Ia ditangkap dua tahun silam.", "2022-01-01..2022-12-31|dua tahun silam"},
            {"Ia ditangkap kemarin dan besok diadili.", "2024-10-07|kemarin + 2024-10-09|besok"},
            {"Ia ditangkap tadi malam.", "2024-10-07|tadi malam"},
            {"Ia memimpin sejak 2014.", "2014-01-01..2024-10-08|sejak 2014"},
            {"Ia dibebaskan setahun lalu.", "2023-01-01..2023-12-31|setahun lalu"},
            {"Ia ditangkap 5 Oktober 2024. Tiga hari sebelumnya ia melawat.",
             "2024-10-05|5 Oktober 2024 + 2024-10-02|Tiga hari sebelumnya"},
            {"Ia ditangkap pada Kamis.", "2024-10-03|Kamis"},
            {"Ia akan tiba pada Kamis.", "2024-10-10|Kamis"},
            {"Ia ditangkap Senin pekan lalu.", "2024-09-30|Senin pekan lalu"},
            {"Ia ditahan selama dua hari.", ""},
            {"Pada hari yang sama, Selasa (8/10/2024), Kim berpidato.", "2024-10-08|hari yang sama, Selasa (8/10/2024)"},
            {"Mulai Januari mendatang, sanksi berlaku.", "2025-01-01..2025-01-31|Mulai Januari mendatang"},
            {"Ia ditangkap pada 2019 bersama 2000 orang.", "2019-01-01..2019-12-31|2019"},
            {"Ia divonis pada februari 2015.", "2015-02-01..2015-02-28|februari 2015"},
            {"Ia menang pada akhir pekan lalu.", "2024-10-05..2024-10-06|akhir pekan lalu"},
        });
}

TEST(DatesEn, Absolute) {
  check("en", kTuesday,
        {
            {"They met on June 3, 2024.", "2024-06-03|June 3, 2024"},
            {"They met on 3 June 2024.", "2024-06-03|3 June 2024"},
            {"They met on Tuesday, October 8, 2024.", "2024-10-08|Tuesday, October 8, 2024"},
            {"They met Wednesday (4/4/12).", "2012-04-04|Wednesday (4/4/12)"},
            {"They met on Aug. 5.", "2024-08-05|Aug. 5"},
            {"The war began in 2014.", "2014-01-01..2014-12-31|2014"},
            {"It began in the 1980s.", "1980-01-01..1989-12-31|1980s"},
            {"It began in the 19th century.", "1800-01-01..1899-12-31|19th century"},
            {"It lasted from 2014 to 2016.", "2014-01-01..2016-12-31|2014 to 2016"},
            {"Between 1961 and 1971 it grew.", "1961-01-01..1971-12-31|1961 and 1971"},
            {"They met in early June 2023.", "2023-06-01..2023-06-10|early June 2023"},
            {"It will end by the end of 2025.", "2025-09-01..2025-12-31|by the end of 2025"},
            {"Troops left in the summer of 2010.", "2010-06-01..2010-08-31|summer of 2010"},
            {"Mrs. May said she may march.", ""},
            {"He may arrive in May.", "2024-05-01..2024-05-31|May"},
        });
}

TEST(DatesEn, Relative) {
  check("en", kTuesday,
        {
            {"They met on Monday.", "2024-10-07|Monday"},
            {"They will meet on Monday.", "2024-10-14|Monday"},
            {"They met last week.", "2024-09-30..2024-10-06|last week"},
            {"They met earlier this year.", "2024-01-01..2024-12-31|earlier this year"},
            {"They met three days ago.", "2024-10-05|three days ago"},
            {"They met four years ago.", "2020-01-01..2020-12-31|four years ago"},
            {"They will meet next month.", "2024-11-01..2024-11-30|next month"},
            {"Ties grew in the past few months.", "2024-04-08..2024-10-08|past few months"},
            {"Ties grew over the last two years.", "2022-10-08..2024-10-08|last two years"},
            {"He has been there since Monday.", "2024-10-07..2024-10-08|since Monday"},
            {"They met on October 5. The same day he resigned.", "2024-10-05|October 5 + 2024-10-05|The same day"},
            {"They met on October 5. Three days earlier he resigned.", "2024-10-05|October 5 + 2024-10-02|Three days earlier"},
            {"They met yesterday.", "2024-10-07|yesterday"},
            {"They met last June.", "2024-06-01..2024-06-30|last June"},
            {"They met in June last year.", "2023-06-01..2023-06-30|June last year"},
            {"They talked for two days.", ""},
            {"He met 2000 people and 2014 soldiers.", ""},
        });
}

TEST(Dates, WithoutAnchorRelativeWordsKeepOnlyTheirText) {
  check("id", {}, {{"Ia ditangkap pekan lalu dan 3 Mei 2019.", "?|pekan lalu + 2019-05-03|3 Mei 2019"}});
  check("en", {}, {{"He was held last week.", "?|last week"}});
}

TEST(Dates, Historical) {
  model::When old{{2020, 1, 1}, {2020, 12, 31}, model::Precision::year, {}};
  EXPECT_TRUE(context::is_historical(old, kTuesday, 0));
  EXPECT_TRUE(context::is_historical(old, {}, 2024));
  EXPECT_FALSE(context::is_historical(old, {}, 2021));
  model::When june{{2024, 6, 1}, {2024, 6, 30}, model::Precision::month, {}};
  EXPECT_FALSE(context::is_historical(june, kTuesday, 0));
}

TEST(Dates, PastAge) {
  auto id = context::DateFinder::build(context_test::pack(), "id");
  EXPECT_TRUE(id->past_age(Text("Pada masa itu mereka bersekutu.").a, 0));
  EXPECT_TRUE(id->past_age(Text("Pers dibungkam pada era Soeharto.").a, 0));
  EXPECT_FALSE(id->past_age(Text("Pers tumbuh pada era digital.").a, 0));
  auto en = context::DateFinder::build(context_test::pack(), "en");
  EXPECT_TRUE(en->past_age(Text("They were allies during the Cold War.").a, 0));
}

}  // namespace
