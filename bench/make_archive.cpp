// make_archive DIR [EVENTS]: an archive of made-up events over ten years, written as `kawat ingest` writes. For timing queries.
//
// Few pairs have most of the events (Zipf), articles have three events on average, most are of the day before publication; words
// of sentences are drawn from a vocabulary of the size of a newspaper's, so that they compress as text does.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "archive/files.h"
#include "archive/writer.h"

using namespace kawat;

namespace {

const char* const kTypes[][3] = {{"CONSULT", "1", "040"},   {"SUPPORT", "1", "050"}, {"AGREE", "1", "030"},
                                 {"COOPERATE", "2", "060"}, {"AID", "2", "070"},     {"ACCUSE", "3", "111"},
                                 {"REQUEST", "3", "100"},   {"REJECT", "3", "120"},  {"THREATEN", "3", "130"},
                                 {"PROTEST", "4", "141"},   {"COERCE", "4", "173"},  {"ASSAULT", "4", "190"}};
const char* const kSectors[] = {"", "GOV", "GOV", "GOV", "MIL", "CVL", "COP", "LEG", "BUS", "OPP"};
const char* const kContexts[] = {"diplomatic", "military", "economic", "legal", "election", "territory"};

class Maker {
 public:
  explicit Maker(unsigned seed) : dice_(seed) {
    for (char a = 'A'; countries_.size() < 200; ++a) {
      for (char b = 'A'; b <= 'T' && countries_.size() < 200; ++b) countries_.push_back({a, b, 'X'});
    }
    countries_[0] = "IDN", countries_[1] = "MYS", countries_[2] = "USA", countries_[3] = "CHN", countries_[4] = "RUS";
    for (int i = 0; i < 60'000; ++i) {
      std::string word;
      int syllables = 1 + static_cast<int>(dice_() % 3);
      for (int s = 0; s < syllables; ++s) {
        word += "bcdghjklmnprst"[dice_() % 14];
        word += "aeiou"[dice_() % 5];
        if (dice_() % 3 == 0) word += "nrlmks"[dice_() % 6];
      }
      words_.push_back(word);
    }
  }
  double share() { return std::uniform_real_distribution<>(0, 1)(dice_); }
  // Rank r of n with a chance falling as 1 / r.
  std::size_t zipf(std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(std::pow(static_cast<double>(n), share())) - 1);
  }
  std::string sentence(std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += (i > 0 ? " " : "") + words_[zipf(words_.size())];
    return out + ".";
  }
  model::RowParty party(std::size_t country) {
    model::RowParty p;
    p.country = countries_[country];
    p.sector = kSectors[dice_() % 10];
    p.code = p.country + p.sector;
    std::size_t name = country * 50 + zipf(50);
    p.name = words_[name] + " " + words_[words_.size() - 1 - name];
    p.text = dice_() % 2 == 0 ? p.name : words_[name];
    p.begin = static_cast<std::int32_t>(dice_() % 800), p.end = p.begin + static_cast<std::int32_t>(p.text.size());
    if (dice_() % 3 == 0) p.wikidata = "Q" + std::to_string(1000 + name);
    return p;
  }
  model::Day day(int n) {
    using namespace std::chrono;
    year_month_day d{sys_days{year{2015} / 1 / 1} + days{n}};
    return {static_cast<int>(d.year()), static_cast<int>(static_cast<unsigned>(d.month())),
            static_cast<int>(static_cast<unsigned>(d.day()))};
  }
  void article(std::uint64_t number, int on, archive::Document& d, std::vector<model::EventRow>& rows) {
    d = {};
    d.doc_id = archive::hex64(number * 0x9E3779B97F4A7C15ull).substr(0, 12);
    std::size_t outlet = zipf(40);
    d.outlet = words_[outlet] + ".com";
    d.title = sentence(9);
    d.url = "https://www." + d.outlet + "/" + std::to_string(number) + "/" + d.title.substr(0, d.title.find('.'));
    for (char& c : d.url) c = c == ' ' ? '-' : c;
    d.language = outlet % 3 == 0 ? "en" : "id";
    d.published = day(on);
    d.text = d.url;
    rows.clear();
    std::size_t n = 1 + dice_() % 5, at = 0;
    while (rows.size() < n) {
      std::size_t a = zipf(200), b = zipf(200);
      std::string group = archive::hex64(dice_()) + archive::hex64(dice_()).substr(0, 8);
      bool both = dice_() % 4 == 0;  // symmetric
      model::EventRow e;
      e.event_group = e.story_id = group;
      e.doc_id = d.doc_id, e.url = d.url, e.outlet = d.outlet, e.title = d.title, e.language = d.language,
      e.published = d.published;
      e.sentence = static_cast<std::int32_t>(at++ % 20);
      e.evidence_text = sentence(12 + dice_() % 16);
      e.evidence_begin = static_cast<std::int32_t>(dice_() % 3000);
      e.evidence_end = e.evidence_begin + static_cast<std::int32_t>(e.evidence_text.size());
      std::size_t t = zipf(12);
      e.event_type = kTypes[t][0], e.quad_class = kTypes[t][1][0] - '0', e.cameo_code = kTypes[t][2];
      if (dice_() % 3 == 0) e.event_mode = "mode" + std::to_string(t);
      if (dice_() % 2 == 0) e.contexts.push_back(kContexts[dice_() % 6]);
      e.intensity = 5 - static_cast<double>(t), e.goldstein = 6 - static_cast<double>(t);
      e.modality = dice_() % 8 == 0 ? "future" : "actual";
      e.actor = party(a);
      if (dice_() % 3 != 0) e.recipient = party(b);
      e.trigger_text = words_[zipf(2000)], e.trigger_begin = e.evidence_begin + 5, e.trigger_end = e.trigger_begin + 8;
      int back = dice_() % 10 < 8 ? static_cast<int>(dice_() % 2) : static_cast<int>(dice_() % 60);
      e.date_start = e.date_end = day(std::max(0, on - back));
      e.date_precision = "day";
      if (dice_() % 2 == 0)
        e.place_name = words_[zipf(300)], e.place_country = e.actor.country, e.latitude = 1.5, e.longitude = 100.25;
      e.attribution.push_back({e.actor.name, e.actor.code, "speaker", e.actor.text});
      e.attribution.push_back({d.outlet, "", "outlet", ""});
      e.confidence = 0.5 + static_cast<double>(zipf(40)) / 100;
      e.rule = "id/frames/x.frames:" + std::to_string(zipf(400));
      e.kawat_version = "0.1.0";
      for (int direction = 0; direction < (both && !e.recipient.code.empty() ? 2 : 1); ++direction) {
        e.event_id = archive::hex64(dice_()) + archive::hex64(dice_()).substr(0, 8);
        if (direction == 1) std::swap(e.actor, e.recipient);
        rows.push_back(e);
      }
    }
  }

 private:
  std::mt19937_64 dice_;
  std::vector<std::string> countries_, words_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: make_archive DIR [EVENTS]\n"), 2;
  const std::uint64_t wanted = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000;
  archive::WriterOptions options;
  options.threads = 1;
  auto writer = archive::Writer::open(argv[1], options);
  if (!writer) return std::fprintf(stderr, "%s\n", writer.error().message().c_str()), 1;
  Maker maker(1);
  archive::Document d;
  std::vector<model::EventRow> rows;
  constexpr int kDays = 3652;
  auto start = std::chrono::steady_clock::now();
  double slowest = 0;
  for (std::uint64_t made = 0, articles = 0; made < wanted; ++articles) {
    maker.article(articles, static_cast<int>(made * kDays / wanted), d, rows);
    (*writer)->add(d, rows);
    made += rows.size();
    if ((*writer)->waiting().events < 50'000 && made < wanted) continue;
    auto done = (*writer)->commit();
    if (!done) return std::fprintf(stderr, "%s\n", done.error().message().c_str()), 1;
    slowest = std::max(slowest, done->seconds);
    std::fprintf(stderr, "\r%llu events, %.0f s, slowest commit %.2f s\x1b[K", static_cast<unsigned long long>(made),
                 std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), slowest);
  }
  std::fprintf(stderr, "\n");
  return 0;
}
